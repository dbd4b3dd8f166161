"""The language model of this installation: kept with its key sealed, switched on and off, left alone while it fails."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from msgspec import Struct

from alongside.channels.model.rules import endpoint_of
from alongside.connections.models import ModelServer
from alongside.connections.sealing import SealingError, seal, unseal

# Doubled with every failure in a row, up to half a day.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=12)
# A key that was refused, or a model that is not known there, is no better in an hour: she has to change something.
_ENDS_IT = ("refused", "unknown", "address")


class Asked(Struct, frozen=True):
    """Where to ask, for the one who asks. Never shown or logged: it holds the key."""

    base_url: str
    model: str
    key: str

    @property
    def name(self) -> str:
        return f"{self.base_url} {self.model}"


def model_server() -> ModelServer | None:
    return ModelServer.objects.first()


def asked_of(server: ModelServer) -> Asked | None:
    """None where the key's own key is not in the data folder."""
    try:
        key = unseal(bytes(server.sealed_secret)) if server.sealed_secret else ""
    except SealingError:
        return None
    return Asked(server.base_url, server.model, key)


def keep_model_server(*, base_url: str, model: str, key: str) -> ModelServer:
    """ "" as key leaves the one from before, but only for the same server: it was entered for that one.

    Changed, it is off until it was looked at and switched on again. Raises ModelError for no address.
    """
    before = model_server()
    place = endpoint_of(base_url)[:3]
    values: dict[str, object] = {"base_url": base_url, "model": model}
    if key:
        values["sealed_secret"] = seal(key)
    elif before is None or endpoint_of(before.base_url)[:3] != place:
        values["sealed_secret"] = None
    if before is None or (before.base_url, before.model) != (base_url, model):
        values["is_on"] = False
    values |= {"trouble": "", "failures": 0, "not_before": None, "is_being_tried": False, "answered_at": None}
    return ModelServer.objects.update_or_create(pk=1, defaults=values)[0]


def switch(*, is_on: bool) -> None:
    ModelServer.objects.update(is_on=is_on, trouble="", failures=0, not_before=None)


def drop_model_server() -> None:
    ModelServer.objects.all().delete()


def begin_trial() -> None:
    ModelServer.objects.update(is_being_tried=True, trouble="", answered_at=None)


def note_answer(asked: Asked, *, seconds: float, now: datetime) -> None:
    """Not where she has entered another one meanwhile."""
    _same(asked).update(
        trouble="",
        failures=0,
        not_before=None,
        is_being_tried=False,
        answered_at=now,
        answered_within_seconds=seconds,
    )


def note_trouble(asked: Asked, trouble: str, *, now: datetime) -> None:
    server = _same(asked).first()
    if server is None:
        return
    pause = (
        LONGEST_PAUSE
        if trouble in _ENDS_IT
        else min(FIRST_PAUSE * 2 ** min(server.failures, 12), LONGEST_PAUSE)
    )
    _same(asked).update(
        trouble=trouble,
        failures=server.failures + 1,
        not_before=now + pause,
        is_being_tried=False,
        answered_at=None,
    )


def _same(asked: Asked) -> QuerySet[ModelServer]:
    return ModelServer.objects.filter(base_url=asked.base_url, model=asked.model)
