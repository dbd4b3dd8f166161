"""An entry in, the name of its file and its row in a list out; as any computer can store and no table program runs it.

Pure: names come from strangers, and so do the words of every cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from html import escape
from urllib.parse import quote

from alongside.channels.email.attachments import safe_name
from alongside.lib.formulas import inert
from alongside.lib.texts import one_line

LONGEST_NAME = 60
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.3rem .5rem;border-top:1px solid #ccc;"
    "text-align:left;vertical-align:top}td:first-child{white-space:nowrap}"
)
_HEAD = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)


def file_name(at: datetime, number: int, subject: str, ending: str, *, zone: tzinfo) -> str:
    """ "2026-03-02 0900 17 The stand.eml": it begins with digits, so it is no device of Windows, and once."""
    words = safe_name(subject)[:LONGEST_NAME].rstrip(". ")
    return f"{at.astimezone(zone):%Y-%m-%d %H%M} {number} {words}".rstrip(". ") + ending


def csv_row(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([inert(one_line(str(cell))) for cell in cells])
    return written.getvalue()


def html_page(title: str, body: Iterable[str]) -> Iterable[str]:
    """In pieces, so that a long one is never in memory whole."""
    yield f"{_HEAD}<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>\n"
    yield from body
    yield "</body></html>\n"


def html_link(path: str, words: str) -> str:
    return f'<a href="{escape(quote(path))}">{escape(words)}</a>'


def html_row(cells: Sequence[str]) -> str:
    """Cells as HTML already."""
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def readme(
    client: str,
    *,
    ours: str,
    made_at: datetime,
    entries: int,
    left_out: int,
    unreadable: int,
    with_notes: bool,
) -> str:
    lines = [
        f"{client}: what was said and done",
        f"Handed back by {ours} on {made_at.day} {made_at:%B %Y}." if ours else "",
        "",
        "index.html      begin here: the story by year, in any browser",
        "timeline.csv    the same as a table",
        "mail            every letter as it came, in folders by year; any mail program opens .eml files,",
        "                and the files that came with a letter are in it",
        "written-down    calls, visits and messages that were written down" if with_notes else "",
        "about           people, what was agreed, promised and planned, hours, what is done and since when",
        "                also how-to pages, and what is known of you: places, tools, habits"
        if with_notes
        else "",
        "manifest.txt    the SHA-256 of every file, so that anybody can check that none was changed:",
        "                sha256sum --check manifest.txt",
        "",
        f"{entries:,} letters, calls and messages are in here.",
        f"{left_out:,} more belong to somebody else as well, or are notes, and are not." if left_out else "",
        f"{unreadable:,} could not be read any more; unreadable.txt names them." if unreadable else "",
    ]
    kept = [line for at, line in enumerate(lines) if line or at in (2, 12)]
    return "\r\n".join(kept) + "\r\n"
