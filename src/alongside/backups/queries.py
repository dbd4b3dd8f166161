"""The plan and its runs, read: how backups stand, in what a page or a command says of them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.backups import rules
from alongside.backups.models import Plan, Run, RunKind
from alongside.prepared import prepared

# A failing folder makes one run an hour: the newest hold what is asked for but in a long trouble.
_NEWEST = 60
# A practice of two days has something to lose; before that nobody is reminded.
_GRACE = timedelta(days=2)


class Standing(Struct, frozen=True):
    """How backups stand. `trouble` is the sentence of the newest that failed, while none after it went well;
    `next_at` is None where no folder is chosen; `tried` is the newest trial that came to an end."""

    plan: Plan | None
    good: Run | None
    trouble: str
    next_at: datetime | None
    tried: Run | None
    trial_trouble: str
    is_overdue: bool
    is_running: bool


class _Runs(Struct, frozen=True):
    """The newest run of each kind that matters, by two or three questions to the database."""

    last: Run | None
    good: Run | None
    last_trial: Run | None
    tried: Run | None


@prepared
def _plan() -> Any:
    return Plan.objects.order_by("id")[:1]


def plan() -> Plan | None:
    return next(iter(_plan()), None)


def practice_mark() -> str:
    """Eight digits in the names of this practice's backups; they stay when it is restored elsewhere."""
    return hashlib.sha256(b"backups of " + settings.SECRET_KEY.encode()).hexdigest()[:8]


def zone() -> ZoneInfo:
    return ZoneInfo(practice().timezone)


@prepared
def _newest(kind: Any) -> Any:
    return Run.objects.filter(kind=kind).order_by("-begun_at", "-id")[:1]


@prepared
def _newest_good(kind: Any) -> Any:
    good = Run.objects.filter(kind=kind, trouble="", ended_at__isnull=False)
    return good.order_by("-begun_at", "-id")[:1]


@prepared
def _newest_of_all() -> Any:
    return Run.objects.order_by("-begun_at", "-id")[:_NEWEST]


def newest_run(kind: str, *, only_good: bool = False) -> Run | None:
    return next(iter((_newest_good if only_good else _newest)(str(kind))), None)


def backups_in(folder: Path) -> dict[datetime, Path]:
    """This practice's backups that stand in the folder, by when they were made; raises OSError."""
    mark = practice_mark()
    made = ((rules.made_at(path.name, mark=mark), path) for path in folder.iterdir())
    return {moment: path for moment, path in made if moment is not None}


def next_backup_at() -> datetime | None:
    """When the timetable makes the next backup; None while no folder is chosen."""
    chosen = plan()
    return _next_backup_at(chosen, _runs()) if chosen else None


def next_trial_at() -> datetime | None:
    found = _runs()
    return rules.next_trial_at(
        good_at=found.good.begun_at if found.good and plan() else None,
        tried_at=found.last_trial.begun_at if found.last_trial else None,
        was_whole=bool(found.last_trial and found.last_trial.ended_at and not found.last_trial.trouble),
    )


def _runs() -> _Runs:
    newest = list(_newest_of_all())
    backups = [run for run in newest if run.kind == RunKind.BACKUP]
    trials = [run for run in newest if run.kind == RunKind.TRY]
    good = next((run for run in backups if run.ended_at and not run.trouble), None)
    is_all = len(newest) < _NEWEST
    return _Runs(
        last=backups[0] if backups else None,
        good=good or (None if is_all else newest_run(RunKind.BACKUP, only_good=True)),
        last_trial=trials[0] if trials else (None if is_all else newest_run(RunKind.TRY)),
        tried=next((run for run in trials if run.ended_at), None),
    )


def _next_backup_at(chosen: Plan, found: _Runs) -> datetime:
    """A folder that was chosen since gets its first at once."""
    good, last = (
        run.begun_at if run and run.begun_at >= chosen.chosen_at else None for run in (found.good, found.last)
    )
    return rules.next_backup_at(
        hour=chosen.at_hour, zone=zone(), chosen_at=chosen.chosen_at, good_at=good, tried_at=last
    )


def standing() -> Standing:
    chosen, found = plan(), _runs()
    return _standing(chosen, found, next_at=_next_backup_at(chosen, found) if chosen else None)


def _standing(chosen: Plan | None, found: _Runs, *, next_at: datetime | None) -> Standing:
    since = found.good.begun_at if found.good else chosen.chosen_at if chosen else None
    return Standing(
        plan=chosen,
        good=found.good,
        trouble=_trouble_in(found.last, chosen),
        next_at=next_at,
        tried=found.tried,
        trial_trouble=_trouble_in(found.tried, chosen),
        is_overdue=since is not None and timezone.now() - since > rules.OVERDUE_AFTER,
        is_running=bool(found.last and found.last.ended_at is None),
    )


def runs(*, limit: int) -> list[tuple[Run, str]]:
    """The newest first, each with the sentence of what went wrong, or ""."""
    chosen = plan()
    newest = Run.objects.order_by("-begun_at", "-id")[:limit]
    return [(run, _trouble_in(run, chosen)) for run in newest]


def trouble_in(run: Run | None) -> str:
    """The sentence of a run that failed; "" for one that did not."""
    return _trouble_in(run, plan())


def _trouble_in(run: Run | None, chosen: Plan | None) -> str:
    if run is None or not run.trouble:
        return ""
    folder = chosen.folder if chosen else ""
    return rules.sentence(run.trouble, folder=folder, name=run.name, detail=run.detail)


class Reminder(Struct, frozen=True):
    """What Today says to an owner: `trouble` where something failed, "" where no folder was ever chosen."""

    trouble: str
    good_at: datetime | None
    next_at: datetime | None


def reminder_for(member: Member) -> Reminder | None:
    """None while all is well, for everybody but owners, and in the first days. Two questions, while all is well."""
    if not member.is_owner:
        return None
    chosen = plan()
    if chosen is None:
        is_new = timezone.now() - member.joined_at < _GRACE
        return None if is_new else Reminder("", None, None)
    found = _runs()
    now = _standing(chosen, found, next_at=None)
    trouble = now.trouble or now.trial_trouble
    if not trouble and now.is_overdue:
        trouble = "No backup has been made for two days. Leave Alongside running for an hour."
    if not trouble:
        return None
    return Reminder(trouble, now.good.begun_at if now.good else None, _next_backup_at(chosen, found))
