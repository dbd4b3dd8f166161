"""In a limited process, without Django: the bytes of a mail and a number in, one of its files out."""

from __future__ import annotations

from alongside.channels.email.parse import NoSuchPartError, extract_attachment


def take_out(item: tuple[bytes, int]) -> bytes | None:
    try:
        return extract_attachment(*item)[1]
    except NoSuchPartError:
        return None
