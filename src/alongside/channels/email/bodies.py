"""Which parts are what was said and which are files carried along: parts in, bodies and attachments out."""

from __future__ import annotations

import re

from msgspec import Struct

from alongside.channels.email.charsets import clean_text, decode_text
from alongside.channels.email.html_text import html_to_text
from alongside.channels.email.tree import Part, header_of

_CHARSET = re.compile(r"charset\*?\s*=\s*(?:[\w-]*'\w*')?[\"']?([^\s\"';()]+)", re.IGNORECASE)
# Servers wrap lines, change their ends and strip blanks: none of it makes another message.
_WHITESPACE = b" \t\r\n\f\v"
# More is a log or a bomb; the whole of it stays in the original.
_MAX_TEXT_BYTES = 2_000_000
TOO_LONG = "Its text is longer than 2 MB and is shown cut."
# A plain part this short beside a long HTML part only says that the mail program shows no HTML.
_STUB_LETTERS, _FAR_LONGER = 300, 3
_PLAIN = frozenset(
    {"text/plain", "text", "text/enriched", "text/richtext", "text/x-amp-html", "text/markdown", ""}
)


class Body(Struct):
    """One stretch of what was said, as plain text, as HTML, or as both."""

    plain: Part | None = None
    html: Part | None = None


class Contents(Struct):
    """`files` with their numbers in walk order; `inline` the numbers of those that stand within the text."""

    bodies: list[Body]
    files: list[tuple[int, Part]]
    related: set[int]


def sort_parts(parts: list[Part]) -> Contents:
    """Alternatives become one body; nothing inside an attached message is looked at."""
    contents = Contents([], [], set())
    if len(parts) == 1 and _is_text(parts[0]) and not _is_file(parts[0]):
        contents.bodies.append(_body(parts[0]))
        return contents
    numbers = {id(part): number for number, part in enumerate(parts)}
    waiting: list[tuple[Part, Body | None, bool]] = [(parts[0], None, False)]
    while waiting:
        part, alternative, is_related = waiting.pop()
        kind = part.content_type
        if part.content is None and not part.is_message:
            if kind == "multipart/alternative" and alternative is None:
                alternative = Body()
                contents.bodies.append(alternative)
            is_related = is_related or kind == "multipart/related"
            waiting += [(child, alternative, is_related) for child in reversed(part.children)]
            continue
        if _is_text(part) and not _is_file(part):
            _place(part, contents, alternative)
            if not part.filename:
                continue
        contents.files.append((numbers[id(part)], part))
        if is_related:
            contents.related.add(numbers[id(part)])
    return contents


def _is_text(part: Part) -> bool:
    return part.content_type in _PLAIN or part.content_type == "text/html"


def _is_file(part: Part) -> bool:
    return part.disposition == "attachment"


def _body(part: Part) -> Body:
    return Body(html=part) if part.content_type == "text/html" else Body(plain=part)


def _place(part: Part, contents: Contents, alternative: Body | None) -> None:
    """Into its alternative where that still lacks such a part, else as a body of its own."""
    is_html = part.content_type == "text/html"
    if alternative is None or (alternative.html if is_html else alternative.plain) is not None:
        contents.bodies.append(_body(part))
    elif is_html:
        alternative.html = part
    else:
        alternative.plain = part


def read_bodies(bodies: list[Body]) -> tuple[str, bytes, tuple[str, ...]]:
    """The text for reading, the bytes that identify it (HTML as it was sent), and what had to be forgiven."""
    texts, identities, defects = [], [], []
    for body in bodies:
        text, identity, body_defects = _read_body(body)
        if text:
            texts.append(text)
        identities.append(identity)
        defects += body_defects
    text = texts[0] if len(texts) == 1 else "\n\n".join(part.strip("\n") for part in texts)
    return text, _identifying("".join(identities)), tuple(dict.fromkeys(defects))


def _identifying(text: str) -> bytes:
    # Mailbox files write a body line "From " as ">From " (mboxo): the same message all the same.
    unquoted = text.replace(">From ", "From ") if ">From " in text else text
    return unquoted.encode().translate(None, _WHITESPACE)


def _read_body(body: Body) -> tuple[str, str, list[str]]:
    plain, defect = read_text(body.plain) if body.plain else ("", "")
    defects = [defect] if defect else []
    if body.html is None or (body.plain is not None and len(plain) > _STUB_LETTERS):
        return plain, plain, defects
    html, html_defect = read_text(body.html)
    if body.plain is not None and plain.strip() and len(html) <= _FAR_LONGER * len(plain):
        return plain, plain, defects
    text, is_cut = html_to_text(html)
    if is_cut:
        defects.append("Its HTML is too large or too deep to be laid out as text.")
    if html_defect:
        defects.append(html_defect)
    if len(text) > _FAR_LONGER * len(plain.strip()):
        return text, html, defects
    return plain, plain, defects


def read_text(part: Part) -> tuple[str, str]:
    """The text of a part, and what had to be forgiven."""
    label = ""
    for name, values in part.headers.items():
        if name.lower() == "content-type":
            match = _CHARSET.search(values[0])
            label = match[1] if match else ""
            break
    content = part.content or b""
    if len(content) > _MAX_TEXT_BYTES:
        cut = content.rfind(b"\n", _MAX_TEXT_BYTES - 10_000, _MAX_TEXT_BYTES)
        text, _ = decode_text(content[: cut if cut > 0 else _MAX_TEXT_BYTES], label)
        return clean_text(text), TOO_LONG
    text, defect = decode_text(content, label)
    return clean_text(text), defect


def is_inline(number: int, part: Part, contents: Contents) -> bool:
    """Part of the picture rather than a file: an image the HTML shows."""
    return (
        bool(part.content_id)
        and part.disposition != "attachment"
        and (
            part.disposition == "inline" or number in contents.related or bool(header_of(part, "content-id"))
        )
    )
