"""A client and a stretch of time in; what changed in it, by whom, as parts out; a part in which nothing did says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from alongside.accounts.models import Member
from alongside.diary.models import Said
from alongside.diary.rules import begins_by
from alongside.handover.rules import one_line
from alongside.handover.sections import About, Section, with_due
from alongside.handover.shapes import Line, Part
from alongside.lib.words import clock, count
from alongside.outbox.sight import with_joined
from alongside.promises.models import Verdict
from alongside.promises.queries import Kept, closed_for, open_for
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import lines_for
from alongside.timeline.text import begun
from alongside.waiting.deciding import decisions
from alongside.waiting.models import DONE, Settled

MOST = 300
_MADE, _CLOSED = ("made", "accepted"), ("kept", "slipped", "dropped")
_CLOSED_WORDS = {"kept": "done", "slipped": "slipped", "dropped": "dropped"}
_PLANNED = {
    "planned": "planned",
    "changed": "changed",
    "moved": "moved",
    "cancelled": "cancelled",
    "held": "took place",
    "not_held": "did not take place",
    "reopened": "planned again",
}


def conversations(about: About) -> list[Line]:
    """By conversation how much was said, who was last, and how it ended."""
    filed = Filing.objects.filter(
        client=about.client, happened_at__gte=about.since, happened_at__lte=about.now
    ).order_by("-happened_at", "-interaction_id")
    newest: dict[int, tuple[int, int]] = {}
    for number, thread in filed.values_list("interaction_id", "thread_id")[: MOST * 4]:
        key = thread if thread is not None else -number
        first, many = newest.get(key, (number, 0))
        newest[key] = (first, many + 1)
    shown = lines_for(about.member, [number for number, _ in newest.values()][:MOST])
    lines = []
    for number, many in newest.values():
        if (one := shown.get(number)) is not None:
            words = ": ".join(filter(None, [one.who or one.others, one.subject, begun(one.preview)]))
            much = f" ({count(many, 'message', 'messages')})" if many > 1 else ""
            url = f"{reverse('conversation', args=[number])}?client={about.client.pk}#e{number}"
            lines.append(Line(f"e:{number}", one_line(words) + much, url, about.day(one.happened_at), number))
    return lines


def promised(about: About) -> list[Line]:
    return [
        _promise_line(one, verdict, "", about)
        for one, verdict in _said_of(about, _MADE)
        if one.row.state != "refused"
    ]


def closed(about: About) -> list[Line]:
    """Promises and to-dos, as they stand now; and conversations that were settled in another way than by writing."""
    lines = [
        _promise_line(one, verdict, f"{_CLOSED_WORDS[verdict.word]}: ", about)
        for one, verdict in _said_of(about, _CLOSED)
        if one.row.state == verdict.word or one.row.repeat
    ]
    return [*lines, *_settled(about)]


def _said_of(about: About, words: Iterable[str]) -> list[tuple[Kept, Verdict]]:
    """The newest verdict of these words on each promise that she sees."""
    rows = Verdict.objects.filter(
        client_id__in=with_joined(about.client.pk), decided_at__gte=about.since, decided_at__lte=about.now
    )
    found = {row.key: row for row in rows.filter(word__in=words).order_by("id").select_related("member")}
    if not found:
        return []
    seen = [
        *open_for(about.member, client_id=about.client.pk),
        *closed_for(about.member, client_id=about.client.pk, limit=MOST),
    ]
    return [(one, found[one.key]) for one in seen if one.key in found]


def _promise_line(one: Kept, verdict: Verdict, word: str, about: About) -> Line:
    words = with_due(one.words, one, about) if one.row.state == "open" else one.words
    side = "they" if one.row.side == "theirs" else "we"
    kind = "" if one.row.kind == "todo" or word else f"{side}: "
    said = f"{_who(verdict.member)} on {about.day(verdict.decided_at)}"
    url = reverse("promise", args=[one.key])
    return Line(f"p:{one.key}", one_line(f"{word}{kind}{words}"), url, said, one.row.interaction_id)


def _settled(about: About) -> list[Line]:
    rows = Settled.objects.filter(
        client_id__in=with_joined(about.client.pk),
        decided_at__gte=about.since,
        decided_at__lte=about.now,
        verdict__in=DONE,
    )
    found = {bytes(row.source_key): row for row in rows.order_by("id").select_related("member")[:MOST]}
    hold = {one.pk for some in decisions(list(found)).values() for one in some}
    by_key = {key: row for key, row in found.items() if row.pk in hold}
    filed = Filing.objects.filter(client=about.client, interaction__source_key__in=list(by_key))
    entries = dict(filed.values_list("interaction_id", "interaction__source_key"))
    shown = lines_for(about.member, list(entries))
    lines = []
    for number, key in entries.items():
        if (one := shown.get(number)) is not None:
            row = by_key[bytes(key)]
            words = one_line(f"{row.get_verdict_display()}: {one.subject or begun(one.preview)}")
            url = f"{reverse('conversation', args=[number])}?client={about.client.pk}"
            said = f"{_who(row.member)} on {about.day(row.decided_at)}"
            lines.append(Line(f"s:{row.pk}", words, url, said, number))
    return lines


def planned(about: About) -> list[Line]:
    """The last word on each appointment of which something was said."""
    rows = Said.objects.filter(
        appointment__client_id__in=with_joined(about.client.pk),
        said_at__gte=about.since,
        said_at__lte=about.now,
        word__in=list(_PLANNED),
    ).exclude(appointment__state="gone")
    newest = {row.appointment_id: row for row in rows.order_by("id").select_related("member", "appointment")}
    lines = []
    for row in list(newest.values())[:MOST]:
        of = row.appointment
        starts = begins_by(of, about.zone)
        hour = "" if of.is_all_day else f", {clock(starts)}"
        title = f": {of.title}" if of.title else ""
        words = f"{of.kind.capitalize()} on {about.day(starts)}{hour} {_PLANNED[row.word]}{title}"
        said = f"{_who(row.member, 'the client')} on {about.day(row.said_at)}"
        lines.append(Line(f"d:{row.pk}", one_line(words), reverse("appointment", args=[of.pk]), said))
    return lines


def _who(member: Member | None, nobody: str = "somebody") -> str:
    return (member.name or member.email) if member is not None else nobody


MEANWHILE = (
    Section("said", "What was said", conversations),
    Section("promised", "What was promised", promised),
    Section("closed", "What was closed", closed),
    Section("planned", "What was planned", planned),
)


def changed(about: About, *, until: datetime) -> list[Part]:
    """Every part, also those in which nothing happened."""
    within = About(about.member, about.client, about.since, min(about.now, until), about.zone)
    return [Part(one.name, one.title, tuple(one.lines(within))) for one in MEANWHILE]
