"""A connection and a password or token in, the same connection signed in; never a password without TLS."""

from __future__ import annotations

import imaplib
import ssl

from msgspec import Struct

from alongside.channels.imap.trouble import NONSENSE, MailboxError, without_secret
from alongside.channels.imap.wire import Server, Wire, as_trouble, hang_up


class AccessToken(Struct, frozen=True):
    """In place of a password: what a provider's sign-in gave, good for an hour or so."""

    value: str


Credential = str | AccessToken


def sign_in(wire: Wire, server: Server, credential: Credential) -> None:
    """AUTHENTICATE PLAIN where it is offered (RFC 4616 takes any letter), else LOGIN; raises MailboxError.

    A connection that is not signed in is closed.
    """
    is_token = isinstance(credential, AccessToken)
    secret = credential.value if isinstance(credential, AccessToken) else credential
    try:
        _sign_in(wire, server, credential)
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        hang_up(wire)
        trouble = as_trouble(error, at_login=True, is_token=is_token)
        raise MailboxError(trouble.kind, without_secret(trouble.said, secret)) from None
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
