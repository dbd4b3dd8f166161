"""The chunks of a request's body in, one file on disk or in memory out, or the reason why not."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

MEMORY_BYTES = 256 * 1024

Receive = Callable[[], Awaitable[Any]]
IsMember = Callable[[], Awaitable[bool]]


class BodyRefused(Exception):
    """`status` is what the sender is told; 0 when there is nobody left to tell."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Limits(Struct, frozen=True):
    """How long and how large: `idle_seconds` between two chunks, `deadline_seconds` for the whole.

    Whoever has not signed in fills no disk: `stranger_bytes` is all they may send.
    """

    max_bytes: int
    folder: Path
    stranger_bytes: int = 1024 * 1024
    idle_seconds: float = 60.0
    deadline_seconds: float = 3600.0


async def spool_body(
    receive: Receive, headers: list[tuple[bytes, bytes]], limits: Limits, *, is_member: IsMember
) -> tuple[IO[bytes], int]:
    """The whole body at its start, and its length; raises BodyRefused: cut short, too long, too slow."""
    announced = _announced_length(headers)
    if announced is not None and announced > limits.max_bytes:
        raise BodyRefused(413)
    if announced is not None and announced > limits.stranger_bytes and not await is_member():
        raise BodyRefused(403)
    file = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES, dir=str(limits.folder))  # noqa: SIM115 - handed on
    try:
        async with asyncio.timeout(limits.deadline_seconds):
            length = await _fill(file, receive, limits, is_member=is_member)
        # RFC 9112 §8: a message shorter than its Content-Length is incomplete, and not to be acted on.
        if announced is not None and length != announced:
            raise BodyRefused(400)
    except TimeoutError as error:
        file.close()
        raise BodyRefused(408) from error
    except BodyRefused:
        file.close()
        raise
    file.seek(0)
    return file, length


async def _fill(file: IO[bytes], receive: Receive, limits: Limits, *, is_member: IsMember) -> int:
    length, allowed_bytes = 0, limits.stranger_bytes
    while True:
        async with asyncio.timeout(limits.idle_seconds):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyRefused(0)
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > limits.max_bytes:
            raise BodyRefused(413)
        if length > allowed_bytes:
            if not await is_member():
                raise BodyRefused(403)
            allowed_bytes = limits.max_bytes
        if length > MEMORY_BYTES:
            await asyncio.to_thread(file.write, chunk)
        else:
            file.write(chunk)
        if not message.get("more_body", False):
            return length


def _announced_length(headers: list[tuple[bytes, bytes]]) -> int | None:
    values = {value.strip() for name, value in headers if name == b"content-length"}
    if not values:
        return None
    if len(values) > 1 or not (value := values.pop()).isdigit():
        raise BodyRefused(400)
    return int(value)
