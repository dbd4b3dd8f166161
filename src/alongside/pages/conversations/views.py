"""A conversation: all entries that answer each other, whole, with why they are filed here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.clients.queries import client_for, names_and_hues_for
from alongside.intake import filing
from alongside.intake.changing import changeable_among
from alongside.lib.texts import row_number
from alongside.pages.base.requests import back, client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import spoken
from alongside.pages.conversations.letters import letters_of
from alongside.pages.conversations.people import known_people, people_of, sources_of_unproven
from alongside.pages.conversations.standing import standings_for
from alongside.pages.conversations.waiting_for_filing import why_not_filed
from alongside.pages.mail.there import open_elsewhere
from alongside.pages.promises.said import said_in
from alongside.pages.undo.offering import offer
from alongside.pages.waiting.lines import standing_in
from alongside.pages.writing.answering import answering, is_answered
from alongside.pages.writing.came_back import came_back
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.queries.noted import private_client_for
from alongside.timeline.queries.sight import interactions_for
from alongside.waiting.questions import without_settled

LONGEST_QUERY = 400


@require_safe
@for_member
def conversation(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    client_id = row_number(request.GET.get("client", ""))
    thread = thread_for(member, interaction_id, client_id=client_id)
    if thread is None:
        raise Http404
    about = private_client_for(member, interaction_id)
    number = thread.client_id or about
    client = client_for(member, number) if number is not None else None
    first = thread.entries[0].line
    numbers = [entry.line.id for entry in thread.entries]
    meant = _meant(interaction_id, request.GET.get("said", ""))
    said = said_in(member, thread, now=timezone.now(), back=request.get_full_path(), meant=meant)
    letters = letters_of(
        thread,
        focus=interaction_id,
        known=known_people(member, thread.client_id),
        sources=sources_of_unproven(member, thread.entries),
        elsewhere=open_elsewhere(member, numbers),
        standings=standings_for(member, numbers),
        said=said.letters,
    )
    now = timezone.now()
    answers = answering(member, thread, has_others=letters.later[-1].has_others, now=now)
    waits = None if is_answered(answers) else standing_in(member, thread.client_id, interaction_id, now=now)
    spoken_of = [one for one in thread.entries if one.line.kind != "email"]
    values = {
        "thread": thread,
        "client": client,
        "letters": letters,
        "asked": without_settled(said.asked, thread.client_id) if thread.client_id else said.asked,
        "answering": answers,
        "people": people_of(thread.entries),
        "came_back": came_back(member, numbers),
        "found": request.GET.get("q", "")[:LONGEST_QUERY],
        "focus": interaction_id,
        "what": spoken(first.kind, first.others),
        "is_private": about is not None,
        "waits": waits,
        "changeable": changeable_among(member, [one.line.id for one in spoken_of]) if spoken_of else set(),
        "why_not": "" if client else why_not_filed(interaction_id),
        "clients": names_and_hues_for(member),
    }
    area = "clients" if client else "tray"
    return page(request, member, "conversations/conversation.html", area, values)


def _meant(interaction_id: int, text: str) -> tuple[int, int, int] | None:
    """The stretch that a link leads to: "12-40"; anything else is none."""
    start, _, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(text) < 20):
        return None
    return interaction_id, int(start), int(end)


@require_POST
@for_member
def correct(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """Take a conversation out of one client, into another or back to the tray."""
    _seen_or_404(member, interaction_id)
    wrong = client_or_404(member, number_in(request.POST.get("wrong")))
    chosen = request.POST.get("right", "")
    right = client_or_404(member, number_in(chosen)) if chosen else None
    if right == wrong:
        say(request, f"It is filed under {wrong.name} already.")
        return back(request, f"/conversations/{interaction_id}/")
    if right is None and _has_written_down(member, interaction_id, wrong.pk):
        # The tray goes by addresses, and what was written down is filed by none.
        say(request, "Something in it was written down here. Choose the client that it belongs to.")
        return back(request, f"/conversations/{interaction_id}/?client={wrong.pk}")
    moved = filing.correct(member, interaction_id, wrong=wrong, right=right)
    where = f"Filed under {right.name}." if right else f"No longer under {wrong.name}."
    payload = {"ids": moved, "taken": wrong.pk, "filed": right.pk if right else None}
    stood = f"/conversations/{interaction_id}/?client={wrong.pk}"
    offer(request, member, where, "decide-back", then=stood, **payload)
    if right is None:
        return redirect("client", wrong.pk)
    return redirect(f"/conversations/{interaction_id}/?client={right.pk}")


@require_POST
@for_member
def file(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """File one entry of the tray under a client, without learning anything about its sender."""
    _seen_or_404(member, interaction_id)
    client = client_or_404(member, number_in(request.POST.get("client")))
    ids = filing.file_under(member, [interaction_id], client)
    stood = f"/conversations/{interaction_id}/"
    offer(request, member, f"Filed under {client.name}.", "decide-back", then=stood, ids=ids, filed=client.pk)
    return back(request, f"/conversations/{interaction_id}/?client={client.pk}")


@require_POST
@for_member
def personal(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """Mail of her own: out of everybody's sight but hers."""
    _seen_or_404(member, interaction_id)
    ids = filing.make_personal(member, [interaction_id])
    stood = f"/conversations/{interaction_id}/"
    offer(request, member, "Personal: only you see it.", "share-again", then=stood, ids=ids)
    return back(request, "/tray/")


def _has_written_down(member: Member, interaction_id: int, client_id: int) -> bool:
    thread = thread_for(member, interaction_id, client_id=client_id)
    return thread is not None and any(entry.line.kind != "email" for entry in thread.entries)


def _seen_or_404(member: Member, interaction_id: int) -> None:
    if not interactions_for(member).filter(pk=interaction_id).exists():
        raise Http404
