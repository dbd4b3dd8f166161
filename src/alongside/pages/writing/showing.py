"""The writing page: a draft in, the page out, with the letter that is answered and all that helps to write."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.outbox.queries import snippet_text_for, snippets_for, ways_out_for
from alongside.outbox.shapes import DraftView
from alongside.pages.base.requests import page
from alongside.pages.base.words import when
from alongside.pages.writing.beside import beside
from alongside.pages.writing.drafts import place_of, their_zone
from alongside.pages.writing.fields import typed_of, value_of
from alongside.pages.writing.files import shown_files
from alongside.pages.writing.times import presets
from alongside.sharing.said import stands_below


def show(
    request: HttpRequest, member: Member, draft: DraftView, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The writing page. `typed` when it is not what is kept; `problems`, `is_stale` when something is in the way."""
    client_id = draft.client.id if draft.client else None
    typed, zone = more.get("typed") or typed_of(draft), their_zone(member, draft)
    values = {
        "draft": draft,
        "typed": typed,
        "ways": [(value_of(way), way) for way in ways_out_for(member, client_id=client_id)],
        "beside": beside(member, draft),
        "on_page": stands_below(draft.kind, draft.answers),
        "files": shown_files(member, draft),
        "snippets": _snippets(member, draft),
        "presets": presets(timezone.now(), hers=timezone.get_current_timezone(), theirs=zone),
        "their_zone": zone.key.replace("_", " ") if zone else "",
        "kept": when(timezone.localtime(draft.changed_at), now=timezone.localtime()),
        "back_url": place_of(draft),
        "problems": (),
        "is_stale": False,
    }
    return page(request, member, "writing/write.html", "letters", {**values, **more, "typed": typed}, status)


def _snippets(member: Member, draft: DraftView) -> list[tuple[int, str, str]]:
    """Number, name and words of each, filled in for this letter."""
    return [
        (one.pk, one.name, snippet_text_for(member, one.pk, draft_id=draft.id) or one.text)
        for one in snippets_for(member)
    ]
