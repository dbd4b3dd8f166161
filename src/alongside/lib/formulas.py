"""A text for a cell of a CSV in, the same that no table program takes for a formula out (OWASP, CSV injection).

A CSV says of no cell that it is text, so that a program guesses: an apostrophe stands before what it would calculate.
Where a country parts cells by semicolons, a program parts a text at its own ones; what follows those is looked at too.
"""

from __future__ import annotations

import re

# The last four are what a keyboard for Chinese or Japanese writes for the first.
_SIGNS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
_BEGINS = (*_SIGNS, "\t", "\r", "\n")
_IN_BETWEEN = re.compile(rf"([;\t\r\n] *)(?=[{re.escape(''.join(_SIGNS))}])")


def inert(text: str) -> str:
    text = _IN_BETWEEN.sub(r"\1'", text)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS) else text
