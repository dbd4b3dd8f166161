"""Undo without a table: the way back travels signed in the page, for one member, for a short while."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from alongside.accounts.models import Member
from alongside.calls import joining
from alongside.calls.errors import CallsError
from alongside.clients.actions import ClientsError, add_phone, forget_phone
from alongside.clients.anniversaries import find_for, keep_day, see_to
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Join, Merge, Person
from alongside.clients.queries import clients_for
from alongside.diary import actions as diary
from alongside.diary.errors import DiaryError
from alongside.handover import actions as handover
from alongside.handover import ending as endings
from alongside.hours.agreeing import agree, drop
from alongside.hours.entries import bring_back, set_cell
from alongside.hours.errors import HoursError
from alongside.hours.proposing import not_counted
from alongside.hours.timer import Before, Done, put_back
from alongside.intake import filing
from alongside.intake.by_hand import take_back
from alongside.intake.carrying_out import Noted, noting
from alongside.intake.joining import part_clients
from alongside.outbox import letters
from alongside.outbox.away_notices import throw_notices_away
from alongside.outbox.errors import OutboxError
from alongside.pages.base.requests import back, follow, for_member
from alongside.pages.base.undo import say
from alongside.pages.journal.undoing import take_back as journal_back
from alongside.pages.picture.undoing import PICTURE
from alongside.pages.support.undoing import take_back as support_back
from alongside.promises import actions as promises
from alongside.promises.errors import PromisesError
from alongside.rhythm import actions as rhythm
from alongside.sharing import actions as sharing
from alongside.sharing.errors import SharingError
from alongside.timeline.models import Decision, Interaction, Verdict
from alongside.timeline.queries.sight import connections_for
from alongside.visits import actions as visits
from alongside.visits.errors import VisitsError
from alongside.voices import actions as voices
from alongside.waiting.actions import reopen
from alongside.waiting.models import Settled

_SALT = "undo"
# The button shows for 10 seconds; a page left open may still be undone from for a while.
SECONDS = 600

Payload = dict[str, Any]


def offer(
    request: HttpRequest, member: Member, text: str, action: str, *, then: str = "/", **payload: Any
) -> None:
    """Say what was done, with a way back; taken back, `then` is where she stands again.

    Forms carry `then`, so it may be anybody's words: what is no page of ours is the first page.
    """
    if not url_has_allowed_host_and_scheme(then, allowed_hosts={request.get_host()}):
        then = "/"
    token = signing.dumps([member.pk, action, {**payload, "then": then}], salt=_SALT, compress=True)
    say(request, text, undo_url=reverse("undo", args=[token]))


@require_POST
@for_member
def undo(request: HttpRequest, member: Member, token: str) -> HttpResponse:
    try:
        owner, action, payload = signing.loads(token, salt=_SALT, max_age=SECONDS)
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
    except ClientsError as error:
        say(request, str(error))
        return redirect(payload["then"])
    say(request, "Undone.")
    return follow(noted)


def _clients(member: Member, payload: Payload, key: str) -> Any:
    return clients_for(member).filter(pk=payload.get(key) or 0).first()


def _decide_back(member: Member, payload: Payload, noted: Noted) -> None:
    """Give entries back the filings they had: what was filed is unfiled, what was taken out is put back."""
    filed, taken = _clients(member, payload, "filed"), _clients(member, payload, "taken")
    if taken is not None:
        filing.file_under(member, payload["ids"], taken, carry_out=noted)
    if filed is not None:
        filing.unfile(member, payload["ids"], filed, carry_out=noted)


def _share_again(member: Member, payload: Payload, noted: Noted) -> None:
    filing.decide(member, payload["ids"], Verdict.SHARED, carry_out=noted)


def _share_decided(member: Member, payload: Payload, noted: Noted) -> None:
    """A whole group of the tray: told by its decisions, since a page cannot carry thousands of numbers."""
    made = Decision.objects.filter(member=member, verdict=Verdict.PERSONAL)
    made = made.filter(id__gt=payload["after"], id__lte=payload["until"])
    ids = Interaction.objects.filter(source_key__in=made.values("source_key")).values_list("id", flat=True)
    filing.share_again(member, ids, carry_out=noted)


def newest_client() -> int:
    return Client.objects.order_by("-id").values_list("id", flat=True).first() or 0


def newest_decision() -> int:
    return Decision.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _forget_address(member: Member, payload: Payload, noted: Noted) -> None:
    for handle in Handle.objects.filter(pk__in=payload["ids"], person__client__in=clients_for(member)):
        filing.forget_address(handle, carry_out=noted)


def _forget_domain(member: Member, payload: Payload, noted: Noted) -> None:
    for domain in CompanyDomain.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        filing.forget_domain(domain, carry_out=noted)


def _forget_group(member: Member, payload: Payload, noted: Noted) -> None:
    _forget_domain(member, {"ids": payload["domains"]}, noted)
    _forget_address(member, {"ids": payload["handles"]}, noted)
    _unmake_clients(member, payload, noted)


def _unmake_clients(member: Member, payload: Payload, noted: Noted) -> None:
    noted.unmade.update(clients_for(member).filter(pk__in=payload["made"]).values_list("pk", flat=True))


def _forget_rule(member: Member, payload: Payload, noted: Noted) -> None:
    for rule in FilingRule.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        filing.forget_rule(rule, carry_out=noted)


def _learn_address(member: Member, payload: Payload, noted: Noted) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        filing.learn_address(client, payload["address"], name=payload["name"], by=member, carry_out=noted)


def _forget_phone(member: Member, payload: Payload, noted: Noted) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        forget_phone(client, payload["number"])


def _learn_phone(member: Member, payload: Payload, noted: Noted) -> None:
    for person in Person.objects.filter(pk=payload["person"], client__in=clients_for(member)):
        add_phone(person, payload["number"], region="")


def _learn_domain(member: Member, payload: Payload, noted: Noted) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        filing.learn_domain(client, payload["domain"], by=member, carry_out=noted)


def _undo_merge(member: Member, payload: Payload, noted: Noted) -> None:
    found = Merge.objects.filter(pk__in=payload["ids"], survivor__client__in=clients_for(member))
    for merged in found:
        filing.undo_merge(merged, carry_out=noted)


def _part_clients(member: Member, payload: Payload, noted: Noted) -> None:
    for joined in Join.objects.filter(pk__in=payload["ids"], survivor__in=clients_for(member)):
        part_clients(joined, carry_out=noted)


def _promise_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(PromisesError):  # Somebody was quicker.
        promises.undo(member, payload["key"], now=timezone.now())


def _trust_back(member: Member, payload: Payload, noted: Noted) -> None:
    for source in connections_for(member).filter(pk=payload["source"]):
        filing.set_trust(source, payload["servers"], carry_out=noted)


def _take_back(member: Member, payload: Payload, noted: Noted) -> None:
    take_back(member, payload["entry"])


def _keep_day_again(member: Member, payload: Payload, noted: Noted) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        person = Person.objects.filter(pk=payload["person"] or 0, client=client).first()
        if person is not None or not payload["person"]:
            keep_day(client, person, **payload["day"])


def _throw_notices(member: Member, payload: Payload, noted: Noted) -> None:
    throw_notices_away(member, payload["drafts"], now=timezone.now())


def _day_not_done(member: Member, payload: Payload, noted: Noted) -> None:
    kept = find_for(member, payload["day"])
    if kept is not None:
        see_to(kept, None)


def _quiet_again(member: Member, payload: Payload, noted: Noted) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        rhythm.again(member, client, today=timezone.localdate())


def _unsay_spoken(member: Member, payload: Payload, noted: Noted) -> None:
    voices.take_back(member, payload["spoken"])


def _share_open(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(SharingError):
        sharing.open_again(member, payload["share"])


def _wait_again(member: Member, payload: Payload, noted: Noted) -> None:
    for made in Settled.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        reopen(member, made, now=timezone.now())


def _diary_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(DiaryError):  # Somebody was quicker.
        diary.undo(member, payload["row"], now=timezone.now())


def _timer_back(member: Member, payload: Payload, noted: Noted) -> None:
    """Unless the timer was changed again since."""
    before = payload["before"]
    if before is not None:
        moments = {
            name: before[name] and datetime.fromisoformat(before[name])
            for name in ("started_at", "kept_until")
        }
        before = Before(**{**before, **moments})
    left = payload["started_at"] and datetime.fromisoformat(payload["started_at"])
    put_back(member, Done(before, tuple(payload["entries"])), started_at=left)


def _entry_back(member: Member, payload: Payload, noted: Noted) -> None:
    bring_back(member, payload["kept"])


def _cells_back(member: Member, payload: Payload, noted: Noted) -> None:
    for client, aspect, on, was, now in payload["cells"]:
        with suppress(HoursError):  # It was changed again since.
            set_cell(member, client, aspect_id=aspect, on=date.fromisoformat(on), minutes=was, was=now)


def _terms_back(member: Member, payload: Payload, noted: Noted) -> None:
    terms = payload["terms"]
    with suppress(HoursError):
        agree(
            member,
            terms["client"],
            from_on=date.fromisoformat(terms["from_on"]),
            minutes=terms["minutes"],
            carry=terms["carry"],
            limit=terms["limit"],
        )


def _parts_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(HoursError):
        if payload["terms"] is None:
            drop(member, payload["client"], payload["number"])
            return
        minutes, carry, limit = payload["terms"]
        on = date.fromisoformat(payload["from_on"])
        agree(member, payload["client"], from_on=on, minutes=minutes, carry=carry, limit=limit)


def _not_counted(member: Member, payload: Payload, noted: Noted) -> None:
    not_counted(member, payload["keys"])


def _of_picture(name: str) -> Callable[[Member, Payload, Noted], None]:
    return lambda member, payload, noted: PICTURE[name](member, payload)


def _weekly_not_told(member: Member, payload: Payload, noted: Noted) -> None:
    handover.not_told(member, payload["client"], payload["note"])


def _client_again(member: Member, payload: Payload, noted: Noted) -> None:
    client = _clients(member, payload, "client")
    if client is not None and member.is_owner:
        endings.take_up_again(member, client)


def _cost_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(VisitsError):  # The visit is hers no longer.
        visits.put_cost_back(member, payload["visit"], payload["cost"])


def _receipt_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(VisitsError):  # The visit is hers no longer.
        visits.put_receipt_back(member, payload["visit"], payload["receipt"])


def _bounces_back(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(OutboxError):
        letters.take_bounces_up(member, payload["letter"])


def _call_part(member: Member, payload: Payload, noted: Noted) -> None:
    with suppress(CallsError):  # It was said meanwhile what it was.
        joining.part(member, payload["call"], now=timezone.now())


_ACTIONS: dict[str, Callable[[Member, Payload, Noted], None]] = {
    "decide-back": _decide_back,
    "share-again": _share_again,
    "share-decided": _share_decided,
    "forget-address": _forget_address,
    "forget-domain": _forget_domain,
    "forget-group": _forget_group,
    "forget-rule": _forget_rule,
    "learn-address": _learn_address,
    "learn-domain": _learn_domain,
    "forget-phone": _forget_phone,
    "learn-phone": _learn_phone,
    "unmake-clients": _unmake_clients,
    "undo-merge": _undo_merge,
    "part-clients": _part_clients,
    "trust-back": _trust_back,
    "take-back": _take_back,
    "keep-day-again": _keep_day_again,
    "day-not-done": _day_not_done,
    "throw-notices": _throw_notices,
    "quiet-again": _quiet_again,
    "unsay-spoken": _unsay_spoken,
    "wait-again": _wait_again,
    "share-open": _share_open,
    "promise-back": _promise_back,
    "diary-back": _diary_back,
    "cost-back": _cost_back,
    "receipt-back": _receipt_back,
    "support-back": lambda member, payload, noted: support_back(member, payload),
    "timer-back": _timer_back,
    "hours-entry-back": _entry_back,
    "hours-cells-back": _cells_back,
    "hours-terms-back": _terms_back,
    "hours-parts-back": _parts_back,
    "hours-not-counted": _not_counted,
    **{name: _of_picture(name) for name in PICTURE},
    "weekly-not-told": _weekly_not_told,
    "client-again": _client_again,
    "bounces-back": _bounces_back,
    "call-part": _call_part,
    "journal-back": lambda member, payload, noted: journal_back(member, payload),
}
