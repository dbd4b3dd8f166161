"""A letter that is due in, what became of it out: taken by one worker, handed over once, never twice by itself.

That its content goes out is written down before the first byte of it does. So whoever is killed in between
leaves a letter that may have been sent, and nobody sends that again without being asked.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from alongside.channels.imap.trouble import MailboxError
from alongside.channels.smtp.client import Envelope, Limits, Result, sending_kind, transmit
from alongside.connections.models import Outgoing
from alongside.connections.outgoing import sending_credentials, sending_server
from alongside.intake.importing import parser_pool
from alongside.jobs.registry import job
from alongside.live.actions import tell
from alongside.outbox.copies import bring_in, keep_soon, look_later
from alongside.outbox.models import Attempt, Letter, LetterState, Recipient
from alongside.outbox.outcomes import OPEN, begin, give_up, settle, stop_with

logger = logging.getLogger(__name__)

# Whoever is killed is followed after this time at the latest.
LEASE = timedelta(seconds=60)
BEAT_SECONDS = 10.0
# A letter that is due and that no job is about, since that job broke down, is given another.
OVERDUE = timedelta(seconds=60)
LIMITS = Limits()
_BEFORE = (LetterState.WAITING, LetterState.PARTLY_REFUSED)


# More than one attempt, because a second one finds in the letter's own rows how far the first came.
@job(label="Sending a letter", queue="send", attempts=3)
def deliver(letter_id: int) -> str:
    """Hand a letter over if it is due; what became of it stands in its rows. Returns its state.

    What was sent comes in here and now, so that nobody is shown as waiting who has an answer.
    """
    lease = _take(letter_id, timezone.now())
    if lease is not None:
        _hand_over(letter_id, lease)
    sent = Letter.objects.filter(pk=letter_id, sent_at__isnull=False, original=None).first()
    if sent is not None:
        with parser_pool(1) as pool:
            bring_in(sent, pool=pool)
    return Letter.objects.filter(pk=letter_id).values_list("state", flat=True).first() or ""


def deliver_at(letter_id: int, at: datetime) -> None:
    """In the transaction that made it due."""
    deliver.using(run_after=at).enqueue(letter_id)


def _take(letter_id: int, now: datetime) -> str | None:
    """A lease on it, for one worker, whoever asks; None when it is not due or somebody else has it."""
    lease = secrets.token_hex(16)
    due = Letter.objects.filter(pk=letter_id, due_at__lte=now, state__in=_BEFORE, lease="")
    taken = {"lease": lease, "lease_ends_at": now + LEASE, "state": LetterState.SENDING}
    with transaction.atomic():
        if due.update(**taken, attempts=F("attempts") + 1) != 1:
            return None
        tell("outbox", letter_id)
    return lease


def _hand_over(letter_id: int, lease: str) -> None:
    letter = Letter.objects.select_related("connection").get(pk=letter_id)
    try:
        with _held(letter_id, lease):
            _send(letter, lease)
    except DatabaseError:
        # The lease runs out, and what is known of it then decides.
        raise
    except Exception:
        # Known to be a fault of ours. Once its content was begun, the lease runs out and it may have been sent.
        logger.exception("Letter %s could not be handed over", letter_id)
        if not Attempt.objects.filter(letter=letter, lease=lease, data_at__isnull=False).exists():
            stop_with(letter, "own_fault", lease)
        raise


def _send(letter: Letter, lease: str) -> None:
    outgoing = Outgoing.objects.select_related("mailbox").filter(mailbox_id=letter.connection_id).first()
    if outgoing is None:
        stop_with(letter, "no_server", lease)
        return
    people = {one.address: one for one in letter.recipients.filter(state__in=OPEN).order_by("pk")}
    attempt = Attempt.objects.create(letter=letter, lease=lease)

    def may_begin(accepted: tuple[str, ...]) -> bool:
        numbers = [people[address].pk for address in accepted]
        return begin(attempt.pk, letter.pk, lease, numbers, timezone.now())

    envelope = Envelope(letter.envelope_from, list(people))
    try:
        server, credentials = sending_server(outgoing), sending_credentials(outgoing)
    except MailboxError as error:
        result = Result("not_begun", trouble=sending_kind(error), said=error.said)
    else:
        result = transmit(server, credentials, envelope, bytes(letter.raw), begin=may_begin, limits=LIMITS)
    _write_down(attempt, result, people)


def _write_down(attempt: Attempt, result: Result, people: dict[str, Recipient]) -> None:
    with transaction.atomic(durable=True):
        letter = settle(attempt, result, people, timezone.now())
        if letter.due_at is not None and letter.lease == "":
            deliver_at(letter.pk, letter.due_at)
        if result.stage == "accepted":
            keep_soon(letter.pk)
        elif result.stage == "maybe":
            look_later(letter.pk)


@contextmanager
def _held(letter_id: int, lease: str) -> Iterator[None]:
    """The lease is renewed for as long as the server takes."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(letter_id, lease, ended), name="letter", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep(letter_id: int, lease: str, ended: threading.Event) -> None:
    try:
        while not ended.wait(BEAT_SECONDS):
            try:
                held = Letter.objects.filter(pk=letter_id, lease=lease)
                held.update(lease_ends_at=timezone.now() + LEASE)
            except DatabaseError:
                logger.warning("The lease of letter %s could not be renewed", letter_id)
    finally:
        connection.close()


def recover(now: datetime | None = None) -> int:
    """Letters of workers that were killed, and those that no job is about any more; returns how many there were.

    Looks before it writes, and may run in any number of processes.
    """
    now = now or timezone.now()
    count = 0
    lost = Letter.objects.exclude(lease="").filter(lease_ends_at__lt=now)
    for number, lease in list(lost.values_list("pk", "lease")):
        with transaction.atomic():
            if give_up(number, lease, now):
                deliver_at(number, now)
            elif Letter.objects.filter(pk=number, state=LetterState.MAYBE_SENT).exists():
                look_later(number)
        count += 1
    overdue = Q(due_at__lt=now - OVERDUE, lease="", state__in=_BEFORE)
    for number, due_at in list(Letter.objects.filter(overdue).values_list("pk", "due_at")):
        with transaction.atomic():
            if Letter.objects.filter(overdue, pk=number, due_at=due_at).update(due_at=now) == 1:
                deliver_at(number, now)
                count += 1
    return count
