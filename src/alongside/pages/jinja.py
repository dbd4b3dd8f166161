"""The Jinja2 environment of our pages: escaping, strict names, and the words for times, lengths and numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from jinja2 import Environment, StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from alongside.accounts.queries import practice
from alongside.hours import amounts
from alongside.pages.base import words
from alongside.pages.base.addresses import url
from alongside.pages.base.assets import asset
from alongside.pages.base.marks import NO_MARK, mark
from alongside.pages.base.rows import (
    client_mark,
    day_rule,
    letter_line,
    marked,
    person_mark,
    row_actions,
    search_hit,
    unproven,
    waited_since,
    waiting_row,
)
from alongside.pages.base.times import clock, day, short_date, when
from alongside.pages.compiled import Compiled
from alongside.timeline.text import begun


def in_full(at: datetime) -> str:
    return words.in_full(timezone.localtime(at))


def phone(e164: str, region: str = "") -> str:
    """As people of the practice's country write it."""
    return words.phone(e164, region=region or practice().region)


@lru_cache(maxsize=512)
def made_once(macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """What a macro makes of these values, made once. It may know nothing else: not the page, nor who looks at it."""
    return macro(*values)


class _Template(Template):
    """What others import of it is made once; Jinja compares all names known to both before each import."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # No template of ours is given globals of its own, so none can see more than another.
        return super()._get_default_module()


def environment(**options: Any) -> Environment:
    """Named in TEMPLATES; Django passes loader and autoescape, escaping cannot be turned off here."""
    ours: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    ours["bytecode_cache"] = Compiled(settings.HOME / "templates", ours)
    made = Environment(**{**options, **ours, "autoescape": True})  # noqa: S701 (it is on, one argument before)
    made.template_class = _Template
    marks = {"mark": mark, "no_mark": NO_MARK, "client_mark": client_mark, "person_mark": person_mark}
    rows = {one.__name__: one for one in (day_rule, letter_line, marked, search_hit, unproven, waiting_row)}
    made.globals.update(url=url, asset=asset, made_once=made_once, row_actions=row_actions, **marks, **rows)
    made.filters.update(
        when=when,
        clock=clock,
        day=day,
        short_date=short_date,
        phone=phone,
        in_full=in_full,
        begun=begun,
        duration=words.duration,
        minutes=words.minutes,
        amount=amounts.clock,
        amount_words=amounts.words,
        weekday=lambda on: words.DAYS[on.weekday()][:3],
        waited=words.waited,
        waited_since=waited_since,
        number=words.number,
        count=words.count,
        size=words.size,
        spoken=words.spoken,
        linked=words.linked,
    )
    return made
