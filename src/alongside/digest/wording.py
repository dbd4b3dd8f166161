"""A day in, the mail that says it out: a subject, a text, simple HTML. Pure.

What strangers wrote stays text: no web address of theirs becomes a link in a mail that looks like ours.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from alongside.digest.shapes import Day, Line, Part
from alongside.lib.words import day

LONGEST_WORDS = 300
# What no calendar may hold (RFC 5545 §3.1), and what no mail shows.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Mail programs make links of these by themselves.
_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bmailto:)\S+", re.IGNORECASE)


def subject_of(shown: Day) -> str:
    return f"Your day, {day(shown.on, today=shown.on)}"


def shortened(words: str) -> str:
    """In one line, without foreign links and signs that cannot be seen."""
    plain = _ADDRESS.sub("(a link)", _CONTROL.sub("", " ".join(words.split())))
    return plain if len(plain) <= LONGEST_WORDS else f"{plain[: LONGEST_WORDS - 1].rstrip()}…"


def text_of(shown: Day, *, base_url: str) -> str:
    blocks = [subject_of(shown), *(_part_text(part, base_url) for part in shown.parts)]
    return "\n\n".join([*blocks, f"-- \nSent to you by Alongside, {base_url}/digest/"]) + "\n"


def _part_text(part: Part, base_url: str) -> str:
    rows = [f"{part.title}", *(_line_text(line, base_url) for line in part.lines)]
    if not part.lines:
        rows.append(part.nothing)
    if part.more:
        rows.append(f"and {part.more} more")
    return "\n".join(rows)


def _line_text(line: Line, base_url: str) -> str:
    words = f": {shortened(line.words)}" if line.words else ""
    detail = f" ({line.detail})" if line.detail else ""
    return f"* {shortened(line.who)}{words}{detail}\n  {base_url}{line.path}"


_PAGE = Markup('<h1>{}</h1>{}<p><a href="{}/digest/">{}</a></p>')
_ROW = Markup('<li><a href="{}">{}</a>{}{}</li>')


def html_of(shown: Day, *, base_url: str) -> str:
    parts = Markup("").join(_part_html(part, base_url) for part in shown.parts)
    return str(_PAGE.format(subject_of(shown), parts, base_url, "The same in Alongside, as of now"))


def _part_html(part: Part, base_url: str) -> Markup:
    rows = Markup("").join(_line_html(line, base_url) for line in part.lines)
    body = Markup("<ul>{}</ul>").format(rows) if part.lines else Markup("<p>{}</p>").format(part.nothing)
    more = Markup("<p>and {} more</p>").format(part.more) if part.more else ""
    return Markup("<h2>{}</h2>{}{}").format(part.title, body, more)


def _line_html(line: Line, base_url: str) -> Markup:
    words = f": {shortened(line.words)}" if line.words else ""
    detail = f" ({line.detail})" if line.detail else ""
    return _ROW.format(f"{base_url}{line.path}", shortened(line.who), words, detail)
