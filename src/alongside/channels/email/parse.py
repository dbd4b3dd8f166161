"""One mail: raw bytes in, ParsedMessage out, whatever is in them; also its files and its HTML again."""

from __future__ import annotations

import html
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from alongside.channels.email.addresses import judge_sender, read_parties
from alongside.channels.email.attachments import (
    MAX_ATTACHMENTS,
    clean_content_id,
    describe,
    list_attachments,
)
from alongside.channels.email.authentication import read_authentications
from alongside.channels.email.block import HeaderBlock, has_header, read_block, strip_wrapping
from alongside.channels.email.bodies import Contents, read_bodies, read_text, sort_parts
from alongside.channels.email.dates import settle_date
from alongside.channels.email.folds import find_folds
from alongside.channels.email.identity import read_message_id, read_references, source_key
from alongside.channels.email.links import read_links
from alongside.channels.email.nature import read_nature
from alongside.channels.email.sniff import is_outlook, mail_of_outlook
from alongside.channels.email.tree import Part, labelled_utf8, read_tree
from alongside.channels.email.wide import wide_codec
from alongside.channels.email.words import MAX_LETTERS, read_words
from alongside.lib.refusal import RefusalError
from alongside.message import ParsedAttachment, ParsedMessage, Party

# RFC 5321 §6.3 takes 100 hops as the sign of a loop.
_MAX_HOPS = 100
EMPTY = "There is nothing in it."
NO_HEADER = "It has no line that says who wrote it, to whom, when or about what: it is no mail."
LOOP = "Probable loop: it passed through more than 100 servers."
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to")
_MOST_DELIVERED, _MOST_ATTACHED = 10, 20
_FORWARDED = ("fwd:", "fw:", "wg:", "tr:", "rv:", "vs:", "i:", "enc:", "doorst:", "vb:", "pd:", "fs:", "转发")


class HtmlBody(Struct, frozen=True):
    """HTML as it was sent, not cleaned. `parts` leads from a Content-ID to the number of its part."""

    html: str
    parts: dict[str, int]


class NoSuchPartError(LookupError):
    """The message has no part of that number that is a file."""


def parse_arrived(raw: bytes) -> ParsedMessage:
    """As `parse`. Raises RefusalError for what is no mail at all."""
    return parse(raw, takes_all=False)


def parse(raw: bytes, *, takes_all: bool = True) -> ParsedMessage:
    """Everything the house wants to know of a mail. `takes_all`: also of what was taken for one once."""
    block, parts, defects = _open(raw)
    if not takes_all and not block.values:
        _refuse_what_is_no_mail(raw, block)
    contents = sort_parts(parts)
    text, body, text_defects = read_bodies(contents.bodies)
    attachments, file_defects = list_attachments(contents)
    parties, party_defects = read_parties(block)
    has_one_sender, sender_defects = judge_sender(block)
    references, reference_defects = read_references(block)
    happened_at, said_at, date_defect = settle_date(block.first("date"), block.first("received"))
    message_id = read_message_id(block.first("message-id"))
    subject = read_words(block.first("subject"))
    is_forward = subject.lower().startswith(_FORWARDED)
    defects += text_defects + file_defects + party_defects + sender_defects + reference_defects
    return ParsedMessage(
        kind="email",
        source_key=source_key(
            message_id=message_id,
            said_at=said_at,
            block=block,
            parties=parties,
            body=body,
            subject=subject,
            attachments=attachments,
            raw=raw,
        ),
        message_id=message_id,
        references=references,
        subject=subject,
        happened_at=happened_at,
        parties=parties,
        text=text,
        folds=find_folds(text, is_forward=is_forward),
        has_html=any(one.html is not None for one in contents.bodies),
        attachments=attachments,
        nature=read_nature(block, subject=subject, media_types={part.content_type for part in parts}),
        authentications=read_authentications(block),
        has_one_sender=has_one_sender,
        defects=defects + _header_defects(block, date_defect),
        delivered_to=_delivered_to(block),
        attached_from=_attached_from(contents),
        links=read_links(contents.bodies, is_forward=is_forward),
    )


def _refuse_what_is_no_mail(raw: bytes, block: HeaderBlock) -> None:
    if not raw.strip():
        raise RefusalError(EMPTY)
    if not is_outlook(raw) and not has_header(strip_wrapping(raw)[0], block):
        raise RefusalError(NO_HEADER)


def _attached_from(contents: Contents) -> tuple[Party, ...]:
    found: list[Party] = []
    for _, part in contents.files:
        if part.is_message and part.content and len(found) < _MOST_ATTACHED:
            parties, _ = read_parties(read_block(strip_wrapping(part.content)[0]))
            found += [
                replace(party, role="fwd_att") for party in parties if party.role == "from" and party.address
            ]
    return tuple(found)


def _delivered_to(block: HeaderBlock) -> tuple[str, ...]:
    written = [value for name in _DELIVERED for value in block.all(name)[:_MOST_DELIVERED]]
    return tuple(dict.fromkeys(one.strip(" <>").lower() for one in written if "@" in one and len(one) <= 322))


def attached_messages(raw: bytes) -> list[tuple[int, bytes]]:
    """Messages attached whole, each with its number; forwarded as an attachment."""
    _, parts, _ = _open(raw)
    files = sort_parts(parts).files
    return [(number, part.content) for number, part in files if part.is_message and part.content]


def opened(raw: bytes) -> tuple[HeaderBlock, list[Part]]:
    """Its headers, and its parts in the order in which they stand."""
    block, parts, _ = _open(raw)
    return block, parts


def calendar_parts(raw: bytes) -> list[bytes]:
    """Its files for calendars, those too that stand beside the text as another form of it."""
    _, parts, _ = _open(raw)
    found = parts if len(parts) == 1 else [part for _, part in sort_parts(parts).files]
    return [part.content for part in found if part.content and _is_calendar(part)]


def _is_calendar(part: Part) -> bool:
    named = part.content_type in ("text/calendar", "application/ics")
    return named or (part.content or b"")[:64].lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(
        b"BEGIN:VCALENDAR"
    )


def files_of(raw: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Its files, as `parse` numbers them, without the pictures of its text: number, media type, content."""
    _, parts, _ = _open(raw)
    contents = sort_parts(parts)
    for number, part in contents.files[:MAX_ATTACHMENTS]:
        described = describe(number, part, contents)
        if not described.is_inline:
            yield number, described.media_type, part.content or b""


def extract_attachment(raw: bytes, number: int) -> tuple[ParsedAttachment, bytes]:
    """The file with this number, as `parse` numbers them. NoSuchPartError when there is none."""
    _, parts, _ = _open(raw)
    contents = sort_parts(parts)
    for found, part in contents.files:
        if found == number:
            return describe(number, part, contents), part.content or b""
    raise NoSuchPartError(f"There is no file with number {number}.")


def extract_html(raw: bytes) -> HtmlBody | None:
    """The HTML of all that was said, plain stretches between included; None when it was sent without."""
    _, parts, _ = _open(raw)
    contents = sort_parts(parts)
    if all(body.html is None for body in contents.bodies):
        return None
    pieces = []
    for body in contents.bodies:
        if body.html is not None:
            pieces.append(read_text(body.html)[0])
        elif body.plain is not None:
            pieces.append(f"<pre>{html.escape(read_text(body.plain)[0])}</pre>")
    return HtmlBody("\n".join(pieces), _content_ids(contents))


def _content_ids(contents: Contents) -> dict[str, int]:
    """The first of several parts with one Content-ID counts."""
    found: dict[str, int] = {}
    for number, part in contents.files:
        content_id = clean_content_id(part.content_id)
        if content_id:
            found.setdefault(content_id, number)
    return found


def _open(raw: bytes) -> tuple[HeaderBlock, list[Part], tuple[str, ...]]:
    raw, left_out = mail_of_outlook(raw) if is_outlook(raw) else (raw, ())
    is_wide = bool(wide_codec(raw))
    raw, wrapping_defects = strip_wrapping(raw)
    block = read_block(raw)
    parts, tree_defects = read_tree(raw, block)
    if is_wide:
        parts = labelled_utf8(parts)
    return block, parts, left_out + wrapping_defects + tree_defects


def _header_defects(block: HeaderBlock, date_defect: str) -> tuple[str, ...]:
    defects = [date_defect] if date_defect else []
    if not block.is_whole:
        defects.append("A line among its headers is no header.")
    if len(block.first("subject")) > MAX_LETTERS:
        defects.append(f"Its subject is longer than {MAX_LETTERS} letters and is shown cut.")
    if len(block.all("received")) > _MAX_HOPS:
        defects.append(LOOP)
    return tuple(defects)
