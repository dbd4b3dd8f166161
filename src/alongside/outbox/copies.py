"""A letter that was sent in: into the timeline through intake, once, and a copy in the mailbox's own Sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from alongside.channels.imap.sent import find_in_sent, put_into_sent
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.mailboxes import server_of
from alongside.connections.models import Mailbox
from alongside.connections.sign_in import credential_of
from alongside.intake.actions import Outcome, receive
from alongside.intake.filing import file_under, make_personal
from alongside.intake.importing import Step, parser_pool, spread
from alongside.jobs.errors import JobFailed
from alongside.jobs.registry import job
from alongside.lib.limited import LimitedPool
from alongside.live.actions import tell
from alongside.message import RawMessage
from alongside.originals.actions import sweep
from alongside.originals.queries import find_ids, read
from alongside.outbox.models import CopyState, Letter, LetterState
from alongside.outbox.outcomes import note_found
from alongside.timeline.models import Decision, Filing, Interaction, Revision
from alongside.timeline.rules import hash64

_MOST_ATTEMPTS = 6
_AFTER_SENDING = timedelta(seconds=5)
# The second is for providers that take their time with it.
LOOKS = (timedelta(seconds=15), timedelta(minutes=10))


@job(label="Keeping what was sent", attempts=_MOST_ATTEMPTS)
def keep(letter_id: int) -> None:
    """Safe to run twice: what came in is known by its bytes, and Sent is looked through before."""
    letter = Letter.objects.filter(pk=letter_id).exclude(sent_at=None).first()
    if letter is None:
        return
    if letter.original_id is None:
        with parser_pool(1) as pool:
            bring_in(letter, pool=pool)
    else:
        # It came in when it was sent; whoever brought it in may have been killed before it was filed.
        _filed(letter)
    put_copy(letter)


@job(label="Looking for a letter in Sent", attempts=3)
def look(letter_id: int, times_left: int = 0) -> bool:
    """Whether a letter that may have been sent stands in Sent; nothing is ever sent by this."""
    # Where some had it before, the copy of theirs stands there, and says nothing of the others.
    maybe = Letter.objects.filter(pk=letter_id, state=LetterState.MAYBE_SENT, sent_at=None)
    letter = maybe.first()
    if letter is None:
        return False
    is_there = _is_known(letter) or _is_in_sent(letter)
    Letter.objects.filter(pk=letter.pk).update(looked_at=timezone.now())
    if is_there:
        note_found(letter.pk, timezone.now())
        keep.enqueue(letter.pk)
    elif times_left:
        look_later(letter.pk, times_left - 1)
    tell("outbox", letter.pk)
    return is_there


def look_at(letter_id: int, at: datetime) -> None:
    look.using(run_after=at).enqueue(letter_id)


def look_later(letter_id: int, times_left: int = len(LOOKS) - 1) -> None:
    """In a while, and once more after a longer one."""
    at = timezone.now() + LOOKS[len(LOOKS) - 1 - times_left]
    look.using(run_after=at).enqueue(letter_id, times_left)


def keep_soon(letter_id: int) -> None:
    """In the transaction that says that it was sent; whoever sent it has brought it in by then, unless he died."""
    keep.using(run_after=timezone.now() + _AFTER_SENDING).enqueue(letter_id)


def _is_known(letter: Letter) -> bool:
    """The listener saw the copy before we looked."""
    same = Interaction.objects.filter(message_hash=hash64(letter.message_id), direction="out")
    return same.exists()


def _is_in_sent(letter: Letter) -> bool:
    mailbox = Mailbox.objects.filter(pk=letter.connection_id).first()
    if mailbox is None:
        return False
    try:
        found = find_in_sent(server_of(mailbox), credential_of(mailbox), message_id=letter.message_id)
    except MailboxError as error:
        raise JobFailed(f"{error} So Sent could not be looked through.") from error
    return found is not None


def bring_in(letter: Letter, *, pool: LimitedPool[bytes, Outcome]) -> int | None:
    """The entry it is in the timeline; made now unless it is there. Then its bytes are the original's alone."""
    if letter.original_id is None:
        raw = bytes(letter.raw)
        # An original needs a place; the copy in Sent will be another one of the same.
        step = Step([RawMessage(f"sent from here;{letter.message_id}", raw)])
        results = next(pool.map([step.to_parse()]), []) if any(step.wanted) else []
        with step.lease, transaction.atomic(durable=True):
            outcomes = spread(results, step.wanted)
            received = receive(
                step.prepared, step.batch, outcomes, connection=letter.connection, sent=range(len(step.batch))
            )
            original_id = find_ids([bytes(letter.sha256)]).get(bytes(letter.sha256))
            if original_id is not None:
                letter.original_id, letter.raw = original_id, b""
                letter.save(update_fields=["original", "raw"])
                tell("outbox", letter.pk)
        if received.has_erased:
            sweep()
    return _filed(letter)


def _filed(letter: Letter) -> int | None:
    """Under the client it was written for, also when nobody whom it went to is known there; not where somebody has
    decided about it since."""
    ledger = Revision.objects.filter(original_id=letter.original_id or 0)
    number, key = ledger.values_list("interaction_id", "source_key").first() or (None, b"")
    if number is None or letter.author is None or Decision.objects.filter(source_key=bytes(key)).exists():
        return number
    if letter.is_to_herself:
        make_personal(letter.author, [number])
    if letter.client is None:
        return number
    home = letter.client.joined_into or letter.client
    if not Filing.objects.filter(interaction_id=number, client=home).exists():
        file_under(letter.author, [number], letter.client)
    return number


def put_copy(letter: Letter) -> None:
    """Raises JobFailed as long as trying again may help."""
    mailbox = Mailbox.objects.filter(pk=letter.connection_id).first()
    if letter.copy != CopyState.DUE or mailbox is None:
        return
    raw = _bytes_of(letter)
    try:
        placed = put_into_sent(
            server_of(mailbox),
            credential_of(mailbox),
            raw,
            message_id=letter.message_id,
            sent_at=letter.sent_at or letter.send_at,
        )
    except MailboxError as error:
        _note_no_copy(letter, is_final=letter.copy_attempts + 1 >= _MOST_ATTEMPTS)
        raise JobFailed(
            f"{error} The letter was sent and stands here; only its copy in Sent is missing."
        ) from error
    state = CopyState.DONE if placed is not None else CopyState.FAILED
    Letter.objects.filter(pk=letter.pk).update(copy=state)


def _note_no_copy(letter: Letter, *, is_final: bool) -> None:
    values = {"copy_attempts": letter.copy_attempts + 1}
    Letter.objects.filter(pk=letter.pk).update(**values, copy=CopyState.FAILED if is_final else CopyState.DUE)


def _bytes_of(letter: Letter) -> bytes:
    return bytes(letter.raw) or (read(letter.original_id) if letter.original_id else b"")
