"""What a server said of a letter in, the rows that say so out. Each within one short transaction."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from alongside.channels.smtp.client import Result
from alongside.channels.smtp.trouble import TRIED_FOR_SECONDS, TROUBLES, Kind, wait_seconds
from alongside.connections.models import Outgoing
from alongside.connections.outgoing import provider_files_sent
from alongside.live.actions import tell
from alongside.outbox.models import Attempt, CopyState, Letter, LetterState, Recipient, RecipientState
from alongside.outbox.states import state_of

OPEN = (RecipientState.WAITING, RecipientState.LATER)
# What the server says of the letter itself, whoever it goes to.
_NO_FOR_ALL = ("sender_refused", "content_refused", "too_large")
_OUTCOMES = {
    "accepted": Attempt.Outcome.ACCEPTED,
    "refused": Attempt.Outcome.REFUSED,
    "maybe": Attempt.Outcome.CUT,
    "not_begun": Attempt.Outcome.NOT_BEGUN,
}


def hold(letter_id: int) -> Letter:
    """Its row, which nobody else changes until the transaction ends."""
    rows = Letter.objects.defer("raw")
    # SQLite holds the whole database by IMMEDIATE.
    return (rows.select_for_update() if connection.vendor == "postgresql" else rows).get(pk=letter_id)


def begin(attempt_id: int, letter_id: int, lease: str, recipients: list[int], now: datetime) -> bool:
    """Written before the content goes out; False when the letter is not this worker's any more."""
    with transaction.atomic(durable=True):
        if not Letter.objects.filter(pk=letter_id, lease=lease, lease_ends_at__gt=now).exists():
            return False
        letter = hold(letter_id)
        if letter.lease != lease:
            return False
        Attempt.objects.filter(pk=attempt_id).update(data_at=now, recipients=recipients)
    return True


def settle(attempt: Attempt, result: Result, people: dict[str, Recipient], now: datetime) -> Letter:
    """Whoever handed it over knows best: what he says holds, also when somebody had given him up meanwhile."""
    with transaction.atomic():
        letter = hold(attempt.letter_id)
        outcome = _OUTCOMES[result.stage]
        Attempt.objects.filter(pk=attempt.pk).update(outcome=outcome, ended_at=now)
        _note_refusals(result, people)
        _note_others(result, people)
        is_ours = letter.lease in ("", attempt.lease)
        if is_ours:
            _set_state(letter, result, now)
        return letter


def _note_refusals(result: Result, people: dict[str, Recipient]) -> None:
    for refusal in result.refused:
        state = RecipientState.REFUSED if refusal.is_permanent else RecipientState.LATER
        Recipient.objects.filter(pk=people[refusal.address].pk).update(
            state=state, code=refusal.code, said=refusal.said
        )


def _note_others(result: Result, people: dict[str, Recipient]) -> None:
    """Of those whom the letter went out for."""
    if result.stage in ("accepted", "maybe"):
        state = RecipientState.ACCEPTED if result.stage == "accepted" else RecipientState.MAYBE
        some = Recipient.objects.filter(pk__in=[people[address].pk for address in result.accepted])
        some.update(state=state, code=result.code, said=result.said)
    elif result.trouble in _NO_FOR_ALL:
        others = Recipient.objects.filter(pk__in=[one.pk for one in people.values()], state__in=OPEN)
        others.update(state=RecipientState.REFUSED, code=result.code, said=result.said)


def _set_state(letter: Letter, result: Result, now: datetime) -> None:
    """The letter's own row after its recipients': done with, to be tried again, or to be looked at."""
    kind, due_at = _what_next(letter, result, now)
    if kind == "tried_too_long":
        letter.recipients.filter(state=RecipientState.LATER).update(state=RecipientState.REFUSED)
    if due_at is None:
        remember_maybe(letter)
    states = list(letter.recipients.values_list("state", flat=True))
    values: dict[str, Any] = {
        "state": state_of(states, is_tried_again=due_at is not None),
        "due_at": due_at,
        "trouble": kind,
        "said": result.said if kind else "",
        "lease": "",
        "lease_ends_at": None,
    }
    if result.stage == "accepted":
        values["sent_at"] = letter.sent_at or now
        if letter.copy == CopyState.NONE:
            values["copy"] = copy_wanted(letter)
    _write(letter, values)


def remember_maybe(letter: Letter) -> None:
    """Whoever may have it from before still may, however the second try ended."""
    unsure = letter.recipients.filter(asked_again__gt=0).exclude(state=RecipientState.ACCEPTED)
    unsure.update(state=RecipientState.MAYBE)


def _what_next(letter: Letter, result: Result, now: datetime) -> tuple[Kind | str, datetime | None]:
    """Why it is not done with yet, and when it is tried again by itself."""
    is_left = letter.recipients.filter(state__in=OPEN).exists()
    kind: Kind | str = result.trouble
    if result.stage == "maybe" or not is_left:
        return ("" if result.stage == "accepted" else kind or "nobody_accepted"), None
    if letter.recipients.filter(state=RecipientState.MAYBE).exists():
        return "maybe_sent", None
    if result.stage == "accepted" or kind == "nobody_accepted":
        kind = "later"
    trouble = next(trouble for name, trouble in TROUBLES.items() if name == kind)
    if trouble.stops:
        return kind, None
    if now - letter.send_at > timedelta(seconds=TRIED_FOR_SECONDS):
        return "tried_too_long", None
    luck = random.random()  # noqa: S311 - spreads, hides nothing
    wait = wait_seconds(kind, failures=letter.attempts, luck=luck)  # type: ignore[arg-type]
    return kind, now + timedelta(seconds=wait)


def copy_wanted(letter: Letter) -> CopyState:
    """Whether somebody has to put a copy into the mailbox's own folder."""
    outgoing = Outgoing.objects.filter(mailbox_id=letter.connection_id).first()
    is_by_provider = outgoing is not None and provider_files_sent(outgoing)
    return CopyState.BY_PROVIDER if is_by_provider else CopyState.DUE


def stop_with(letter: Letter, kind: Kind, lease: str) -> None:
    """Nothing was handed over, and nothing is tried before a member has done something."""
    with transaction.atomic(durable=True):
        row = hold(letter.pk)
        if row.lease != lease:
            return
        remember_maybe(row)
        states = list(row.recipients.values_list("state", flat=True))
        state = state_of(states, is_tried_again=False)
        _write(row, {"state": state, "due_at": None, "trouble": kind, "lease": "", "lease_ends_at": None})


def give_up(letter_id: int, lease: str, now: datetime) -> bool:
    """Whoever sent it fell silent: what was on its way may have been sent, all else is due again.

    True when it is due. Nothing happens when somebody else saw to it before.
    """
    with transaction.atomic():
        letter = hold(letter_id)
        if letter.lease != lease or letter.lease_ends_at is None or letter.lease_ends_at > now:
            return False
        open_ones = Attempt.objects.filter(letter=letter, lease=lease, outcome=Attempt.Outcome.UNKNOWN)
        on_its_way = open_ones.filter(data_at__isnull=False).first()
        open_ones.filter(data_at=None).update(outcome=Attempt.Outcome.NOT_BEGUN, ended_at=now)
        values: dict[str, Any] = {"lease": "", "lease_ends_at": None}
        if on_its_way is not None:
            Recipient.objects.filter(pk__in=on_its_way.recipients).update(state=RecipientState.MAYBE)
            values |= {"trouble": "maybe_sent", "said": "", "due_at": None}
        else:
            values |= {"due_at": now}
        states = list(letter.recipients.values_list("state", flat=True))
        state = state_of(states, is_tried_again=on_its_way is None)
        _write(letter, {**values, "state": state})
        return on_its_way is None


def note_found(letter_id: int, now: datetime) -> None:
    """It stands in Sent, so the server took it; whom it was not handed over for is asked for again."""
    with transaction.atomic(durable=True):
        letter = hold(letter_id)
        if letter.state != LetterState.MAYBE_SENT:
            return
        letter.recipients.filter(state=RecipientState.MAYBE).update(state=RecipientState.ACCEPTED)
        states = list(letter.recipients.values_list("state", flat=True))
        is_left = not set(OPEN).isdisjoint(states)
        _write(
            letter,
            {
                "state": state_of(states, is_tried_again=is_left),
                # A job comes with the next round of `sending.recover`.
                "due_at": now if is_left else None,
                "sent_at": now,
                "looked_at": now,
                "copy": CopyState.DONE,
                "trouble": "",
                "said": "",
            },
        )


def _write(letter: Letter, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(letter, name, value)
    letter.save(update_fields=list(values))
    tell("outbox", letter.pk)
