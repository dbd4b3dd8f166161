"""The Jinja2 environment of our pages: escaping, strict names, and the words for times, lengths and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from alongside.accounts.queries import practice
from alongside.hours import amounts
from alongside.pages.base import words
from alongside.pages.base.addresses import url
from alongside.pages.base.assets import asset
from alongside.pages.base.marks import NO_MARK, Mark, mark
from alongside.pages.base.parts import Action


def time_element(at: datetime, shown: str) -> Markup:
    """`at` in the reader's zone. Digits, names of days and of zones need no escaping, and lists have many times."""
    full = words.in_full(at)
    return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}" title="{full}">{shown}</time>')  # noqa: S704


def when(at: datetime) -> Markup:
    """ "14:20", "Tue 14:20", "3 Mar", "3 Mar 2024", with the full form on hover. Zone: the one activated."""
    zone = timezone.get_current_timezone()
    local = at.astimezone(zone)
    return time_element(local, words.when(local, now=timezone.now().astimezone(zone)))


def clock(at: datetime) -> Markup:
    """ "14:20" alone, where the day stands above it."""
    local = at.astimezone(timezone.get_current_timezone())
    return time_element(local, words.clock(local))


def day(on: date | datetime) -> Markup:
    """A day's heading; a moment counts for its day in the reader's zone."""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    shown = words.day(local, today=timezone.localdate())
    return Markup(f'<time datetime="{local.isoformat()}">{shown}</time>')  # noqa: S704 - as above


def short_date(on: date | datetime) -> Markup:
    """ "3 Mar", "3 Mar 2024"."""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    shown, full = words.short_date(local, today=timezone.localdate()), words.day(local, today=date.min)
    return Markup(f'<time datetime="{local.isoformat()}" title="{full}">{shown}</time>')  # noqa: S704 - as above


def in_full(at: datetime) -> str:
    return words.in_full(timezone.localtime(at))


def phone(e164: str, region: str = "") -> str:
    """As people of the practice's country write it."""
    return words.phone(e164, region=region or practice().region)


@lru_cache(maxsize=4096)
def client_mark(shown: Mark, size: str = "") -> Markup:
    """Two letters on their hue; `size` "large" or none."""
    return _mark_element(f"hue-{shown.hue} {size}".rstrip(), shown.letters)


@lru_cache(maxsize=4096)
def person_mark(shown: Mark, size: str = "") -> Markup:
    return _mark_element(f"person hue-{shown.hue} {size}".rstrip(), shown.letters)


def _mark_element(names: str, letters: str) -> Markup:
    return Markup('<span class="mark {}" aria-hidden="true">{}</span>').format(names, letters)


def row_actions(id: str, actions: Sequence[Action]) -> Markup:
    """What can be done from a row, beside it and in its menu. Written here: a list has two hundred of them."""
    if not actions:
        return Markup()
    does = "".join(_row_action(one) for one in actions)
    return Markup(  # noqa: S704 - what came from elsewhere is escaped, here and below
        f'<button class="row-more" type="button" popovertarget="do-{escape(id)}" aria-label="What can be done">'
        f'···</button>\n<span class="row-does" id="do-{escape(id)}" popover>{does}</span>'
    )


def _row_action(one: Action) -> str:
    key = f' data-row-key="{escape(one.key)}"' if one.key else ""
    if not one.is_post:
        # What it asks for may be asked in place.
        asks = f' data-ask="{escape(one.name)}"' if one.name else ""
        return f'<a class="button quiet" href="{escape(one.url)}"{key}{asks}>{escape(one.label)}</a>'
    value = f' name="{escape(one.name)}" value="{escape(one.value)}"' if one.name else ""
    way = f'type="submit" form="act" formaction="{escape(one.url)}"'
    aside = " only-touch" if one.is_aside else ""
    return f'<button class="quiet{aside}" {way}{value}{key}>{escape(one.label)}</button>'


def environment(**options: Any) -> Environment:
    """Named in TEMPLATES; Django passes loader and autoescape, escaping cannot be turned off here."""
    ours = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**{**options, **ours, "autoescape": True})  # noqa: S701 (it is on, one argument before)
    marks = {"mark": mark, "no_mark": NO_MARK, "client_mark": client_mark, "person_mark": person_mark}
    made.globals.update(url=url, asset=asset, row_actions=row_actions, **marks)
    made.filters.update(
        when=when,
        clock=clock,
        day=day,
        short_date=short_date,
        phone=phone,
        in_full=in_full,
        duration=words.duration,
        minutes=words.minutes,
        amount=amounts.clock,
        amount_words=amounts.words,
        weekday=lambda on: words.DAYS[on.weekday()][:3],
        waited=words.waited,
        number=words.number,
        count=words.count,
        size=words.size,
        spoken=words.spoken,
        linked=words.linked,
    )
    return made
