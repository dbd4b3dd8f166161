"""Write down a call, a visit, a message or a note, from anywhere: a form, and back to where she was."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.channels.hand.parse import source_key_of
from alongside.clients.models import Client
from alongside.clients.queries import client_for, facts_for, names_and_hues_for
from alongside.diary import actions as diary
from alongside.diary.errors import NotThere
from alongside.intake.by_hand import CannotWriteDownError, DoneBeforeError, write_down
from alongside.lib.texts import row_number
from alongside.pages.base.parts import Option
from alongside.pages.base.requests import back, for_member, page
from alongside.pages.byhand.forms import KIND_OPTIONS, QUICK_MINUTES, WAYS, Typed, typed_in, wanted_of
from alongside.pages.undo.offering import offer
from alongside.timeline.queries.entries import thread_for
from alongside.waiting.queries import waiting_for

# For a moment only: by it the browser learns that what it kept of the form has arrived.
KEPT_COOKIE, KEPT_SECONDS = "written-down", 600
_MOST_OPEN = 12
_DONE = {"call": "call", "meeting": "meeting", "visit": "visit", "chat": "message", "note": "note"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def write(request: HttpRequest, member: Member) -> HttpResponse:
    typed = typed_in(request.POST if request.method == "POST" else request.GET)
    client = _client(member, typed.client)
    if request.method != "POST":
        # No link brings the number of a form that was kept before.
        return _form(request, member, replace(typed, id=uuid4().hex), client)
    if client is None:
        return _refuse(request, member, typed, None, {"client": "Choose whose it is."})
    wanted, errors = wanted_of(typed, _people(member, client), now=timezone.now())
    if wanted is None:
        return _refuse(request, member, typed, client, errors)
    try:
        number = write_down(member, client, wanted)
    except DoneBeforeError as error:
        return _refuse(request, member, replace(typed, id=uuid4().hex), client, {"": str(error)})
    except CannotWriteDownError as error:
        return _refuse(request, member, typed, client, {"": str(error)})
    was_planned = _say_held(member, typed)
    then = _then(request)
    said = f"The {_DONE[typed.kind]} with {client.name} is kept."
    if typed.kind == "note":
        said = f"The note about {client.name} is kept{', for you alone' if typed.is_private else ''}."
    offer(request, member, said, "take-back", then=then, entry=number, planned=was_planned)
    answer = back(request, "/")
    answer.set_cookie(
        KEPT_COOKIE, typed.id, max_age=KEPT_SECONDS, samesite="Strict", secure=request.is_secure()
    )
    return answer


def _say_held(member: Member, typed: Typed) -> tuple[int, int] | None:
    """What was planned took place, and became this; its number and that of the word, for taking both back."""
    appointment = row_number(typed.appointment)
    if appointment is not None and typed.kind != "note":
        with suppress(NotThere):
            diary.held(member, appointment, now=timezone.now(), entry_key=source_key_of(typed.id))
            said = diary.last_said(member, appointment)
            return (appointment, said) if said is not None else None
    return None


def _client(member: Member, typed: str) -> Client | None:
    number = row_number(typed)
    return client_for(member, number) if number is not None else None


def _people(member: Member, client: Client) -> dict[str, Any]:
    facts = facts_for(member, client.pk)
    return {str(one.id): one for one in facts.people} if facts is not None else {}


def _then(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def _refuse(
    request: HttpRequest, member: Member, typed: Typed, client: Client | None, errors: dict[str, str]
) -> HttpResponse:
    return _form(request, member, replace(typed, errors=errors), client, status=422)


def _form(
    request: HttpRequest, member: Member, typed: Typed, client: Client | None, *, status: int = 200
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    values = {
        "typed": typed,
        "kinds": KIND_OPTIONS,
        "ways": WAYS,
        "quick_minutes": QUICK_MINUTES,
        "clients": names_and_hues_for(member),
        "next": given.get("next", "/")[:2000],
        "kept_cookie": KEPT_COOKIE,
        **_beside(member, client, typed),
    }
    return page(request, member, "byhand/write_down.html", "by-hand", values, status=status)


@require_safe
@for_member
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """The part of the form that depends on the client: who is there, and what is open."""
    typed = typed_in(request.GET)
    values = {"typed": typed, **_beside(member, _client(member, typed.client), typed)}
    return render(request, "byhand/_people.html", values)


def _beside(member: Member, client: Client | None, typed: Typed) -> dict[str, Any]:
    if client is None:
        return {"client": None, "people": (), "open": (), "answers": ""}
    found, answers = _open(member, client, typed.answers)
    people = tuple(_people(member, client).values())
    return {"client": client, "people": people, "open": found, "answers": answers}


def _open(member: Member, client: Client, answers: str) -> tuple[list[Option], str]:
    """Conversations of this client that this may answer, and the one that she came from."""
    waiting = waiting_for(member, now=timezone.now(), client_id=client.pk, limit=_MOST_OPEN)
    options = [Option(str(one.interaction_id), f"{one.who}: {one.subject or one.words}") for one in waiting]
    number = row_number(answers)
    thread = thread_for(member, number, client_id=client.pk) if number else None
    if thread is None or thread.client_id != client.pk:
        return options, ""
    beside = {str(entry.line.id) for entry in thread.entries}
    same = next((one.value for one in options if one.value in beside), None)
    if same is None:
        options.insert(0, Option(answers, thread.subject or "The conversation you came from"))
    return options, same or answers
