"""Clients: the list, one client's story with people beside it, and what is known of whom to file there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.queries import clocks_of
from alongside.clients.actions import ClientsError, add_client, add_phone, forget_phone, rename_client
from alongside.clients.joining import homes
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Join, Person, RuleField
from alongside.clients.queries import clients_for, ended_clients, facts_for, sees_client
from alongside.diary.queries import next_for
from alongside.intake import filing
from alongside.intake.carrying_out import Noted, noting
from alongside.pages.base.requests import client_or_404, follow, for_member, mark_in, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import clock, phone, waited
from alongside.pages.clients.coming import coming_soon
from alongside.pages.clients.story import days_of
from alongside.pages.diary import lines as appointments
from alongside.pages.hours.showing import hours_beside
from alongside.pages.picture.beside import picture_beside
from alongside.pages.promises.shown import rows_of
from alongside.pages.settings.forms import ZONES
from alongside.pages.undo.views import newest_client, offer
from alongside.pages.visits.beside import visits_beside
from alongside.pages.writing.answering import writing_to
from alongside.promises.queries import open_for
from alongside.promises.questions import open_questions_for
from alongside.rhythm.queries import strip_for
from alongside.rooms.queries import room_of_others_for
from alongside.timeline.queries.lists import (
    PAGE,
    span_for,
    summaries_for,
    timeline_for,
)
from alongside.timeline.queries.outside import outside_contacts_for
from alongside.timeline.queries.shapes import Line
from alongside.waiting.queries import waiting_clients, waiting_since

KINDS = ("email", "call", "meeting", "chat", "visit", "note")


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def clients(request: HttpRequest, member: Member) -> HttpResponse:
    if request.method == "POST":
        try:
            newest = newest_client()
            client = add_client(request.POST.get("name", ""), by=member)
        except ClientsError as error:
            return _list(request, member, error=str(error), status=422)
        if client.pk > newest:
            made = [client.pk]
            offer(
                request, member, f"{client.name} is a client.", "unmake-clients", then="/clients/", made=made
            )
        return redirect("client", client.pk)
    return _list(request, member)


def _list(request: HttpRequest, member: Member, *, error: str = "", status: int = 200) -> HttpResponse:
    waiting = Counter(waiting_clients(member, now=timezone.now()))
    rows = [
        (client, said, last_at, f"{waiting[client.pk]} waiting" if waiting[client.pk] else "")
        for client, said, last_at in summaries_for(member)
    ]
    ended = ended_clients()
    values = {
        "rows": [row for row in rows if row[0].pk not in ended],
        "ended": [row[0] for row in rows if row[0].pk in ended],
        "error": error,
        "typed": request.POST.get("name", ""),
    }
    return page(request, member, "clients/list.html", "clients", values, status=status)


@require_safe
@for_member
def client(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """One client: a keyset page of the timeline, filters by kind, people and rules in the margin."""
    facts = facts_for(member, client_id)
    if facts is None:
        return redirect("client", _home_or_404(member, client_id))
    before, after = mark_in(request, "before"), mark_in(request, "after")
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS]
    lines = timeline_for(member, client_id, before=before, after=after, kinds=kinds, limit=PAGE)
    first_at, last_at = span_for(member, client_id)
    values = {
        "facts": facts,
        "first_at": first_at,
        "last_at": last_at,
        "there": _clock_there(facts.timezone),
        "kinds_here": [kind for kind in KINDS if kind in {*kinds, *(line.kind for line in lines)}],
        "story": days_of(lines, client_id=client_id, waits=_waits(client_id, lines)),
        "kinds": kinds,
        "rhythm_weeks": strip_for(member, client_id),
        "writing": writing_to(member, facts, now=timezone.now()),
        "room_of_others": room_of_others_for(member, client_id),
        "planned": _planned(member, client_id, back=request.path),
        "promised": rows_of(open_for(member, client_id=client_id), now=timezone.now(), back=request.path),
        "hours": hours_beside(member, client_id, now=timezone.now()),
        "picture_beside": picture_beside(member, client_id),
        "days": coming_soon(member, client_id=client_id, today=timezone.localdate()),
        "asked": open_questions_for(member, client_id, now=timezone.now()),
        "is_ended": client_id in ended_clients(),
        "visits": visits_beside(member, client_id, now=timezone.now()),
        "newer": lines[0] if lines and (before or after) else None,
        "older": lines[-1] if len(lines) == PAGE else None,
    }
    return page(request, member, "clients/client.html", "clients", values)


def _home_or_404(member: Member, client_id: int) -> int:
    """Where the story goes on of a client that was joined to another."""
    home = homes().get(client_id)
    if home is None or not sees_client(member, home):
        raise Http404
    return home


def _planned(member: Member, client_id: int, *, back: str) -> appointments.Row | None:
    """What is planned next with this client."""
    now = timezone.now()
    found = next_for(member, client_id, now=now)
    return appointments.rows_of(member, [found], now=now, back=back)[0] if found is not None else None


def _clock_there(zone_name: str) -> str:
    """What the clocks of a client show, where it is known and not what hers show."""
    if not zone_name:
        return ""
    now = timezone.now()
    there, here = (clock(timezone.localtime(now, zone)) for zone in (ZoneInfo(zone_name), None))
    return there if there != here else ""


def _waits(client_id: int, lines: Iterable[Line]) -> dict[int, str]:
    """By message, how long somebody has waited for an answer to it."""
    now = timezone.now()
    since = waiting_since(lines, now=now)
    if not since:
        return {}
    by = clocks_of([client_id], now=now)[client_id]
    return {number: waited(by.waited(at, now)) for number, at in since.items()}


def _people(client_id: int) -> str:
    return reverse("client-people", args=[client_id])


def _done(client_id: int) -> HttpResponse:
    return redirect(_people(client_id))


@require_safe
@for_member
def people(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Who is who at a client, and what is filed there by itself."""
    facts = facts_for(member, client_id)
    if facts is None:
        raise Http404
    values = {
        "facts": facts,
        "zones": ZONES,
        "zone_now": client_or_404(member, client_id).timezone,
        "outside": outside_contacts_for(member, client_id),
        "others": clients_for(member).exclude(pk=client_id).order_by("name"),
        "joins": Join.objects.filter(survivor=client_id, undone_at=None).select_related("absorbed"),
    }
    return page(request, member, "clients/people.html", "clients", values)


@require_POST
@for_member
def rename(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    try:
        rename_client(client, request.POST.get("name", ""))
    except ClientsError as error:
        say(request, str(error))
    return _done(client_id)


@require_POST
@for_member
def set_clock(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """By which clock the client lives; "" for the reader's own."""
    client, zone = client_or_404(member, client_id), request.POST.get("timezone", "")
    if zone and zone not in ZONES:
        raise BadRequest
    client.timezone = zone
    client.save(update_fields=["timezone"])
    say(request, f"{client.name}’s clock is kept.")
    return _done(client_id)


@require_POST
@for_member
def learn(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Learn an address, a company domain or a rule; what has arrived is filed by it too. Or a telephone number."""
    client = client_or_404(member, client_id)
    kind, value = request.POST.get("what", ""), request.POST.get("value", "")
    if kind == "phone":
        return _learn_phone(request, member, client, value)
    try:
        with noting(member) as noted:
            noted.what, noted.then = f"Filing under {client.name}", _people(client_id)
            words, back, number = _learned(client, kind, value, request.POST.get("name", ""), member, noted)
    except ClientsError as error:
        say(request, str(error))
        return _done(client_id)
    offer(request, member, words, back, then=_people(client_id), ids=[number])
    return follow(noted)


def _learn_phone(request: HttpRequest, member: Member, client: Client, number: str) -> HttpResponse:
    """By a number nothing is filed."""
    wanted = number_in(request.POST.get("person"))
    person = Person.objects.filter(pk=wanted, client=client, merged_into=None).first()
    if person is None:
        raise Http404
    try:
        handle = add_phone(person, number, region=practice().region)
    except ClientsError as error:
        say(request, str(error))
        return _done(client.pk)
    words = f"{person.name or client.name} is rung at {phone(handle.value, region=practice().region)}."
    offer(
        request, member, words, "forget-phone", then=_people(client.pk), client=client.pk, number=handle.value
    )
    return _done(client.pk)


def _learned(
    client: Client, kind: str, value: str, name: str, member: Member, noted: Noted
) -> tuple[str, str, int]:
    """What was learned in words, the way back, and the number of its row."""
    if kind == "address":
        handle = filing.learn_address(client, value, name=name, by=member, carry_out=noted)
        return f"Filed under {client.name}: {handle.value}.", "forget-address", handle.pk
    if kind == "domain":
        domain = filing.learn_domain(client, value, by=member, carry_out=noted)
        return f"Filed under {client.name}: all of {domain.domain}.", "forget-domain", domain.pk
    if kind not in RuleField.values:
        raise BadRequest
    rule = filing.learn_rule(client, field=kind, pattern=value, by=member, carry_out=noted)
    return f"New rule for {client.name}.", "forget-rule", rule.pk


@require_POST
@for_member
def forget(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Forget an address, a domain or a rule; what was filed by it alone goes back to the tray."""
    client = client_or_404(member, client_id)
    kind, value = request.POST.get("what", ""), request.POST.get("value", "")
    if kind == "phone":
        person = forget_phone(client, value)
        if person is not None:
            then = _people(client_id)
            offer(
                request,
                member,
                "The number is gone.",
                "learn-phone",
                then=then,
                person=person.pk,
                number=value,
            )
        return _done(client_id)
    with noting(member) as noted:
        noted.what, noted.then = f"Taking {value} out of {client.name}", _people(client_id)
        if kind == "rule":
            noted.what = "Taking a rule away"
            for rule in FilingRule.objects.filter(pk=number_in(value), client=client):
                filing.forget_rule(rule, carry_out=noted)
                say(request, f"The rule “{rule.pattern}” is gone.")
        elif forgotten := _forgotten(client, kind, value, noted):
            words = f"{value} is no longer {client.name}."
            offer(request, member, words, f"learn-{kind}", then=noted.then, client=client_id, **forgotten)
    return follow(noted)


def _forgotten(client: Client, kind: str, value: str, noted: Noted) -> dict[str, str]:
    """What is needed to learn it again; nothing when there was nothing to forget."""
    if kind == "address":
        handle = Handle.objects.filter(value=value, person__client=client).select_related("person").first()
        if handle is not None:
            filing.forget_address(handle, carry_out=noted)
            return {"address": value, "name": handle.person.name}
    elif kind == "domain":
        domain = CompanyDomain.objects.filter(domain=value, client=client).first()
        if domain is not None:
            filing.forget_domain(domain, carry_out=noted)
            return {"domain": value}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def merge(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Two persons who are one: shown side by side first, then merged, with a way back."""
    client = client_or_404(member, client_id)
    given = request.POST if request.method == "POST" else request.GET
    found = Person.objects.filter(client=client, merged_into=None).prefetch_related("handles")
    survivor = found.filter(pk=number_in(given.get("survivor"))).first()
    absorbed = found.filter(pk=number_in(given.get("absorbed"))).first()
    if survivor is None or absorbed is None:
        raise Http404
    if request.method == "POST":
        try:
            with noting(member) as noted:
                noted.what, noted.then = "Making two people one", _people(client_id)
                merged = filing.merge_people(survivor, absorbed, by=member, carry_out=noted)
        except ClientsError as error:
            say(request, str(error))
            return _done(client_id)
        words = f"{absorbed.name or 'One person'} is now {survivor.name}."
        offer(request, member, words, "undo-merge", then=noted.then, ids=[merged.pk])
        return follow(noted)
    values = {"client": client, "survivor": survivor, "absorbed": absorbed}
    return page(request, member, "clients/merge.html", "clients", values)
