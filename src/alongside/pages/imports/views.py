"""Bringing in mail: files in; how far it is, whose mailbox it is, who looks like a client, what could not be read."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.channels.email.attachments import safe_name
from alongside.clients.actions import ClientsError
from alongside.clients.queries import clients_for
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.intake import filing
from alongside.intake.jobs import import_files
from alongside.intake.proposals import proposals_for_source
from alongside.intake.sample import open_sample
from alongside.jobs.queries import progress
from alongside.pages.base.requests import client_or_404, for_member, new_client, number_in, page
from alongside.pages.base.undo import say
from alongside.timeline.models import Interaction, KeptUnparsed
from alongside.timeline.queries.sight import connections_for

KEPT_SHOWN = 200


@require_safe
@for_member
def imports(request: HttpRequest, member: Member) -> HttpResponse:
    sources = connections_for(member).order_by("-id")
    rows = [(source, _state(source), _kept(source)) for source in sources]
    return page(request, member, "imports/list.html", "imports", {"rows": rows})


def _state(source: Connection) -> object:
    return progress(source.job_id) if source.job_id else None


def _kept(source: Connection) -> int:
    return KeptUnparsed.objects.filter(connection=source).count()


@require_POST
@for_member
def upload(request: HttpRequest, member: Member) -> HttpResponse:
    """Take files in; each is a source of its own, read by the work behind the pages."""
    files = request.FILES.getlist("files")
    if not files:
        say(request, "Choose a file first: a mailbox (.mbox), single mails (.eml), or a zip of either.")
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
    source = open_files_source(name, member=member)
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
    found = _source_or_404(member, connection_id)
    state = progress(found.job_id) if found.job_id else None
    is_busy = state is not None and state.status in ("waiting", "running")
    kept = KeptUnparsed.objects.filter(connection=found).order_by("id")
    values = {
        "source": found,
        "state": state,
        "is_busy": is_busy,
        "entries": Interaction.objects.filter(connection=found).count(),
        "kept": list(kept[:KEPT_SHOWN].values_list("place", "reason")),
        "kept_count": kept.count(),
        "own": ", ".join(found.own_addresses.order_by("address").values_list("address", flat=True)),
        "proposals": [] if is_busy else proposals_for_source(found),
        "clients": clients_for(member).order_by("name"),
    }
    return page(request, member, "imports/source.html", "imports", values)


@require_POST
@for_member
def owner(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """Whose mailbox it is: hers, by its addresses, or a client's own."""
    found = _source_or_404(member, connection_id)
    chosen = request.POST.get("client", "")
    client = client_or_404(member, number_in(chosen)) if chosen else None
    addresses = [one for one in request.POST.get("addresses", "").replace(",", " ").split() if "@" in one]
    if not addresses and client is None:
        say(request, "Write at least one address of the mailbox, for instance you@desk.example.")
        return redirect("import-source", connection_id)
    moved = filing.set_owner(found, own_addresses=addresses, client=client)
    say(request, f"Noted. {moved:,} messages were placed anew." if moved else "Noted.")
    return redirect("import-source", connection_id)


@require_POST
@for_member
def confirm(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    """These are clients: each ticked proposal becomes one, and its mail is filed from the first on."""
    found = _source_or_404(member, connection_id)
    proposals = proposals_for_source(found)
    made = 0
    for number, proposal in enumerate(proposals):
        if request.POST.get(f"is-{number}") != (proposal.domain or proposal.people[0][0]):
            continue
        name = request.POST.get(f"name-{number}", "") or proposal.name
        try:
            client = new_client(member, name)
            for address, person in proposal.people:
                filing.learn_address(client, address, name=person)
            if proposal.domain:
                filing.learn_domain(client, proposal.domain)
            made += 1
        except ClientsError as error:
            say(request, str(error))
    say(request, f"{made} clients added." if made != 1 else "One client added.")
    return redirect("clients" if made else "import-source", *([] if made else [connection_id]))


def _source_or_404(member: Member, connection_id: int) -> Connection:
    found = connections_for(member).filter(pk=connection_id).first()
    if found is None:
        raise Http404
    return found
