"""A mailbox on its way to being connected: begun, found, tried, troubled, done; each for the member who began it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.channels.discovery.rules import Found, Place
from alongside.channels.imap.certificate import Shown
from alongside.channels.imap.trouble import TROUBLES, MailboxError, Trouble
from alongside.channels.imap.wire import Server
from alongside.channels.smtp.trouble import TROUBLES as SENDING
from alongside.channels.smtp.trouble import SmtpError
from alongside.clients.models import Client
from alongside.connections.mailboxes import Wanted, change_server, connect_mailbox, server_of
from alongside.connections.models import Attempt, Mailbox
from alongside.connections.outgoing import forget_outgoing, outgoing_of, sending_server, set_outgoing
from alongside.connections.sealing import SealingError, seal, unseal

State = Attempt.State
Side = Literal["reading", "sending"]
KEPT_FOR = timedelta(hours=1)
# Work that has said nothing for so long is over, whatever its row says.
SILENT_FOR = timedelta(minutes=3)
# With these, what was typed is good for another try once the certificate is accepted.
_CERTIFICATE = ("certificate_untrusted", "certificate_changed")
_SENDING_STEP = "Correct the server to send through below, or keep the mailbox for reading alone."
TAKEN = "taken"
_IS_TAKEN = Trouble("This mailbox is connected already.", "There is nothing left to do here.", stops=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a member says, or was found for her. `sending` None: the mailbox is only read."""

    reading: Server
    sending: Server | None


def begin(
    member: Member, address: str, *, client: Client | None = None, mailbox: Mailbox | None = None
) -> Attempt:
    """Those that were left lying go, with what was typed there."""
    Attempt.objects.filter(moved_at__lt=timezone.now() - KEPT_FOR).delete()
    return Attempt.objects.create(
        member=member, client=client, mailbox=mailbox, address=address, state=State.ASKING
    )


def begin_again(member: Member, mailbox: Mailbox) -> Attempt:
    """For a mailbox that is connected: its settings stand, its password does not."""
    attempt = begin(member, mailbox.connection.label, mailbox=mailbox, client=mailbox.connection.owner_client)
    outgoing = outgoing_of(mailbox)
    sending = sending_server(outgoing) if outgoing else None
    note_settings(attempt, Settings(server_of(mailbox), sending))
    return attempt


def attempt_for(member: Member, number: int) -> Attempt | None:
    return Attempt.objects.filter(pk=number, member=member).select_related("client", "mailbox").first()


def settings_of(attempt: Attempt) -> Settings | None:
    """None as long as nothing is known."""
    if not attempt.reading:
        return None
    sending = _server(attempt.sending, attempt) if attempt.sending else None
    return Settings(_server(attempt.reading, attempt), sending)


def _server(row: dict[str, object], attempt: Attempt) -> Server:
    return Server(**row, may_be_inside=attempt.member.is_owner)  # type: ignore[arg-type]


def _row(server: Server) -> dict[str, object]:
    row = asdict(server)
    row.pop("may_be_inside")
    return row


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
        attempt.reading = _row(_of_place(found.imap))
        attempt.sending = _row(_of_place(found.smtp)) if found.smtp else {}
    attempt.save()


def _of_place(place: Place) -> Server:
    return Server(place.host, place.port, place.security, place.user)


def note_settings(attempt: Attempt, settings: Settings) -> None:
    attempt.reading = _row(settings.reading)
    attempt.sending = _row(settings.sending) if settings.sending else {}
    attempt.save(update_fields=["reading", "sending", "moved_at"])


def start(attempt: Attempt, *, password: str = "") -> None:
    """Somebody tries it now, with this password or the one from before."""
    if password:
        attempt.sealed_secret = seal(password)
    attempt.state, attempt.doing, attempt.shown = State.TRYING, "", {}
    attempt.trouble = attempt.trouble_said = attempt.trouble_with = ""
    attempt.save()


def secret_of(attempt: Attempt) -> str | None:
    """What was typed; None when it has to be typed again."""
    if attempt.sealed_secret is None:
        return None
    try:
        return unseal(bytes(attempt.sealed_secret))
    except SealingError:
        return None


def say(attempt: Attempt, words: str) -> None:
    """What is being done now."""
    Attempt.objects.filter(pk=attempt.pk).update(doing=words[:300], moved_at=timezone.now())


def note_trouble(
    attempt: Attempt, error: MailboxError | SmtpError, *, side: Side, shown: Shown | None = None
) -> None:
    """It waits for the member. The password goes, except where she only has to accept a certificate, or to say
    that the mailbox is to be read without being written from."""
    attempt.state, attempt.doing = State.ASKING, ""
    attempt.trouble, attempt.trouble_said, attempt.trouble_with = error.kind, error.said, side
    attempt.shown = asdict(shown) if shown else {}
    if error.kind not in _CERTIFICATE and side == "reading":
        attempt.sealed_secret = None
    attempt.save()


def note_taken(attempt: Attempt) -> None:
    """Somebody else connected it meanwhile."""
    attempt.state, attempt.doing, attempt.sealed_secret = State.ASKING, "", None
    attempt.trouble, attempt.trouble_said, attempt.trouble_with = TAKEN, "", "reading"
    attempt.save()


def trouble_of(attempt: Attempt) -> Trouble | None:
    if attempt.trouble == TAKEN:
        return _IS_TAKEN
    if attempt.trouble_with == "sending":
        found = next((one for kind, one in SENDING.items() if kind == attempt.trouble), None)
        # What is said there of a letter is not said here, where there is none.
        if found is None:
            return None
        return Trouble(f"{found.sentence.partition('. ')[0].rstrip('.')}.", _SENDING_STEP)
    return next((trouble for kind, trouble in TROUBLES.items() if kind == attempt.trouble), None)


def accept_certificate(attempt: Attempt, fingerprint: str) -> bool:
    """The one that was shown, and no other; False when it is another by now."""
    if not fingerprint or attempt.shown.get("fingerprint") != fingerprint:
        return False
    side = attempt.sending if attempt.trouble_with == "sending" else attempt.reading
    side["certificate"] = fingerprint
    attempt.save(update_fields=["reading", "sending", "moved_at"])
    return True


def pin_sending(attempt: Attempt, fingerprint: str) -> None:
    """The sending server shows the certificate that was accepted for reading."""
    attempt.sending["certificate"] = fingerprint
    attempt.save(update_fields=["sending", "moved_at"])


def only_read(attempt: Attempt) -> None:
    attempt.sending = {}
    attempt.save(update_fields=["sending", "moved_at"])


def finish(attempt: Attempt, password: str) -> Mailbox:
    """Connected, or connected anew; raises MailboxesError when it is connected by somebody else meanwhile."""
    settings = settings_of(attempt)
    assert settings is not None
    with transaction.atomic():
        mailbox = attempt.mailbox
        if mailbox is None:
            wanted = Wanted(attempt.address, settings.reading, password, attempt.client)
            mailbox = connect_mailbox(attempt.member, wanted)
        else:
            change_server(mailbox, settings.reading, password)
        if settings.sending is not None:
            set_outgoing(mailbox, settings.sending)
        else:
            forget_outgoing(mailbox)
        attempt.mailbox, attempt.state, attempt.doing = mailbox, State.DONE, ""
        attempt.sealed_secret = attempt.sealed_verifier = None
        attempt.save()
    return mailbox


def is_at_work(attempt: Attempt) -> bool:
    is_busy = attempt.state in (State.FINDING, State.TRYING)
    return is_busy and timezone.now() - attempt.moved_at < SILENT_FOR
