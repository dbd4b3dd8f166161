"""Cookies and a lounge in, who that is there out; asked again for everybody twice a second."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from msgspec import Struct

from alongside.accounts.rules import token_hash
from alongside.accounts.sessions import member_of
from alongside.lounge import queries


class Sitter(Struct, frozen=True):
    """A socket's holder, as he came: a colleague by the session, or a peer by the secret of a cookie."""

    lounge_id: int
    cookies: str
    member_id: int = 0
    peer_id: int = 0
    secret: str = ""

    @property
    def who(self) -> str:
        return f"m{self.member_id}" if self.member_id else f"p{self.peer_id}"


class Standing(Struct, frozen=True):
    """As what somebody is there now. `is_in` False: a peer before the door, who learns nothing."""

    name: str
    is_in: bool


def sitter_of(lounge_id: int, cookies: str, *, as_guest: bool) -> Sitter | None:
    """None for whoever has no right to this lounge, whatever the reason."""
    if as_guest:
        secret = _secret_in(cookies)
        peer = queries.peer_with(secret, lounge_id)
        return None if peer is None else Sitter(lounge_id, "", peer_id=peer.pk, secret=secret)
    member = member_of(cookies)
    if member is None or queries.seat_for(member, lounge_id) is None:
        return None
    return Sitter(lounge_id, cookies, member_id=member.pk)


def _secret_in(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.LOUNGE_COOKIE_NAME)
    except CookieError:
        return ""
    return "" if found is None else found.value


def standings(sitters: Iterable[Sitter]) -> dict[Sitter, Standing]:
    """Whoever has no right any more is not in it. One question for all peers, some for each colleague's session."""
    asked = set(sitters)
    peers = queries.peers_among({one.peer_id for one in asked if one.peer_id})
    signed_in = {cookies: member_of(cookies) for cookies in {one.cookies for one in asked if one.member_id}}
    inside = {
        number: queries.members_in(number, {one.member_id for one in asked if one.lounge_id == number})
        for number in {one.lounge_id for one in asked if one.member_id}
    }

    def standing(one: Sitter) -> Standing | None:
        if one.peer_id:
            peer = peers.get(one.peer_id)
            is_same = peer is not None and bytes(peer.secret_hash) == token_hash(one.secret)
            return Standing(peer.name, peer.let_in_at is not None) if peer and is_same else None
        member = signed_in[one.cookies]
        if member is None or member.pk != one.member_id or member.pk not in inside[one.lounge_id]:
            return None
        return Standing(queries.shown_name(member), True)

    found = ((one, standing(one)) for one in asked)
    return {one: what for one, what in found if what is not None}
