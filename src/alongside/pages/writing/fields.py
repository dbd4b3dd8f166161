"""A draft in, the fields of its form out, and back: her own words apart from the letter that is quoted below them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from msgspec import Struct

from alongside.outbox.shapes import DraftView, WayOut
from alongside.pages.writing.plain import escaped, html_from_text, quoted_from

NAMES = ("way", "to", "cc", "bcc", "subject", "text", "html", "quoted")
_BETWEEN = "\n\n"


class Typed(Struct, frozen=True):
    """What stands in the form. `html` is "" for a plain letter; `quoted` goes below `text` when it is sent."""

    way: str
    to: str
    cc: str
    bcc: str
    subject: str
    text: str
    html: str
    quoted: str

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in NAMES}


def typed_of(draft: DraftView) -> Typed:
    own, quoted = parted(draft.text)
    if draft.html and not draft.html.endswith(quoted_html(quoted)):
        # What looks like a quotation is a part of what she wrote.
        own, quoted = draft.text, ""
    html = draft.html.removesuffix(quoted_html(quoted))
    return Typed(way_of(draft), draft.to, draft.cc, draft.bcc, draft.subject, own, html, quoted)


def parted(text: str) -> tuple[str, str]:
    """Her own words, and the quotation below them where a blank line parts the two."""
    place = quoted_from(text)
    if place > 0 and (not text[:place].endswith(_BETWEEN) or text[:place] == _BETWEEN):
        # Blank lines alone are no words of hers that a quotation could stand below.
        return text, ""
    return text[:place].removesuffix(_BETWEEN) if place < len(text) else text, text[place:]


def joined(own: str, quoted: str) -> str:
    if not quoted.strip():
        return own
    return f"{own}{_BETWEEN}{quoted}" if own else quoted


def way_of(draft: DraftView) -> str:
    return f"{draft.connection_id or ''} {draft.from_address}"


def typed_in(posted: QueryDict, draft: DraftView) -> Typed:
    """What a form says; where it says nothing of a field, what is kept of it."""
    before = typed_of(draft).as_dict()
    given = {name: _lines(str(posted[name])) if name in posted else before[name] for name in NAMES}
    # A browser without script shows the plain words of a formatted letter: changed there, they are what counts.
    if "scripted" not in posted and given["text"] != before["text"]:
        given["html"] = ""
    return Typed(**given)


def journalled(typed: Typed) -> Mapping[str, str]:
    """As the journal takes it."""
    connection, _, address = typed.way.partition(" ")
    return {
        "connection": connection,
        "from_address": address,
        "to": typed.to,
        "cc": typed.cc,
        "bcc": typed.bcc,
        "subject": typed.subject,
        "text": joined(typed.text, typed.quoted),
        "html": typed.html + quoted_html(typed.quoted) if typed.html else "",
    }


def is_chosen(way: WayOut, typed: Typed) -> bool:
    return value_of(way) == typed.way


def value_of(way: WayOut) -> str:
    return f"{way.connection_id} {way.address}"


def quoted_html(quoted: str) -> str:
    """The quotation as it stands below a formatted letter; the same for the same words, so that it can be parted."""
    if not quoted.strip():
        return ""
    first, *lines = quoted.split("\n")
    unmarked = "\n".join(line[1:].removeprefix(" ") if line.startswith(">") else line for line in lines)
    return f"<p>{escaped(first)}</p><blockquote>{html_from_text(unmarked)}</blockquote>"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
