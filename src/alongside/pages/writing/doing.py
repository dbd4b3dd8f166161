"""What the buttons of the writing page do: send, send later, throw away, put in a text, or keep."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.outbox import actions, letters
from alongside.outbox.drafts import snippet_text_for, wall_for
from alongside.outbox.errors import CannotSend, StaleDraft
from alongside.outbox.shapes import DraftView
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.writing.drafts import draft_or_404, keep, place_of, their_zone
from alongside.pages.writing.fields import Typed, typed_of
from alongside.pages.writing.times import chosen_time, said
from alongside.pages.writing.wall import shown
from alongside.timeline.queries.lists import tags_for


def do(request: HttpRequest, member: Member, draft: DraftView) -> HttpResponse:
    wanted = request.POST
    if "send" in wanted:
        return _send(request, member, draft, at=None)
    if "later" in wanted:
        zone = timezone.get_current_timezone()
        at = chosen_time(wanted["later"] or wanted.get("at", ""), zone=zone)
        if at is None:
            raise CannotSend(["Choose a day and a time at which it is to go."])
        return _send(request, member, draft, at=at)
    if "throw" in wanted:
        actions.discard(member, draft.id, now=timezone.now())
        say(request, "The letter is thrown away.", undo_url=reverse("write-back", args=[draft.id]))
        return redirect(place_of(draft))
    if "insert" in wanted and wanted.get("snippet"):
        return _insert(request, member, draft)
    say(request, "Kept.")
    return redirect("write", draft.id)


def _insert(request: HttpRequest, member: Member, draft: DraftView) -> HttpResponse:
    """Without script a text that is written often goes to the end of her own words."""
    number = number_in(request.POST["snippet"].partition(":")[0])
    words = snippet_text_for(member, number, draft_id=draft.id)
    if words is None:
        raise Http404
    typed = typed_of(draft)
    longer = Typed(
        **{**typed.as_dict(), "text": f"{typed.text.rstrip()}\n\n{words}".lstrip("\n"), "html": ""}
    )
    keep(member, draft, longer, revision=draft.revision)
    return redirect("write", draft.id)


def _send(request: HttpRequest, member: Member, draft: DraftView, *, at: datetime | None) -> HttpResponse:
    """Past the wall between clients only when she has seen what crosses it."""
    is_seen = "anyway" in request.POST
    if is_seen and number_in(request.POST.get("revision")) != draft.revision:
        # She said so of other words than those that stand there now.
        raise StaleDraft(draft.revision)
    if not is_seen and wall_for(member, draft.id):
        asked = f"?{urlencode({'at': at.isoformat()})}" if at else ""
        return redirect(reverse("write-check", args=[draft.id]) + asked)
    now = timezone.now()
    if at is None:
        letter = letters.send(member, draft.id, revision=draft.revision, now=now)
        words = "On its way."
    else:
        letter = letters.send_later(member, draft.id, revision=draft.revision, at=at, now=now)
        zone, theirs = timezone.get_current_timezone(), their_zone(member, draft)
        words = f"Goes {said(letter.send_at, now=now, hers=zone, theirs=theirs)}."
    say(request, words, undo_url=reverse("letter-withdraw", args=[letter.pk]))
    return redirect(place_of(draft))


@never_cache
@require_safe
@for_member
def check(request: HttpRequest, member: Member, draft_id: int) -> HttpResponse:
    """What of other clients stands in a letter that is about to go: sent anyway, or changed."""
    draft = draft_or_404(member, draft_id)
    crossings = wall_for(member, draft_id)
    if draft.is_sent or not crossings:
        return redirect("write", draft_id)
    at = chosen_time(request.GET.get("at", ""), zone=timezone.get_current_timezone())
    values = {
        "draft": draft,
        "crossings": shown(crossings, draft, hues={one.id: one.hue for one in tags_for(member).values()}),
        "names": sorted({one.client_name for one in crossings}),
        "at": at.isoformat() if at else "",
    }
    return page(request, member, "writing/wall.html", "letters", values)
