"""A server's address and a password in, a signed-in IMAP connection out; never a password without TLS.

IMAPClient over imaplib, with limits: neither allocates what a server merely announces.
"""

from __future__ import annotations

import hashlib
import imaplib
import logging
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from alongside.channels.imap.trouble import NONSENSE, MailboxError, kind_of

Security = Literal["tls", "starttls", "none"]
CONNECT_SECONDS, READ_SECONDS = 20.0, 60.0
# A listing of two million messages is one line of some 16 MB.
MAX_LINE_BYTES = 32 << 20
# Larger letters are asked for in pieces of this size.
PIECE_BYTES = 4 << 20
MAX_LITERAL_BYTES = 8 << 20
_READ_BYTES = 1 << 20
# It reports every connection that is closed.
logging.getLogger("imapclient").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is. `certificate`: SHA-256 in hex of the one certificate to accept, when given by hand.

    `security` of "none" sends the password in the open: somebody has allowed that by hand.
    """

    host: str
    port: int
    security: Security
    user: str
    certificate: str = ""


class _Bounded(imaplib.IMAP4):
    """Reads as imaplib does, but only as much as has really come, and never too much."""

    file: Any

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


class _BoundedPlain(_Bounded, IMAP4WithTimeout):  # type: ignore[misc]
    pass


class _BoundedTls(_Bounded, IMAP4_TLS):  # type: ignore[misc]
    def _create_socket(self, timeout: float | None) -> socket.socket:
        # IMAPClient 3.1.0 forgets its timeout here: a server that accepts and says nothing held us for ever.
        made: socket.socket = super()._create_socket(timeout or self._timeout)
        return made


class Wire(IMAPClient):  # type: ignore[misc]
    """IMAPClient over the bounded imaplib; folder names go and come as bytes, just as the server writes them."""

    _imap: Any

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the name is IMAPClient's
        if self.ssl:
            made: imaplib.IMAP4 = _BoundedTls(self.host, self.port, self.ssl_context, self._timeout.connect)  # type: ignore[call-arg]
            return made
        return _BoundedPlain(self.host, self.port, self._timeout.connect)

    @property
    def lines(self) -> Any:
        """imaplib's own connection."""
        return self._imap


@lru_cache(maxsize=2)
def tls_context(*, is_pinned: bool) -> ssl.SSLContext:
    """Shared by all connections: each context of its own would hold all the authorities' certificates again."""
    context = ssl.create_default_context()
    if is_pinned:
        # The fingerprint is compared right after the handshake, before anything is sent.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def connect(server: Server, *, timeout: SocketTimeout | None = None) -> Wire:
    """Connected and encrypted, not signed in; raises MailboxError."""
    wire: Wire | None = None
    timeout = timeout or SocketTimeout(CONNECT_SECONDS, READ_SECONDS)
    context = tls_context(is_pinned=bool(server.certificate))
    try:
        wire = Wire(
            server.host,
            server.port,
            ssl=server.security == "tls",
            ssl_context=context,
            timeout=timeout,
        )
        # imaplib would write every line to its log, and take time for it.
        wire.lines.debug = 0
        wire.lines._encoding = "latin-1"
        wire.folder_encode = wire.normalise_times = False
        _encrypt(wire, server, context)
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        if wire is not None:
            hang_up(wire)
        raise _as_trouble(error) from error
    _keep_alive(wire.socket())
    return wire


def _encrypt(wire: Wire, server: Server, context: ssl.SSLContext) -> None:
    if server.security == "starttls":
        # Whoever greets as signed in before TLS, or offers none, may stand between us and the server.
        if wire.lines.state != "NONAUTH" or not wire.has_capability("STARTTLS"):
            raise MailboxError("no_encryption")
        # What came before the handshake stays behind in the old buffer (CVE-2011-0411).
        wire.starttls(context)
        wire.lines.untagged_responses = {}
        wire.socket().settimeout(READ_SECONDS)
    is_pinned = bool(server.certificate) and server.security != "none"
    if is_pinned and fingerprint_of(wire.socket()) != normal_fingerprint(server.certificate):
        raise MailboxError("certificate_changed")


def sign_in(wire: Wire, server: Server, password: str) -> None:
    """AUTHENTICATE PLAIN where it is offered (RFC 4616 takes any letter), else LOGIN; raises MailboxError."""
    if server.security != "none" and not isinstance(wire.socket(), ssl.SSLSocket):
        raise MailboxError("no_encryption")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in server.user + password):
        raise MailboxError("wrong_password")
    try:
        if wire.lines.state != "NONAUTH":
            return
        if wire.has_capability("AUTH=PLAIN"):
            wire.plain_login(server.user, password)
            wire.lines.state = "AUTH"
        elif wire.has_capability("LOGINDISABLED"):
            raise MailboxError("login_refused")
        else:
            wire.login(server.user, password)
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        hang_up(wire)
        raise _as_trouble(error, at_login=True) from None
    except MailboxError:
        hang_up(wire)
        raise


def hang_up(wire: Wire) -> None:
    """Close without a word; a connection that is gone already is fine."""
    with suppress(OSError, imaplib.IMAP4.error, AttributeError, ValueError):
        wire.shutdown()


def certificate_of(server: Server) -> str:
    """The fingerprint of what the server shows, whoever vouches for it; nothing is sent."""
    shown = Server(server.host, server.port, server.security, server.user, certificate="")
    context = tls_context(is_pinned=True)
    try:
        wire = Wire(
            shown.host,
            shown.port,
            ssl=shown.security == "tls",
            ssl_context=context,
            timeout=SocketTimeout(CONNECT_SECONDS, CONNECT_SECONDS),
        )
        try:
            if shown.security == "starttls":
                wire.starttls(context)
            return fingerprint_of(wire.socket())
        finally:
            hang_up(wire)
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        raise _as_trouble(error) from error


def fingerprint_of(connected: socket.socket) -> str:
    shown = connected.getpeercert(binary_form=True) if isinstance(connected, ssl.SSLSocket) else None
    return hashlib.sha256(shown).hexdigest() if shown else ""


def normal_fingerprint(written: str) -> str:
    return written.replace(":", "").replace(" ", "").lower()


def _keep_alive(connected: socket.socket) -> None:
    """A connection that fell into a hole is found within two minutes, also while nothing is asked."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _as_trouble(error: BaseException, *, at_login: bool = False) -> MailboxError:
    if isinstance(error, MailboxError):
        return error
    said = str(error) if isinstance(error, imaplib.IMAP4.error) else ""
    return MailboxError(kind_of(error, at_login=at_login), said)
