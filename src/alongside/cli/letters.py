"""`alongside letters`: what was written here and what became of it; where a mailbox's letters go out."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated, Any

import typer
from django.utils import timezone
from msgspec.structs import asdict

from alongside.accounts.queries import zone_of
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server
from alongside.channels.smtp.client import Credentials, certificate_of, try_out
from alongside.channels.smtp.trouble import TROUBLES, SmtpError
from alongside.cli._output import ATTENTION, AsJson, emit, fail, table, words
from alongside.cli._practice import ready, typed_password
from alongside.connections.mailboxes import find_mailbox_for
from alongside.connections.outgoing import own_credentials, set_outgoing
from alongside.outbox.errors import OutboxError
from alongside.outbox.letters import send_again as ask_again
from alongside.outbox.queries import letter_for, letters_for
from alongside.outbox.states import TO_LOOK_AT

PORTS = {"tls": 465, "starttls": 587, "none": 25}
letters = typer.Typer(no_args_is_help=True, help="Letters written here, and what became of them.")


@letters.command("list")
def list_(as_json: AsJson = False) -> None:
    """The newest letters, and what the server said. Ends with 1 when one asks for a decision."""
    member = ready()
    found = letters_for(member)
    emit([asdict(one) for one in found], as_json=as_json, in_words=lambda: _say(found, zone_of(member)))
    if any(one.state in TO_LOOK_AT for one in found):
        raise typer.Exit(ATTENTION)


def _say(found: list[Any], zone: tzinfo) -> None:
    shown = table("letter", "when", "state", "to", "subject")
    for one in found:
        to = ", ".join(recipient.address for recipient in one.recipients)
        when = f"{(one.sent_at or one.send_at).astimezone(zone):%d %b %H:%M}"
        shown.add_row(str(one.id), when, one.state.replace("_", " "), to, one.subject)
    words.print(shown)
    for one in found:
        if one.sentence:
            words.print(
                f"{one.id}: {one.sentence} {one.next_step}", markup=False, highlight=False, soft_wrap=True
            )


@letters.command("send-again")
def send_again(number: Annotated[int, typer.Argument(help="The letter.")], as_json: AsJson = False) -> None:
    """Send a letter again that may have been sent, or could not be. Whoever has it already may get it twice."""
    member = ready()
    try:
        ask_again(member, number, now=timezone.now())
    except OutboxError as error:
        fail(str(error))
    letter = letter_for(member, number)
    document = asdict(letter) if letter is not None else {}
    emit(document, as_json=as_json, in_words=lambda: words.print("It goes out as soon as somebody works."))


@letters.command()
def server(
    address: Annotated[str, typer.Argument(help="The mailbox.")],
    host: Annotated[str, typer.Option(help="The server that takes its letters (SMTP).")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Its port; 465, or 587 with starttls.")] = 0,
    security: Annotated[str, typer.Option(help="tls or starttls.")] = "tls",
    user: Annotated[str, typer.Option(help="The name to sign in with, where it is another.")] = "",
    certificate: Annotated[
        str, typer.Option(help="SHA-256 of the one certificate to accept, for a server of your own.")
    ] = "",
    asks: Annotated[
        bool,
        typer.Option("--password", help="Ask for a password of its own, or read it from standard input."),
    ] = False,
    in_the_open: Annotated[
        bool, typer.Option("--in-the-open", help="Send the password without encryption, for all to read.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say where a mailbox's letters go out. It is tried before it is kept; nothing is sent."""
    if security not in ("tls", "starttls"):
        fail("--security is tls or starttls.")
    mailbox = find_mailbox_for(ready(), address)
    if mailbox is None:
        fail(f"There is no mailbox {address}. `alongside mailbox list` shows those that are connected.")
    kind = "none" if in_the_open else security
    wanted = Server(host, port or PORTS[kind], kind, user or mailbox.user, certificate)  # type: ignore[arg-type]
    password = typed_password() if asks else ""
    try:
        try_out(wanted, Credentials(password=password) if password else own_credentials(mailbox))
    except SmtpError as error:
        _fail_for(error, wanted)
    except MailboxError as error:
        fail(f"{error} {error.trouble.next_step}", code=ATTENTION)
    set_outgoing(mailbox, wanted, password=password)
    document = {"address": mailbox.connection.label, "host": host, "port": wanted.port}
    emit(document, as_json=as_json, in_words=lambda: words.print("Kept. Letters can be written now."))


def _fail_for(error: SmtpError, wanted: Server) -> None:
    said = f" It said: {error.said}" if error.said else ""
    shown = ""
    if error.kind in ("certificate_untrusted", "certificate_changed"):
        shown = f"\nIt shows the certificate {certificate_of(wanted)}."
    fail(f"{error}{said}\n{TROUBLES[error.kind].next_step}{shown}", code=ATTENTION)
