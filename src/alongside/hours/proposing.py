"""What she did with clients and has not counted yet in, hours to take in one press out: calls, visits, letters sent.

Nothing is noted by itself. What was taken or dropped is known by its source key, and is not proposed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.clients.queries import names_and_hues_for
from alongside.hours.errors import HoursError
from alongside.hours.models import Counted, Entry, Habit, Source
from alongside.hours.queries import letter_minutes_of
from alongside.hours.rules import whole_minutes
from alongside.hours.spans import Days
from alongside.hours.timer import aspect_of
from alongside.message import FACE_KINDS, VOICE_KINDS
from alongside.outbox.models import Letter
from alongside.outbox.sight import seen_clients
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing, Interaction, Party, Revision

SPOKEN = VOICE_KINDS | FACE_KINDS
# Longer is an appointment that nobody ended, or a whole fair: typed in, if at all.
LONGEST = timedelta(hours=16)


class Proposal(Struct, frozen=True):
    """`keys`: what it counts, by source key. Letters have no span: each is taken as so many minutes."""

    keys: tuple[bytes, ...]
    kind: str
    client_id: int
    client: str
    hue: int | None
    on: date
    minutes: int
    interaction_id: int
    words: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    overlaps: bool = False

    @property
    def key(self) -> str:
        """What a form names it by."""
        return self.keys[0].hex()


def proposals_for(member: Member, days: Days, *, today: date) -> list[Proposal]:
    """In the order of the days. Letters of a day are proposed once it is over, so that none comes later."""
    names = {number: (name, hue) for number, name, hue in names_and_hues_for(member)}
    if not names or not member.is_active:
        return []
    filed, each = _filed(member, days), letter_minutes_of(member)
    found = [*_spoken(filed, names), *_letters(filed, names, today=today)]
    counted = _counted(member, {key for one in found for key in one.keys})
    left = [fresh for one in found if (fresh := _without(one, counted, each)) is not None]
    return sorted(
        _with_overlaps(member, left), key=lambda one: (one.on, one.client.lower(), one.kind, one.keys)
    )


Names = dict[int, tuple[str, int | None]]
Filed = dict[int, tuple[list[int], Interaction]]


def _filed(member: Member, days: Days) -> Filed:
    """Entries of these days that she may count, with the clients they are filed under."""
    zone = zone_here()
    begins = datetime.combine(days.since, time(), zone)
    ends = datetime.combine(days.until + timedelta(days=1), time(), zone)
    filings = Filing.objects.filter(
        client_id__in=seen_clients(member), happened_at__gte=begins, happened_at__lt=ends
    )
    at: dict[int, list[int]] = {}
    home = homes()
    for entry, client in filings.order_by("client_id").values_list("interaction_id", "client_id"):
        at.setdefault(entry, []).append(home.get(client, client))
    return {one.pk: (at[one.pk], one) for one in _hers(member, list(at))}


def _hers(member: Member, entries: list[int]) -> list[Interaction]:
    """Calls and visits from a source of hers, or in which her own address takes part; letters that she sent."""
    spoken = Q(kind__in=SPOKEN, ended_at__isnull=False)
    sent = Q(kind="email", direction="out", private_to=None)
    found: list[Interaction] = []
    for chunk in in_chunks(entries):
        rows = Interaction.objects.filter(Q(private_to=None) | Q(private_to=member), pk__in=chunk)
        found += rows.filter(spoken | sent).select_related("connection")
    found.sort(key=lambda one: (one.happened_at, one.pk))
    with_her = _with_her(member, [one.pk for one in found if one.kind in SPOKEN])
    authors = _authors([one.pk for one in found if one.kind == "email"])

    def is_hers(one: Interaction) -> bool:
        if one.pk in authors:
            return authors[one.pk] == member.pk
        return one.connection.owner_member_id == member.pk or one.pk in with_her

    return [one for one in found if is_hers(one)]


def _with_her(member: Member, entries: list[int]) -> set[int]:
    if not member.email:
        return set()
    parties = Party.objects.filter(interaction_id__in=entries, address__value=member.email.lower())
    return set(parties.values_list("interaction_id", flat=True))


def _authors(entries: list[int]) -> dict[int, int]:
    """Of letters that were written here who wrote each, through whosever mailbox."""
    rows = Revision.objects.filter(interaction_id__in=entries)
    letters = Letter.objects.filter(author__isnull=False, original__in=rows.values("original_id"))
    wrote = dict(letters.values_list("original_id", "author_id"))
    return {
        entry: wrote[original]
        for entry, original in rows.values_list("interaction_id", "original_id")
        if original in wrote
    }


def _spoken(filed: Filed, names: Names) -> Iterable[Proposal]:
    zone = zone_here()
    for clients, one in filed.values():
        length = (one.ended_at - one.happened_at) if one.ended_at is not None else timedelta()
        if one.kind not in SPOKEN or not timedelta() < length <= LONGEST:
            continue
        for client in clients:
            if client in names:
                yield Proposal(
                    (bytes(one.source_key),),
                    one.kind,
                    client,
                    *names[client],
                    one.happened_at.astimezone(zone).date(),
                    whole_minutes(length.total_seconds()),
                    one.pk,
                    one.subject,
                    one.happened_at,
                    one.ended_at,
                )


def _letters(filed: Filed, names: Names, *, today: date) -> list[Proposal]:
    """One for all letters of a day to a client."""
    groups: dict[tuple[int, date], list[Interaction]] = {}
    zone = zone_here()
    for clients, one in filed.values():
        on = one.happened_at.astimezone(zone).date()
        for client in clients:
            if one.kind == "email" and client in names and on < today:
                groups.setdefault((client, on), []).append(one)
    return [
        Proposal(
            tuple(bytes(one.source_key) for one in some),
            Source.LETTERS,
            client,
            *names[client],
            on,
            0,
            some[0].pk,
        )
        for (client, on), some in groups.items()
    ]


def _counted(member: Member, keys: set[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for chunk in in_chunks(keys):
        rows = Counted.objects.filter(member=member, source_key__in=chunk)
        found |= {bytes(key) for key in rows.values_list("source_key", flat=True)}
    return found


def _without(one: Proposal, counted: set[bytes], each: int) -> Proposal | None:
    """None where all of it was counted; of letters those that are new."""
    keys = tuple(key for key in one.keys if key not in counted)
    if not keys:
        return None
    return replace(one, keys=keys, minutes=len(keys) * each) if one.kind == Source.LETTERS else one


def _with_overlaps(member: Member, found: list[Proposal]) -> list[Proposal]:
    """Marked where she noted other hours for some of the same time."""
    spans = [(one.started_at, one.ended_at) for one in found if one.started_at and one.ended_at]
    if not spans:
        return found
    first, last = min(begins for begins, _ in spans), max(ends for _, ends in spans)
    rows = Entry.objects.filter(member=member, ended_at__gt=first, started_at__lt=last)
    noted = list(rows.values_list("started_at", "ended_at"))
    return [replace(one, overlaps=_shares(one, noted)) if one.started_at else one for one in found]


def _shares(one: Proposal, noted: list[tuple[datetime | None, datetime | None]]) -> bool:
    return any(
        begins is not None
        and ends is not None
        and one.started_at is not None
        and one.ended_at is not None
        and begins < one.ended_at
        and ends > one.started_at
        for begins, ends in noted
    )


def find_proposal(member: Member, *, on: date, client_id: int, key: str, today: date) -> Proposal:
    """As it stands now. Raises HoursError where it was taken or dropped meanwhile."""
    for one in proposals_for(member, Days(on, on), today=today):
        if one.client_id == client_id and key in {each.hex() for each in one.keys}:
            return one
    raise HoursError("This was noted or dropped already.")


def take(member: Member, one: Proposal, *, aspect_id: int | None = None) -> Entry:
    """Hours of hers, once. Raises HoursError when another window was quicker."""
    aspect = aspect_of(one.client_id, aspect_id)
    span = {"started_at": one.started_at, "ended_at": one.ended_at}
    amount = {"on": one.on, "minutes": one.minutes}
    try:
        with transaction.atomic():
            entry = Entry.objects.create(
                member=member,
                client_id=one.client_id,
                aspect=aspect,
                source=one.kind,
                **(span if one.started_at is not None else amount),
            )
            Counted.objects.bulk_create(
                Counted(member=member, source_key=key, entry=entry) for key in one.keys
            )
    except IntegrityError as error:
        raise HoursError("This was noted or dropped already.") from error
    return entry


def drop(member: Member, one: Proposal) -> None:
    """It is no hours of hers, and is not proposed again."""
    rows = (Counted(member=member, source_key=key) for key in one.keys)
    with transaction.atomic():
        Counted.objects.bulk_create(rows, ignore_conflicts=True)


def not_counted(member: Member, keys: Iterable[str]) -> None:
    """Undoes `take` and `drop`: it is proposed again, and the hours made of it go."""
    found = Counted.objects.filter(member=member, source_key__in=[bytes.fromhex(key) for key in keys])
    with transaction.atomic():
        entries = list(found.exclude(entry=None).values_list("entry_id", flat=True))
        found.delete()
        Entry.objects.filter(pk__in=entries, member=member).delete()


MOST_LETTER_MINUTES = 120


def set_letter_minutes(member: Member, minutes: int) -> None:
    """From now on; what was taken stays as it was taken."""
    if not 1 <= minutes <= MOST_LETTER_MINUTES:
        raise HoursError("Between 1 and 120 minutes.")
    Habit.objects.update_or_create(member=member, defaults={"letter_minutes": minutes})
