"""Where a mailbox's letters go out: its provider's SMTP server, with the mailbox's own password or another."""

from __future__ import annotations

from alongside.channels.imap.signing_in import AccessToken
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Security, Server, normal_fingerprint
from alongside.channels.smtp.client import Credentials
from alongside.connections.models import Mailbox, Outgoing
from alongside.connections.sealing import SealingError, seal, unseal
from alongside.connections.sign_in import credential_of

# These put a copy of all that goes out through them into Sent by themselves; another would be a second one.
_FILES_SENT = (
    "gmail.com",
    "googlemail.com",
    "google.com",
    "office365.com",
    "outlook.com",
    "hotmail.com",
    "outlook.office.com",
)
_SECURITIES: dict[str, Security] = {"tls": "tls", "starttls": "starttls", "none": "none"}


def set_outgoing(mailbox: Mailbox, server: Server, *, password: str = "") -> Outgoing:
    """`server.user` of "" and an empty password: the mailbox's own. Nothing is asked of the server."""
    made, _ = Outgoing.objects.update_or_create(
        mailbox=mailbox,
        defaults={
            "host": server.host,
            "port": server.port,
            "security": server.security,
            "user": "" if server.user == mailbox.user else server.user,
            "certificate": normal_fingerprint(server.certificate)[:64],
            "sealed_secret": seal(password) if password else None,
        },
    )
    return made


def forget_outgoing(mailbox: Mailbox) -> None:
    """The mailbox is only read from then on."""
    Outgoing.objects.filter(mailbox=mailbox).delete()


def set_files_sent(mailbox: Mailbox, files_sent: bool | None) -> None:
    """Whether the provider itself puts what was sent into Sent; None: as its host's name says."""
    Outgoing.objects.filter(mailbox=mailbox).update(files_sent=files_sent)


def outgoing_of(mailbox: Mailbox) -> Outgoing | None:
    return Outgoing.objects.filter(mailbox=mailbox).first()


def sending_server(outgoing: Outgoing) -> Server:
    security = _SECURITIES.get(outgoing.security, "tls")
    user = outgoing.user or outgoing.mailbox.user
    may_be_inside = outgoing.mailbox.may_be_inside
    return Server(outgoing.host, outgoing.port, security, user, outgoing.certificate, may_be_inside)


def sending_credentials(outgoing: Outgoing) -> Credentials:
    """For the one who signs in, and for nobody to look at; raises MailboxError."""
    if outgoing.sealed_secret is None:
        return own_credentials(outgoing.mailbox)
    try:
        return Credentials(password=unseal(bytes(outgoing.sealed_secret)))
    except SealingError as error:
        raise MailboxError("secret_lost") from error


def own_credentials(mailbox: Mailbox) -> Credentials:
    """Those that it is read with; raises MailboxError."""
    given = credential_of(mailbox)
    return Credentials(token=given.value) if isinstance(given, AccessToken) else Credentials(password=given)


def provider_files_sent(outgoing: Outgoing) -> bool:
    if outgoing.files_sent is not None:
        return outgoing.files_sent
    host = outgoing.host.lower().rstrip(".")
    return any(host == name or host.endswith(f".{name}") for name in _FILES_SENT)
