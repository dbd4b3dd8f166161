"""The servers of a mailbox that is being connected: as found, as a member says, as its certificates are accepted."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict

from alongside.channels.discovery.rules import Place
from alongside.channels.imap.wire import Server
from alongside.connections.models import Attempt


class Settings(Struct, frozen=True):
    """What a member says, or was found for her. `sending` None: the mailbox is only read."""

    reading: Server
    sending: Server | None


def settings_of(attempt: Attempt) -> Settings | None:
    """None as long as nothing is known."""
    if not attempt.reading:
        return None
    sending = _server(attempt.sending, attempt) if attempt.sending else None
    return Settings(_server(attempt.reading, attempt), sending)


def _server(row: dict[str, object], attempt: Attempt) -> Server:
    return Server(**row, may_be_inside=attempt.member.is_owner)  # type: ignore[arg-type]


def row_of(server: Server) -> dict[str, object]:
    row = asdict(server)
    row.pop("may_be_inside")
    return row


def hosts_of(attempt: Attempt) -> set[str]:
    """Every server that is shown what was typed, or a token."""
    return {str(side["host"]) for side in (attempt.reading, attempt.sending) if side}


def goes_elsewhere(before: Settings | None, now: Settings) -> bool:
    """Whether a password that was typed for some servers would be shown to others, or in another way."""
    if before is None:
        return True
    known = {_way(before.reading), _way(before.sending)}
    return not {_way(now.reading), _way(now.sending)} <= known | {_way(None)}


def _way(server: Server | None) -> tuple[str, int, str]:
    return (server.host, server.port, server.security) if server else ("", 0, "")


def server_at(place: Place) -> Server:
    return Server(place.host, place.port, place.security, place.user)


def note_settings(attempt: Attempt, settings: Settings) -> None:
    attempt.reading = row_of(settings.reading)
    attempt.sending = row_of(settings.sending) if settings.sending else {}
    attempt.save(update_fields=["reading", "sending", "moved_at"])


def accept_certificate(attempt: Attempt, fingerprint: str) -> bool:
    """The one that was shown, and no other; False when it is another by now."""
    if not fingerprint or attempt.shown.get("fingerprint") != fingerprint:
        return False
    side = attempt.sending if attempt.trouble_with == "sending" else attempt.reading
    side["certificate"] = fingerprint
    attempt.save(update_fields=["reading", "sending", "moved_at"])
    return True


def pin_sending(attempt: Attempt, fingerprint: str) -> None:
    """The sending server shows the certificate that was accepted for reading."""
    attempt.sending["certificate"] = fingerprint
    attempt.save(update_fields=["sending", "moved_at"])


def only_read(attempt: Attempt) -> None:
    attempt.sending = {}
    attempt.save(update_fields=["sending", "moved_at"])
