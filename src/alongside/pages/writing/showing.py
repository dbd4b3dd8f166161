"""The writing page: a draft in, the page out, with the letter that is answered and all that helps to write."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.queries import clock_for, clocks_of
from alongside.agreements.rules import better_time
from alongside.outbox.drafts import snippet_text_for, snippets_for, ways_out_for
from alongside.outbox.shapes import DraftView
from alongside.pages.base.requests import page
from alongside.pages.base.words import when
from alongside.pages.writing.beside import beside
from alongside.pages.writing.drafts import place_of, their_zone
from alongside.pages.writing.fields import typed_of, value_of
from alongside.pages.writing.files import shown_files
from alongside.pages.writing.times import better, presets
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
        **_times(member, client_id, theirs=zone),
        "their_zone": zone.key.replace("_", " ") if zone else "",
        "kept": when(timezone.localtime(draft.changed_at), now=timezone.localtime()),
        "back_url": place_of(draft),
        "problems": (),
        "is_stale": False,
    }
    return page(request, member, "writing/write.html", "letters", {**values, **more, "typed": typed}, status)


def _times(member: Member, client_id: int | None, *, theirs: ZoneInfo | None) -> dict[str, Any]:
    """When it may go later; and when it had better, outside of her hours or the client's."""
    now, hers = timezone.now(), timezone.get_current_timezone()
    clock = clock_for(member, now=now)
    agreed = clocks_of([client_id], now=now)[client_id] if client_id is not None else None
    at = better_time(now, hers=clock, theirs=agreed)
    words, detail = better(at, now=now, hers=hers, theirs=theirs) if at is not None else ("", "")
    return {
        "presets": presets(now, hers=hers, theirs=theirs, opens_at=clock.next_opening(now)),
        "better_at": at,
        "better_words": words,
        "better_detail": detail,
        "is_hers_closed": not clock.is_open(now),
    }


def _snippets(member: Member, draft: DraftView) -> list[tuple[int, str, str]]:
    """Number, name and words of each, filled in for this letter."""
    return [
        (one.pk, one.name, snippet_text_for(member, one.pk, draft_id=draft.id) or one.text)
        for one in snippets_for(member)
    ]
