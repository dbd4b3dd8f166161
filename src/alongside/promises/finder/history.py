"""A text in, the stretches that its writer wrote this time out: no quotations, no forwarded letters, no signature.

What the channel found (folds) is taken as given; the marks below are for texts that came without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

# Some programs mark what they quote with the initials of who wrote it: "EL> Switch it on".
_MARK = re.compile(r"\n[ \t]*+(?=[>|›»\-_*FOBST]|[A-Za-z&]{1,6}>+[ \t])")
_QUOTED = re.compile(r"(?:[>|›»]|[A-Za-z&]{1,6}>+[ \t])[^\n]*")
_REST_IS_OLD = re.compile(
    r"[-_* ]{2,40}(?:original|forwarded|ursprüngliche|weitergeleitete|mensaje original"
    r"|message d'origine)\b[^\n]*"
    r"|begin forwarded message:"
    r"|to:[^\n]{0,300}\n(?:[^\n]{0,200}\n){0,30}?[ \t]*(?:subject|re):"
    r"|from:[ \t]*[^\n]{1,200}\n[ \t]*(?:to|sent|sent by|date|cc"
    r"|reply-to):[^\n]{1,400}\n(?:[^\n]{0,200}\n){0,30}?[ \t]*subject:",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"on [^\n]{6,200}(?:\n[^\n]{1,150})?\b(?:wrote|writes):[ \t]*\n[ \t\n]*(?P<marked>[>|])?", re.IGNORECASE
)
_WRITER = re.compile(
    r"(?<![^\n])(?:[^\n]{2,80}\n[ \t]*)?"
    r"(?:sent by: [^\n]{1,80}\n[ \t]*)?\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d\d(?::\d\d)?"
    r" ?(?:am|pm)?\s*\Z",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"--[ \t]*(?=\n)|sent from my [^\n]{0,60}(?=\n|$)", re.IGNORECASE)
# How Lotus Notes heads what it quotes: an address, and the moment in figures.
_NOTES = re.compile(r"(?:>|@\w{2,20}(?: \w{2,20})?) on \d\d/\d\d/\d{4} \d\d:\d\d(?::\d\d)? [AP]M\b")
_MOST_LINES_OF_A_SIGNATURE = 12
# A legal notice below the letter asks and promises nothing.
_NOTICE = re.compile(
    r"(?:this (?:e-?mail|message|communication|transmission)|the (?:information"
    r"|contents?)) [^\n]{0,120}(?:\n[^\n]{0,120})?"
    r"(?:confidential|privileged|intended (?:solely|only|recipient)|disclaim)"
    r"|(?:confidentiality|privacy|legal|disclaimer)[^\n]{0,20}(?:notice|statement|disclaimer)?:?\n",
    re.IGNORECASE,
)


def fresh(text: str, folds: Sequence[Span] = ()) -> Iterator[Span]:
    """The spans to read, in order. `folds` may lie in any order, overlap, and be those of a longer text."""
    within = ((max(0, start), min(end, len(text))) for start, end in folds if start < len(text))
    old = sorted([*within, *_found(text)])
    position = 0
    for start, end in old:
        if start > position:
            yield position, start
        position = max(position, end)
    if position < len(text):
        yield position, len(text)


def _found(text: str) -> Iterator[Span]:
    lined = f"\n{text}\n"
    for candidate in _MARK.finditer(lined):
        start = candidate.end() - 1
        if (quoted := _QUOTED.match(lined, start + 1)) is not None:
            yield start, min(quoted.end() - 1, len(text))
        elif (told := _ATTRIBUTION.match(lined, start + 1)) is not None:
            # A reply between marked lines goes on below them; without marks all that follows is old.
            yield start, min(told.start("marked") - 1, len(text)) if told["marked"] else len(text)
        elif _REST_IS_OLD.match(lined, start + 1) is not None:
            yield _with_writer(text, start), len(text)
            return
        elif _SIGNATURE.match(lined, start + 1) is not None and _is_short(text, start):
            yield start, len(text)
            return
    if (older := _NOTES.search(lined)) is not None:
        yield max(0, lined.rfind("\n", 0, older.start())), len(text)
    if (notice := _last_notice(lined)) is not None:
        yield max(0, notice - 1), len(text)


def _with_writer(text: str, start: int) -> int:
    """Lotus Notes writes the sender and the time on two lines of their own above the header."""
    above = _WRITER.search(text, max(0, start - 300), start)
    return above.start() if above else start


def _is_short(text: str, start: int) -> bool:
    return text.count("\n", start, start + 3_000) <= _MOST_LINES_OF_A_SIGNATURE and len(text) - start < 3_000


def _last_notice(lined: str) -> int | None:
    """Where the notice begins that ends the letter; looked for in its last 4,000 letters."""
    for candidate in re.finditer(r"\n[ \t*]*+(?=[TCPLD])", lined[-4_000:]):
        start = max(0, len(lined) - 4_000) + candidate.end()
        if _NOTICE.match(lined, start) is not None:
            return start
    return None
