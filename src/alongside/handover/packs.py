"""Cover packs, each through the eyes of a member; and what a link to one shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here, zone_of_client
from alongside.clients.joining import homes
from alongside.clients.models import Client, Handle
from alongside.clients.queries import client_for, numbers_for
from alongside.handover.briefing import COVER
from alongside.handover.errors import NotThere
from alongside.handover.meanwhile import changed
from alongside.handover.models import CoverPack
from alongside.handover.rules import laid_over
from alongside.handover.sections import About, parts_of
from alongside.handover.shapes import Line, Part
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared
from alongside.sharing.models import Share
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import tags_for
from alongside.timeline.queries.shapes import ClientTag

KIND = "cover"
# A link outlives the last day by as much as whoever covers may need to tell of it.
LINK_OUTLIVES = timedelta(days=2)


class Pack(Struct, frozen=True):
    """`is_hers`: she made it, or is an owner, and so may change it. `state`: "coming", "on", "over"."""

    row: CoverPack
    client: Client
    state: str
    is_hers: bool

    @property
    def id(self) -> int:
        return self.row.pk

    @property
    def who(self) -> str:
        return who_covers(self.row)


def who_covers(row: CoverPack) -> str:
    if row.member is not None:
        return row.member.name or row.member.email
    return row.name or "Somebody"


def home_of(row: CoverPack) -> int:
    return homes().get(row.client_id, row.client_id)


def begins_at(row: CoverPack) -> datetime:
    return datetime.combine(row.starts_on, time(), zone_here())


def ends_at(row: CoverPack) -> datetime:
    """The moment behind its last day, or when it was handed back."""
    last = datetime.combine(row.until_on + timedelta(days=1), time(), zone_here())
    return min(last, row.ended_at) if row.ended_at is not None else last


def _pack(row: CoverPack, client: Client, member: Member, *, now: datetime) -> Pack:
    over = now >= ends_at(row)
    state = "over" if over else "on" if now >= begins_at(row) else "coming"
    return Pack(row, client, state, member.is_owner or row.made_by_id == member.pk)


def pack_for(member: Member, pack_id: int, *, now: datetime) -> Pack:
    """Raises NotThere, also for one of a client that is not hers."""
    row = CoverPack.objects.select_related("member", "made_by").filter(pk=pack_id).first()
    client = client_for(member, home_of(row)) if row is not None else None
    if row is None or client is None:
        raise NotThere("There is no such pack.")
    return _pack(row, client, member, now=now)


def own_pack_for(member: Member, pack_id: int, *, now: datetime) -> Pack:
    """One that she may change; raises NotThere."""
    found = pack_for(member, pack_id, now=now)
    if not found.is_hers:
        raise NotThere("There is no such pack.")
    return found


def packs_of(member: Member, client_id: int, *, now: datetime) -> list[Pack]:
    """All of a client, the latest first; nothing for a stranger."""
    client = client_for(member, client_id)
    if client is None:
        return []
    rows = CoverPack.objects.filter(client_id__in=with_joined(client_id)).select_related("member", "made_by")
    return [_pack(row, client, member, now=now) for row in rows.order_by("-until_on", "-id")]


def parts_for(member: Member, pack: Pack, *, now: datetime, is_for_link: bool = False) -> list[Part]:
    """Its lines as they stand now, with what was changed of them.

    For eyes outside none is of a letter that is another client's as well: nobody let them see that one.
    """
    about = About(member, pack.client, begins_at(pack.row), now, zone_of_client(pack.client))
    parts = parts_of(COVER, about)
    if is_for_link or pack.row.member_id is None:
        parts = _of_it_alone(parts, pack.client)
    return laid_over(parts, pack.row.edits)


def _of_it_alone(parts: Sequence[Part], client: Client) -> list[Part]:
    entries = [line.entry for part in parts for line in part.lines if line.entry is not None]
    others = Filing.objects.filter(interaction_id__in=entries).exclude(client_id__in=with_joined(client.pk))
    shared = set(others.values_list("interaction_id", flat=True))
    kept = [
        replace(part, lines=tuple(one for one in part.lines if one.entry not in shared)) for part in parts
    ]
    return [part for part in kept if part.lines]


def frozen_parts(row: CoverPack) -> list[Part]:
    """As whoever has the link reads them: without what was made private or filed elsewhere since."""
    entries = {entry for _, lines in row.frozen for _, _, entry in lines if entry is not None}
    gone = entries - _still_theirs(row, entries)
    parts = [
        Part(
            str(number),
            title,
            tuple(Line(key, words, entry=entry) for key, words, entry in lines if entry not in gone),
        )
        for number, (title, lines) in enumerate(row.frozen)
    ]
    return [part for part in parts if part.lines]


def _still_theirs(row: CoverPack, entries: set[int]) -> set[int]:
    """Those filed under this client and no other, that everybody sees who works for it."""
    own = with_joined(home_of(row))
    filed = Filing.objects.filter(interaction_id__in=entries)
    theirs = filed.filter(client_id__in=own, interaction__private_to=None)
    others = filed.exclude(client_id__in=own).values_list("interaction_id", flat=True)
    return set(theirs.values_list("interaction_id", flat=True)) - set(others)


def changed_for(member: Member, pack: Pack, *, now: datetime) -> list[Part]:
    """What happened since the cover began, until it ended or now."""
    about = About(member, pack.client, begins_at(pack.row), now, zone_of_client(pack.client))
    return changed(about, until=ends_at(pack.row))


def title_of(share: Share) -> str:
    """What the guest reads above the page; "" where it opens nothing any more, whatever time the link was given."""
    row = CoverPack.objects.filter(pk=share.object_id, ended_at=None).exclude(frozen_at=None).first()
    is_theirs = row is not None and home_of(row) == homes().get(share.client_id, share.client_id)
    if row is None or not is_theirs or timezone.now() >= ends_at(row) + LINK_OUTLIVES:
        return ""
    return f"Looking after {share.client.name}"


def pack_of(share: Share) -> CoverPack:
    return CoverPack.objects.select_related("made_by").get(pk=share.object_id)


def is_of_their_people(share: Share, address: str) -> bool:
    """Whoever looks after a client writes under an address of their own, so that no word passes for the client's."""
    people = Handle.objects.filter(
        person__client_id__in=with_joined(homes().get(share.client_id, share.client_id))
    )
    return people.filter(value=address.strip().lower()).exists()


@prepared
def _unseen(member_id: Any, today: Any) -> Any:
    rows = CoverPack.objects.filter(made_by_id=member_id, seen_at=None, starts_on__lte=today)
    return rows.order_by("until_on", "id").values_list(
        "id", "client_id", "until_on", "ended_at", "member__name", "name"
    )


class HandedBack(Struct, frozen=True):
    id: int
    client: ClientTag
    who: str
    until_on: date


def handed_back_for(member: Member, *, now: datetime) -> list[HandedBack]:
    """Cover that she arranged, that is over, and of which she has not looked at what changed. For Today."""
    today = now.astimezone(zone_here()).date()
    rows = [row for row in _unseen(member.pk, today) if row[2] < today or row[3] is not None]
    if not rows:
        return []
    tags, home, seen = tags_for(member), homes(), numbers_for(member)
    found = []
    for number, client, until_on, ended_at, colleague, name in rows:
        at = home.get(client, client)
        if at in tags and (seen is None or at in seen):
            last = min(until_on, ended_at.astimezone(zone_here()).date()) if ended_at else until_on
            found.append(HandedBack(number, tags[at], colleague or name or "Somebody", last))
    return found
