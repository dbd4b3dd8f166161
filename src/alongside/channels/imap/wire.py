"""A server's address and a password in, a signed-in IMAP connection out; never a password without TLS.

IMAPClient over imaplib, with limits: neither allocates what a server merely announces.
"""

from __future__ import annotations

import hashlib
import imaplib
import logging
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS, wrap_socket

from alongside.channels.imap.trouble import NONSENSE, MailboxError, kind_of
from alongside.lib.outside import NotPublic, Outside, OutsideError

Security = Literal["tls", "starttls", "none"]
CONNECT_SECONDS, READ_SECONDS = 20.0, 60.0
# A listing of two million messages is one line of some 16 MB.
MAX_LINE_BYTES = 32 << 20
# Larger letters are asked for in pieces of this size.
PIECE_BYTES = 4 << 20
MAX_LITERAL_BYTES = 8 << 20
# To one command: flags of two million messages are some 100 MB, eight megabytes by a slow line some ten minutes.
MAX_ANSWER_BYTES, MAX_ANSWER_SECONDS = 256 << 20, 900.0
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
    # False: only where the internet is, never in this machine's own network.
    may_be_inside: bool = True


@dataclass(frozen=True, slots=True)
class AccessToken:
    """In place of a password: what a provider's sign-in gave, good for an hour or so."""

    value: str


Credential = str | AccessToken


class _Bounded(imaplib.IMAP4):
    """Reads as imaplib does, but only as much as has really come, and never too much."""

    file: Any
    _answered_bytes = 0
    _answer_ends = 0.0

    def send(self, data: Any) -> None:
        self._answered_bytes, self._answer_ends = 0, monotonic() + MAX_ANSWER_SECONDS
        super().send(data)

    def _count(self, size: int) -> None:
        """A server may go on about other things for as long as it likes, but not for ever."""
        self._answered_bytes += size
        is_late = self._answer_ends and monotonic() > self._answer_ends
        if is_late or self._answered_bytes > MAX_ANSWER_BYTES:
            raise self.abort("an answer without an end")

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
            self._count(len(part))
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readline(self) -> bytes:
        line: bytes = self.file.readline(MAX_LINE_BYTES + 1)
        if len(line) > MAX_LINE_BYTES:
            raise self.abort("a line without an end")
        self._count(len(line))
        return line


Dial = Callable[[str, int, float], socket.socket]


class _BoundedPlain(_Bounded, IMAP4WithTimeout):  # type: ignore[misc]
    def __init__(self, host: str, port: int, timeout: float, dial: Dial) -> None:
        self._dial = dial
        super().__init__(host, port, timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._dial(self.host, self.port, timeout or self._timeout)


class _BoundedTls(_Bounded, IMAP4_TLS):  # type: ignore[misc]
    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout: float, dial: Dial) -> None:
        self._dial = dial
        super().__init__(host, port, context, timeout)  # type: ignore[call-arg, arg-type]

    def _create_socket(self, timeout: float | None) -> socket.socket:
        # IMAPClient 3.1.0 forgets its timeout here: a server that accepts and says nothing held us for ever.
        plain = self._dial(self.host, self.port, timeout or self._timeout)
        made: socket.socket = wrap_socket(plain, self.ssl_context, self.host)
        return made


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
            return _BoundedTls(self.host, self.port, self.ssl_context, self._timeout.connect, self._dial)
        return _BoundedPlain(self.host, self.port, self._timeout.connect, self._dial)

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


def sign_in(wire: Wire, server: Server, credential: Credential) -> None:
    """AUTHENTICATE PLAIN where it is offered (RFC 4616 takes any letter), else LOGIN; raises MailboxError.

    A connection that is not signed in is closed.
    """
    try:
        _sign_in(wire, server, credential)
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        hang_up(wire)
        raise _as_trouble(error, at_login=True, is_token=isinstance(credential, AccessToken)) from None
    except MailboxError:
        hang_up(wire)
        raise


def _sign_in(wire: Wire, server: Server, credential: Credential) -> None:
    if server.security != "none" and not isinstance(wire.socket(), ssl.SSLSocket):
        raise MailboxError("no_encryption")
    secret = credential.value if isinstance(credential, AccessToken) else credential
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in server.user + secret):
        raise MailboxError("wrong_password")
    if wire.lines.state != "NONAUTH":
        return
    if isinstance(credential, AccessToken):
        _show_token(wire, server, credential)
    elif wire.has_capability("AUTH=PLAIN"):
        wire.plain_login(server.user, credential)
        wire.lines.state = "AUTH"
    elif wire.has_capability("LOGINDISABLED"):
        raise MailboxError("login_refused")
    else:
        wire.login(server.user, credential)


def _show_token(wire: Wire, server: Server, token: AccessToken) -> None:
    """OAUTHBEARER (RFC 7628) where it is offered, else XOAUTH2. A refusal comes as a challenge first: only after
    an answer to that comes the NO."""
    if wire.has_capability("AUTH=OAUTHBEARER"):
        where = f"host={server.host}\1port={server.port}"
        said = f"n,a={_sasl_name(server.user)},\1{where}\1auth=Bearer {token.value}\1\1"
        mechanism, after = "OAUTHBEARER", "\1"
    elif wire.has_capability("AUTH=XOAUTH2"):
        said, mechanism, after = f"user={server.user}\1auth=Bearer {token.value}\1\1", "XOAUTH2", ""
    else:
        raise MailboxError("no_sign_in")
    answers = iter((said,))
    wire.sasl_login(mechanism, lambda challenge: next(answers, after))
    wire.lines.state = "AUTH"


def _sasl_name(user: str) -> str:
    """RFC 5801 §4."""
    return user.replace("=", "=3D").replace(",", "=2C")


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
        raise _as_trouble(error) from error


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


def _as_trouble(error: BaseException, *, at_login: bool = False, is_token: bool = False) -> MailboxError:
    if isinstance(error, MailboxError):
        return error
    said = str(error) if isinstance(error, imaplib.IMAP4.error) else ""
    kind = kind_of(error, at_login=at_login)
    is_refused = is_token and kind in ("wrong_password", "login_refused", "app_password")
    return MailboxError("token_refused" if is_refused else kind, said)
