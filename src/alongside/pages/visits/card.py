"""The card of a visit's day: a page that a phone keeps, and the way in for what was typed on it without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.lib.texts import row_number, storable
from alongside.pages.base.requests import for_member
from alongside.pages.base.undo import say
from alongside.pages.promises.shown import rows_of
from alongside.pages.visits.forms import COST_OPTIONS
from alongside.pages.visits.showing import money, shared_values, visit_or_404
from alongside.pages.visits.worker import OVER, VERSION, version
from alongside.promises.queries import open_for
from alongside.visits.card import MOST_AT_ONCE, Answer, Typed, lines_of, take
from alongside.visits.models import CardLine, Cost, Visit
from alongside.waiting.questions import asked_for

MOST_PROMISED = 12
_KEY = re.compile(r"[0-9a-f-]{16,36}", re.ASCII)
_UNREAD = "This line cannot be read. It stays on your phone: write it again, and take this one back."


@never_cache
@require_safe
@for_member
def card(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    visit = visit_or_404(member, visit_id)
    # Before anything is read: what comes in meanwhile counts as not shown.
    now = timezone.now()
    shared = shared_values(member, visit)
    client = shared["client"]
    values = {
        **shared,
        "member": member,
        "made": stamp(now),
        "kinds": COST_OPTIONS,
        "asked": asked_for(member, client.pk, now=now),
        "promised": rows_of(
            open_for(member, client_id=client.pk)[:MOST_PROMISED], now=now, back=request.path
        ),
        "noted": noted_on(visit),
        "keys": [uuid4().hex for _ in range(3 + len(shared["agenda"]))],
        "new_key": lambda: uuid4().hex,
    }
    answer = render(request, "visits/card.html", values)
    # What the phone keeps must fit the files that it keeps beside it.
    answer.headers[VERSION] = version() if visit.kept_at is None else OVER
    return answer


def noted_on(visit: Visit) -> list[dict[str, Any]]:
    """What was noted and spent on cards, with what was taken back left out."""
    lines = lines_of(visit)
    gone = {one.facts.get("of") for one in lines if one.kind == "back"}
    costs = {one.pk: one for one in Cost.objects.filter(visit=visit, removed_at=None)}
    shown = [_noted(one, costs) for one in lines if one.key not in gone]
    return [one for one in shown if one is not None]


def _noted(one: CardLine, costs: Mapping[int, Cost]) -> dict[str, Any] | None:
    if one.kind == "note" and one.facts.get("text"):
        return {"key": one.key, "at": one.at, "sign": one.facts.get("sign", ""), "text": one.facts["text"]}
    cost = costs.get(one.facts.get("cost", 0)) if one.kind == "cost" else None
    if cost is None:
        return None
    words = f"{cost.label or cost.get_kind_display()}, {money(cost.amount, cost.currency)} {cost.currency}"
    return {"key": one.key, "at": one.at, "sign": "cost", "text": words}


@never_cache
@require_POST
@for_member
def lines(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """JSON {"lines": [{"key", "kind", "at", "facts"}]}, each answered by its key; without script a form of one."""
    visit_or_404(member, visit_id)
    now = timezone.now()
    if request.content_type != "application/json":
        return _by_form(request, member, visit_id, now)
    given = _lines_in(request.body)
    if given is None:
        return JsonResponse({"words": "This cannot be read."}, status=400)
    typed = {key: _line_in(key, one, now) for key, one in given}
    answers = [Answer(key, _UNREAD) for key, one in typed.items() if one is None]
    answers += take(member, visit_id, [one for one in typed.values() if one is not None], now=now)
    told = [{"key": one.key, "wrong": one.wrong, "stands": one.stands} for one in answers]
    return JsonResponse({"at": stamp(timezone.now()), "lines": told})


def stamp(at: datetime) -> str:
    """Always as long, so that a phone may compare two of them as texts."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _lines_in(body: bytes) -> list[tuple[str, Mapping[str, Any]]] | None:
    """Each with its name; what has none cannot be answered. None for what is no list of lines."""
    try:
        found = _storable(json.loads(body)["lines"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    lines = [one for one in found[:MOST_AT_ONCE] if isinstance(one, dict)]
    return [(one["key"], one) for one in lines if isinstance(one.get("key"), str)]


def _storable(given: Any) -> Any:
    """JSON can spell out what no form can bring: NUL, half a letter, a number beyond 63 bits."""
    if isinstance(given, str):
        return storable(given)
    if isinstance(given, list):
        return [_storable(one) for one in given]
    if isinstance(given, dict):
        return {storable(name): _storable(one) for name, one in given.items()}
    return 0 if isinstance(given, int) and abs(given) >= 2**63 else given


def _line_in(key: str, one: Mapping[str, Any], now: datetime) -> Typed | None:
    """None for one that cannot be read; the others are taken all the same."""
    kind, facts = one.get("kind"), one.get("facts")
    if not _KEY.fullmatch(key) or not isinstance(kind, str) or not isinstance(facts, dict):
        return None
    return Typed(key, kind[:8], _moment_in(one.get("at"), now), facts)


def _moment_in(text: object, now: datetime) -> datetime:
    """By the phone's clock; by ours where that is plainly wrong, as after an empty battery."""
    try:
        at = parse_datetime(str(text))
    except ValueError:
        return now
    is_likely = at is not None and at.tzinfo is not None and 2000 <= at.year < 2100
    return at if at is not None and is_likely else now


def _by_form(request: HttpRequest, member: Member, visit_id: int, now: datetime) -> HttpResponse:
    given = request.POST
    facts: dict[str, Any] = {name: value for name, value in given.items() if name != "csrfmiddlewaretoken"}
    for name in ("line", "review"):
        facts[name] = row_number(given.get(name, "")) or 0
    facts["on"] = given.get("on") == "yes"
    key = given.get("key", "")
    if _KEY.fullmatch(key):
        (answer,) = take(member, visit_id, [Typed(key, given.get("kind", "")[:8], now, facts)], now=now)
        if answer.wrong:
            say(request, answer.wrong)
    return redirect("visit-card", visit_id)
