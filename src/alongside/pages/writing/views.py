"""The page where a letter is written, kept as it is typed, and sent off."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.outbox import actions
from alongside.outbox.errors import CannotSend, NotThere, OutboxError, StaleDraft
from alongside.outbox.models import Letter, LetterState
from alongside.outbox.shapes import DraftView
from alongside.pages.base.marks import mark
from alongside.pages.base.requests import for_member, number_in
from alongside.pages.base.undo import say
from alongside.pages.base.words import clock, when
from alongside.pages.writing.doing import do
from alongside.pages.writing.drafts import draft_or_404, keep
from alongside.pages.writing.fields import journalled, typed_in, typed_of
from alongside.pages.writing.files import take_chosen
from alongside.pages.writing.people import find_people
from alongside.pages.writing.showing import show


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def write(request: HttpRequest, member: Member, draft_id: int) -> HttpResponse:
    """GET shows the letter; POST keeps what the form says and does what its button says."""
    draft = draft_or_404(member, draft_id)
    if draft.is_sent:
        return _to_its_letter(draft)
    if request.method != "POST":
        return show(request, member, draft)
    typed = typed_in(request.POST, draft)
    try:
        keep(member, draft, typed, revision=number_in(request.POST.get("revision")))
        take_chosen(request, member, draft)
        return do(request, member, draft_or_404(member, draft_id))
    except StaleDraft:
        now = draft_or_404(member, draft_id)
        return show(request, member, now, typed=typed, status=409, is_stale=True)
    except CannotSend as error:
        now = draft_or_404(member, draft_id)
        return show(request, member, now, status=422, problems=error.problems)
    except OutboxError as error:
        return show(request, member, draft, typed=typed, status=422, problems=(str(error),))


def _to_its_letter(draft: DraftView) -> HttpResponse:
    """What was sent off is read where its sending is told of; whoever sees the draft sees the letter."""
    letter = Letter.objects.filter(draft=draft.id).exclude(state=LetterState.WITHDRAWN)
    number = letter.values_list("pk", flat=True).first()
    if number is None:
        raise Http404
    return redirect("letter", number)


@never_cache
@require_POST
@for_member
def journal(request: HttpRequest, member: Member, draft_id: int) -> HttpResponse:
    """What the page keeps while she types: answered in a word, with the revision that this is."""
    draft = draft_or_404(member, draft_id)
    if draft.is_sent or draft.is_discarded:
        return JsonResponse({}, status=410)
    typed = typed_in(request.POST, draft)
    try:
        kept = keep(member, draft, typed, revision=number_in(request.POST.get("revision")))
    except StaleDraft:
        return _other(draft_or_404(member, draft_id))
    except NotThere as error:
        raise Http404 from error
    except OutboxError as error:
        return JsonResponse({"words": str(error)}, status=422)
    stands = typed_of(kept)
    # Another way out brings its own signature along: then the page shows what stands now.
    other = {} if journalled(stands) == journalled(typed) else {"stands": stands.as_dict()}
    return JsonResponse({"revision": kept.revision, "kept": clock(timezone.localtime()), **other})


def _other(draft: DraftView) -> HttpResponse:
    """Another version stands there: the page compares it with what it sent itself."""
    at = when(timezone.localtime(draft.changed_at), now=timezone.localtime())
    stands = typed_of(draft).as_dict()
    by = draft.changed_by
    return JsonResponse({"revision": draft.revision, "kept": at, "by": by, "stands": stands}, status=409)


@require_POST
@for_member
def bring_back(request: HttpRequest, member: Member, draft_id: int) -> HttpResponse:
    """A letter that was thrown away is there again."""
    draft = draft_or_404(member, draft_id)
    actions.bring_back(member, draft.id)
    say(request, "The letter is there again.")
    return redirect("letters")


@require_safe
@for_member
def people(request: HttpRequest, member: Member, draft_id: int) -> HttpResponse:
    """Whom she may mean, for the letters typed so far."""
    draft = draft_or_404(member, draft_id)
    found = [
        {
            "name": one.name,
            "address": one.address,
            "of": one.of,
            "is_other": one.is_other,
            "letters": (face := mark(one.name or one.address)).letters,
            "hue": face.hue,
        }
        for one in find_people(member, draft, request.GET.get("q", "")[:100])
    ]
    return JsonResponse({"people": found})
