"""Two clients who are one: shown side by side, joined, and parted again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.clients.actions import ClientsError
from alongside.clients.joining import members_of_one
from alongside.clients.models import Join
from alongside.clients.queries import facts_for
from alongside.intake.carrying_out import noting
from alongside.intake.joining import join_clients, part_clients
from alongside.pages.base.requests import client_or_404, follow, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer
from alongside.timeline.queries.lists import summaries_for


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def join(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Two clients who are one: what would come of it first, then joined, with a way back."""
    survivor = client_or_404(member, client_id)
    given = request.POST if request.method == "POST" else request.GET
    absorbed = client_or_404(member, number_in(given.get("other")))
    if request.method == "POST":
        try:
            with noting(member) as noted:
                noted.what, noted.then = (
                    f"Joining {absorbed.name} to {survivor.name}",
                    reverse("client-people", args=[client_id]),
                )
                joined = join_clients(survivor, absorbed, by=member, carry_out=noted)
        except ClientsError as error:
            say(request, str(error))
            return redirect("client-people", client_id)
        words = f"{absorbed.name} is part of {survivor.name} now."
        offer(request, member, words, "part-clients", then=noted.then, ids=[joined.pk])
        return follow(noted)
    said = {one.pk: count for one, count, _ in summaries_for(member)}
    values = {
        "both": [(one, facts_for(member, one.pk), said.get(one.pk, 0)) for one in (survivor, absorbed)],
        "see_more": members_of_one(survivor, absorbed),
    }
    return page(request, member, "clients/join.html", "clients", values)


@require_POST
@for_member
def part(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Take two clients apart that were joined; each has again what was its own."""
    client = client_or_404(member, client_id)
    joined = Join.objects.filter(
        pk=number_in(request.POST.get("join")), survivor=client, undone_at=None
    ).first()
    if joined is None:
        raise Http404
    try:
        with noting(member) as noted:
            noted.what, noted.then = (
                f"Parting {joined.absorbed.name} from {client.name}",
                reverse("client-people", args=[client_id]),
            )
            part_clients(joined, carry_out=noted)
    except ClientsError as error:
        say(request, str(error))
        return redirect("client-people", client_id)
    say(request, f"{joined.absorbed.name} is a client of its own again.")
    return follow(noted)
