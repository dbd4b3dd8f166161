"""A client in; what somebody who covers needs to know, as lines, out: people, agreement, what waits, last talks."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from alongside.agreements.queries import agreement_of, clocks_of
from alongside.clients.queries import facts_for
from alongside.diary.queries import between_for
from alongside.diary.rules import begins_by
from alongside.handover.matters import HOW_TOS, KNOWN, SUPPORT, hours_left
from alongside.handover.rules import one_line
from alongside.handover.sections import About, Section, in_hand, needed
from alongside.handover.shapes import Line
from alongside.lib.words import DAYS, clock, count
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import lines_for
from alongside.timeline.text import begun
from alongside.waiting.queries import waiting_for
from alongside.waiting.questions import asked_for

MOST_PEOPLE, MOST_PLANNED, MOST_TALKS, LOOKED_THROUGH = 40, 20, 12, 200
PLANNED_AHEAD = timedelta(days=60)
_WAYS = {"zoom": "Zoom", "teams": "Teams", "meet": "Google Meet", "link": "a video link", "visit": "a visit"}


def people(about: About) -> list[Line]:
    facts = facts_for(about.member, about.client.pk)
    url = reverse("client-people", args=[about.client.pk])
    found = []
    for one in facts.people[:MOST_PEOPLE] if facts is not None else ():
        reached = [*(each for each in one.addresses if not each.startswith("name:")), *one.phones]
        words = ", ".join(filter(None, [one.name, *reached]))
        found.append(Line(f"h:{one.id}", one_line(words), url, "who is who"))
    return [line for line in found if line.words]


def agreed(about: About) -> list[Line]:
    """Hours by the clock that counts for the client, and what was agreed in words, a line each."""
    clocks = clocks_of([about.client.pk], now=about.now)[about.client.pk]
    kept = agreement_of(about.client)
    place = str(clocks.zone).rpartition("/")[2].replace("_", " ")
    hours = f"{clocks.hours[0]:%H:%M} to {clocks.hours[1]:%H:%M} ({place} time)"
    said = [("hours", f"{', '.join(DAYS[day] for day in sorted(clocks.days))}, {hours}")]
    if kept.answer_hours:
        within = count(kept.answer_hours, "working hour", "working hours")
        said.append(("answers", f"Questions are answered within {within}"))
    for name, title in (("channels", "Which way"), ("urgent", "When it is urgent"), ("notes", "Besides")):
        lines = [words for words in map(one_line, getattr(kept, name).splitlines()) if words]
        said += [(f"{name}:{number}", f"{title}: {words}") for number, words in enumerate(lines)]
    url = reverse("client-agreement", args=[about.client.pk])
    return [Line(f"g:{name}", words, url, "what was agreed") for name, words in said]


def waits(about: About) -> list[Line]:
    """Their questions that are open, then conversations that wait and ask none of these."""
    found, told = [], set()
    for of in asked_for(about.member, about.client.pk, now=about.now):
        told.add(of.interaction_id)
        said = f"{of.who} on {about.day(of.at)}"
        for one in of.open:
            url = f"{_conversation(of.interaction_id, about)}#s{of.interaction_id}-{one.start}"
            key = f"o:{of.interaction_id}:{one.start}"
            found.append(Line(key, one_line(f"{of.who}: {one.words}"), url, said, of.interaction_id))
    for wait in waiting_for(about.member, now=about.now, client_id=about.client.pk):
        if wait.interaction_id not in told:
            words = one_line(f"{wait.who}: {wait.words or wait.subject}")
            url, said = _conversation(wait.interaction_id, about), f"since {about.day(wait.since)}"
            found.append(Line(f"o:{wait.interaction_id}", words, url, said, wait.interaction_id))
    return found


def planned(about: About) -> list[Line]:
    """Without the join link, since whoever has it may come in."""
    found = between_for(
        about.member, since=about.now, until=about.now + PLANNED_AHEAD, client_id=about.client.pk
    )
    lines = []
    for one in found[:MOST_PLANNED]:
        row = one.row
        if row.state == "planned":
            starts = begins_by(row, about.zone)
            hour = "" if row.is_all_day else f", {clock(starts)}"
            way = f", by {_WAYS[row.way]}" if row.way in _WAYS and row.way != "visit" else ""
            who = f" with {', '.join(one.who)}" if one.who else ""
            title = f": {row.title}" if row.title else ""
            words = f"{row.kind.capitalize()}{who} on {about.day(starts)}{hour}{way}{title}"
            url = reverse("appointment", args=[row.pk])
            lines.append(Line(f"a:{row.key}", one_line(words), url, "in the diary"))
    return lines


def talks(about: About) -> list[Line]:
    """The last conversations in short, the newest first; what is private is filed nowhere and so not among them."""
    filed = Filing.objects.filter(client=about.client).order_by("-happened_at", "-interaction_id")
    rows = list(filed.values_list("interaction_id", "thread_id")[:LOOKED_THROUGH])
    newest: dict[int, int] = {}
    for number, thread in rows:
        newest.setdefault(thread if thread is not None else -number, number)
    numbers = list(newest.values())[:MOST_TALKS]
    shown = lines_for(about.member, numbers)
    lines = []
    for number in numbers:
        if (one := shown.get(number)) is not None:
            who = "We" if one.direction == "out" else one.who or "They"
            words = ": ".join(filter(None, [who, one.subject, begun(one.preview)]))
            on, url = about.day(one.happened_at), _conversation(number, about)
            lines.append(Line(f"e:{number}", f"{on}, {one_line(words)}", url, "the conversation", number))
    return lines


def _conversation(number: int, about: About) -> str:
    return f"{reverse('conversation', args=[number])}?client={about.client.pk}"


COVER = (
    Section("people", "Who is who", people),
    Section("agreed", "What was agreed", lambda about: [*agreed(about), *hours_left(about)]),
    Section("waits", "What waits for an answer", waits),
    Section("in_hand", "What we promised, and what is to do", in_hand),
    Section("needed", "What we wait for", needed),
    Section("planned", "What is planned", planned),
    SUPPORT,
    HOW_TOS,
    KNOWN,
    Section("talks", "What was said last", talks),
)
