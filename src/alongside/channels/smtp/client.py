"""A letter's bytes and whom they go to in, exactly what became of them out.

One command at a time: smtplib's own `sendmail` does not say how far it came.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from alongside.channels.imap.trouble import MailboxError, printable
from alongside.channels.imap.wire import Server
from alongside.channels.smtp.headers import is_plain_lines
from alongside.channels.smtp.trouble import NONSENSE, Kind, SmtpError, content_kind, kind_of, sender_kind
from alongside.channels.smtp.wire import Credentials, Limits, Wire, connected, sign_in

__all__ = [
    "Credentials",
    "Envelope",
    "Limits",
    "Refusal",
    "Result",
    "certificate_of",
    "sending_kind",
    "transmit",
    "try_out",
]
Stage = Literal["not_begun", "refused", "accepted", "maybe"]
Begin = Callable[[tuple[str, ...]], bool]


class Envelope(Struct, frozen=True):
    """Whom it comes from and whom it goes to, as servers take addresses (`headers.wire_address`)."""

    sender: str
    recipients: Sequence[str]


class Refusal(Struct, frozen=True):
    """What the server said of one recipient."""

    address: str
    code: int
    said: str

    @property
    def is_permanent(self) -> bool:
        return self.code >= 500


class Result(Struct, frozen=True):
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
    if not is_plain_lines(raw):
        raise ValueError("a letter's lines end in CRLF, and in nothing else")
    limits = limits or Limits()
    handing = _Handing(envelope, raw, begin)
    try:
        with connected(server, limits) as wire:
            sign_in(wire, server, credentials)
            handing.run(wire, limits)
    except (OSError, smtplib.SMTPException, SmtpError, *NONSENSE) as error:
        if handing.result is None:
            handing.end_with(error)
    assert handing.result is not None
    return handing.result


def try_out(server: Server, credentials: Credentials, *, limits: Limits | None = None) -> None:
    """Before it is saved: connect and sign in, and send nothing; raises SmtpError."""
    try:
        with connected(server, limits or Limits()) as wire:
            sign_in(wire, server, credentials)
    except (OSError, smtplib.SMTPException, *NONSENSE) as error:
        raise SmtpError(kind_of(error)) from None


def certificate_of(server: Server, *, limits: Limits | None = None) -> str:
    """The fingerprint of what the server shows, whoever vouches for it; nothing is sent. Raises SmtpError."""
    seen: list[str] = []
    try:
        with connected(server, limits or Limits(), shown=seen):
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

    def run(self, wire: Wire, limits: Limits) -> None:
        self._name_sender(wire)
        self._name_recipients(wire)
        if not self.accepted:
            self._end("not_begun", "nobody_accepted")
        elif not self.begin(self.accepted):
            self._end("not_begun", "cut")
        else:
            self._hand_over(wire, limits)

    def _name_sender(self, wire: Wire) -> None:
        size = wire.esmtp_features.get("size", "")
        if size.isdecimal() and 0 < int(size) < len(self.raw):
            raise SmtpError("too_large", f"the server takes {int(size):,} bytes at most")
        option = f" SIZE={len(self.raw)}" if "size" in wire.esmtp_features else ""
        code, said = wire.ask("MAIL", f"FROM:<{self.envelope.sender}>{option}")
        if not 200 <= code < 300:
            raise SmtpError(sender_kind(code, said), said, code)

    def _name_recipients(self, wire: Wire) -> None:
        for address in self.envelope.recipients:
            code, said = wire.ask("RCPT", f"TO:<{address}>")
            if code == 421:
                raise SmtpError("busy", said, code)
            if 200 <= code < 300:
                self.accepted += (address,)
            else:
                self.refused += (Refusal(address, code, printable(said)),)

    def _hand_over(self, wire: Wire, limits: Limits) -> None:
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
