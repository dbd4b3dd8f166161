"""Makes messages, members and practices for tests, in a line each."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from hashlib import blake2b

from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.channels.email.parse import parse
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.intake.actions import Outcome, Received, Unread, receive
from alongside.intake.book import read_book, read_source
from alongside.lib.refusal import RefusalError
from alongside.message import Authentication, ParsedMessage, Party, RawMessage
from alongside.originals.actions import prepare

ME = "me@desk.example"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def owner(email: str = ME) -> Member:
    return Member.objects.filter(email=email).first() or Member.objects.create_member(
        email, role="owner", name="Me"
    )


def assistant(email: str = "ann@desk.example") -> Member:
    return Member.objects.create_member(email, role="assistant", name="Ann")


def mailbox(member: Member | None = None, *, label: str = "Mail", own: Sequence[str] = (ME,)) -> Connection:
    return open_files_source(label, member=member or owner(), own_addresses=own)


def message(
    sender: str,
    *recipients: str,
    subject: str = "Hello",
    text: str = "Hello there.\n",
    hours: float = 0,
    message_id: str = "",
    references: Sequence[str] = (),
    has_one_sender: bool = True,
    nature: str = "personal",
) -> ParsedMessage:
    happened_at = MONDAY + timedelta(hours=hours)
    message_id = message_id or f"{sender}-{subject}-{hours}@id.example"
    key = blake2b(f"{message_id}|{happened_at}|{sender}|{text}".encode(), digest_size=16).digest()
    return ParsedMessage(
        kind="email",
        source_key=key,
        message_id=message_id,
        references=tuple(references),
        subject=subject,
        happened_at=happened_at,
        parties=(
            Party("from", sender, sender.partition("@")[0].title()),
            *(Party("to", address, "") for address in recipients),
        ),
        text=text,
        folds=(),
        has_html=False,
        attachments=(),
        nature=nature,  # type: ignore[arg-type]
        authentications=(),
        has_one_sender=has_one_sender,
        defects=(),
    )


def vouched(one: ParsedMessage, server: str = "mx.desk.example") -> ParsedMessage:
    """The same as if this server had let the sender's domain pass."""
    domain = one.parties[0].address.rpartition("@")[2]
    return replace(one, authentications=(Authentication(server, (domain,)),))


def rewritten(one: ParsedMessage, **changes: object) -> ParsedMessage:
    return replace(one, **changes)  # type: ignore[arg-type]


def arrive(connection: Connection, *outcomes: Outcome, copy: str = "") -> Received:
    """Let messages arrive in one batch; raw bytes are made up, one for each (`copy` makes other bytes)."""
    raws = [RawMessage(f"cur/{_name(one)}{copy}", (_name(one) + copy).encode()) for one in outcomes]
    with prepare([raw.raw for raw in raws]) as prepared:
        known = [item.place is None for item in prepared.items]
        wanted = [None if is_known else one for is_known, one in zip(known, outcomes, strict=True)]
        return receive(
            prepared, raws, wanted, connection=connection, source=read_source(connection), book=read_book()
        )


def arrive_raw(connection: Connection, *raws: bytes) -> Received:
    """Let raw mails arrive as an import does, parsed in this process."""
    messages = [RawMessage(f"cur/{number}", raw) for number, raw in enumerate(raws)]
    with prepare(raws) as prepared:
        outcomes = [
            parse(raw) if item.place is not None else None
            for raw, item in zip(raws, prepared.items, strict=True)
        ]
        return receive(
            prepared,
            messages,
            outcomes,
            connection=connection,
            source=read_source(connection),
            book=read_book(),
        )


def arrive_outcomes(connection: Connection, outcomes: Mapping[bytes, Outcome]) -> Received:
    """Let raw mails arrive with what their parsing gave, whatever is in them."""
    raws = list(outcomes)
    messages = [RawMessage(f"new/{number}", raw) for number, raw in enumerate(raws)]
    with prepare(raws) as prepared:
        return receive(prepared, messages, list(outcomes.values()), connection=connection)


# The smallest picture there is: one transparent pixel.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def rich_mail(message_id: str = "rich@id.example") -> bytes:
    """A mail with plain text, HTML, a picture inside the HTML and a file beside it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Mara Quill <mara@harlow.example>", ME, "The stand"
    mail["Date"], mail["Message-ID"] = "Mon, 02 Mar 2026 09:00:00 +0000", f"<{message_id}>"
    mail.set_content("Here is the plan.\n")
    mail.add_alternative('<p>Here is the <b>plan</b>.</p><img src="cid:plan" alt="The plan">', subtype="html")
    html = mail.get_payload()[1]
    html.add_related(PIXEL, "image", "png", cid="<plan>", disposition="inline", filename="plan.png")
    mail.add_attachment(b"%PDF-1.4 quote", maintype="application", subtype="pdf", filename="quote.pdf")
    return mail.as_bytes()


def _name(one: Outcome) -> str:
    return one.source_key.hex() if isinstance(one, ParsedMessage) else one.reason


class ParsingHere:
    """Stands in for the pool of parser processes: parses in this one. `takes_all`: also what is no mail."""

    def __init__(self, *, takes_all: bool = True) -> None:
        self._takes_all = takes_all

    def map(self, batches: Iterable[Sequence[bytes]]) -> Iterator[list[Outcome]]:
        for batch in batches:
            yield [self._outcome(raw) for raw in batch]

    def _outcome(self, raw: bytes) -> Outcome:
        try:
            return parse(raw, takes_all=self._takes_all)
        except RefusalError as error:
            return Unread(str(error))
