"""imaplib's connections with limits: neither allocates what a server merely announces, nor waits for one that drips."""

from __future__ import annotations

import imaplib
import io
import socket
import ssl
from collections.abc import Callable
from time import monotonic
from typing import Any

from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS, wrap_socket

# A listing of two million messages is one line of some 16 MB.
MAX_LINE_BYTES = 32 << 20
# Larger letters are asked for in pieces of this size.
PIECE_BYTES = 4 << 20
MAX_LITERAL_BYTES = 8 << 20
# To one command: flags of two million messages are some 100 MB, eight megabytes by a slow line some ten minutes.
MAX_ANSWER_BYTES, MAX_ANSWER_SECONDS = 256 << 20, 900.0
# A server may think for as long as this; from then on no honest line is slower than that.
THINKING_SECONDS, LEAST_BYTES_A_SECOND = 120.0, 1024
_READ_BYTES = 1 << 20
Dial = Callable[[str, int, float], socket.socket]


def allowed_seconds(answered_bytes: int) -> float:
    """How long the answer to one command may take of which so much has come."""
    return min(THINKING_SECONDS + answered_bytes / LEAST_BYTES_A_SECOND, MAX_ANSWER_SECONDS)


class _Counted(io.RawIOBase):
    """A socket's bytes, each piece told before it is given on."""

    def __init__(self, source: Any, count: Callable[[int], None]) -> None:
        self._source, self._tell = source, count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        size: int | None = self._source.readinto(buffer)
        if size:
            self._tell(size)
        return size

    def close(self) -> None:
        self._source.close()
        super().close()


class _Bounded(imaplib.IMAP4):
    """Reads as imaplib does, but only as much as has really come, never too much, and not for ever."""

    _answered_bytes = 0
    _asked_at = 0.0
    _file: io.BufferedReader

    @property
    def file(self) -> io.BufferedReader:
        return self._file

    @file.setter
    def file(self, made: io.BufferedReader) -> None:
        """Set by imaplib and IMAPClient whenever there is a new socket to read from."""
        self._answered_bytes, self._asked_at = 0, monotonic()
        self._file = io.BufferedReader(_Counted(made.detach(), self._count))

    def send(self, data: Any) -> None:
        self._answered_bytes, self._asked_at = 0, monotonic()
        super().send(data)

    def _count(self, size: int) -> None:
        """After every piece that came, also in the midst of a line."""
        self._answered_bytes += size
        if self._answered_bytes > MAX_ANSWER_BYTES:
            raise self.abort("an answer without an end")
        if monotonic() - self._asked_at > allowed_seconds(self._answered_bytes):
            raise TimeoutError("an answer that does not come to its end")

    def read(self, size: int) -> bytes:
        if size > MAX_LITERAL_BYTES:
            raise self.abort(f"a literal of {size} bytes was announced")
        parts: list[bytes] = []
        while size > 0:
            part = self.file.read(min(size, _READ_BYTES))
            if not part:
                raise self.abort("socket error: EOF")
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readline(self) -> bytes:
        line: bytes = self.file.readline(MAX_LINE_BYTES + 1)
        if len(line) > MAX_LINE_BYTES:
            raise self.abort("a line without an end")
        return line


class BoundedPlain(_Bounded, IMAP4WithTimeout):  # type: ignore[misc]
    def __init__(self, host: str, port: int, timeout: float, dial: Dial) -> None:
        self._dial = dial
        super().__init__(host, port, timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._dial(self.host, self.port, timeout or self._timeout)


class BoundedTls(_Bounded, IMAP4_TLS):  # type: ignore[misc]
    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout: float, dial: Dial) -> None:
        self._dial = dial
        super().__init__(host, port, context, timeout)  # type: ignore[call-arg, arg-type]

    def _create_socket(self, timeout: float | None) -> socket.socket:
        # IMAPClient 3.1.0 forgets its timeout here: a server that accepts and says nothing held us for ever.
        plain = self._dial(self.host, self.port, timeout or self._timeout)
        made: socket.socket = wrap_socket(plain, self.ssl_context, self.host)
        return made
