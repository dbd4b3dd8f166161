"""Letters: what is begun, what is on its way, what did not go and why; each with an address of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.outbox import letters
from alongside.outbox.errors import CannotSend, NotThere, OutboxError
from alongside.outbox.queries import letter_for, letters_for
from alongside.outbox.shapes import LetterLine
from alongside.pages.base.requests import back, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer
from alongside.pages.writing.begun import begun
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.shown import on_their_way, shown_letter, troubled
from alongside.pages.writing.starting import whole

SENT_SHOWN = 30


@require_safe
@for_member
def letters_page(request: HttpRequest, member: Member) -> HttpResponse:
    now = timezone.now()
    values = {
        "drafts": begun(member),
        "going": on_their_way(member, now=now),
        "troubled": troubled(member, now=now),
        "sent": [
            shown_letter(member, one, now=now)
            for one in letters_for(member, states=("sent",), limit=SENT_SHOWN)
        ],
        "can_write": can_write(member),
    }
    return page(request, member, "writing/letters.html", "letters", values)


def letter_or_404(member: Member, letter_id: int) -> LetterLine:
    line = letter_for(member, letter_id)
    if line is None:
        raise Http404
    return line


@never_cache
@require_safe
@for_member
def letter(request: HttpRequest, member: Member, letter_id: int) -> HttpResponse:
    """How far one letter is; what can be done about it stands beside what went wrong."""
    line = letter_or_404(member, letter_id)
    if line.state == "withdrawn" and line.draft_id:
        return redirect("write", line.draft_id)
    values = {"shown": shown_letter(member, line, now=timezone.now())}
    return page(request, member, "writing/letter.html", "letters", values)


@require_POST
@for_member
def withdraw(request: HttpRequest, member: Member, letter_id: int) -> HttpResponse:
    """Undo: the letter is a draft again, and open."""
    letter_or_404(member, letter_id)
    try:
        draft = letters.withdraw(member, letter_id, now=timezone.now())
    except OutboxError as error:
        return _refused(request, letter_id, error)
    if draft is None:
        say(request, "Those it had not reached yet are left out.")
        return whole(request, reverse("letter", args=[letter_id]))
    return whole(request, reverse("write", args=[draft.pk]))


@require_POST
@for_member
def now_instead(request: HttpRequest, member: Member, letter_id: int) -> HttpResponse:
    """What was to go later goes at once, with ten seconds to undo as ever."""
    letter_or_404(member, letter_id)
    try:
        letter = letters.send_now(member, letter_id, now=timezone.now())
    except CannotSend as error:
        say(request, " ".join(error.problems))
        return whole(request, reverse("letter", args=[letter_id]))
    except OutboxError as error:
        return _refused(request, letter_id, error)
    say(request, "On its way.", undo_url=reverse("letter-withdraw", args=[letter.pk]))
    wanted = request.POST.get("next", "")
    # Its own page is another one now: what was to go later is taken back.
    if wanted == reverse("letter", args=[letter_id]):
        return redirect("letter", letter.pk)
    return back(request, reverse("letter", args=[letter.pk]))


def _about(
    request: HttpRequest, member: Member, letter_id: int, act: Callable[[], object], words: str
) -> HttpResponse:
    letter_or_404(member, letter_id)
    try:
        act()
    except OutboxError as error:
        return _refused(request, letter_id, error)
    say(request, words)
    return back(request, reverse("letter", args=[letter_id]))


def _refused(request: HttpRequest, letter_id: int, error: OutboxError) -> HttpResponse:
    if isinstance(error, NotThere):
        raise Http404 from error
    say(request, str(error))
    return whole(request, reverse("letter", args=[letter_id]))


@require_POST
@for_member
def again(request: HttpRequest, member: Member, letter_id: int) -> HttpResponse:
    """Once more, asked for by her: whoever may have it already could get it twice."""

    def send() -> object:
        return letters.send_again(member, letter_id, now=timezone.now())

    return _about(request, member, letter_id, send, "It is being sent again.")


@require_POST
@for_member
def put_aside(request: HttpRequest, member: Member, letter_id: int) -> HttpResponse:
    """She knows that it came back; Today tells her no more."""
    letter_or_404(member, letter_id)
    letters.put_bounces_aside(member, letter_id, now=timezone.now())
    then = reverse("letter", args=[letter_id])
    offer(request, member, "Put aside.", "bounces-back", then=then, letter=letter_id)
    return back(request, then)


@require_POST
@for_member
def look(request: HttpRequest, member: Member, letter_id: int) -> HttpResponse:
    """Whether a letter that may have been sent lies in Sent."""

    def search() -> object:
        return letters.look_for_sent(member, letter_id, now=timezone.now())

    return _about(request, member, letter_id, search, "Looking in Sent. This page shows what is found.")
