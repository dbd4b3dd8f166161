"""Letters: what is begun, what is on its way, what did not go and why; each with an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.outbox import letters
from alongside.outbox.errors import CannotSend, NotThere, OutboxError
from alongside.outbox.queries import letter_for, letters_for, letters_to_look_at_for
from alongside.outbox.shapes import LetterLine
from alongside.pages.base.requests import back, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer
from alongside.pages.writing import quick
from alongside.pages.writing.begun import begun
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.starting import whole
from alongside.pages.writing.times import said
from alongside.timeline.models import Filing

ON_ITS_WAY = ("waiting", "sending")
SENT_SHOWN = 30


class ShownLetter(Struct, frozen=True):
    """A letter for a page. `words`: its first ones; `goes`: when, by her clock and the client's.

    `seconds`: until then.
    """

    line: LetterLine
    to: str
    words: str
    goes: str
    seconds: int


def shown_letter(member: Member, line: LetterLine, *, now: datetime) -> ShownLetter:
    names = [one.name or one.address for one in line.recipients]
    to = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    client = client_for(member, line.client.id) if line.client else None
    theirs = ZoneInfo(client.timezone) if client and client.timezone else None
    goes = said(line.send_at, now=now, hers=timezone.get_current_timezone(), theirs=theirs)
    words = line.preview.partition(" -- ")[0]
    return ShownLetter(line, to, words, goes, max(0, int((line.send_at - now).total_seconds())))


def on_their_way(member: Member, *, now: datetime, client_id: int | None = None) -> list[ShownLetter]:
    """What waits to go or is being sent, what goes first on top."""
    if not quick.has_letters():
        return []
    lines = letters_for(member, client_id=client_id, states=ON_ITS_WAY)
    return [shown_letter(member, line, now=now) for line in sorted(lines, key=lambda line: line.send_at)]


def troubled(member: Member, *, now: datetime) -> list[ShownLetter]:
    """What did not go, or not to everybody, or perhaps, or came back."""
    if not quick.has_letters() and not quick.has_bounces():
        return []
    return [shown_letter(member, line, now=now) for line in letters_to_look_at_for(member)]


def threads_being_answered(lines: list[ShownLetter]) -> set[int]:
    """Conversations to which an answer is on its way: nobody waits there any more."""
    answered = [one.line.answers for one in lines if one.line.answers is not None]
    if not answered:
        return set()
    found = Filing.objects.filter(interaction_id__in=answered, thread_id__isnull=False)
    return set(found.values_list("thread_id", flat=True))


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
