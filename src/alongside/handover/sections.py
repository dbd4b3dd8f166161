"""A client and a stretch of time in; what was done, what is in hand, what is needed of them, as lines, out.

What is private to a member has no filing and no promise that others see, so that nothing of it comes here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.urls import reverse
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.diary.queries import next_for
from alongside.diary.rules import begins_by
from alongside.handover.needs import Item, needs_of
from alongside.handover.rules import one_line
from alongside.handover.shapes import Line, Part
from alongside.lib.words import clock, count, day, duration
from alongside.message import FACE_KINDS, VOICE_KINDS
from alongside.outbox.sight import with_joined
from alongside.promises.models import Verdict
from alongside.promises.queries import Kept, closed_for, open_for
from alongside.promises.rules import Step, standing
from alongside.timeline.models import Filing, Revision
from alongside.timeline.queries.lists import lines_for
from alongside.timeline.queries.shapes import Line as Entry
from alongside.waiting.models import Answered

MOST_DONE, MOST_CALLS = 100, 100
# So long after it a call may still be noted, and stands in the next note.
_NOTED_LATE = timedelta(days=3)
_SPOKEN = {"call": "Call", "meeting": "Meeting", "visit": "Visit"}
_PLANNED = {"call": "Call", "meeting": "Meeting", "visit": "Visit"}


class About(Struct, frozen=True):
    """Whose matters, through whose eyes, looked back on since when; days are said by the clock of `zone`."""

    member: Member
    client: Client
    since: datetime
    now: datetime
    zone: ZoneInfo

    def day(self, at: datetime) -> str:
        return day(at.astimezone(self.zone).date(), today=self.now.astimezone(self.zone).date())


class Section(Struct, frozen=True):
    """What a part is called, and what gives its lines; what there is nothing of is left out."""

    name: str
    title: str
    lines: Callable[[About], Sequence[Line]]


def parts_of(sections: Sequence[Section], about: About) -> list[Part]:
    found = (Part(one.name, one.title, tuple(one.lines(about))) for one in sections)
    return [part for part in found if part.lines]


def done(about: About) -> list[Line]:
    """Promises of ours that were kept, to-dos that were done, calls that took place, letters that were answered."""
    return [*_kept(about), *_come_round(about), *calls_held(about), *_answered(about)]


def _kept(about: About) -> list[Line]:
    rows = closed_for(about.member, client_id=about.client.pk, limit=MOST_DONE)
    return [
        promise_line(one, about, words=one.words)
        for one in reversed(rows)
        if one.row.state == "kept"
        and one.row.side == "ours"
        and one.row.closed_at is not None
        and one.row.closed_at >= about.since
    ]


def _come_round(about: About) -> list[Line]:
    """What comes again stays open when it is done: whether it was done is in what was said of it."""
    own = with_joined(about.client.pk)
    said = Verdict.objects.filter(word="kept", decided_at__gte=about.since, client_id__in=own)
    keys = set(said.values_list("key", flat=True))
    again = [one for one in open_for(about.member, client_id=about.client.pk) if one.key in keys]
    return [
        promise_line(one, about, words=one.words, key=f"done:{one.key}")
        for one in again
        if one.row.repeat and one.row.side == "ours" and _was_done(one.key, about)
    ]


def _was_done(key: str, about: About) -> bool:
    rows = Verdict.objects.filter(key=key).order_by("decided_at", "id")
    steps = [Step(row.word, row.decided_at, row.facts) for row in rows]
    before = standing((one for one in steps if one.at < about.since), zone=about.zone)
    stands = standing(steps, zone=about.zone)
    return stands is not None and stands.times_done > (before.times_done if before is not None else 0)


def calls_held(about: About) -> list[Line]:
    filed = Filing.objects.filter(client=about.client, interaction__kind__in=VOICE_KINDS | FACE_KINDS)
    filed = filed.order_by("happened_at")
    late = filed.filter(happened_at__gte=about.since - _NOTED_LATE, happened_at__lt=about.since)
    these = filed.filter(happened_at__gte=about.since, happened_at__lte=about.now)
    numbers = [
        *_came_since(about.since, list(late.values_list("interaction_id", flat=True)[:MOST_CALLS])),
        *these.values_list("interaction_id", flat=True)[:MOST_CALLS],
    ]
    found = lines_for(about.member, numbers)
    # What ended as it began did not come about.
    held = [found[one] for one in numbers if one in found and found[one].ended_at != found[one].happened_at]
    return [_call_line(one, about) for one in held]


def _came_since(since: datetime, numbers: Sequence[int]) -> list[int]:
    """Those of them that nobody had noted before: the note before this one did not tell of them."""
    made = Revision.objects.filter(interaction_id__in=numbers).values("interaction_id")
    first = made.annotate(first=Min("original__received_at")).filter(first__gte=since)
    known = set(first.values_list("interaction_id", flat=True))
    return [one for one in numbers if one in known]


def _call_line(one: Entry, about: About) -> Line:
    who = f" with {one.others}" if one.others else ""
    length = f", {duration(one.ended_at - one.happened_at)}" if one.ended_at is not None else ""
    words = one_line(f"{_SPOKEN[one.kind]}{who} on {about.day(one.happened_at)}{length}")
    return Line(f"e:{one.id}", words, _conversation(one.id, about), "in the story", one.id)


def _conversation(number: int, about: About) -> str:
    return f"{reverse('conversation', args=[number])}?client={about.client.pk}"


def _answered(about: About) -> list[Line]:
    number = Answered.objects.filter(
        client=about.client, answered_at__gte=about.since, answered_at__lte=about.now
    ).count()
    if not number:
        return []
    words = f"{count(number, 'letter', 'letters')} answered"
    url = f"{reverse('client', args=[about.client.pk])}?kind=email"
    return [Line("answered", words, url, "counted")]


def in_hand(about: About) -> list[Line]:
    """Promises of ours and to-dos that are open, what is due first first."""
    rows = open_for(about.member, client_id=about.client.pk)
    return [promise_line(one, about) for one in rows if one.row.side == "ours"]


def needed(about: About) -> list[Line]:
    """What was asked of them and is not answered, and what they promised."""
    found = needs_of(about.member, about.client.pk, now=about.now)
    kept = {f"p:{one.key}": one for one in open_for(about.member, client_id=about.client.pk)}
    return [_needed_line(one, kept.get(one.about), about) for one in found if one.is_needed]


def _needed_line(one: Item, kept: Kept | None, about: About) -> Line:
    if kept is not None:
        return promise_line(kept, about, words=with_due(one.words, kept, about))
    said = f"you asked on {about.day(one.asked_at)}" if one.asked_at else ""
    url = _conversation(one.asked_in, about) if one.asked_in else ""
    return Line(one.about, one_line(one.words), url, said, one.asked_in)


def promise_line(one: Kept, about: About, *, words: str = "", key: str = "") -> Line:
    """Without `words` its own with its day; its source is the letter that says it, else its own page."""
    url = reverse("promise", args=[one.key])
    if one.evidence is not None:
        number = one.evidence.interaction_id
        url = f"{_conversation(number, about)}#s{number}-{one.evidence.start}"
    said = one.evidence.who or "said" if one.evidence is not None else "noted"
    text = one_line(words or with_due(one.words, one, about))
    return Line(
        key or f"p:{one.key}", text, url, f"{said} on {about.day(one.row.said_at)}", one.row.interaction_id
    )


def with_due(words: str, one: Kept, about: About) -> str:
    at = one.row.due_at
    on = at.astimezone(about.zone).date() if at is not None else one.row.due_on
    if on is None:
        return words
    return f"{words.rstrip('. ')} (by {day(on, today=about.now.astimezone(about.zone).date())})"


def next_call(about: About) -> list[Line]:
    """By the client's own clock; what she calls it is her own."""
    found = next_for(about.member, about.client.pk, now=about.now)
    if found is None:
        return []
    row = found.row
    starts = begins_by(row, about.zone)
    place = about.zone.key.rpartition("/")[2].replace("_", " ")
    hours = "" if row.is_all_day else f", {clock(starts)} ({place} time)"
    what = _PLANNED.get(row.kind, "Call")
    words = f"{what} on {about.day(starts)}{hours}"
    return [Line(f"a:{row.key}", words, reverse("appointment", args=[row.pk]), "in your diary")]
