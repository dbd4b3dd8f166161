"""The Jinja2 environment of our pages: escaping, strict names, and the words for times, lengths and numbers."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from django.utils import timezone
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket

from alongside.accounts.queries import practice
from alongside.hours import amounts
from alongside.pages.base import words
from alongside.pages.base.addresses import url
from alongside.pages.base.assets import asset
from alongside.pages.base.marks import NO_MARK, mark
from alongside.pages.base.rows import (
    client_mark,
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


def in_full(at: datetime) -> str:
    return words.in_full(timezone.localtime(at))


def phone(e164: str, region: str = "") -> str:
    """As people of the practice's country write it."""
    return words.phone(e164, region=region or practice().region)


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled before, which takes a first page a fifth of a second less.

    Jinja compares the source and the version of Python. The name holds what else the code depends on; what filters say
    of constants would be in it too, so that no template has any.
    """

    def __init__(self, folder: Path, options: dict[str, Any]) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        made_by = sha256(f"{jinja2.__version__} {sorted(options.items())}".encode()).hexdigest()[:8]
        super().__init__(str(folder), f"{made_by}-%s")

    def dump_bytecode(self, bucket: Bucket) -> None:
        # A full disk costs the time of compiling, and no page.
        with suppress(OSError):
            super().dump_bytecode(bucket)


def environment(**options: Any) -> Environment:
    """Named in TEMPLATES; Django passes loader and autoescape, escaping cannot be turned off here."""
    ours: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    cache = Compiled(settings.HOME / "templates", ours)
    # It escapes: the argument is on, within the braces.
    made = Environment(**{**options, **ours, "bytecode_cache": cache, "autoescape": True})  # noqa: S701
    marks = {"mark": mark, "no_mark": NO_MARK, "client_mark": client_mark, "person_mark": person_mark}
    rows = {one.__name__: one for one in (letter_line, marked, search_hit, unproven, waiting_row)}
    made.globals.update(url=url, asset=asset, row_actions=row_actions, **marks, **rows)
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
        waited_since=waited_since,
        number=words.number,
        count=words.count,
        size=words.size,
        spoken=words.spoken,
        linked=words.linked,
    )
    return made
