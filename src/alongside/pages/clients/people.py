"""Who is who at a client and what is filed there by itself: learned, forgotten, two persons made one."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.clients.actions import ClientsError, add_phone, forget_phone, rename_client, set_hue
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Join, Person, RuleField
from alongside.clients.queries import all_for, facts_for
from alongside.intake import filing
from alongside.intake.carrying_out import Noted, noting
from alongside.pages.base.requests import client_or_404, follow, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import phone
from alongside.pages.settings.forms import zones
from alongside.pages.undo.offering import offer
from alongside.timeline.queries.outside import outside_contacts_for

# The twelve hues of marks, in their order.
COLOURS = (
    "red", "orange", "ochre", "olive", "green", "sea green", "teal", "sky blue", "blue", "violet", "plum", "rose",
)  # fmt: skip


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
        "zones": zones(),
        "colours": COLOURS,
        "zone_now": client_or_404(member, client_id).timezone,
        "outside": outside_contacts_for(member, client_id),
        "others": [one for one in all_for(member) if one.pk != client_id],
        "joins": Join.objects.filter(survivor=client_id, undone_at=None).select_related("absorbed"),
    }
    return page(request, member, "clients/people.html", "clients", values)


@require_POST
@for_member
def rename(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    before, then = client.name, _people(client_id)
    try:
        rename_client(client, request.POST.get("name", ""))
    except ClientsError as error:
        say(request, str(error))
    else:
        words = f"{before} is called {client.name} now."
        offer(request, member, words, "name-back", then=then, client=client_id, name=before)
    return _done(client_id)


@require_POST
@for_member
def set_clock(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """By which clock the client lives; "" for the reader's own."""
    client, zone = client_or_404(member, client_id), request.POST.get("timezone", "")
    if zone and zone not in zones():
        raise BadRequest
    client.timezone = zone
    client.save(update_fields=["timezone"])
    say(request, f"{client.name}’s clock is kept.")
    return _done(client_id)


@require_POST
@for_member
def set_colour(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """The colour of the client's mark, wherever it stands."""
    client = client_or_404(member, client_id)
    before, then = client.hue, _people(client_id)
    try:
        set_hue(client, number_in(request.POST.get("hue")))
    except ClientsError as error:
        say(request, str(error))
    else:
        words = f"The mark of {client.name} has another colour."
        offer(request, member, words, "colour-back", then=then, client=client_id, hue=before)
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
