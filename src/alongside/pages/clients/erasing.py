"""Erasing a client or a person: what would go first, then, when an owner is sure, the work that does it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.clients.models import Person
from alongside.handover.ending import begin_proof
from alongside.handover.jobs import erase_client
from alongside.intake.erasing import Erasure, preview_client, preview_person
from alongside.intake.jobs import erase_person
from alongside.pages.base.requests import client_or_404, for_member, number_in, page


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def client(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    found = client_or_404(member, client_id)
    if not member.is_owner:
        raise Http404
    if _is_sure(request):
        proof = begin_proof(member, found, now=timezone.now())
        # Without its name, which would stay with the job.
        asked = erase_client.enqueue(
            member_id=member.pk,
            what="Erasing a client",
            then=reverse("erasure", args=[proof.pk]),
            client_id=client_id,
            proof_id=proof.pk,
        )
        return redirect("work", asked.id)
    return _show(request, member, preview_client(found), reverse("client-people", args=[client_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def person(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    found = client_or_404(member, client_id)
    if not member.is_owner:
        raise Http404
    people = Person.objects.filter(client=found, merged_into=None)
    somebody = people.filter(pk=number_in(request.GET.get("person"))).first()
    if somebody is None:
        raise Http404
    erasure, then = preview_person(somebody), reverse("client-people", args=[client_id])
    if _is_sure(request):
        # Without their name, as above.
        asked = erase_person.enqueue(
            member_id=member.pk, what="Erasing a person", then=then, person_id=somebody.pk
        )
        return redirect("work", asked.id)
    return _show(request, member, erasure, then)


def _is_sure(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("sure") == "yes"


def _show(request: HttpRequest, member: Member, erasure: Erasure, back: str) -> HttpResponse:
    values = {"erasure": erasure, "back": back}
    return page(request, member, "clients/erase.html", "clients", values)
