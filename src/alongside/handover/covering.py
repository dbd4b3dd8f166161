"""Cover, written: prepared, changed, shared by a link, begun for a colleague, handed back. Members come first."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from alongside.accounts.models import Member, Role
from alongside.agreements.models import Away
from alongside.agreements.queries import zone_here
from alongside.clients.models import Assignment
from alongside.clients.queries import client_for, sees_client
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import CoverPack
from alongside.handover.packs import (
    KIND,
    LINK_OUTLIVES,
    Pack,
    ends_at,
    home_of,
    own_pack_for,
    pack_for,
    parts_for,
)
from alongside.handover.rules import Edits
from alongside.lib.texts import one_line
from alongside.outbox.sight import with_joined
from alongside.sharing import actions as sharing
from alongside.sharing.actions import Made
from alongside.sharing.models import Share

LONGEST_DAYS = 366
# Days further off are a slip of the keyboard, and the last that a calendar has would stop the pages that count on.
FURTHEST_OFF = timedelta(days=2 * 366)


def who_could_cover(member: Member) -> list[Member]:
    """Everybody else who is here, by name."""
    others = Member.objects.filter(is_active=True).exclude(pk=member.pk)
    return list(others.order_by("name", "email"))


def prepare(
    member: Member,
    client_id: int,
    *,
    starts_on: date,
    until_on: date,
    colleague: Member | None = None,
    name: str = "",
    away: Away | None = None,
    now: datetime,
) -> CoverPack:
    """A pack for a colleague, who works for the client from now on and until that day, or for somebody outside.

    Raises HandoverError. Only an owner lets somebody see a client.
    """
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    today = _today(now)
    _check_days(starts_on, until_on, today=today)
    name = one_line(name)[:100]
    if colleague is None and not name:
        raise HandoverError("Say who covers: choose a colleague, or write a name.")
    with transaction.atomic():
        gave, before = False, None
        if colleague is not None:
            gave, before = _let_in(member, colleague, client_id, until_on, today=today)
        return CoverPack.objects.create(
            client=client,
            made_by=member,
            member=colleague,
            name="" if colleague is not None else name,
            starts_on=starts_on,
            until_on=until_on,
            away=away if away is not None and away.member_id == member.pk else None,
            gave_access=gave,
            until_before=before,
            made_at=now,
        )


def _today(now: datetime) -> date:
    """By this desk's clock, as the last day of whoever covers, whatever clock she has who arranges it."""
    return now.astimezone(zone_here()).date()


def _check_days(starts_on: date, until_on: date, *, today: date) -> None:
    if until_on < starts_on:
        raise HandoverError("Cover cannot end before it begins. Choose a later last day.")
    if until_on < today - timedelta(days=1) or (until_on - starts_on).days > LONGEST_DAYS:
        raise HandoverError("Cover is for days to come, and for a year at most.")
    if starts_on > today + FURTHEST_OFF:
        raise HandoverError("Cover begins within two years from now. Look at the year of its first day.")


def _let_in(
    member: Member, colleague: Member, client_id: int, until_on: date, *, today: date
) -> tuple[bool, date | None]:
    """Whether the colleague sees the client, or sees it longer, because of this; and the last day that stood before.

    Raises HandoverError. What ran out before today counts as nothing, though its row is still there.
    """
    known = Assignment.objects.select_for_update().filter(member=colleague, client_id=client_id).first()
    if known is not None and known.until_on is not None and known.until_on < today:
        known = None
    is_enough = known is not None and (known.until_on is None or known.until_on >= until_on)
    if colleague.is_owner or is_enough:
        return False, None
    if not member.is_owner:
        raise HandoverError(
            "Only an owner lets somebody see a client. Ask an owner, or choose a colleague who works for them."
        )
    last = _last_day(colleague)
    if colleague.role == Role.COVER and last is not None and last < until_on:
        who = colleague.name or colleague.email
        raise HandoverError(
            f"{who} has access here until {last.day} {last:%B} only. Change that in Settings."
        )
    Assignment.objects.update_or_create(
        member=colleague, client_id=client_id, defaults={"until_on": until_on}
    )
    return True, known.until_on if known is not None else None


def _last_day(colleague: Member) -> date | None:
    """Of whoever is here for a while: what is kept is the moment behind it."""
    ends = colleague.cover_ends_at
    return (ends - timedelta(seconds=1)).astimezone(zone_here()).date() if ends is not None else None


def keep_edits(member: Member, pack_id: int, edits: Edits, *, now: datetime) -> CoverPack:
    """What she changed of the lines that the page had; of others what she said before holds."""
    pack = own_pack_for(member, pack_id, now=now)
    on_page = {line.key for part in parts_for(member, pack, now=now) for line in part.lines}
    with transaction.atomic():
        row = CoverPack.objects.select_for_update().get(pk=pack.id)
        other = {key: words for key, words in row.edits.edited.items() if key not in on_page}
        hidden = edits.hidden | {key for key in row.edits.hidden if key not in on_page}
        row.take(Edits(edits.top, hidden, {**other, **edits.edited}))
        row.save(update_fields=["top", "hidden", "edited"])
    return row


def freeze(member: Member, pack_id: int, *, now: datetime) -> CoverPack:
    """From now on whoever has the link reads it as it stands at this moment."""
    pack = own_pack_for(member, pack_id, now=now)
    parts = parts_for(member, pack, now=now, is_for_link=True)
    frozen = [
        [part.title, [[line.key, line.words, line.entry] for line in part.shown]]
        for part in parts
        if part.shown
    ]
    if pack.row.top.strip():
        frozen.insert(0, ["", [["top", pack.row.top, None]]])
    CoverPack.objects.filter(pk=pack.id).update(frozen=frozen, frozen_at=now)
    pack.row.refresh_from_db()
    return pack.row


def share(member: Member, pack_id: int, *, now: datetime) -> Made:
    """A link for somebody outside, until the end of the cover; it shows the pack as it stands now."""
    row = freeze(member, pack_id, now=now)
    lives = ends_at(row) + LINK_OUTLIVES - now
    if lives <= LINK_OUTLIVES:
        raise HandoverError("This cover is over, so no link was made.")
    return sharing.make(member, kind=KIND, client_id=home_of(row), object_id=row.pk, now=now, lives=lives)


def end(member: Member, pack_id: int, *, now: datetime) -> CoverPack:
    """Handed back: a colleague who saw the client only for this does so no longer, links open nothing."""
    pack = own_pack_for(member, pack_id, now=now)
    with transaction.atomic():
        ended = CoverPack.objects.filter(pk=pack.id, ended_at=None).update(ended_at=now)
        if ended and pack.row.gave_access:
            _take_back(pack, today=_today(now))
        links = Share.objects.filter(kind=KIND, object_id=pack.id, revoked_at=None)
        links.update(revoked_at=now)
    pack.row.refresh_from_db()
    return pack.row


def _take_back(pack: Pack, *, today: date) -> None:
    """The colleague's access is again what it was before; another cover that needs it keeps it so long as that lasts,
    and gives it back."""
    row = pack.row
    own = with_joined(pack.client.pk)
    others = CoverPack.objects.filter(member=row.member, client_id__in=own, ended_at=None)
    until = row.until_before
    heir = others.filter(until_on__gte=today, until_on__lte=row.until_on).order_by("-until_on", "id").first()
    if heir is not None and (until is None or heir.until_on > until):
        CoverPack.objects.filter(pk=heir.pk).update(gave_access=True, until_before=until)
        until = heir.until_on
    others.filter(gave_access=True, until_before=row.until_on).update(until_before=until)
    # Of what was joined as well: they may be parted.
    mine = Assignment.objects.filter(member=row.member, client_id__in=own, until_on=row.until_on)
    if until is None:
        mine.delete()
    else:
        mine.update(until_on=until)


def note_seen(member: Member, pack_id: int, *, now: datetime) -> CoverPack:
    """What changed was looked at; raises NotThere for a pack that is not hers."""
    pack = pack_for(member, pack_id, now=now)
    if pack.row.made_by_id == member.pk and sees_client(member, pack.client.pk):
        CoverPack.objects.filter(pk=pack.id, seen_at=None).update(seen_at=now)
    return pack.row
