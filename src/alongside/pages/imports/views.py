"""Bringing in mail: files in; how far it is, whose mailbox it is, who looks like a client, what could not be read."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.email.attachments import safe_name
from alongside.clients.actions import ClientsError, add_client, add_handle
from alongside.clients.models import Client
from alongside.clients.queries import all_for
from alongside.clients.rules import LONGEST_NAME
from alongside.connections.actions import new_files_source
from alongside.connections.models import Connection
from alongside.intake import filing
from alongside.intake.carrying_out import Noted, noting, said
from alongside.intake.erasing import Erasure, preview_source
from alongside.intake.jobs import erase_source, import_files, is_being_erased
from alongside.intake.proposals import Proposal, likely_server_of, proposals_for_source
from alongside.intake.reading_again import last_try, try_again, worth_trying
from alongside.jobs.actions import retry
from alongside.jobs.queries import Progress, progress
from alongside.pages.base.requests import client_or_404, follow, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import newest_client, offer
from alongside.sample.year import LABEL as SAMPLE
from alongside.sample.year import open_sample
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing, Interaction, KeptUnparsed
from alongside.timeline.queries.sight import connections_for

KEPT_SHOWN = 200
READING, ERASING = "reading", "erasing"
IN_PLACE_OF_THE_DESK = (("HX-Retarget", "#desk"), ("HX-Reselect", "#desk"), ("HX-Reswap", "outerHTML"))


class SourceRow(Struct, frozen=True):
    """A source in the list. `word`: what is going on with it; `needs_her`: she has to look."""

    source: Connection
    word: str
    needs_her: bool
    kept: int


@require_safe
@for_member
def imports(request: HttpRequest, member: Member) -> HttpResponse:
    sources = connections_for(member).select_related("owner_client").order_by("-id")
    rows = [_row(source) for source in sources]
    values = {
        "rows": rows,
        "is_busy": any(row.word in (READING, ERASING) for row in rows),
        "can_try": worth_trying().filter(connection__in=sources).exists(),
        "tried": last_try() if rows else None,
    }
    return page(request, member, "imports/list.html", "imports", values)


@require_POST
@for_member
def try_unread(request: HttpRequest, member: Member) -> HttpResponse:
    """Once more what could not be read in any of her sources."""
    sources = list(connections_for(member).values_list("pk", flat=True))
    what, then = "Trying again what was kept unread", reverse("imports")
    asked = try_again.enqueue(member_id=member.pk, what=what, then=then, sources=sources)
    return redirect("work", asked.id)


def _row(source: Connection) -> SourceRow:
    state = _state(source)
    kept = KeptUnparsed.objects.filter(connection=source).count()
    if _is_busy(state):
        return SourceRow(source, ERASING if is_being_erased(source) else READING, False, kept)
    if state is not None and state.status == "failed":
        return SourceRow(source, "stopped", True, kept)
    return SourceRow(source, "" if source.is_owner_confirmed else "whose is it?", True, kept)


def _state(source: Connection) -> Progress | None:
    return progress(source.job_id) if source.job_id else None


def _is_busy(state: Progress | None) -> bool:
    return state is not None and state.status in ("waiting", "running")


@require_POST
@for_member
def upload(request: HttpRequest, member: Member) -> HttpResponse:
    """Take files in; each is a source of its own, read by the work behind the pages."""
    files = request.FILES.getlist("files")
    if not files:
        say(
            request,
            "Choose a file first: a mailbox (.mbox, Outlook’s .pst), mails (.eml, .msg), or a zip of mails.",
        )
        return redirect("imports")
    for file in files:
        source = _take(file, member)
    return redirect("import-source", source.pk) if len(files) == 1 else redirect("imports")


def _take(file: UploadedFile[Any], member: Member) -> Connection:
    name = safe_name(file.name or "") or "mail"
    folder = Path(settings.HOME) / "incoming" / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    with (folder / name).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    source = new_files_source(name, member=member)
    source.job_id = import_files.enqueue(source.pk, str(folder)).id
    source.save(update_fields=["job_id"])
    return source


@require_POST
@for_member
def sample(request: HttpRequest, member: Member) -> HttpResponse:
    """A year of an invented practice, to look around in."""
    return redirect("import-source", open_sample(member).pk)


@require_safe
@for_member
def source(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """How far it is while it is read, then what came of it and what is to be said of it."""
    found = _source_or_404(member, connection_id)
    state = _state(found)
    working = {
        "source": found,
        "state": state,
        "is_busy": _is_busy(state),
        "is_erasing": is_being_erased(found),
    }
    is_polled = request.headers.get("HX-Target") == "progress"
    if working["is_busy"] and is_polled:
        return render(request, "imports/_progress.html", working)
    answer = page(
        request, member, "imports/source.html", "imports", working | _facts(found, member, working["is_busy"])
    )
    if is_polled:
        # It is done: the whole page takes the place of the bar.
        for name, value in IN_PLACE_OF_THE_DESK:
            answer.headers[name] = value
    return answer


def _facts(source: Connection, member: Member, is_busy: object) -> dict[str, Any]:
    kept = KeptUnparsed.objects.filter(connection=source).order_by("id")
    return {
        "is_sample": source.label == SAMPLE,
        "entries": Interaction.objects.filter(connection=source).count(),
        "kept": list(kept[:KEPT_SHOWN].values_list("place", "reason")),
        "kept_count": kept.count(),
        "own": ", ".join(source.own_addresses.order_by("address").values_list("address", flat=True)),
        "likely_server": "" if is_busy or source.trusted_servers else likely_server_of(source),
        "proposals": [] if is_busy else proposals_for_source(source),
        "clients": all_for(member),
    }


@require_POST
@for_member
def again(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """What stopped is begun once more; what was read already is not read twice."""
    found = _source_or_404(member, connection_id)
    if found.job_id is None or not retry(found.job_id):
        say(request, "Nothing has stopped here.")
    return redirect("import-source", connection_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def erase(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """What erasing would take, then, when she is sure, the work that does it. Only an owner erases."""
    found = _source_or_404(member, connection_id)
    if not member.is_owner:
        raise Http404
    erasure = preview_source(found)
    emptied = _emptied_by(erasure)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        chosen = [client.pk for client in emptied] if request.POST.get("clients") == "yes" else []
        found.job_id = erase_source.enqueue(found.pk, chosen).id
        found.save(update_fields=["job_id"])
        say(request, f"{found.label} is being erased.")
        return redirect("imports")
    values = {"source": found, "erasure": erasure, "emptied": emptied, "is_sample": found.label == SAMPLE}
    return page(request, member, "imports/erase.html", "imports", values)


def _emptied_by(erasure: Erasure) -> list[Client]:
    """Clients of whom nothing else would be left."""
    counted: Counter[int] = Counter()
    for chunk in in_chunks(sorted(erasure.entries)):
        rows = (
            Filing.objects.filter(interaction_id__in=chunk).values_list("client").annotate(count=Count("id"))
        )
        counted.update(dict(rows))
    whole = dict(
        Filing.objects.filter(client__in=list(counted)).values_list("client").annotate(count=Count("id"))
    )
    ids = [client for client, count in counted.items() if whole[client] == count]
    return list(Client.objects.filter(pk__in=ids).order_by("name"))


@require_POST
@for_member
def owner(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """Whose mailbox it is: hers, by its addresses, or a client's own."""
    found = _source_or_404(member, connection_id)
    chosen, then = request.POST.get("client", ""), reverse("import-source", args=[connection_id])
    client = client_or_404(member, number_in(chosen)) if chosen else None
    addresses = [one for one in request.POST.get("addresses", "").replace(",", " ").split() if "@" in one]
    if not addresses and client is None:
        say(request, "Write at least one address of the mailbox, for instance you@desk.example.")
        return redirect(then)
    try:
        with noting(member) as noted:
            noted.what, noted.then = "Telling what came in from what went out", then
            filing.set_owner(found, own_addresses=addresses, client=client, carry_out=noted)
    except ClientsError as error:
        say(request, str(error))
        return redirect(then)
    say(request, f"Noted. {said(noted.moved)}" if noted.moved else "Noted.")
    return follow(noted)


@require_POST
@for_member
def trust(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """Whose word counts on who sent what: the servers that receive this mail."""
    found = _source_or_404(member, connection_id)
    before, servers = found.trusted_servers, request.POST.get("servers", "").replace(",", " ").split()
    then = reverse("import-source", args=[connection_id])
    try:
        with noting(member) as noted:
            noted.what, noted.then = "Telling who is proven", then
            filing.set_trust(found, servers, carry_out=noted)
    except ClientsError as error:
        say(request, str(error))
        return redirect(then)
    words = f"What {_listed(found.trusted_servers)} found counts." if servers else "No server’s word counts."
    offer(request, member, words, "trust-back", then=then, source=connection_id, servers=before)
    return follow(noted)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


@require_POST
@for_member
def confirm(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """These are clients: each ticked proposal becomes one, and its mail is filed from the first on."""
    found = _source_or_404(member, connection_id)
    proposals = proposals_for_source(found)
    ticked = [
        (request.POST.get(f"name-{number}", "") or proposal.name[:LONGEST_NAME], proposal)
        for number, proposal in enumerate(proposals)
        if request.POST.get(f"is-{number}") == (proposal.domain or proposal.people[0][0])
    ]
    group: dict[str, list[int]] = {"handles": [], "domains": [], "made": []}
    added, newest = 0, newest_client()
    with noting(member) as noted:
        for name, proposal in ticked:
            try:
                with transaction.atomic():
                    client = add_client(name, by=member)
                    learned = _learn(client, proposal, member, noted)
            except ClientsError as error:
                say(request, str(error))
                continue
            added += 1
            group["made"] += [client.pk] if client.pk > newest else []
            for kind, numbers in learned.items():
                group[kind] += numbers
        noted.what = "Filing under your clients"
        noted.then = reverse("clients") if added else reverse("import-source", args=[connection_id])
    words = f"{added} clients added." if added != 1 else "One client added."
    offer(
        request, member, words, "forget-group", then=reverse("import-source", args=[connection_id]), **group
    )
    return follow(noted)


def _learn(client: Client, proposal: Proposal, member: Member, noted: Noted) -> dict[str, list[int]]:
    """The numbers of what was learned, for the way back."""
    if proposal.domain:
        # Only noted: learning the company then files everything of theirs at once.
        handles = [add_handle(client, address, name=person).pk for address, person in proposal.people]
        learned = filing.learn_domain(client, proposal.domain, by=member, carry_out=noted)
        return {"handles": handles, "domains": [learned.pk]}
    handles = [
        filing.learn_address(client, address, name=person, by=member, carry_out=noted).pk
        for address, person in proposal.people
    ]
    return {"handles": handles}


def _source_or_404(member: Member, connection_id: int) -> Connection:
    found = connections_for(member).filter(pk=connection_id).first()
    if found is None:
        raise Http404
    return found
