"""The relay of this practice for calls that no direct way leads through: kept with its secret sealed, or taken away."""

from __future__ import annotations

from msgspec import Struct

from alongside.connections.models import TurnServer
from alongside.connections.sealing import SealingError, seal, unseal


class Relaying(Struct, frozen=True):
    host: str
    port: int
    tls_port: int
    secret: str


def turn_server() -> TurnServer | None:
    return TurnServer.objects.first()


def relay() -> Relaying | None:
    """With its secret; None where there is none, or where the secret's key is not in the data folder."""
    kept = turn_server()
    if kept is None:
        return None
    try:
        return Relaying(kept.host, kept.port, kept.tls_port, unseal(bytes(kept.sealed_secret)))
    except SealingError:
        return None


def keep_turn_server(*, host: str, port: int, tls_port: int, secret: str) -> TurnServer:
    """ "" as secret leaves the one from before."""
    values: dict[str, object] = {"host": host, "port": port, "tls_port": tls_port}
    if secret:
        values["sealed_secret"] = seal(secret)
    return TurnServer.objects.update_or_create(pk=1, defaults=values)[0]


def drop_turn_server() -> None:
    TurnServer.objects.all().delete()
