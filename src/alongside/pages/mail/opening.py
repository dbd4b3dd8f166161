"""Inside the limited process: one stored mail in, what a page shows of it out."""

from __future__ import annotations

from alongside.channels.email.parse import NoSuchPartError, extract_attachment, extract_html
from alongside.pages.mail.clean import clean_html
from alongside.pages.mail.letter import laid_out
from alongside.pages.mail.pictures import redraw


def letter(raw: bytes, pictures_path: str) -> str | None:
    """The mail as a document; None when it has no HTML. TooMuch when that cannot be laid out."""
    body = extract_html(raw)
    if body is None:
        return None
    pictures = {content_id: f"{pictures_path}{number}/" for content_id, number in body.parts.items()}
    return laid_out(clean_html(body.html, pictures))


def picture(raw: bytes, number: int) -> tuple[str, bytes] | None:
    """Media type and bytes of one of its pictures; None when that part is no picture that is shown."""
    content = file(raw, number)
    return redraw(content) if content is not None else None


def file(raw: bytes, number: int) -> bytes | None:
    """One of its files, as it came."""
    try:
        return extract_attachment(raw, number)[1]
    except NoSuchPartError:
        return None
