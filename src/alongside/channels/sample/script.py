"""The notation of the conversations: scripts as text in, Conversation and Mail out.

    == oak-late | 41 | Oak delivery, again           key, start, subject
    @ Mon 08:41 | tom > you cc priya | list.csv      when, who to whom, files and extras
    Morning Nell, ...                                words, up to the next mark

Start: weeks ago; `12-08` the last such week of a year; `month 3 5` the Monday on or after the 5th, three months ago;
`now` for the last days, where a mail is placed by working days before today (`-2 09:10`). Otherwise a mail comes
on the next such weekday after the mail before it, `+1w` a week later. Lines over 75 characters run on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_TO = re.compile(r"(?P<sender>\S+) > (?P<to>.+?)(?: cc (?P<cc>.+))?")
_RUNS_ON = 76
_HARD = re.compile(r"(?:>|[-*] |\d+\. )")


class ScriptError(ValueError):
    """A script that cannot be read; says which line."""


class Mail(Struct, frozen=True):
    """One mail of a script. `extras` are names of files to attach, or words such as `away` and `list`."""

    when: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    extras: tuple[str, ...]
    words: str


class Conversation(Struct, frozen=True):
    key: str
    start: str
    subject: str
    mails: tuple[Mail, ...]


def read_script(script: str) -> Iterator[Conversation]:
    for block in script.split("\n== ")[1:]:
        head, *mails = block.split("\n@ ")
        fields = [field.strip() for field in head.split("|")]
        if len(fields) != 3 or not mails:
            raise ScriptError(f"No conversation: {head!r}")
        key, start, subject = fields
        yield Conversation(key, start, subject, tuple(_read_mail(mail) for mail in mails))


def _read_mail(text: str) -> Mail:
    head, _, words = text.partition("\n")
    fields = [field.strip() for field in head.split("|")]
    match = _TO.fullmatch(fields[1]) if len(fields) in (2, 3) else None
    if not match:
        raise ScriptError(f"No mail: {head!r}")
    extras = _names(fields[2]) if len(fields) == 3 else ()
    return Mail(
        fields[0], match["sender"], _names(match["to"]), _names(match["cc"] or ""), extras, _join(words)
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _join(text: str) -> str:
    """Paragraphs on one line each; short lines, list items and quoted lines stay lines of their own."""
    lines: list[str] = []
    runs_on = False
    for line in text.strip().split("\n"):
        if runs_on and line and not _HARD.match(line):
            lines[-1] += " " + line
        else:
            lines.append(line)
        runs_on = len(line) >= _RUNS_ON and not line.startswith(">")
    return "\n".join(lines)
