"""Dates and names in; which backups stay, when the next is due, and what to say when one does not come about."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from msgspec import Struct

SUFFIX = ".tar.zst.age"
_NAME = re.compile(r"alongside-(\d{4}-\d\d-\d\d)T(\d{6})Z-([0-9a-f]{8})\.tar\.zst\.age")
_STAMP = "%Y-%m-%dT%H%M%S"
AGAIN_AFTER = timedelta(hours=1)
TRY_EVERY = timedelta(days=7)
# A laptop that is asleep at the hour makes its backup when it wakes; until then nobody is alarmed.
OVERDUE_AFTER = timedelta(hours=50)
KEY_PREFIX = "AGE-SECRET-KEY-1"
_KEY_LETTERS = 58
_GROUP = 4


class Trouble(Enum):
    ABSENT = "absent"
    UNPLUGGED = "unplugged"
    NO_FOLDER = "no_folder"
    READ_ONLY = "read_only"
    FORBIDDEN = "forbidden"
    FULL = "full"
    FULL_HERE = "full_here"
    DISK = "disk"
    PROGRAM = "program"
    KILLED = "killed"
    OTHER_KEY = "other_key"
    DAMAGED = "damaged"
    NOT_WHOLE = "not_whole"
    NO_ROOM_TO_TRY = "no_room_to_try"
    NO_DATABASE = "no_database"


# What happened, and what to do. What is safe follows from the date of the last good one, told beside it.
SENTENCES = {
    Trouble.ABSENT: "The folder {folder} is not there. Plug the disk in, or choose another folder.",
    Trouble.UNPLUGGED: "The disk of {folder} is not plugged in: the folder is now on the same disk as your data."
    " Plug it in, or choose the folder again.",
    Trouble.NO_FOLDER: "{folder} is a file, not a folder. Choose another.",
    Trouble.READ_ONLY: "The disk of {folder} is read-only. Take off its write protection, or choose another"
    " folder.",
    Trouble.FORBIDDEN: "Alongside may not write in {folder}. Give its user the right to, or choose another"
    " folder.",
    Trouble.FULL: "The disk of {folder} is full. Make room there, keep fewer backups, or choose another folder.",
    Trouble.FULL_HERE: "The disk of your data has no room for the copy that a backup begins with. Make room.",
    Trouble.DISK: "The disk of {folder} did not take the backup: {detail}. Look at the disk, or choose another"
    " folder.",
    Trouble.PROGRAM: "The backup could not be made: {detail}.",
    Trouble.KILLED: "Alongside was stopped in the middle of it. It begins again by itself.",
    Trouble.OTHER_KEY: "{name} was encrypted for a key that is no longer in the data folder.",
    Trouble.DAMAGED: "{name} is damaged: {detail}. Look at the disk; the next backup is made anew.",
    Trouble.NOT_WHOLE: "{name} came back, but not whole: {detail} Run “alongside verify” on your data.",
    Trouble.NO_ROOM_TO_TRY: "There is no room to unpack the backup and try it: {detail}. Make room.",
    Trouble.NO_DATABASE: "PostgreSQL allows no database for the trial: {detail}. Give the user of Alongside the"
    " right to make databases (ALTER ROLE … CREATEDB).",
}

_BY_NUMBER = {
    errno.ENOENT: Trouble.ABSENT,
    errno.ENOTDIR: Trouble.NO_FOLDER,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.FORBIDDEN,
    errno.EPERM: Trouble.FORBIDDEN,
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
}


def trouble_of(error: OSError) -> Trouble:
    """EIO, a share that went away, and whatever else a disk says are told in its own words."""
    return _BY_NUMBER.get(error.errno or 0, Trouble.DISK)


def sentence(trouble: str, *, folder: str, name: str, detail: str) -> str:
    return SENTENCES[Trouble(trouble)].format(folder=folder, name=name, detail=detail.rstrip(" ."))


# ---- names ----


def file_name(now: datetime, *, mark: str) -> str:
    """`mark` names the practice, so that two may share a folder and neither touches the other's backups."""
    return f"alongside-{now.astimezone(UTC):{_STAMP}}Z-{mark}{SUFFIX}"


def made_at(name: str, *, mark: str) -> datetime | None:
    """When a backup of this practice was made, by its name; None for every other file."""
    found = _NAME.fullmatch(name)
    if found is None or found[3] != mark:
        return None
    try:
        return datetime.strptime(f"{found[1]}T{found[2]}", _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


# ---- which stay ----


class Keep(Struct, frozen=True):
    daily: int
    weekly: int
    monthly: int


def to_remove(
    made: Iterable[datetime], keep: Keep, *, zone: ZoneInfo, proven: datetime | None = None
) -> set[datetime]:
    """Those that are neither the last of one of the newest days, weeks or months that have any.

    Counted in days that have backups, so that none goes only because time passed without a new one. The newest
    always stays, and so does the one that was last `proven` whole by a trial.
    """
    newest_first = sorted(set(made), reverse=True)
    kept = {*newest_first[:1], *([proven] if proven else [])}
    kept |= _last_of_each(newest_first, lambda day: (day.year, day.month, day.day), keep.daily, zone)
    kept |= _last_of_each(newest_first, lambda day: day.isocalendar()[:2], keep.weekly, zone)
    kept |= _last_of_each(newest_first, lambda day: (day.year, day.month), keep.monthly, zone)
    return set(newest_first) - kept


def _last_of_each(
    newest_first: list[datetime], span_of: Callable[[datetime], tuple[int, ...]], count: int, zone: ZoneInfo
) -> set[datetime]:
    last: dict[tuple[int, ...], datetime] = {}
    for made in newest_first:
        last.setdefault(span_of(made.astimezone(zone)), made)
    return set(list(last.values())[:count])


# ---- when ----


def next_backup_at(
    *, hour: int, zone: ZoneInfo, chosen_at: datetime, good_at: datetime | None, tried_at: datetime | None
) -> datetime:
    """The next after the last good one, at the hour; the first at once; an hour after one that failed."""
    if tried_at is not None and (good_at is None or tried_at > good_at):
        return tried_at + AGAIN_AFTER
    return chosen_at if good_at is None else _next_time(hour, after=good_at, zone=zone)


def _next_time(hour: int, *, after: datetime, zone: ZoneInfo) -> datetime:
    """The hour on the first day it strikes after `after`; a day it does not strike has it an hour later."""
    local = after.astimezone(zone)
    struck = datetime.combine(local.date(), time(hour), zone)
    if struck <= local:
        struck = datetime.combine(local.date() + timedelta(days=1), time(hour), zone)
    return struck.astimezone(UTC)


def next_trial_at(*, good_at: datetime | None, tried_at: datetime | None, was_whole: bool) -> datetime | None:
    """None while there is nothing to try; a week after the last; a day after one that did not go well."""
    if good_at is None:
        return None
    if tried_at is None:
        return good_at
    return tried_at + (TRY_EVERY if was_whole else timedelta(days=1))


# ---- the key on paper ----


def key_groups(key: str) -> list[str]:
    """The letters behind the prefix, in fours, as they stand on the sheet."""
    letters = key.removeprefix(KEY_PREFIX)
    return [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]


def key_in(text: str) -> str:
    """The key as a person types it from the sheet or a program reads it from the square: groups, small letters,
    line ends and a missing beginning do no harm. ValueError for what cannot be one."""
    letters = re.sub(r"[^0-9A-Z]", "", text.upper())
    letters = letters.removeprefix(re.sub(r"[^0-9A-Z]", "", KEY_PREFIX))
    if len(letters) != _KEY_LETTERS:
        raise ValueError(
            f"The key has {_KEY_LETTERS} letters and digits after {KEY_PREFIX}; these are {len(letters)}."
        )
    return KEY_PREFIX + letters
