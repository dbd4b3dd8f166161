"""A letter's bytes and whom they go to in, exactly what became of them out; never a password without TLS.

smtplib underneath, one command at a time: its own `sendmail` does not say how far it came.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from alongside.channels.imap.trouble import MailboxError, printable
from alongside.channels.imap.wire import Server, dial_for, fingerprint_of, normal_fingerprint, tls_context
from alongside.channels.smtp.trouble import (
    NONSENSE,
    Kind,
    SmtpError,
    content_kind,
    greeting_kind,
    kind_of,
    sender_kind,
    sign_in_kind,
)

# We have no name in the world that would not say too much of the machine (RFC 5321 §4.1.3).
_OUR_NAME = "[127.0.0.1]"
_MOST_REPLY_LINES = 200
_PIECE_BYTES = 128 << 10
_REFUSED = ("wrong_password", "app_password", "login_refused")
Stage = Literal["not_begun", "refused", "accepted", "maybe"]
Begin = Callable[[tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A password, or a token of OAuth 2 (XOAUTH2). The one that is not empty is used, the token first."""

    password: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait for the server; RFC 5321 §4.5.3.2 asks for ten minutes after the end of a letter."""

    connect: float = 20.0
    answer: float = 60.0
    after_content: float = 300.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom it comes from and whom it goes to, as servers take addresses (`headers.wire_address`)."""

    sender: str
    recipients: Sequence[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the server said of one recipient."""

    address: str
    code: int
    said: str

    @property
    def is_permanent(self) -> bool:
        return self.code >= 500


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it.

    `not_begun`: nothing of the letter was handed over. `refused`: it was, and the server did not take it. In
    both cases nobody has it. `accepted`: `accepted` have it. `maybe`: the connection ended in between, and
    `accepted` may have it or not. `refused`: recipients turned away before. `trouble` is "" when accepted.
    """

    stage: Stage
    accepted: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    trouble: Kind | Literal[""] = ""
    code: int = 0
    said: str = ""


class _Wire(smtplib.SMTP):
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
        """The next reply in words; raises SMTPServerDisconnected, SmtpError."""
        lines: list[str] = []
        code = 0
        if self.file is None:
            self.file = self.sock.makefile("rb") if self.sock else None
        while self.file is not None and len(lines) < _MOST_REPLY_LINES:
            line = self.file.readline(2048)
            if not line:
                raise smtplib.SMTPServerDisconnected("the server closed the connection")
            if not line[:3].isdigit():
                raise SmtpError("not_understood", line.decode("latin-1"))
            code = int(line[:3])
            lines.append(line[4:].strip().decode("utf-8", "replace"))
            if line[3:4] != b"-":
                return code, "\n".join(lines)
        raise SmtpError("not_understood", "a reply without an end")

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


def transmit(
    server: Server,
    credentials: Credentials,
    envelope: Envelope,
    raw: bytes,
    *,
    begin: Begin,
    limits: Limits | None = None,
) -> Result:
    """Hand a letter over. `begin` gets the recipients that the server takes and is called right before the letter
    itself goes out; it writes down that it does, and what it forbids is `not_begun`. Raises nothing of the network.
    """
    if re.search(rb"\r(?!\n)|(?<!\r)\n|\0", raw):
        raise ValueError("a letter's lines end in CRLF, and in nothing else")
    limits = limits or Limits()
    handing = _Handing(envelope, raw, begin)
    try:
        with _connected(server, limits) as wire:
            _sign_in(wire, server, credentials)
            handing.run(wire, limits)
    except (OSError, smtplib.SMTPException, SmtpError, *NONSENSE) as error:
        if handing.result is None:
            handing.end_with(error)
    assert handing.result is not None
    return handing.result


def try_out(server: Server, credentials: Credentials, *, limits: Limits | None = None) -> None:
    """Before it is saved: connect and sign in, and send nothing; raises SmtpError."""
    try:
        with _connected(server, limits or Limits()) as wire:
            _sign_in(wire, server, credentials)
    except (OSError, smtplib.SMTPException, *NONSENSE) as error:
        raise SmtpError(kind_of(error)) from None


def certificate_of(server: Server, *, limits: Limits | None = None) -> str:
    """The fingerprint of what the server shows, whoever vouches for it; nothing is sent. Raises SmtpError."""
    seen: list[str] = []
    try:
        with _connected(server, limits or Limits(), shown=seen):
            pass
    except (OSError, smtplib.SMTPException, *NONSENSE) as error:
        raise SmtpError(kind_of(error)) from None
    return seen[0] if seen else ""


class _Handing:
    """One letter on its way: how far it has come decides what an error means."""

    def __init__(self, envelope: Envelope, raw: bytes, begin: Begin) -> None:
        self.envelope, self.raw, self.begin = envelope, raw, begin
        self.accepted: tuple[str, ...] = ()
        self.refused: tuple[Refusal, ...] = ()
        self.is_out = False
        self.result: Result | None = None

    def run(self, wire: _Wire, limits: Limits) -> None:
        self._name_sender(wire)
        self._name_recipients(wire)
        if not self.accepted:
            self._end("not_begun", "nobody_accepted")
        elif not self.begin(self.accepted):
            self._end("not_begun", "cut")
        else:
            self._hand_over(wire, limits)

    def _name_sender(self, wire: _Wire) -> None:
        size = wire.esmtp_features.get("size", "")
        if size.isdecimal() and 0 < int(size) < len(self.raw):
            raise SmtpError("too_large", f"the server takes {int(size):,} bytes at most")
        option = f" SIZE={len(self.raw)}" if "size" in wire.esmtp_features else ""
        code, said = wire.ask("MAIL", f"FROM:<{self.envelope.sender}>{option}")
        if not 200 <= code < 300:
            raise SmtpError(sender_kind(code, said), said, code)

    def _name_recipients(self, wire: _Wire) -> None:
        for address in self.envelope.recipients:
            code, said = wire.ask("RCPT", f"TO:<{address}>")
            if code == 421:
                raise SmtpError("busy", said, code)
            if 200 <= code < 300:
                self.accepted += (address,)
            else:
                self.refused += (Refusal(address, code, printable(said)),)

    def _hand_over(self, wire: _Wire, limits: Limits) -> None:
        code, said = wire.ask("DATA")
        if code != 354:
            raise SmtpError(content_kind(code, said), said, code)
        assert wire.sock is not None
        wire.sock.settimeout(limits.after_content)
        # From the first byte on nobody can say any more what the other side made of a cut.
        self.is_out = True
        wire.send_all(_dotted(self.raw))
        code, said = wire.reply()
        if 200 <= code < 300:
            self._end("accepted", "", code, said)
        elif 400 <= code < 600:
            self._end("refused", content_kind(code, said), code, said)
        else:
            raise SmtpError("not_understood", said, code)

    def end_with(self, error: BaseException) -> None:
        code, said = (error.code, error.said) if isinstance(error, SmtpError) else (0, "")
        if self.is_out:
            self._end("maybe", "maybe_sent", code, said)
        else:
            self._end("not_begun", kind_of(error), code, said)

    def _end(self, stage: Stage, trouble: Kind | Literal[""], code: int = 0, said: str = "") -> None:
        accepted = self.accepted if stage in ("accepted", "maybe") else ()
        self.result = Result(stage, accepted, self.refused, trouble, code, printable(said))


def _dotted(raw: bytes) -> bytes:
    """RFC 5321 §4.5.2, with the end behind it."""
    ended = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


@contextmanager
def _connected(server: Server, limits: Limits, *, shown: list[str] | None = None) -> Iterator[_Wire]:
    """Greeted and encrypted, not signed in; `shown` takes the certificate's fingerprint, whoever vouches for it."""
    context = tls_context(is_pinned=bool(server.certificate) or shown is not None)
    wire = _Wire(server, limits, context)
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


def _introduce(wire: _Wire) -> None:
    code, said = wire.ehlo()
    if not 200 <= code < 300:
        code, said = wire.helo()
    if not 200 <= code < 300:
        words = said.decode("utf-8", "replace")
        raise SmtpError(greeting_kind(code, words), words, code)


def _encrypt(wire: _Wire, context: ssl.SSLContext) -> None:
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


def _check_certificate(wire: _Wire, server: Server) -> None:
    if server.security != "none" and not isinstance(wire.sock, ssl.SSLSocket):
        raise SmtpError("no_encryption")
    is_pinned = bool(server.certificate) and server.security != "none"
    if is_pinned and fingerprint_of(wire.sock) != normal_fingerprint(server.certificate):  # type: ignore[arg-type]
        raise SmtpError("certificate_changed")


def _sign_in(wire: _Wire, server: Server, credentials: Credentials) -> None:
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
        raise SmtpError("sign_in_again" if is_token_refused else kind, said, code)
    if "size" not in wire.esmtp_features:
        _introduce(wire)


def _authenticate(wire: _Wire, user: str, credentials: Credentials, offered: list[str]) -> tuple[int, str]:
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


def _by_token(wire: _Wire, user: str, token: str) -> tuple[int, str]:
    """Google's and Microsoft's XOAUTH2; an error comes as a challenge that is answered with nothing."""
    coded = _coded("\1".join([f"user={user}", f"auth=Bearer {token}", "", ""]))
    code, said = wire.ask("AUTH", f"XOAUTH2 {coded}")
    return wire.ask("") if code == 334 else (code, said)


def _coded(words: str) -> str:
    return b64encode(words.encode()).decode("ascii")


def sending_kind(error: MailboxError) -> Kind:
    """What a mailbox's own trouble, such as a password that cannot be opened, means for sending."""
    return _BY_MAILBOX.get(error.kind, "own_fault")


_BY_MAILBOX: dict[str, Kind] = {
    "secret_lost": "secret_lost",
    "sign_in_again": "sign_in_again",
    "sign_in_unknown": "sign_in_again",
    "consent_needed": "sign_in_again",
    "token_refused": "sign_in_again",
    "sign_in_away": "sign_in_away",
}
