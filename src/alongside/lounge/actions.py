"""Lounges, written: made, peopled, spoken in, and cleared when the time of words has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from alongside.accounts.models import Member
from alongside.accounts.rules import new_token, token_hash
from alongside.live.actions import tell
from alongside.lounge import queries
from alongside.lounge.errors import LinkSpent, LoungeError, NotYours
from alongside.lounge.models import Insider, Invitation, Lounge, Peer, Remark
from alongside.lounge.queries import Seat
from alongside.lounge.rules import (
    INVITATION_LIVES,
    KEEPS,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_LINKS,
    MOST_LOUNGES,
    MOST_PEERS,
    clean_text,
    says_too_much,
    stays_since,
)
from alongside.rooms.models import Guest, Room
from alongside.rooms.rules import clean_name

KIND = "lounge"


def make_lounge(member: Member, *, name: str, keeps_days: int, now: datetime) -> Lounge:
    """With her in it, and nobody else. Raises LoungeError."""
    _check_keeps(keeps_days)
    if Lounge.objects.filter(made_by=member).count() >= MOST_LOUNGES:
        raise LoungeError("You have made ten lounges already. Close one that nobody is in any more.")
    with transaction.atomic():
        made = Lounge.objects.create(
            name=clean_name(name) or "Lounge", keeps_days=keeps_days, made_by=member, made_at=now
        )
        Insider.objects.create(lounge=made, member=member, since=now)
        tell(KIND, made.pk)
    return made


def change(member: Member, lounge: Lounge, *, name: str, keeps_days: int) -> None:
    """What is older than `keeps_days` is out of sight at once, and deleted by the next clearing."""
    _check_runs(member, lounge)
    _check_keeps(keeps_days)
    with transaction.atomic():
        Lounge.objects.filter(pk=lounge.pk).update(
            name=clean_name(name) or lounge.name, keeps_days=keeps_days
        )
        tell(KIND, lounge.pk)


def close(member: Member, lounge: Lounge) -> None:
    """For everybody, with every word in it."""
    _check_runs(member, lounge)
    with transaction.atomic():
        _delete(lounge)


def _delete(lounge: Lounge) -> None:
    tell(KIND, lounge.pk)
    lounge.remarks.all().delete()
    Room.objects.filter(pk__in=Lounge.objects.filter(pk=lounge.pk).values("talk")).delete()
    Lounge.objects.filter(pk=lounge.pk).delete()


def invite(member: Member, lounge: Lounge, colleague_id: int, *, now: datetime) -> Member:
    """A colleague is in it at once, and finds it in the rail. Raises LoungeError for who is not there to invite."""
    colleague = next((one for one in queries.invitable_to(lounge) if one.pk == colleague_id), None)
    if colleague is None:
        raise LoungeError("That colleague is in the lounge already, or no longer works here.")
    with transaction.atomic():
        Insider.objects.get_or_create(lounge=lounge, member=colleague, defaults={"since": now})
        tell(KIND, lounge.pk)
    return colleague


def put_out(member: Member, lounge: Lounge, colleague_id: int) -> None:
    """Herself, or by who runs it anybody. The last one out closes it. Raises NotYours."""
    if colleague_id != member.pk:
        _check_runs(member, lounge)
    with transaction.atomic():
        # Before she is out: afterwards nobody would tell her pages.
        tell(KIND, lounge.pk)
        Insider.objects.filter(lounge=lounge, member_id=colleague_id).delete()
        if not Insider.objects.filter(lounge=lounge).exists():
            _delete(lounge)


def make_link(member: Member, lounge: Lounge, *, now: datetime) -> str:
    """An address for one peer's browser; it is nowhere else, now or later."""
    token = new_token()
    with transaction.atomic():
        lounge.invitations.filter(expires_at__lte=now).delete()
        if lounge.invitations.count() >= MOST_LINKS:
            raise LoungeError("Twenty links wait to be used already. Take back those that nobody needs.")
        Invitation.objects.create(
            lounge=lounge,
            made_by=member,
            token_hash=token_hash(token),
            made_at=now,
            expires_at=now + INVITATION_LIVES,
        )
    return str(settings.BASE_URL) + reverse("lounge-join", args=[token])


def end_link(lounge: Lounge, invitation_id: int) -> None:
    lounge.invitations.filter(pk=invitation_id).delete()


def exchange(token: str, *, name: str, secret: str, now: datetime) -> tuple[Peer, str] | None:
    """A link for a peer at the door and the secret of its cookie; None where it opens nothing.

    The browser that used it has its peer back; another one gets LinkSpent. Raises LoungeError without a name.
    """
    before = queries.peer_by_link(token)
    if before is not None:
        if secret and bytes(before.secret_hash) == token_hash(secret):
            return before, secret
        raise LinkSpent
    invitation = queries.invitation_with(token, now=now)
    if invitation is None:
        return None
    if not clean_name(name):
        raise LoungeError("Say what you are called, so that the others know who comes in.")
    # One cookie a browser, also for somebody of two lounges.
    kept = secret if queries.is_known(secret) else new_token()
    return _sit_down(invitation, clean_name(name), kept, now=now), kept


def _sit_down(invitation: Invitation, name: str, secret: str, *, now: datetime) -> Peer:
    lounge = invitation.lounge
    known = queries.peer_with(secret, lounge.pk)
    try:
        with transaction.atomic():
            # Whoever deletes it has it: two browsers at once cannot both.
            if not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
                raise LinkSpent
            if known is not None:
                return known
            if lounge.peers.count() >= MOST_PEERS:
                raise LoungeError("The lounge is full. Ask whoever sent you the link.")
            peer = Peer.objects.create(
                lounge=lounge,
                name=name,
                secret_hash=token_hash(secret),
                link_hash=bytes(invitation.token_hash),
                asked_at=now,
            )
            tell(KIND, lounge.pk)
    except IntegrityError as error:
        raise LinkSpent from error
    return peer


def let_in(member: Member, lounge: Lounge, peer_id: int, *, now: datetime) -> bool:
    """Once; from then on the cookie lets in, until somebody puts them out."""
    with transaction.atomic():
        rows = lounge.peers.filter(pk=peer_id, let_in_at=None)
        was_there = bool(rows.update(let_in_at=now, let_in_by=member))
        tell(KIND, lounge.pk)
    return was_there


def put_peer_out(lounge: Lounge, peer_id: int) -> bool:
    """Also from before the door. Sockets close by themselves within a second; words stay for their time."""
    with transaction.atomic():
        Guest.objects.filter(pk__in=lounge.peers.filter(pk=peer_id).values("at_talk")).delete()
        was_there = bool(lounge.peers.filter(pk=peer_id).delete()[0])
        tell(KIND, lounge.pk)
    return was_there


def say(seat: Seat, text: str, *, once: str, now: datetime) -> None:
    """The same form twice says it once. Raises LoungeError."""
    words = clean_text(text)
    _check_words(seat, words, once=once, now=now)
    own = {"member_id": seat.member_id or None, "peer_id": seat.peer_id or None}
    said = {**own, "name": seat.name[:LONGEST_NAME], "said_at": now, "text": words}
    with transaction.atomic():
        _, is_new = Remark.objects.get_or_create(lounge=seat.lounge, once=once, defaults=said)
        if is_new:
            tell(KIND, seat.lounge.pk)
    if seat.member_id:
        mark_seen(seat)


def _check_words(seat: Seat, words: str, *, once: str, now: datetime) -> None:
    if not words:
        raise LoungeError("Nothing was written.")
    if len(words) > LONGEST_TEXT:
        raise LoungeError("That is longer than 2,000 characters. Say it in two.")
    if not once or len(once) > 40:
        raise LoungeError("The page is too old to send from. Load it again; copy your words first.")
    mine = _of(seat)
    minute, hour = (mine.filter(said_at__gt=now - timedelta(minutes=span)).count() for span in (1, 60))
    if says_too_much(minute, hour):
        raise LoungeError("That was a lot at once. Wait a minute and send it again.")


def _of(seat: Seat) -> QuerySet[Remark]:
    own = {"member_id": seat.member_id} if seat.member_id else {"peer_id": seat.peer_id}
    return Remark.objects.filter(lounge=seat.lounge, **own)


def take_back(seat: Seat, remark_id: int) -> None:
    """One's own only; it is deleted, not marked."""
    with transaction.atomic():
        if _of(seat).filter(pk=remark_id).delete()[0]:
            tell(KIND, seat.lounge.pk)


def mark_seen(seat: Seat) -> None:
    """She has what was said until now before her."""
    newest = queries.newest_in(seat.lounge)
    rows = Insider.objects.filter(lounge=seat.lounge, member_id=seat.member_id, seen__lt=newest)
    if rows.exists():
        rows.update(seen=newest)


def show_dot(member: Member, lounge: Lounge, *, is_on: bool) -> None:
    Insider.objects.filter(lounge=lounge, member=member).update(shows_dot=is_on)


def forget_due(*, now: datetime) -> int:
    """Deletes what has had its time, and links that ran out; returns how many remarks went."""
    gone = 0
    for days in KEEPS:
        due = Remark.objects.filter(lounge__keeps_days=days, said_at__lte=stays_since(days, now=now))
        while some := list(due.values_list("pk", flat=True)[:100]):
            gone += Remark.objects.filter(pk__in=some).delete()[0]
    Invitation.objects.filter(expires_at__lte=now).delete()
    return gone


def _check_keeps(days: int) -> None:
    if days not in KEEPS:
        raise LoungeError("Choose how long words stay.")


def _check_runs(member: Member, lounge: Lounge) -> None:
    if not queries.may_run(member, lounge):
        raise NotYours("Only whoever made this lounge changes or closes it.")
