"""Plain text in: the HTML of a formatted letter, or where the letter quoted below begins, out. Pure."""

from __future__ import annotations

import re
from html import escape

# What stands above a forwarded letter.
_FORWARDED = re.compile(r"(?m)^-{5,} ?(?:Forwarded message|Original message) ?-{5,}$")


def html_from_text(text: str) -> str:
    """Blank lines part paragraphs, as the editor of the pages has it."""
    return "".join(
        "<p>" + "<br>".join(escaped(line) for line in part.split("\n")) + "</p>"
        for part in text.strip("\n").split("\n\n")
    )


def escaped(text: str) -> str:
    """As HTML is written out again after a cleaning, so that what was cleaned is still the same."""
    return escape(text, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;")


def quoted_from(text: str) -> int:
    """Where the quotation at the end begins, with the line that says whose it is; the whole length without one."""
    forwarded = _FORWARDED.search(text)
    if forwarded:
        return forwarded.start()
    lines = text.split("\n")
    first = len(lines)
    while first and (lines[first - 1].startswith(">") or (first == len(lines) and not lines[first - 1])):
        first -= 1
    is_introduced = 0 < first < len(lines) and lines[first - 1].rstrip().endswith(":")
    if not is_introduced or not any(line.startswith(">") for line in lines[first:]):
        return len(text)
    return sum(len(line) + 1 for line in lines[: first - 1])
