"""A client in; what of its story may be handed back, a few entries at a time, and what goes along with it, out.

Not what is private, nor what is filed under another client as well. Notes that were written down here, how-to pages and
what is known of a client are the desk's own and go along only where she says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import agreement_of, clocks_of, zone_here
from alongside.channels.email.attachments import safe_name
from alongside.clients.models import Client
from alongside.clients.queries import facts_for
from alongside.connections.models import BY_HAND, WRITTEN_HERE
from alongside.diary.models import Appointment
from alongside.handover.matters import known, pages_of
from alongside.handover.matters import text_of as how_to_text
from alongside.handover.paper import csv_row
from alongside.handover.sections import About
from alongside.hours.account import report_of
from alongside.hours.models import Entry
from alongside.hours.months import months
from alongside.lib.words import DAYS
from alongside.outbox.sight import with_joined
from alongside.promises.queries import closed_for, open_for
from alongside.support.queries import aspects_for, has_ended
from alongside.timeline.models import Filing, Interaction, Revision
from alongside.timeline.queries.entries import text_of
from alongside.timeline.queries.lists import lines_for
from alongside.timeline.queries.shapes import Line

AT_ONCE = 100
MOST_PROMISES = 5_000


class Item(Struct, frozen=True):
    """`original_id`: of a letter, its bytes; None for what was written here, whose `text` it is then."""

    line: Line
    original_id: int | None
    text: str = ""


class Batch(Struct, frozen=True):
    items: tuple[Item, ...]
    left_out: int


def batches_of(
    member: Member, client: Client, *, with_notes: bool, year: int | None = None
) -> Iterator[Batch]:
    """Oldest first."""
    filed = Filing.objects.filter(client=client).order_by("happened_at", "interaction_id")
    if year is not None:
        filed = filed.filter(happened_at__year=year)
    after: tuple[datetime, int] | None = None
    while rows := _next(filed, after):
        after = rows[-1]
        yield _batch(member, client, [number for _, number in rows], with_notes=with_notes)


def _next(filed: QuerySet[Filing], after: tuple[datetime, int] | None) -> list[tuple[datetime, int]]:
    if after is not None:
        at, number = after
        beyond = Q(happened_at__gt=at) | Q(happened_at=at, interaction_id__gt=number)
        filed = filed.filter(beyond, happened_at__gte=at)
    return list(filed.values_list("happened_at", "interaction_id")[:AT_ONCE])


def _batch(member: Member, client: Client, numbers: Sequence[int], *, with_notes: bool) -> Batch:
    elsewhere = set(
        Filing.objects.filter(interaction_id__in=numbers)
        .exclude(client=client)
        .values_list("interaction_id", flat=True)
    )
    rows = Interaction.objects.filter(id__in=numbers, private_to=None).exclude(id__in=elsewhere)
    written = dict(rows.values_list("id", "connection__kind"))
    lines = lines_for(member, list(written))
    originals = _originals(written)
    items = [
        _item(lines[number], written[number], originals.get(number), with_notes)
        for number in numbers
        if number in lines
    ]
    kept = tuple(item for item in items if item is not None)
    return Batch(kept, len(numbers) - len(kept))


def _originals(written: dict[int, str]) -> dict[int, int]:
    """Of each entry the first that it was made from."""
    rows = Revision.objects.filter(interaction_id__in=list(written)).order_by("-id")
    return dict(rows.values_list("interaction_id", "original_id"))


def _item(line: Line, source: str, original: int | None, with_notes: bool) -> Item | None:
    if source not in WRITTEN_HERE:
        return Item(line, original)
    if line.nature == "colleague" and not with_notes:
        # Said to her by whoever stood in, and not to them.
        return None
    if source == BY_HAND and not with_notes:
        # That there was a call is theirs to know; what she noted of it is not.
        return None if line.kind == "note" else Item(line._replace(preview="", subject=""), None)
    return Item(line, None, text_of([line.id]).get(line.id, ("", ""))[1])


def years_of(client: Client) -> list[int]:
    return sorted({at.year for at in Filing.objects.filter(client=client).dates("happened_at", "year")})


def count_of(client: Client) -> int:
    return Filing.objects.filter(client=client).count()


def about(member: Member, client: Client, *, with_notes: bool, now: datetime) -> Iterator[tuple[str, str]]:
    """Name and text of each file that goes along. What is added to a client's matters is added here.

    How-to pages and what is known of them were written for the desk: they go along where she says so.
    """
    yield "about/people.csv", _people(member, client)
    yield "about/agreement.txt", _agreement(client, now=now)
    yield "about/promises.csv", _promises(member, client)
    yield "about/appointments.csv", _appointments(client)
    yield "about/hours.csv", _hours(client, now=now)
    yield "about/support.csv", _support(member, client, today=now.astimezone(zone_here()).date())
    if not with_notes:
        return
    about_it = About(member, client, now, now, zone_here())
    yield "about/picture.csv", _known(about_it)
    for how_to in pages_of(about_it):
        title = safe_name(how_to.title)[:60] or "page"
        yield f"about/how-to/{how_to.pk} {title}.md", f"# {how_to.title}\n\n{how_to_text(how_to)}\n"


def _people(member: Member, client: Client) -> str:
    facts = facts_for(member, client.pk)
    rows = [csv_row(("name", "reached at"))]
    for one in facts.people if facts is not None else ():
        rows.append(csv_row((one.name, ", ".join([*one.addresses, *one.phones]))))
    return "\ufeff" + "".join(rows)


def _agreement(client: Client, *, now: datetime) -> str:
    clock, kept = clocks_of([client.pk], now=now)[client.pk], agreement_of(client)
    days = ", ".join(DAYS[day] for day in sorted(clock.days))
    lines = [f"{days}, {clock.hours[0]:%H:%M} to {clock.hours[1]:%H:%M} ({clock.zone})"]
    if kept.answer_hours:
        lines.append(f"Questions are answered within {kept.answer_hours} working hours.")
    for title, words in (("Ways", kept.channels), ("Urgent", kept.urgent), ("Besides", kept.notes)):
        lines += ["", title, words.strip()] if words.strip() else []
    return "\r\n".join("\r\n".join(lines).splitlines()) + "\r\n"


def _promises(member: Member, client: Client) -> str:
    """Those of letters, in the words of the letter; what she wrote down for herself is her own."""
    rows = [csv_row(("said on", "by", "words", "state", "due"))]
    found = [
        *closed_for(member, client_id=client.pk, limit=MOST_PROMISES),
        *open_for(member, client_id=client.pk),
    ]
    alone = _alone({one.row.interaction_id for one in found if one.row.interaction_id}, client)
    for one in sorted(found, key=lambda one: one.row.said_at):
        if one.evidence is not None and one.row.interaction_id in alone:
            said = f"{one.row.said_at.astimezone(zone_here()):%Y-%m-%d}"
            due = one.row.due_on.isoformat() if one.row.due_on else ""
            rows.append(
                csv_row((said, one.row.get_side_display(), one.evidence.sentence, one.row.state, due))
            )
    return "\ufeff" + "".join(rows)


def _alone(entries: set[int], client: Client) -> set[int]:
    """Those letters that are filed under this client and no other."""
    rows = Interaction.objects.filter(id__in=entries, kind="email", private_to=None)
    letters = set(rows.values_list("id", flat=True))
    others = Filing.objects.filter(interaction_id__in=letters).exclude(client=client)
    return letters - set(others.values_list("interaction_id", flat=True))


def _appointments(client: Client) -> str:
    """Without what she called them."""
    rows = [csv_row(("starts", "ends", "what", "state"))]
    found = Appointment.objects.filter(client_id__in=with_joined(client.pk)).exclude(state="gone")
    for one in found.order_by("starts_at"):
        state = one.get_state_display()
        rows.append(csv_row((one.starts_at.isoformat(), one.ends_at.isoformat(), one.kind, state)))
    return "\ufeff" + "".join(rows)


def _hours(client: Client, *, now: datetime) -> str:
    """Day by day, as the client was told of them."""
    today = now.astimezone(zone_here()).date()
    own = Entry.objects.filter(client_id__in=with_joined(client.pk))
    ends = own.aggregate(on=Min("on"), at=Min("started_at"))
    days = (ends["on"], ends["at"].astimezone(zone_here()).date() if ends["at"] else None)
    first = min((day for day in days if day is not None), default=None)
    rows = [csv_row(("day", "part of", "minutes"))]
    for month in months(first, today) if first is not None else ():
        for line in report_of(client.pk, month, today=today).lines:
            aspect = line.entry.aspect.name if line.entry.aspect is not None else ""
            rows.append(csv_row((line.on.isoformat(), aspect, line.minutes)))
    return "\ufeff" + "".join(rows)


def _support(member: Member, client: Client, *, today: date) -> str:
    """What is done and since when. How, and who looks after it, no client sees."""
    rows = [csv_row(("name", "what is done", "since"))]
    for aspect in aspects_for(member, client.pk):
        if not has_ended(aspect, today=today):
            since = aspect.since_on.isoformat() if aspect.since_on is not None else ""
            rows.append(csv_row((aspect.name, aspect.what, since)))
    return "\ufeff" + "".join(rows)


def _known(about_it: About) -> str:
    return "\ufeff" + "".join(csv_row((line.words,)) for line in known(about_it))
