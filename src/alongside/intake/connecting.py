"""Work behind the page that connects a mailbox: look for its servers, try them, and keep what works.

Nothing is asked of anybody before a member has pressed a button, and nothing is saved before it was tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings as django_settings

from alongside.channels.discovery.client import Network, find
from alongside.channels.discovery.names import Names
from alongside.channels.imap.certificate import Shown, read_certificate
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server, shown_by
from alongside.channels.smtp.client import Credentials, certificate_of, try_out
from alongside.channels.smtp.trouble import SmtpError
from alongside.connections import attempts
from alongside.connections.attempts import State
from alongside.connections.mailboxes import MailboxesError
from alongside.connections.models import Attempt
from alongside.intake.mailboxes import test_server
from alongside.jobs.registry import job

QUEUE = "connect"


@job(label="Finding a mailbox’s settings", queue=QUEUE, attempts=2)
def find_settings(attempt_id: int) -> None:
    attempt = Attempt.objects.filter(pk=attempt_id, state=State.FINDING).first()
    if attempt is None:
        return
    network = Network(Names(django_settings.DNS_SERVER))
    attempts.note_found(attempt, find(attempt.address, network=network, tell=_saying(attempt)))


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


def _try(attempt: Attempt) -> None:
    settings, password = attempts.settings_of(attempt), attempts.secret_of(attempt)
    if settings is None or password is None:
        return attempts.note_trouble(attempt, MailboxError("secret_lost"), side="reading")
    try:
        folders = test_server(settings.reading, password, tell=_saying(attempt))
    except MailboxError as error:
        return attempts.note_trouble(attempt, error, side="reading", shown=_shown(settings.reading, error))
    attempts.say(attempt, f"Signed in; it has {len(folders)} folders")
    if settings.sending is not None and not _may_send(attempt, settings.sending, password):
        return None
    try:
        attempts.finish(attempt, password)
    except MailboxesError:
        attempts.note_taken(attempt)


def _may_send(attempt: Attempt, server: Server, password: str) -> bool:
    """Signs in there as well, and sends nothing. A server that was only guessed and is not there is left out."""
    attempts.say(attempt, f"Signing in at {server.host}, to send from there")
    try:
        try_out(_pinned_as_reading(attempt, server), Credentials(password))
    except SmtpError as error:
        if attempt.via == "guess" and error.kind in ("host_unknown", "cannot_connect", "timed_out"):
            attempts.only_read(attempt)
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
    attempts.pin_sending(attempt, accepted)
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
