"""Appointments' moments, ways and states in, the words that a page shows for them out. Pure: `now` is given."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from alongside.diary.links import name_of
from alongside.diary.models import Appointment
from alongside.diary.rules import VIDEO_WAYS, VOICE_WAYS, begins_by
from alongside.pages.base.words import DAYS, clock, duration, short_date, when

WAYS = {
    "mobile": "your mobile",
    "phone": "the phone here",
    "zoom": "Zoom",
    "teams": "Teams",
    "meet": "Google Meet",
    "room": "the video room here",
    "link": "another video link",
    "visit": "a visit",
}
_STATES = {"held": "took place", "not_held": "did not take place", "cancelled": "cancelled"}
_BY = {"ours": " by you", "theirs": " by them"}


def what(row: Appointment) -> str:
    """ "Call", "Video call", "Meeting", "Visit"."""
    if row.way in VOICE_WAYS:
        return "Call"
    if row.way == "visit":
        return "Visit"
    return "Video call" if row.way in VIDEO_WAYS and (row.join_url or row.way == "room") else "Meeting"


def way_words(row: Appointment) -> str:
    """How it happens: "Zoom", "mobile", "meet.example.org", the place of a visit."""
    if row.way == "visit":
        return row.place
    if row.way == "link":
        return name_of(row.join_url) or row.place
    return {"mobile": "mobile", "room": "video room", "phone": "phone"}.get(row.way, WAYS[row.way])


def state_words(row: Appointment) -> str:
    words = _STATES.get(row.state, "")
    return words + (_BY.get(row.cancelled_by, "") if words else "")


def time_of(row: Appointment, *, zone: tzinfo) -> str:
    return "all day" if row.is_all_day else clock(row.starts_at.astimezone(zone))


def there(at: datetime, *, hers: tzinfo, theirs: tzinfo | None) -> str:
    """What the client's clock shows, with its day where that is another; "" where both show the same."""
    if theirs is None or at.astimezone(hers).utcoffset() == at.astimezone(theirs).utcoffset():
        return ""
    here, away = at.astimezone(hers), at.astimezone(theirs)
    return clock(away) if here.date() == away.date() else f"{DAYS[away.weekday()][:3]} {clock(away)}"


def both(at: datetime, *, hers: tzinfo, theirs: tzinfo | None, who: str) -> str:
    """ "15:00 for you, 10:00 for Ada"; one clock alone where both show the same."""
    other = there(at, hers=hers, theirs=theirs)
    mine = clock(at.astimezone(hers))
    return f"{mine} for you, {other} for {who}" if other else mine


def moment_words(row: Appointment, *, now: datetime, zone: tzinfo) -> str:
    """ "15:00", "Thu 15:00", "3 Dec, 15:00", "3 Dec, all day"."""
    at, here = begins_by(row, zone), now.astimezone(zone)
    if row.is_all_day:
        return f"{short_date(at.date(), today=here.date())}, all day"
    words = when(at, now=here)
    return words if abs((at.date() - here.date()).days) < 7 else f"{words}, {clock(at)}"


def when_words(row: Appointment, *, now: datetime, hers: tzinfo, theirs: tzinfo | None, who: str) -> str:
    """For a sentence: "Thu 15:00 for you, 10:00 for Ada"."""
    words = moment_words(row, now=now, zone=hers)
    other = "" if row.is_all_day else there(row.starts_at, hers=hers, theirs=theirs)
    return f"{words} for you, {other} for {who}" if other else words


def length_words(row: Appointment) -> str:
    length = row.ends_at - row.starts_at
    return "" if row.is_all_day or length <= timedelta() else duration(length)
