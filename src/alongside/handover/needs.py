"""A client in, what stands between the two out: what is asked of the client, and what is in hand for it.

Only what passed between the two is theirs to see: sentences of letters that the client's people wrote or were sent.
Words that a member wrote for herself are marked as such.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.clients.models import CompanyDomain, Handle
from alongside.promises.queries import Kept, open_for
from alongside.promises.questions import Questions
from alongside.timeline.models import Interaction, Party
from alongside.waiting.models import Waiting
from alongside.waiting.queries import OURS_DAYS
from alongside.waiting.questions import asked_for

MOST_THREADS = 15


class Item(Struct, frozen=True):
    """`about` names it for ever. `is_needed`: the client answers it in place; else it is in hand.

    `asked_in`: the letter that says it, if the client has it, and `subject` what that letter is about.
    `is_own_words`: a member wrote it for herself.
    """

    about: str
    words: str
    is_needed: bool
    is_own_words: bool = False
    asked_at: datetime | None = None
    due_on: date | None = None
    asked_in: int | None = None
    is_shown: bool = False
    answered_at: datetime | None = None
    subject: str = ""


def needs_of(member: Member, client_id: int, *, now: datetime) -> list[Item]:
    """Open questions of ours to the client, then promises and to-dos of both; each sentence once."""
    found = _once([*_questions(member, client_id, now=now), *_promises(member, client_id)])
    letters = {one.asked_in for one in found if one.asked_in is not None}
    subjects = dict(Interaction.objects.filter(pk__in=letters).values_list("pk", "subject"))
    return [replace(one, subject=" ".join(subjects.get(one.asked_in or 0, "").split())) for one in found]


def _questions(member: Member, client_id: int, *, now: datetime) -> list[Item]:
    asked = asked_for(member, client_id, now=now, is_mine=True, days=OURS_DAYS, threads=MOST_THREADS)
    since = now - timedelta(days=OURS_DAYS)
    loose = list(Waiting.objects.filter(client_id=client_id, side="ours", fresh_at__gte=since))
    entries = {one.interaction_id for one in asked} | {one.interaction_id for one in loose}
    between, keys = between_us(client_id, entries), _keys(entries)
    found: list[Item] = []
    for of in asked:
        if of.interaction_id in between:
            found += [_question(of, keys, start=one.start, end=one.end, words=one.words) for one in of.open]
    named = {of.interaction_id for of in asked}
    for line in loose:
        if line.interaction_id in between and line.interaction_id not in named:
            about = f"w:{keys[line.interaction_id].hex()}"
            found.append(Item(about, line.words, True, asked_at=line.since, asked_in=line.interaction_id))
    return found


def _question(of: Questions, keys: dict[int, bytes], *, start: int, end: int, words: str) -> Item:
    about = f"q:{keys[of.interaction_id].hex()}:{start}:{end}"
    return Item(about, words, True, asked_at=of.at, asked_in=of.interaction_id)


def _promises(member: Member, client_id: int) -> list[Item]:
    rows = open_for(member, client_id=client_id)
    said_in = {one.evidence.interaction_id for one in rows if one.evidence is not None}
    between = between_us(client_id, said_in)
    return [_promise(one, between) for one in rows]


def _promise(one: Kept, between: set[int]) -> Item:
    """Of what they promised their own sentence shows, whatever she called it; all else is her own words."""
    is_needed = one.row.side == "theirs"
    entry = one.evidence.interaction_id if one.evidence is not None else None
    is_said = is_needed and entry in between
    return Item(
        about=f"p:{one.key}",
        words=one.evidence.sentence if is_said and one.evidence is not None else one.words,
        is_needed=is_needed,
        is_own_words=not is_said,
        asked_at=one.row.said_at,
        due_on=one.row.due_on,
        asked_in=entry if is_said else None,
    )


def _once(items: Iterable[Item]) -> list[Item]:
    """A sentence that is both asked and kept in mind stands once."""
    found: dict[tuple[int | None, str], Item] = {}
    for one in items:
        found.setdefault((one.asked_in, one.words if one.asked_in is not None else one.about), one)
    return list(found.values())


def between_us(client_id: int, entries: Collection[int]) -> set[int]:
    """Those of these entries that are letters which the client's own people wrote, or were sent.

    A letter can be filed under a client and yet be with others: its suppliers, a colleague here.
    """
    letters = Interaction.objects.filter(id__in=list(entries), kind="email", private_to=None)
    directions = dict(letters.exclude(proof="doubtful").values_list("id", "direction"))
    people = Party.objects.filter(interaction_id__in=list(directions), role__in=("from", "to", "cc"))
    rows = list(people.values_list("interaction_id", "role", "address__value"))
    theirs = _theirs(client_id, {address for _, _, address in rows})
    return {
        number
        for number, role, address in rows
        if address in theirs and (role == "from") == (directions[number] == "in")
    }


def _theirs(client_id: int, addresses: set[str]) -> set[str]:
    handles = Handle.objects.filter(person__client_id=client_id, kind="email", value__in=addresses)
    domains = set(CompanyDomain.objects.filter(client_id=client_id).values_list("domain", flat=True))
    known = set(handles.values_list("value", flat=True))
    return known | {one for one in addresses if one.rpartition("@")[2] in domains}


def _keys(entries: Collection[int]) -> dict[int, bytes]:
    rows = Interaction.objects.filter(id__in=list(entries)).values_list("id", "source_key")
    return {number: bytes(key) for number, key in rows}
