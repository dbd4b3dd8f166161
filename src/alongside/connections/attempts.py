"""A mailbox on its way to being connected: begun, found, tried, troubled, done; each for the member who began it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.utils import timezone
from msgspec.structs import asdict

from alongside.accounts.models import Member
from alongside.channels.discovery.client import known
from alongside.channels.discovery.providers import providers
from alongside.channels.discovery.rules import Found
from alongside.channels.imap.certificate import Shown
from alongside.channels.imap.trouble import TROUBLES, MailboxError, Trouble
from alongside.channels.oauth.rules import Tokens, address_for, new_nonce
from alongside.channels.smtp.trouble import TROUBLES as SENDING
from alongside.channels.smtp.trouble import SmtpError
from alongside.clients.models import Client
from alongside.connections.attempt_settings import Settings, note_settings, row_of, server_at, settings_of
from alongside.connections.mailboxes import (
    Wanted,
    change_server,
    connect_mailbox,
    server_of,
)
from alongside.connections.models import Attempt, Mailbox
from alongside.connections.outgoing import forget_outgoing, outgoing_of, sending_server, set_outgoing
from alongside.connections.sealing import SealingError, seal, unseal
from alongside.connections.sign_in import forget_sign_in, keep_sign_in, registered_at, sign_in_of

State = Attempt.State
Side = Literal["reading", "sending"]
KEPT_FOR = timedelta(hours=1)
# Work that has said nothing for so long is over, whatever its row says.
SILENT_FOR = timedelta(minutes=3)
# With these, what was typed is good for another try once the certificate is accepted.
_CERTIFICATE = ("certificate_untrusted", "certificate_changed")
_SENDING_STEP = "Correct the server to send through below, or keep the mailbox for reading alone."
TAKEN = "taken"
TAKEN_BEFORE = "taken_before"
_IS_TAKEN = Trouble("This mailbox is connected already.", "There is nothing left to do here.", stops=True)
_WAS_TAKEN = Trouble(
    "A colleague had this mailbox connected before, and what came from it then is hers to see.",
    "Ask her to connect it again, or an owner to hand her work over.",
    stops=True,
)


def begin(
    member: Member, address: str, *, client: Client | None = None, mailbox: Mailbox | None = None
) -> Attempt:
    forget_left_lying()
    return Attempt.objects.create(
        member=member, client=client, mailbox=mailbox, address=address, state=State.ASKING
    )


def forget_left_lying() -> int:
    """With what was typed there; returns how many."""
    return Attempt.objects.filter(moved_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def next_forgetting_at() -> datetime | None:
    oldest = Attempt.objects.order_by("moved_at").values_list("moved_at", flat=True).first()
    return oldest + KEPT_FOR if oldest else None


def begin_again(member: Member, mailbox: Mailbox, *, keeps_secret: bool = False) -> Attempt:
    """For a mailbox that is connected: its settings stand, its password only where a certificate is looked at."""
    attempt = begin(member, mailbox.connection.label, mailbox=mailbox, client=mailbox.connection.owner_client)
    signed_in, known_as = sign_in_of(mailbox), known(attempt.address)
    attempt.provider = known_as.provider if known_as else ""
    if keeps_secret:
        attempt.sealed_secret, attempt.is_signed_in = bytes(mailbox.sealed_secret), signed_in is not None
    _prepare_sign_in(attempt, signed_in.provider if signed_in else _sign_in_at(attempt.provider))
    attempt.save()
    outgoing = outgoing_of(mailbox)
    sending = sending_server(outgoing) if outgoing else None
    note_settings(attempt, Settings(server_of(mailbox), sending))
    return attempt


def attempt_for(member: Member, number: int) -> Attempt | None:
    return Attempt.objects.filter(pk=number, member=member).select_related("client", "mailbox").first()


def look(attempt: Attempt) -> None:
    """Somebody goes and asks now."""
    attempt.state, attempt.doing = State.FINDING, ""
    attempt.save(update_fields=["state", "doing", "moved_at"])


def note_found(attempt: Attempt, found: Found | None) -> None:
    attempt.state, attempt.doing = State.ASKING, ""
    attempt.via, attempt.source, attempt.provider = (
        (found.via, found.source[:300], found.provider) if found else ("nothing", "", "")
    )
    if found is not None:
        attempt.reading = row_of(server_at(found.imap))
        attempt.sending = row_of(server_at(found.smtp)) if found.smtp else {}
        _prepare_sign_in(attempt, _sign_in_at(found.provider))
    attempt.save()


def _sign_in_at(provider: str) -> str:
    known_one = providers().get(provider)
    return known_one.sign_in_at if known_one else ""


def _prepare_sign_in(attempt: Attempt, key: str) -> None:
    """A state and a verifier for one sign-in, should she choose it."""
    attempt.sign_in_at, attempt.nonce, attempt.sealed_verifier = "", "", None
    if key and registered_at(key) is not None:
        attempt.sign_in_at, attempt.nonce, attempt.sealed_verifier = key, new_nonce(), seal(new_nonce())


def sign_in_address(attempt: Attempt, *, redirect: str) -> str:
    """Where she signs in; "" where that is not possible."""
    registered = registered_at(attempt.sign_in_at) if attempt.sign_in_at else None
    verifier = _opened(attempt.sealed_verifier)
    if registered is None or not verifier:
        return ""
    return address_for(
        registered.provider,
        registered.client,
        redirect=redirect,
        state=attempt.nonce,
        verifier=verifier,
        login_hint=attempt.address,
    )


def attempt_by_state(member: Member, state: str) -> Attempt | None:
    """Whoever comes back from a provider: only to what this member began, and only once."""
    if not state or len(state) > 64:
        return None
    fresh = timezone.now() - KEPT_FOR
    found = Attempt.objects.filter(member=member, nonce=state, moved_at__gte=fresh)
    return found.select_related("client", "mailbox").first()


def come_back(attempt: Attempt, code: str) -> None:
    """She signed in and agreed: the code is to be redeemed now. Its state is used up."""
    attempt.nonce, attempt.sealed_code, attempt.is_signed_in = "", seal(code), False
    start(attempt)


def code_of(attempt: Attempt) -> tuple[str, str]:
    """Code and verifier, once; each "" where there is none."""
    code, verifier = _opened(attempt.sealed_code), _opened(attempt.sealed_verifier)
    attempt.sealed_code = attempt.sealed_verifier = None
    attempt.save(update_fields=["sealed_code", "sealed_verifier", "moved_at"])
    return code, verifier


def note_signed_in(attempt: Attempt, tokens: Tokens) -> None:
    """For as long as trying it goes on."""
    attempt.is_signed_in = True
    if tokens.refresh:
        attempt.sealed_secret = seal(tokens.refresh)
    attempt.save(update_fields=["is_signed_in", "sealed_secret", "moved_at"])


def _opened(sealed: bytes | memoryview[int] | None) -> str:
    if sealed is None:
        return ""
    try:
        return unseal(bytes(sealed))
    except SealingError:
        return ""


def start(attempt: Attempt, *, password: str = "") -> None:
    """Somebody tries it now, with this password or the one from before."""
    if password:
        attempt.sealed_secret, attempt.is_signed_in = seal(password), False
    attempt.state, attempt.doing, attempt.shown = State.TRYING, "", {}
    attempt.trouble = attempt.trouble_said = attempt.trouble_with = ""
    attempt.save()


def secret_of(attempt: Attempt) -> str | None:
    """What was typed, or the refresh token; None when it has to be given again."""
    return _opened(attempt.sealed_secret) or None


def say(attempt: Attempt, words: str) -> None:
    """What is being done now."""
    Attempt.objects.filter(pk=attempt.pk).update(doing=words[:300], moved_at=timezone.now())


def note_trouble(
    attempt: Attempt, error: MailboxError | SmtpError, *, side: Side, shown: Shown | None = None
) -> None:
    """It waits for the member. A password that was refused goes; it stays where trying again may do, a certificate
    is to be accepted, or the mailbox may be read without being written from."""
    attempt.state, attempt.doing = State.ASKING, ""
    attempt.trouble, attempt.trouble_said, attempt.trouble_with = error.kind, error.said, side
    attempt.shown = asdict(shown) if shown else {}
    if isinstance(error, MailboxError) and error.trouble.stops and error.kind not in _CERTIFICATE:
        attempt.sealed_secret, attempt.is_signed_in = None, False
    if not attempt.nonce:
        _prepare_sign_in(attempt, attempt.sign_in_at)
    attempt.save()


def note_taken(attempt: Attempt, *, is_before: bool = False) -> None:
    """Somebody else connected it meanwhile, or had it before."""
    attempt.state, attempt.doing, attempt.sealed_secret = State.ASKING, "", None
    kind = TAKEN_BEFORE if is_before else TAKEN
    attempt.trouble, attempt.trouble_said, attempt.trouble_with = kind, "", "reading"
    attempt.save()


def trouble_of(attempt: Attempt) -> Trouble | None:
    if attempt.trouble in (TAKEN, TAKEN_BEFORE):
        return _IS_TAKEN if attempt.trouble == TAKEN else _WAS_TAKEN
    if attempt.trouble_with == "sending":
        found = next((one for kind, one in SENDING.items() if kind == attempt.trouble), None)
        # What is said there of a letter is not said here, where there is none.
        if found is None:
            return None
        return Trouble(f"{found.sentence.partition('. ')[0].rstrip('.')}.", _SENDING_STEP)
    return next((trouble for kind, trouble in TROUBLES.items() if kind == attempt.trouble), None)


def finish(attempt: Attempt, secret: str, *, tokens: Tokens | None = None) -> Mailbox:
    """Connected, or connected anew, with a password or by what a sign-in gave; raises MailboxesError when somebody
    else connected it meanwhile."""
    settings = settings_of(attempt)
    assert settings is not None
    with transaction.atomic():
        mailbox = _connected(attempt, settings, secret)
        if tokens is not None:
            keep_sign_in(mailbox, attempt.sign_in_at, replace(tokens, refresh=tokens.refresh or secret))
        else:
            forget_sign_in(mailbox)
        if settings.sending is not None:
            set_outgoing(mailbox, settings.sending)
        else:
            forget_outgoing(mailbox)
        attempt.mailbox, attempt.state, attempt.doing = mailbox, State.DONE, ""
        attempt.sealed_secret = attempt.sealed_verifier = attempt.sealed_code = None
        attempt.nonce = ""
        attempt.save()
    return mailbox


def _connected(attempt: Attempt, settings: Settings, secret: str) -> Mailbox:
    if attempt.mailbox is None:
        return connect_mailbox(
            attempt.member, Wanted(attempt.address, settings.reading, secret, attempt.client)
        )
    change_server(attempt.mailbox, settings.reading, secret)
    return attempt.mailbox


def is_at_work(attempt: Attempt) -> bool:
    is_busy = attempt.state in (State.FINDING, State.TRYING)
    return is_busy and timezone.now() - attempt.moved_at < SILENT_FOR
