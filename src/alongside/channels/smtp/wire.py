"""A sending server's address and a password in, a greeted, encrypted, signed-in SMTP connection out.

smtplib underneath, with an end to every reply; never a password without TLS, nor to another certificate.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import IO

from msgspec import Struct

from alongside.channels.imap.trouble import MailboxError, without_secret
from alongside.channels.imap.wire import Server, dial_for, fingerprint_of, normal_fingerprint, tls_context
from alongside.channels.smtp.trouble import SmtpError, greeting_kind, sign_in_kind

# We have no name in the world that would not say too much of the machine (RFC 5321 §4.1.3).
_OUR_NAME = "[127.0.0.1]"
_MOST_REPLY_LINES, _LONGEST_LINE = 200, 2048
_PIECE_BYTES = 128 << 10
_REFUSED = ("wrong_password", "app_password", "login_refused")


class Credentials(Struct, frozen=True):
    """A password, or a token of OAuth 2 (XOAUTH2). The one that is not empty is used, the token first."""

    password: str = ""
    token: str = ""


class Limits(Struct, frozen=True):
    """Seconds to wait for the server; RFC 5321 §4.5.3.2 asks for ten minutes after the end of a letter."""

    connect: float = 20.0
    answer: float = 60.0
    after_content: float = 300.0


class Wire(smtplib.SMTP):
    """smtplib, over TLS from the first byte where `context` says so, with an end to every reply."""

    def __init__(self, server: Server, limits: Limits, context: ssl.SSLContext) -> None:
        super().__init__(local_hostname=_OUR_NAME, timeout=limits.connect)
        self._context = context if server.security == "tls" else None
        # smtplib names it to TLS.
        self._host = server.host
        self._dial = dial_for(server)

    def _get_socket(self, host: str, port: int, timeout: float | None) -> socket.socket:
        try:
            made = self._dial(host, port, timeout or self.timeout)
        except MailboxError as error:
            raise SmtpError("cannot_connect", str(error)) from error
        return made if self._context is None else self._context.wrap_socket(made, server_hostname=host)

    def reply(self) -> tuple[int, str]:
        """The next reply in words; raises SMTPServerDisconnected, SmtpError, and TimeoutError for all of it."""
        lines: list[str] = []
        ends_at = monotonic() + ((self.sock.gettimeout() if self.sock else None) or self.timeout)
        code = 0
        if self.file is None:
            self.file = self.sock.makefile("rb") if self.sock else None
        while self.file is not None and len(lines) < _MOST_REPLY_LINES:
            line = self._line(self.file, ends_at)
            if not line:
                raise smtplib.SMTPServerDisconnected("the server closed the connection")
            if not line[:3].isdigit():
                raise SmtpError("not_understood", line.decode("latin-1"))
            code = int(line[:3])
            lines.append(line[4:].strip().decode("utf-8", "replace"))
            if line[3:4] != b"-":
                return code, "\n".join(lines)
        raise SmtpError("not_understood", "a reply without an end")

    @staticmethod
    def _line(file: IO[bytes], ends_at: float) -> bytes:
        """A server that gives a byte a minute keeps within the socket's own limit for ever."""
        line = bytearray()
        while len(line) < _LONGEST_LINE and not line.endswith(b"\n"):
            if monotonic() > ends_at:
                raise TimeoutError("a reply that does not come to its end")
            if not (letter := file.read(1)):
                break
            line += letter
        return bytes(line)

    def getreply(self) -> tuple[int, bytes]:
        """What smtplib's own commands read with."""
        code, said = self.reply()
        return code, said.encode("utf-8", "replace")

    def send_all(self, content: bytes) -> None:
        """A piece at a time: a timeout holds for one call, and a slow line may take long for a large letter."""
        for start in range(0, len(content), _PIECE_BYTES):
            self.send(content[start : start + _PIECE_BYTES])

    def ask(self, command: str, arguments: str = "") -> tuple[int, str]:
        self.putcmd(command, arguments)
        return self.reply()


@contextmanager
def connected(server: Server, limits: Limits, *, shown: list[str] | None = None) -> Iterator[Wire]:
    """Greeted and encrypted, not signed in; `shown` takes the certificate's fingerprint, whoever vouches for it."""
    context = tls_context(is_pinned=bool(server.certificate) or shown is not None)
    wire = Wire(server, limits, context)
    try:
        code, greeting = wire.connect(server.host, server.port)
        said = greeting.decode("utf-8", "replace")
        if code != 220:
            raise SmtpError(greeting_kind(code, said), said, code)
        assert wire.sock is not None
        wire.sock.settimeout(limits.answer)
        _introduce(wire)
        if server.security == "starttls":
            _encrypt(wire, context)
        if shown is not None:
            shown.append(fingerprint_of(wire.sock))
        _check_certificate(wire, server)
        yield wire
        with suppress(OSError, smtplib.SMTPException, SmtpError):
            wire.sock.settimeout(2.0)
            wire.ask("QUIT")
    finally:
        wire.close()


def _introduce(wire: Wire) -> None:
    code, said = wire.ehlo()
    if not 200 <= code < 300:
        code, said = wire.helo()
    if not 200 <= code < 300:
        words = said.decode("utf-8", "replace")
        raise SmtpError(greeting_kind(code, words), words, code)


def _encrypt(wire: Wire, context: ssl.SSLContext) -> None:
    # Whoever offers none may stand between us and the server.
    if not wire.has_extn("starttls"):
        raise SmtpError("no_encryption")
    code, said = wire.ask("STARTTLS")
    if code != 220:
        raise SmtpError("busy" if 400 <= code < 500 else "no_encryption", said, code)
    assert wire.sock is not None
    wire.sock = context.wrap_socket(wire.sock, server_hostname=wire._host)
    # What came before the handshake stays behind in the old buffer (CVE-2011-0411), and is not believed.
    wire.file, wire.helo_resp, wire.ehlo_resp, wire.esmtp_features = None, None, None, {}
    wire.does_esmtp = False
    _introduce(wire)


def _check_certificate(wire: Wire, server: Server) -> None:
    if server.security != "none" and not isinstance(wire.sock, ssl.SSLSocket):
        raise SmtpError("no_encryption")
    is_pinned = bool(server.certificate) and server.security != "none"
    if is_pinned and fingerprint_of(wire.sock) != normal_fingerprint(server.certificate):  # type: ignore[arg-type]
        raise SmtpError("certificate_changed")


def sign_in(wire: Wire, server: Server, credentials: Credentials) -> None:
    """RFC 4954. A server that offers no sign-in is asked without: it says itself whether it lets us."""
    if server.security != "none" and not isinstance(wire.sock, ssl.SSLSocket):
        raise SmtpError("no_encryption")
    offered = wire.esmtp_features.get("auth", "").upper().replace("=", " ").split()
    if not server.user or not offered:
        return
    code, said = _authenticate(wire, server.user, credentials, offered)
    if code != 235:
        kind = sign_in_kind(code, said)
        is_token_refused = bool(credentials.token) and kind in _REFUSED
        said = without_secret(said, credentials.token or credentials.password)
        raise SmtpError("sign_in_again" if is_token_refused else kind, said, code)
    if "size" not in wire.esmtp_features:
        _introduce(wire)


def _authenticate(wire: Wire, user: str, credentials: Credentials, offered: list[str]) -> tuple[int, str]:
    if credentials.token:
        return _by_token(wire, user, credentials.token)
    if "PLAIN" in offered:
        coded = _coded("\0".join(["", user, credentials.password]))
        return wire.ask("AUTH", f"PLAIN {coded}")
    if "LOGIN" not in offered:
        return 504, "the server offers no way to sign in with a password"
    code, said = wire.ask("AUTH", "LOGIN")
    for word in (user, credentials.password):
        if code != 334:
            break
        code, said = wire.ask(_coded(word))
    return code, said


def _by_token(wire: Wire, user: str, token: str) -> tuple[int, str]:
    """Google's and Microsoft's XOAUTH2; an error comes as a challenge that is answered with nothing."""
    coded = _coded("\1".join([f"user={user}", f"auth=Bearer {token}", "", ""]))
    code, said = wire.ask("AUTH", f"XOAUTH2 {coded}")
    return wire.ask("") if code == 334 else (code, said)


def _coded(words: str) -> str:
    return b64encode(words.encode()).decode("ascii")
