"""Opens one stored mail for showing, in a process of its own under the limits that every parsing has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock

from alongside.channels.email.parse import extract_attachment, extract_html
from alongside.lib.limited import LimitedPool, Refused
from alongside.pages.mail.clean import is_too_much


@dataclass(frozen=True, slots=True)
class Html:
    """`pictures`: Content-ID to part number."""

    html: str
    pictures: dict[str, int]


def _open(task: tuple[bytes, int | None]) -> Html | tuple[str, bytes] | None:
    raw, number = task
    if number is None:
        body = extract_html(raw)
        return Html(body.html, dict(body.parts)) if body is not None else None
    part, content = extract_attachment(raw, number)
    return part.media_type, content


_lock = Lock()


@cache
def _pool() -> LimitedPool[tuple[bytes, int | None], Html | tuple[str, bytes] | None]:
    return LimitedPool(_open, workers=1, cpu_seconds=2, memory_bytes=512 * 1024 * 1024)


def _run(task: tuple[bytes, int | None]) -> Html | tuple[str, bytes] | Refused | None:
    with _lock:
        return next(iter(_pool().map([[task]])))[0]


def html_of(raw: bytes) -> Html | None:
    """The HTML of a mail; None when it has none, or more than may be shown."""
    found = _run((raw, None))
    return found if isinstance(found, Html) and not is_too_much(found.html) else None


def attachment_bytes(raw: bytes, number: int) -> tuple[str, bytes] | None:
    found = _run((raw, number))
    return found if isinstance(found, tuple) else None
