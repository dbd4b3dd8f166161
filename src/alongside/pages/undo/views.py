"""Undo without a table: the way back travels signed in the page, for one member, for a short while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from msgspec import convert

from alongside.accounts.models import Member
from alongside.calls import actions as calls
from alongside.calls import joining
from alongside.calls.errors import CallsError
from alongside.clients.actions import ClientsError, rename_client, set_hue
from alongside.clients.anniversaries import find_for, keep_day, see_to
from alongside.clients.models import Person
from alongside.clients.queries import clients_for
from alongside.diary import actions as diary
from alongside.diary.errors import DiaryError
from alongside.diary.errors import NotThere as NoAppointment
from alongside.handover import actions as handover
from alongside.handover import ending as endings
from alongside.intake.by_hand import take_back
from alongside.intake.carrying_out import Noted, noting
from alongside.outbox import letters
from alongside.outbox.away_notices import put_back, throw_notices_away
from alongside.outbox.errors import OutboxError
from alongside.pages.base.requests import back, follow, for_member
from alongside.pages.base.undo import say
from alongside.pages.hours.undoing import HOURS
from alongside.pages.journal.undoing import take_back as journal_back
from alongside.pages.picture.undoing import PICTURE
from alongside.pages.support.undoing import take_back as support_back
from alongside.pages.undo.filing import FILING, Payload, client_in
from alongside.pages.undo.offering import SALT, SECONDS
from alongside.promises import actions as promises
from alongside.promises.errors import NotThere, PromisesError
from alongside.reviews import paragraphs
from alongside.reviews.errors import ReviewsError
from alongside.rhythm import actions as rhythm
from alongside.sharing import actions as sharing
from alongside.sharing.errors import NotThere as NoSuchLink
from alongside.sharing.errors import SharingError
from alongside.visits import actions as visits
from alongside.visits.errors import VisitsError
from alongside.voices import actions as voices
from alongside.waiting.actions import WaitingError, reopen
from alongside.waiting.models import Settled


@require_POST
@for_member
def undo(request: HttpRequest, member: Member, token: str) -> HttpResponse:
    try:
        owner, action, payload = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        say(request, "This cannot be undone from here any more.")
        return back(request, "/")
    if owner != member.pk or action not in _ACTIONS:
        say(request, "This cannot be undone from here any more.")
        return back(request, "/")
    try:
        with noting(member) as noted:
            noted.what, noted.then = "Undoing", payload["then"]
            _ACTIONS[action](member, payload, noted)
    except (ClientsError, DiaryError, PromisesError, SharingError, WaitingError) as error:
        say(request, str(error))
        return redirect(payload["then"])
    say(request, "Undone.")
    return follow(noted)


def _promise_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(NotThere):  # Somebody was quicker.
        promises.undo(member, payload["key"], now=timezone.now(), said=payload["said"])


def _take_back(member: Member, payload: Payload, noted: Noted) -> None:
    if take_back(member, payload["entry"]) and (planned := payload.get("planned")):
        with suppress(DiaryError):  # Something else was said of it since, and holds.
            diary.undo(member, planned[0], now=timezone.now(), said=planned[1])


def _keep_day_again(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        person = Person.objects.filter(pk=payload["person"] or 0, client=client).first()
        if person is not None or not payload["person"]:
            keep_day(client, person, **payload["day"])


def _throw_notices(member: Member, payload: Payload, noted: Noted) -> None:
    throw_notices_away(member, payload["drafts"], now=timezone.now())


def _away_again(member: Member, payload: Payload, noted: Noted) -> None:
    put_back(member, payload["was"])


def _day_not_done(member: Member, payload: Payload, noted: Noted) -> None:
    kept = find_for(member, payload["day"])
    if kept is not None:
        see_to(kept, None)


def _quiet_again(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        rhythm.again(member, client, today=timezone.localdate())


def _unsay_spoken(member: Member, payload: Payload, noted: Noted) -> None:
    voices.take_back(member, payload["spoken"])


def _share_open(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(NoSuchLink):  # The client is hers no longer.
        sharing.open_again(member, payload["share"])


def _wait_again(member: Member, payload: Payload, noted: Noted) -> None:
    for made in Settled.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        reopen(member, made, now=timezone.now())


def _diary_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(NoAppointment):  # Somebody was quicker.
        diary.undo(member, payload["row"], now=timezone.now(), said=payload["said"])


def _beside(name: str) -> Callable[[Member, Payload, Noted], None]:
    """What stands with the pages where it was done."""
    return lambda member, payload, noted: _BESIDE[name](member, payload)


def _weekly_not_told(member: Member, payload: Payload, noted: Noted) -> None:
    handover.not_told(member, payload["client"], payload["note"])


def _client_again(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None and member.is_owner:
        endings.take_up_again(member, client)


def _cost_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(VisitsError):  # The visit is hers no longer.
        visits.put_cost_back(member, payload["visit"], payload["cost"])


def _receipt_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(VisitsError):  # The visit is hers no longer.
        visits.put_receipt_back(member, payload["visit"], payload["receipt"])


def _colour_back(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        set_hue(client, payload["hue"])


def _name_back(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        rename_client(client, payload["name"])


def _leg_back(member: Member, payload: Payload, noted: Noted) -> None:
    facts = convert(payload["facts"], visits.LegFacts)
    with suppress(VisitsError):  # The visit is hers no longer.
        visits.put_leg_back(member, payload["visit"], payload["leg"], facts)


def _agenda_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(CallsError):  # The call is hers no longer.
        calls.pick_up(member, payload["call"], payload["line"])


def _bounces_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(OutboxError):
        letters.take_bounces_up(member, payload["letter"])


def _call_part(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(CallsError):  # It was said meanwhile what it was.
        joining.part(member, payload["call"], now=timezone.now())


def _paragraph_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(ReviewsError):  # She does not work for this client any more.
        paragraphs.take_back(member, payload["paragraph"])


_BESIDE: Mapping[str, Callable[[Member, Payload], None]] = {
    **HOURS,
    **PICTURE,
    "support-back": support_back,
    "journal-back": journal_back,
}
_ACTIONS: dict[str, Callable[[Member, Payload, Noted], None]] = {
    **FILING,
    "take-back": _take_back,
    "keep-day-again": _keep_day_again,
    "day-not-done": _day_not_done,
    "throw-notices": _throw_notices,
    "away-again": _away_again,
    "quiet-again": _quiet_again,
    "unsay-spoken": _unsay_spoken,
    "wait-again": _wait_again,
    "share-open": _share_open,
    "promise-back": _promise_back,
    "diary-back": _diary_back,
    "agenda-back": _agenda_back,
    "colour-back": _colour_back,
    "cost-back": _cost_back,
    "leg-back": _leg_back,
    "name-back": _name_back,
    "receipt-back": _receipt_back,
    **{name: _beside(name) for name in _BESIDE},
    "weekly-not-told": _weekly_not_told,
    "client-again": _client_again,
    "bounces-back": _bounces_back,
    "call-part": _call_part,
    "paragraph-back": _paragraph_back,
}
