"""What can keep a letter from going out, each with a sentence for a person, what to do, and when to try again."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from typing import Literal

from msgspec import Struct

from alongside.channels.imap.trouble import printable

Kind = Literal[
    "wrong_password",
    "app_password",
    "login_refused",
    "sign_in_again",
    "sign_in_away",
    "certificate_changed",
    "certificate_untrusted",
    "no_encryption",
    "secret_lost",
    "no_server",
    "sender_refused",
    "nobody_accepted",
    "content_refused",
    "too_large",
    "host_unknown",
    "cannot_connect",
    "timed_out",
    "cut",
    "too_many",
    "busy",
    "later",
    "not_understood",
    "maybe_sent",
    "restored",
    "tried_too_long",
    "own_fault",
]
LONGEST_WAIT_SECONDS = 2 * 3600.0
# RFC 5321 §4.5.4.1 asks for four or five days; a person wants to know sooner.
TRIED_FOR_SECONDS = 24 * 3600.0


class Trouble(Struct, frozen=True):
    """`stops`: it is not tried again before a member has done something."""

    sentence: str
    next_step: str
    stops: bool = False
    first_wait_seconds: float = 30.0


_AGAIN = "Nothing to do: it is tried again by itself."
TROUBLES: dict[Kind, Trouble] = {
    "wrong_password": Trouble(
        "The sending server does not accept the password. Nothing was sent.",
        "Type the password again in the settings of this mailbox, then send the letter again. "
        "Many providers want an app password here.",
        stops=True,
    ),
    "app_password": Trouble(
        "The provider wants an app password for sending. Nothing was sent.",
        "Make one on the provider's security page, type it in the settings of this mailbox, then send the "
        "letter again.",
        stops=True,
    ),
    "login_refused": Trouble(
        "The sending server refuses the sign-in. Nothing was sent.",
        "Sign in on the provider's own page: it says there what it wants. Then send the letter again.",
        stops=True,
    ),
    "sign_in_again": Trouble(
        "The provider does not accept the sign-in any more. Nothing was sent.",
        "Sign in again on the page of this mailbox, then send the letter again.",
        stops=True,
    ),
    "sign_in_away": Trouble("The provider's sign-in does not answer. Nothing was sent.", _AGAIN),
    "certificate_changed": Trouble(
        "The sending server shows another certificate than the one you accepted. Neither the password nor the "
        "letter was sent.",
        "Ask whoever runs the server whether it has a new one; accept it, then send the letter again.",
        stops=True,
    ),
    "certificate_untrusted": Trouble(
        "Nobody vouches for the sending server's certificate. Neither the password nor the letter was sent.",
        "Check the server's name. If the server is your own, accept its certificate by its fingerprint.",
        stops=True,
    ),
    "no_encryption": Trouble(
        "The sending server offers no encryption. Neither the password nor the letter was sent.",
        "Choose another port or kind of encryption in the settings of this mailbox, or ask the provider.",
        stops=True,
    ),
    "secret_lost": Trouble(
        "The saved password cannot be opened any more: its key is not in the data folder. Nothing was sent.",
        "Type the password again in the settings of this mailbox, then send the letter again.",
        stops=True,
    ),
    "no_server": Trouble(
        "It is not known where this mailbox sends from. Nothing was sent.",
        "Enter the sending server in the settings of this mailbox, then send the letter again.",
        stops=True,
    ),
    "sender_refused": Trouble(
        "The server does not let this mailbox send under this address. Nothing was sent.",
        "Choose another sender, or have the provider allow this one. Then send the letter again.",
        stops=True,
    ),
    "nobody_accepted": Trouble(
        "The server took it for nobody. What it said about each is below.",
        "Look at the addresses, correct them, and send the letter again.",
        stops=True,
    ),
    "content_refused": Trouble(
        "The server refused the letter after it had seen it. Nobody has it.",
        "What the server said is below. Change the letter, or ask the provider.",
        stops=True,
    ),
    "too_large": Trouble(
        "The letter is larger than the server takes. Nobody has it.",
        "Take out a file, or send it in another way.",
        stops=True,
    ),
    "host_unknown": Trouble("There is no sending server of that name. Nothing was sent.", _AGAIN),
    "cannot_connect": Trouble("The sending server cannot be reached. Nothing was sent.", _AGAIN),
    "timed_out": Trouble("The sending server does not answer. Nothing was sent.", _AGAIN),
    "cut": Trouble(
        "The line was cut before the letter went out. Nothing was sent.", _AGAIN, first_wait_seconds=5.0
    ),
    "too_many": Trouble(
        "The provider says that too much was sent from this mailbox. Nothing was sent.",
        _AGAIN,
        first_wait_seconds=900.0,
    ),
    "busy": Trouble(
        "The sending server cannot take it now. Nothing was sent.", _AGAIN, first_wait_seconds=60.0
    ),
    "later": Trouble(
        "The server wants to be asked again later for some.",
        "Nothing to do: it is tried again by itself. Many servers do this with every new sender.",
        first_wait_seconds=120.0,
    ),
    "not_understood": Trouble(
        "The server answers something that is not the language of mail servers (SMTP). Nothing was sent.",
        "Check the server's name and port in the settings of this mailbox. It is tried again by itself.",
        first_wait_seconds=60.0,
    ),
    "maybe_sent": Trouble(
        "The line was cut while the letter was on its way, so it may have been sent or not.",
        "It is looked for in Sent. If it is not there, ask, or send it again: then it may arrive twice.",
        stops=True,
    ),
    "restored": Trouble(
        "This comes from a backup. The letter was waiting when that was made, and may have been sent since.",
        "It is looked for in Sent. If it is not there, send it again: whoever has it already would get it twice.",
        stops=True,
    ),
    "tried_too_long": Trouble(
        "The server put it off for a whole day.",
        "What it said is below. Send it again, or write to another address.",
        stops=True,
    ),
    "own_fault": Trouble(
        "Alongside itself stumbled over this letter. Nothing was sent.",
        "The log of the program says where it was. Send it again after an update.",
        stops=True,
    ),
}


class SmtpError(Exception):
    """Raised within the channel only; whoever sends gets a `Result`."""

    def __init__(self, kind: Kind, said: str = "", code: int = 0) -> None:
        super().__init__(TROUBLES[kind].sentence)
        self.kind: Kind = kind
        self.said = printable(said)
        self.code = code


_TOO_MANY = re.compile(r"too many|rate|limit|quota|throttl|4\.7\.28|5\.4\.5", re.IGNORECASE)
# Said for good, of a day or an hour that is full: Gmail, Microsoft 365 and hosts word it so.
_SENT_ENOUGH = re.compile(
    r"\b5\.4\.5\b|(send|submission|submit|daily|day|hour).{0,40}(limit|quota)|(limit|quota).{0,40}(sen[dt]|daily|day|hour)"
    r"|too many (messages|e?-?mails)|rate.?limit",
    re.IGNORECASE,
)
_APP_PASSWORD = re.compile(r"application-specific|app[- ]?password|5\.7\.9\b", re.IGNORECASE)
_TOO_LARGE = re.compile(r"[45]\.3\.4|\bsize\b|too (large|big)", re.IGNORECASE)
NONSENSE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError, MemoryError)


def kind_of(error: BaseException) -> Kind:
    """Which trouble an exception of socket, TLS or smtplib stands for."""
    if isinstance(error, SmtpError):
        return error.kind
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "timed_out" if "timed out" in str(error) else "cut"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate_untrusted"
    if isinstance(error, socket.gaierror):
        return "host_unknown"
    if isinstance(error, TimeoutError):
        return "timed_out"
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionResetError | BrokenPipeError):
        return "cut"
    if isinstance(error, ssl.SSLError | smtplib.SMTPException):
        return "not_understood"
    return "cannot_connect" if isinstance(error, OSError) else "not_understood"


def greeting_kind(code: int, said: str) -> Kind:
    """A server that does not welcome us (RFC 5321 §3.1)."""
    if 400 <= code < 500:
        return "too_many" if _TOO_MANY.search(said) else "busy"
    return "login_refused" if 500 <= code < 600 else "not_understood"


def sign_in_kind(code: int, said: str) -> Kind:
    """RFC 4954 §6."""
    if _APP_PASSWORD.search(said) or code == 534:
        return "app_password"
    if code == 535:
        return "wrong_password"
    if code == 538:
        return "no_encryption"
    if 400 <= code < 500:
        return "too_many" if _TOO_MANY.search(said) else "busy"
    return "login_refused"


def sender_kind(code: int, said: str) -> Kind:
    if 400 <= code < 500:
        return "too_many" if _TOO_MANY.search(said) else "busy"
    return "login_refused" if code == 530 else _refused_kind(code, said) or "sender_refused"


def content_kind(code: int, said: str) -> Kind:
    if 400 <= code < 500:
        return "too_many" if _TOO_MANY.search(said) and code != 421 else "busy"
    return _refused_kind(code, said) or "content_refused"


def _refused_kind(code: int, said: str) -> Kind | None:
    if _TOO_LARGE.search(said):
        return "too_large"
    if _SENT_ENOUGH.search(said):
        return "too_many"
    return "too_large" if code == 552 or "exceed" in said.lower() else None


def wait_seconds(kind: Kind, *, failures: int, luck: float) -> float:
    """The pause after so many tries; `luck` in [0, 1) spreads those who failed together."""
    doubled: float = TROUBLES[kind].first_wait_seconds * 2 ** min(max(failures, 1) - 1, 12)
    return min(doubled, LONGEST_WAIT_SECONDS) * (0.75 + luck / 2)
