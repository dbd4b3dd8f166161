"""What can be wrong with a mailbox, each with a sentence for a person, what to do, and when to try again."""

from __future__ import annotations

import re
import socket
import ssl
from base64 import b64encode
from imaplib import IMAP4
from typing import Literal

from msgspec import Struct

Kind = Literal[
    "wrong_password",
    "app_password",
    "login_refused",
    "certificate_changed",
    "certificate_untrusted",
    "no_encryption",
    "secret_lost",
    "inside",
    "sign_in_again",
    "token_refused",
    "no_sign_in",
    "consent_needed",
    "sign_in_unknown",
    "sign_in_away",
    "numbers_change",
    "host_unknown",
    "cannot_connect",
    "timed_out",
    "cut",
    "too_many",
    "throttled",
    "quota",
    "busy",
    "not_understood",
    "own_disk",
    "own_fault",
]
LONGEST_WAIT_SECONDS = 3600.0


class Trouble(Struct, frozen=True):
    """`stops`: nobody tries again before a member has done something; a refused sign-in must not be repeated."""

    sentence: str
    next_step: str
    stops: bool = False
    first_wait_seconds: float = 5.0


TROUBLES: dict[Kind, Trouble] = {
    "wrong_password": Trouble(
        "The server does not accept the password.",
        "Type it again. Many providers want an app password here, not the one you sign in with.",
        stops=True,
    ),
    "app_password": Trouble(
        "The provider wants an app password for other programs.",
        "Make one on the provider's security page, and type it here instead of your own password.",
        stops=True,
    ),
    "login_refused": Trouble(
        "The server refuses the sign-in.",
        "Sign in on the provider's own page: it says there what it wants. Then try again.",
        stops=True,
    ),
    "certificate_changed": Trouble(
        "The server shows another certificate than the one you accepted, so the password was not sent.",
        "Ask whoever runs the server whether it has a new one; then accept it.",
        stops=True,
    ),
    "certificate_untrusted": Trouble(
        "Nobody vouches for the server's certificate, so the password was not sent.",
        "Check the server's name. If the server is your own, accept its certificate by its fingerprint.",
        stops=True,
    ),
    "no_encryption": Trouble(
        "The server offers no encryption, so the password was not sent.",
        "Choose another port or kind of encryption, or ask the provider.",
        stops=True,
    ),
    "secret_lost": Trouble(
        "The saved password cannot be opened any more: its key is not in the data folder.",
        "Type the password again.",
        stops=True,
    ),
    "inside": Trouble(
        "This server stands inside the network that Alongside runs in.",
        "Only an owner connects mailboxes there: ask them to.",
        stops=True,
    ),
    "sign_in_again": Trouble(
        "The provider has ended the sign-in.",
        "Sign in there again. Nothing is lost; what comes meanwhile is fetched then.",
        stops=True,
    ),
    "token_refused": Trouble(
        "The mail server refuses the sign-in, although the provider granted it.",
        "Look at the provider whether IMAP is on for this mailbox; at Microsoft 365 an administrator turns it on. "
        "Then sign in again, with the account that this mailbox belongs to.",
        stops=True,
    ),
    "no_sign_in": Trouble(
        "This mail server does not take a sign-in at a provider.",
        "Check the server's name, or connect the mailbox with a password.",
        stops=True,
    ),
    "consent_needed": Trouble(
        "An administrator of this mailbox's company has to agree first.",
        "Ask them: they sign in on the provider's page that you saw and accept, once for everybody there. "
        "Then sign in again.",
        stops=True,
    ),
    "sign_in_unknown": Trouble(
        "The provider does not know this Alongside any more.",
        "An owner checks the client id and its secret under Settings, Sign-in at Google and Microsoft.",
        stops=True,
    ),
    "sign_in_away": Trouble(
        "The provider's sign-in does not answer.",
        "Nothing to do: it is tried again by itself.",
        first_wait_seconds=20.0,
    ),
    "numbers_change": Trouble(
        "The server has numbered a folder anew several times in a row.",
        "Nothing is lost. Ask the provider what is wrong with the mailbox, then try again.",
        stops=True,
    ),
    "host_unknown": Trouble(
        "There is no server of that name.",
        "Check the server's name and the way to the internet. It is tried again by itself.",
        first_wait_seconds=30.0,
    ),
    "cannot_connect": Trouble(
        "The server cannot be reached.",
        "Check the port and the way to the internet. It is tried again by itself.",
        first_wait_seconds=3.0,
    ),
    "timed_out": Trouble(
        "The server does not answer.", "Nothing to do: it is tried again by itself.", first_wait_seconds=5.0
    ),
    "cut": Trouble(
        "The line was cut.", "Nothing to do: it is tried again by itself.", first_wait_seconds=0.5
    ),
    "too_many": Trouble(
        "Too many programs are at this mailbox at once.",
        "Close other mail programs that you do not need. It is tried again by itself.",
        first_wait_seconds=120.0,
    ),
    "throttled": Trouble(
        "The provider has slowed this mailbox down.",
        "Nothing to do: it goes on when the provider allows it, usually within a day.",
        first_wait_seconds=600.0,
    ),
    "quota": Trouble(
        "The mailbox is full.",
        "Delete or move something at the provider, or ask for more room. New mail may be turned away until then.",
        first_wait_seconds=600.0,
    ),
    "busy": Trouble(
        "The server says that it cannot do it now.",
        "Nothing to do: it is tried again by itself.",
        first_wait_seconds=30.0,
    ),
    "not_understood": Trouble(
        "The server answers something that is not the language of mail servers (IMAP).",
        "Check the server's name and port. It is tried again by itself.",
        first_wait_seconds=15.0,
    ),
    "own_disk": Trouble(
        "There is no room left on Alongside's own disk.",
        "Make room on the disk. It goes on by itself.",
        first_wait_seconds=60.0,
    ),
    "own_fault": Trouble(
        "Alongside itself stumbled over something in this mailbox.",
        "Nothing is lost, and it is tried again by itself. The log of the program says where it was.",
        first_wait_seconds=60.0,
    ),
}


class MailboxError(Exception):
    """`kind` says which trouble it is; `said` is what the server wrote: foreign text, shown escaped if at all."""

    def __init__(self, kind: Kind, said: str = "") -> None:
        super().__init__(TROUBLES[kind].sentence)
        self.kind: Kind = kind
        self.said = printable(said)

    @property
    def trouble(self) -> Trouble:
        return TROUBLES[self.kind]


# What a parser of responses raises on what no server should say.
NONSENSE = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, OverflowError, MemoryError,
)  # fmt: skip
_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)")
# Words that servers use where they send no response code (RFC 5530 came late), in lower case.
_BY_WORDS: tuple[tuple[str, Kind], ...] = (
    (r"application-specific password|app[- ]?password|app specific", "app_password"),
    (r"too many (simultaneous )?connections|maximum number of connections|connection limit", "too_many"),
    (r"throttl|bandwidth|rate limit|too many (login|failed|requests)|try again later|temporarily blocked", "throttled"),
    (r"over ?quota|quota exceeded|mailbox is full", "quota"),
)  # fmt: skip
_BY_CODE: dict[str, Kind] = {
    "AUTHENTICATIONFAILED": "wrong_password",
    "AUTHORIZATIONFAILED": "login_refused",
    "EXPIRED": "login_refused",
    "WEBALERT": "login_refused",
    "PRIVACYREQUIRED": "no_encryption",
    "UNAVAILABLE": "busy",
    "INUSE": "busy",
    "SERVERBUG": "busy",
    "LIMIT": "too_many",
    "THROTTLED": "throttled",
    "OVERQUOTA": "quota",
}
# What imaplib and our limits say of answers that make no sense; all else that ends a connection cuts it.
_NO_IMAP = (
    "unexpected",
    "a literal",
    "a line",
    "an answer",
    "TLS not supported",
    "socket error: unterminated line: b'HTTP",
)
_WRONG_PASSWORD = re.compile(
    r"invalid|credential|password|log-?in fail|login error|authenticat", re.IGNORECASE
)


def kind_of(error: BaseException, *, at_login: bool = False) -> Kind:
    """Which trouble an exception of socket, TLS or imaplib stands for."""
    if isinstance(error, MailboxError):
        return error.kind
    if isinstance(error, IMAP4.error):
        return _kind_of_answer(error, at_login=at_login)
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate_untrusted"
    if isinstance(error, socket.gaierror):
        return "host_unknown"
    if isinstance(error, TimeoutError):
        return "timed_out"
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionResetError | BrokenPipeError):
        return "cut"
    if isinstance(error, ssl.SSLError):
        return "not_understood"
    return "cannot_connect" if isinstance(error, OSError) else "not_understood"


def _kind_of_answer(error: Exception, *, at_login: bool) -> Kind:
    said = str(error)
    for words, kind in _BY_WORDS:
        if re.search(words, said, re.IGNORECASE):
            return kind
    if (code := _CODE.search(said)) and code[1] in _BY_CODE:
        return _BY_CODE[code[1]]
    if isinstance(error, IMAP4.abort):
        return "not_understood" if said.startswith(_NO_IMAP) else "cut"
    if at_login:
        return "wrong_password" if _WRONG_PASSWORD.search(said) else "login_refused"
    return "not_understood"


def wait_seconds(kind: Kind, *, failures: int, luck: float) -> float:
    """The pause after so many failures in a row; `luck` in [0, 1) spreads those who failed together."""
    doubled: float = TROUBLES[kind].first_wait_seconds * 2 ** min(max(failures, 1) - 1, 12)
    return min(doubled, LONGEST_WAIT_SECONDS) * (0.5 + luck)


# So long a part of a password is enough of it.
_TELLING = 8


def without_secret(said: str, secret: str) -> str:
    """A server's words; "" where they repeat what it was shown to sign in, or a part of it, plain or coded, as some
    servers do with a command that they do not know."""
    folded = said.casefold()
    for form in _forms(secret):
        pieces = range(max(len(form) - _TELLING, 0) + 1)
        if any(form[start : start + _TELLING].casefold() in folded for start in pieces):
            return ""
    return said


def _forms(secret: str) -> list[str]:
    """As it is, and as it stands within a longer text in base64, wherever it begins there."""
    forms = [secret] if secret else []
    for before in range(3):
        coded = b64encode(b"\0" * before + secret.encode()).decode("ascii").rstrip("=")
        inner = coded[(8 * before + 5) // 6 : -1]
        if len(inner) >= _TELLING:
            forms.append(inner)
    return forms


def printable(said: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in said)[:300].strip()
