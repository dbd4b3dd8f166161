"""The plan and its runs, read: how backups stand, in what a page or a command says of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.backups import rules
from alongside.backups.models import Plan, Run, RunKind
from alongside.prepared import prepared

# A practice of two days has something to lose; before that nobody is reminded.
_GRACE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Standing:
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
def _newest_ended(kind: Any) -> Any:
    return Run.objects.filter(kind=kind, ended_at__isnull=False).order_by("-begun_at", "-id")[:1]


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
    if chosen is None:
        return None
    good, last = newest_run(RunKind.BACKUP, only_good=True), newest_run(RunKind.BACKUP)
    # A folder that was chosen since gets its first at once.
    good_at = good.begun_at if good and good.begun_at >= chosen.chosen_at else None
    tried_at = last.begun_at if last and last.begun_at >= chosen.chosen_at else None
    return rules.next_backup_at(
        hour=chosen.at_hour, zone=zone(), chosen_at=chosen.chosen_at, good_at=good_at, tried_at=tried_at
    )


def next_trial_at() -> datetime | None:
    good, last = newest_run(RunKind.BACKUP, only_good=True), newest_run(RunKind.TRY)
    return rules.next_trial_at(
        good_at=good.begun_at if good and plan() else None,
        tried_at=last.begun_at if last else None,
        was_whole=bool(last and last.ended_at and not last.trouble),
    )


def standing() -> Standing:
    chosen = plan()
    good, last = newest_run(RunKind.BACKUP, only_good=True), newest_run(RunKind.BACKUP)
    tried = next(iter(_newest_ended(str(RunKind.TRY))), None)
    since = good.begun_at if good else chosen.chosen_at if chosen else None
    return Standing(
        plan=chosen,
        good=good,
        trouble=trouble_in(last),
        next_at=next_backup_at(),
        tried=tried,
        trial_trouble=trouble_in(tried),
        is_overdue=since is not None and timezone.now() - since > rules.OVERDUE_AFTER,
        is_running=bool(last and last.ended_at is None),
    )


def runs(*, limit: int) -> list[tuple[Run, str]]:
    """The newest first, each with the sentence of what went wrong, or ""."""
    newest = Run.objects.order_by("-begun_at", "-id")[:limit]
    return [(run, trouble_in(run)) for run in newest]


def trouble_in(run: Run | None) -> str:
    """The sentence of a run that failed; "" for one that did not."""
    if run is None or not run.trouble:
        return ""
    chosen = plan()
    return rules.sentence(
        run.trouble, folder=chosen.folder if chosen else "", name=run.name, detail=run.detail
    )


@dataclass(frozen=True, slots=True)
class Reminder:
    """What Today says to an owner: `trouble` where something failed, "" where no folder was ever chosen."""

    trouble: str
    good_at: datetime | None
    next_at: datetime | None


def reminder_for(member: Member) -> Reminder | None:
    """None while all is well, for everybody but owners, and in the first days."""
    if not member.is_owner:
        return None
    now = standing()
    if now.plan is None:
        is_new = timezone.now() - member.joined_at < _GRACE
        return None if is_new else Reminder("", None, None)
    trouble = now.trouble or now.trial_trouble
    if not trouble and now.is_overdue:
        trouble = "No backup has been made for two days. Leave Alongside running for an hour."
    return Reminder(trouble, now.good.begun_at if now.good else None, now.next_at) if trouble else None
