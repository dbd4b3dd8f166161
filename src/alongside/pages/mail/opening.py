"""Inside the limited process: one stored mail in, its layout or one of its files out."""

from __future__ import annotations

from alongside.channels.email.parse import NoSuchPartError, extract_attachment, extract_html
from alongside.pages.mail.clean import clean_html
from alongside.pages.mail.letter import laid_out


def letter(raw: bytes, pictures_path: str) -> str | None:
    """The mail as a document; None when it has no HTML. TooMuch when that cannot be laid out."""
    body = extract_html(raw)
    if body is None:
        return None
    pictures = {content_id: f"{pictures_path}{number}/" for content_id, number in body.parts.items()}
    return laid_out(clean_html(body.html, pictures))


def file(raw: bytes, number: int) -> bytes | None:
    """One of its files, as it came."""
    try:
        return extract_attachment(raw, number)[1]
    except NoSuchPartError:
        return None
