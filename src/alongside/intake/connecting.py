"""Work behind the page that connects a mailbox: look for its servers, try them, and keep what works.

Nothing is asked of anybody before a member has pressed a button, and nothing is saved before it was tried.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings as django_settings
from msgspec import Struct
from msgspec.structs import replace

from alongside.channels.discovery.client import Network, find
from alongside.channels.discovery.names import Names
from alongside.channels.imap.certificate import Shown, read_certificate
from alongside.channels.imap.signing_in import AccessToken, Credential
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server, shown_by
from alongside.channels.oauth.rules import Tokens
from alongside.channels.smtp.client import Credentials, certificate_of, try_out
from alongside.channels.smtp.trouble import SmtpError
from alongside.connections import attempts
from alongside.connections.attempt_settings import hosts_of, only_read, pin_sending, settings_of
from alongside.connections.attempts import State
from alongside.connections.mailboxes import ConnectedBefore, MailboxesError
from alongside.connections.models import Attempt
from alongside.connections.sign_in import redeemed, refreshed, registered_at
from alongside.intake.mailboxes import placing_anew, test_server
from alongside.jobs.registry import job

QUEUE = "connect"
REDIRECT_PATH = "/mailboxes/signed-in/"


@job(label="Finding a mailbox’s settings", queue=QUEUE, attempts=2)
def find_settings(attempt_id: int) -> None:
    attempt = Attempt.objects.filter(pk=attempt_id, state=State.FINDING).first()
    if attempt is None:
        return
    network = Network(Names(django_settings.DNS_SERVER))
    try:
        found = find(attempt.address, network=network, tell=_saying(attempt))
    except Exception:
        # What was not found is typed by hand; the log says what this stumbled over.
        attempts.note_found(attempt, None)
        raise
    attempts.note_found(attempt, found)


@job(label="Trying a mailbox", queue=QUEUE, attempts=2)
def try_settings(attempt_id: int) -> None:
    """Saved when all of it works; else it waits for the member, with what is in the way."""
    attempt = Attempt.objects.filter(pk=attempt_id, state=State.TRYING).select_related("mailbox").first()
    if attempt is None:
        return
    try:
        _try(attempt)
    except Exception:
        attempts.note_trouble(attempt, MailboxError("own_fault"), side="reading")
        raise


class _Given(Struct, frozen=True):
    """What is shown to the servers, and what is kept: a password, or a refresh token."""

    secret: str
    tokens: Tokens | None = None

    @property
    def for_reading(self) -> Credential:
        return AccessToken(self.tokens.access) if self.tokens else self.secret

    @property
    def for_sending(self) -> Credentials:
        return Credentials(token=self.tokens.access) if self.tokens else Credentials(password=self.secret)


@job(label="Forgetting mailboxes that were not connected", queue=QUEUE, attempts=2)
def forget_left_lying() -> int:
    return attempts.forget_left_lying()


def _try(attempt: Attempt) -> None:
    settings = settings_of(attempt)
    try:
        given = _given(attempt)
        if settings is None:
            raise MailboxError("host_unknown")
        folders = test_server(settings.reading, given.for_reading, tell=_saying(attempt))
    except MailboxError as error:
        shown = _shown(settings.reading, error) if settings else None
        return attempts.note_trouble(attempt, error, side="reading", shown=shown)
    attempts.say(attempt, f"Signed in; it has {len(folders)} folders")
    if settings.sending is not None and not _may_send(attempt, settings.sending, given):
        return None
    try:
        with placing_anew(attempt.address):
            attempts.finish(attempt, given.secret, tokens=given.tokens)
    except MailboxesError as error:
        attempts.note_taken(attempt, is_before=isinstance(error, ConnectedBefore))


def _given(attempt: Attempt) -> _Given:
    """Raises MailboxError."""
    code, verifier = attempts.code_of(attempt)
    if not code and not attempt.is_signed_in:
        if (password := attempts.secret_of(attempt)) is None:
            raise MailboxError("secret_lost")
        return _Given(password)
    registered = registered_at(attempt.sign_in_at)
    if registered is None:
        raise MailboxError("sign_in_unknown")
    # A token opens the whole mailbox: it is shown to the provider's own servers and to nobody else.
    if not hosts_of(attempt) <= registered.provider.hosts:
        raise MailboxError("no_sign_in")
    attempts.say(attempt, f"Asking {registered.provider.name} for what the mail server wants to see")
    if code:
        tokens = redeemed(registered, code=code, redirect=redirect_address(), verifier=verifier)
        attempts.note_signed_in(attempt, tokens)
        return _Given(tokens.refresh, tokens)
    if (before := attempts.secret_of(attempt)) is None:
        raise MailboxError("sign_in_again")
    tokens = refreshed(registered, before)
    attempts.note_signed_in(attempt, tokens)
    return _Given(tokens.refresh or before, tokens)


def redirect_address() -> str:
    """Where providers send her back to; it is registered with them, letter by letter."""
    return f"{django_settings.BASE_URL}{REDIRECT_PATH}"


def _may_send(attempt: Attempt, server: Server, given: _Given) -> bool:
    """Signs in there as well, and sends nothing. A server that was only guessed and is not there is left out."""
    attempts.say(attempt, f"Signing in at {server.host}, to send from there")
    try:
        try_out(_pinned_as_reading(attempt, server), given.for_sending)
    except SmtpError as error:
        if attempt.via == "guess" and error.kind in ("host_unknown", "cannot_connect", "timed_out"):
            only_read(attempt)
            return True
        attempts.note_trouble(attempt, error, side="sending", shown=_shown_sending(server, error))
        return False
    return True


def _pinned_as_reading(attempt: Attempt, server: Server) -> Server:
    """The same machine with the same certificate need not be accepted by hand twice."""
    accepted = str(attempt.reading.get("certificate", ""))
    if server.certificate or not accepted or server.host != attempt.reading.get("host"):
        return server
    if certificate_of(server) != accepted:
        return server
    pin_sending(attempt, accepted)
    return replace(server, certificate=accepted)


def _shown_sending(server: Server, error: SmtpError) -> Shown | None:
    if error.kind not in ("certificate_untrusted", "certificate_changed"):
        return None
    try:
        return Shown(certificate_of(server), "", "", "")
    except SmtpError:
        return None


def _saying(attempt: Attempt) -> Callable[[str], None]:
    return lambda words: attempts.say(attempt, words)


def _shown(server: Server, error: MailboxError) -> Shown | None:
    """What a person needs to accept a certificate by hand; None where that is not the trouble."""
    if error.kind not in ("certificate_untrusted", "certificate_changed"):
        return None
    try:
        return read_certificate(shown_by(server))
    except MailboxError:
        return None
