"""A server's address in, an encrypted IMAP connection out, nobody signed in yet: IMAPClient over imaplib, bounded."""

from __future__ import annotations

import hashlib
import imaplib
import logging
import socket
import ssl
from contextlib import suppress
from functools import lru_cache
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from msgspec import Struct

from alongside.channels.imap.bounded import BoundedPlain, BoundedTls, Dial
from alongside.channels.imap.trouble import NONSENSE, MailboxError, kind_of
from alongside.lib.outside import NotPublic, Outside, OutsideError

Security = Literal["tls", "starttls", "none"]
CONNECT_SECONDS, READ_SECONDS = 20.0, 60.0
# It reports every connection that is closed.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class Server(Struct, frozen=True):
    """Where a mailbox is. `certificate`: SHA-256 in hex of the one certificate to accept, when given by hand.

    `security` of "none" sends the password in the open: somebody has allowed that by hand.
    """

    host: str
    port: int
    security: Security
    user: str
    certificate: str = ""
    # False: only where the internet is, never in this machine's own network.
    may_be_inside: bool = True


class Wire(IMAPClient):  # type: ignore[misc]
    """IMAPClient over the bounded imaplib; folder names go and come as bytes, just as the server writes them."""

    _imap: Any

    def __init__(self, server: Server, context: ssl.SSLContext, timeout: SocketTimeout) -> None:
        self._dial = dial_for(server)
        super().__init__(
            server.host, server.port, ssl=server.security == "tls", ssl_context=context, timeout=timeout
        )

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the name is IMAPClient's
        if self.ssl:
            return BoundedTls(self.host, self.port, self.ssl_context, self._timeout.connect, self._dial)
        return BoundedPlain(self.host, self.port, self._timeout.connect, self._dial)

    @property
    def lines(self) -> Any:
        """imaplib's own connection."""
        return self._imap


def dial_for(server: Server) -> Dial:
    return _dial_anywhere if server.may_be_inside else _dial_outside


def _dial_anywhere(host: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((host, port), timeout)


def _dial_outside(host: str, port: int, timeout: float) -> socket.socket:
    """The address that was looked at is the one that is connected to."""
    try:
        return Outside(seconds=timeout).dial(host, port)
    except NotPublic:
        raise MailboxError("inside") from None
    except OutsideError as error:
        raise (
            error.__cause__ if isinstance(error.__cause__, OSError) else MailboxError("host_unknown")
        ) from error


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
        wire = Wire(server, context, timeout)
        # imaplib would write every line to its log, and take time for it.
        wire.lines.debug = 0
        wire.lines._encoding = "latin-1"
        wire.folder_encode = wire.normalise_times = False
        _encrypt(wire, server, context)
    except (MailboxError, OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        if wire is not None:
            hang_up(wire)
        raise as_trouble(error) from error
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


def hang_up(wire: Wire) -> None:
    """Close without a word; a connection that is gone already is fine."""
    with suppress(OSError, imaplib.IMAP4.error, AttributeError, ValueError):
        wire.shutdown()


def certificate_of(server: Server) -> str:
    """The fingerprint of what the server shows, whoever vouches for it; nothing is sent."""
    shown = shown_by(server)
    return hashlib.sha256(shown).hexdigest() if shown else ""


def shown_by(server: Server) -> bytes:
    """The certificate itself (DER), "" where there is none; raises MailboxError."""
    context = tls_context(is_pinned=True)
    try:
        wire = Wire(server, context, SocketTimeout(CONNECT_SECONDS, CONNECT_SECONDS))
        try:
            if server.security == "starttls":
                wire.starttls(context)
            return _shown(wire.socket())
        finally:
            hang_up(wire)
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        raise as_trouble(error) from error


def _shown(connected: socket.socket) -> bytes:
    shown = connected.getpeercert(binary_form=True) if isinstance(connected, ssl.SSLSocket) else None
    return shown or b""


def fingerprint_of(connected: socket.socket) -> str:
    shown = _shown(connected)
    return hashlib.sha256(shown).hexdigest() if shown else ""


def normal_fingerprint(written: str) -> str:
    return written.replace(":", "").replace(" ", "").lower()


def _keep_alive(connected: socket.socket) -> None:
    """A connection that fell into a hole is found within two minutes, also while nothing is asked."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def as_trouble(error: BaseException, *, at_login: bool = False, is_token: bool = False) -> MailboxError:
    if isinstance(error, MailboxError):
        return error
    said = str(error) if isinstance(error, imaplib.IMAP4.error) else ""
    kind = kind_of(error, at_login=at_login)
    is_refused = is_token and kind in ("wrong_password", "login_refused", "app_password")
    return MailboxError("token_refused" if is_refused else kind, said)
