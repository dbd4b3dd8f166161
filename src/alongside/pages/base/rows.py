"""Plain values in, the rows that lists have by the hundred out: a macro takes several times as long for each.

What came from elsewhere is escaped here, value by value; a test hands each of them hostile words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from html import escape

from django.utils import timezone
from markupsafe import Markup

from alongside.pages.base import words as wording
from alongside.pages.base.marks import Mark
from alongside.pages.base.parts import Action
from alongside.pages.base.times import clock, day, when

_NO_MARK = Markup('<span class="mark none" aria-hidden="true"></span>')


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
    before, after = _around_address(one.label, one.key, one.is_post, one.name, one.value, one.is_aside)
    return f"{before}{escape(one.url)}{after}"


@lru_cache(maxsize=1024)
def _around_address(
    label: str, key: str, is_post: bool, name: str, value: str, is_aside: bool
) -> tuple[str, str]:
    """The element before and after its address: mostly the same few for all rows of a list."""
    keyed = f' data-row-key="{escape(key)}"' if key else ""
    if not is_post:
        # What it asks for may be asked in place.
        asks = f' data-ask="{escape(name)}"' if name else ""
        return '<a class="button quiet" href="', f'"{keyed}{asks}>{escape(label)}</a>'
    valued = f' name="{escape(name)}" value="{escape(value)}"' if name else ""
    aside = " only-touch" if is_aside else ""
    before = f'<button class="quiet{aside}" type="submit" form="act" formaction="'
    return before, f'"{valued}{keyed}>{escape(label)}</button>'


def day_rule(on: date | datetime) -> Markup:
    """The heading between the rows of two days."""
    return Markup(f'<li class="day-rule"><h2>{day(on)}</h2></li>')  # noqa: S704 - an element of ours


def unproven() -> Markup:
    """A small word, never an icon."""
    return Markup(
        '<span class="unproven" title="Nothing proves that this came from the address it names.">not proven</span>'
    )


def letter_line(
    url: str,
    at: datetime,
    who: str,
    subject: str,
    words: str = "",
    *,
    is_mine: bool = False,
    count: int = 1,
    files: int = 0,
    reason: str = "",
    is_unproven: bool = False,
    waits: str = "",
    client: Mark | None = None,
    person: Mark | None = None,
    shows_day: bool = False,
    actions: tuple[Action, ...] = (),
    id: str = "",
    client_name: str = "",
) -> Markup:
    """Inside a timeline the time leads; with the mark of a client or person, or with `shows_day`, it stands at
    the end, with its day."""
    leads = not (client or person or shows_day)
    asides = (is_unproven, reason, files, waits)
    said = (who, subject, words, client_name)
    return _letter_row(
        url,
        clock(at) if leads else when(at),
        leads,
        *said,
        is_mine,
        count,
        asides,
        client,
        person,
        actions,
        id,
    )


@lru_cache(maxsize=1024)
def _letter_row(
    url: str,
    at: Markup,
    leads: bool,
    who: str,
    subject: str,
    words: str,
    client_name: str,
    is_mine: bool,
    count: int,
    asides: tuple[bool, str, int, str],
    client: Mark | None,
    person: Mark | None,
    actions: tuple[Action, ...],
    id: str,
) -> Markup:
    """What a list shows again is mostly what it showed before."""
    if leads:
        first = f'<span class="row-at">{at}</span>'
    elif client:
        named = f'<span class="unseen">{escape(client_name)}: </span>' if client_name else ""
        first = f"{client_mark(client)}{named}"
    else:
        first = person_mark(person) if person else ""
    many = f' <span class="figure many" title="{count} messages">{count}</span>' if count > 1 else ""
    said = f' <bdi class="words">{escape(words)}</bdi>' if words else ""
    last = "" if leads else f'\n  <span class="row-last">{at}</span>'
    return Markup(  # noqa: S704 - what came from elsewhere is escaped, here and below
        f'<li class="row letter-line{" mine" if is_mine else ""}{" timed" if leads else ""}" data-row>\n'
        f'  {first}\n  <a class="row-open" href="{escape(url)}"><bdi class="who">{escape(who)}</bdi>{many}\n'
        f'    <bdi class="subject">{escape(subject or "No subject")}</bdi>{said}</a>'
        f"{_aside(*asides)}{last}\n  {row_actions(id, actions)}</li>"
    )


def _aside(is_unproven: bool, reason: str, files: int, waits: str) -> str:
    if not (waits or files or reason or is_unproven):
        return ""
    parts = [
        unproven() if is_unproven else "",
        f'<span class="reason">{escape(reason)}</span>' if reason else "",
        f'<span class="small">{wording.count(files, "file", "files")}</span>' if files else "",
        f'<span class="waits">{escape(waits)}</span>' if waits else "",
    ]
    return f'\n  <span class="row-aside">{"".join(parts)}</span>'


def waiting_row(
    url: str,
    shown: Mark,
    client: str,
    who: str,
    quote: str,
    waited: str,
    at: datetime,
    *,
    actions: tuple[Action, ...] = (),
    id: str = "",
    subject: str = "",
    over: int = 0,
) -> Markup:
    """`waited`: how long in words, since `at`. `over`: the hours agreed for an answer, where they are over, or 0."""
    return _waiting_row(url, shown, client, who, quote, waited, waited_since(at), actions, id, subject, over)


@lru_cache(maxsize=1024)
def _waiting_row(
    url: str,
    shown: Mark,
    client: str,
    who: str,
    quote: str,
    waited: str,
    since: str,
    actions: tuple[Action, ...],
    id: str,
    subject: str,
    over: int,
) -> Markup:
    about = f' <bdi class="subject">{escape(subject)}</bdi>' if subject else ""
    agreed = f"; agreed: within {wording.count(over, 'hour', 'hours')}" if over else ""
    late = '<span class="unseen">later than agreed: </span>' if over else ""
    return Markup(  # noqa: S704 - what came from elsewhere is escaped, here and above
        f'<li class="row waiting-row" data-row>\n  {client_mark(shown)}\n'
        f'  <a class="row-open" href="{escape(url)}"><span class="from"><bdi class="who">{escape(who)}</bdi> '
        f'<bdi class="words">{escape(client)}</bdi>{about}</span>\n    <q dir="auto">{escape(quote)}</q></a>\n'
        f'  <span class="row-last"><span class="waits{" over" if over else ""}" title="{since}{agreed}">'
        f"{late}{escape(waited)}</span></span>\n  {row_actions(id, actions)}</li>"
    )


def waited_since(at: datetime) -> str:
    return _waited_since(at, timezone.get_current_timezone())


@lru_cache(maxsize=1024)
def _waited_since(at: datetime, zone: tzinfo) -> str:
    return f"Waiting since {wording.in_full(at.astimezone(zone))}, in working hours"


def search_hit(
    url: str,
    at: datetime,
    who: str,
    subject: str,
    snippet: Iterable[tuple[str, bool]],
    *,
    client: Mark | None = None,
    kind: str = "",
) -> Markup:
    """`snippet`: texts, and whether each was looked for."""
    small = f'<span class="small">{escape(kind)}</span>' if kind else ""
    by = f'<bdi class="who">{escape(who)}</bdi> ' if who else ""
    return Markup(  # noqa: S704 - as above
        f'<li class="row hit" data-row>\n  {client_mark(client) if client else _NO_MARK}\n'
        f'  <a class="row-open" href="{escape(url)}"><span class="from">{by}'
        f'<bdi class="subject">{escape(subject or "No subject")}</bdi></span>\n'
        f'    <span class="snippet" dir="auto">{marked(snippet)}</span></a>\n'
        f'  <span class="row-last">{when(at)}{small}</span>\n</li>'
    )


def marked(snippet: Iterable[tuple[str, bool]]) -> Markup:
    """Texts, and whether each was looked for."""
    return Markup(  # noqa: S704 - as above
        "".join([f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in snippet])
    )
