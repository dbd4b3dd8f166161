"""Letters, sent off and looked after: a member's decisions about them. Carrying them out is `sending`."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from alongside.accounts.models import Member
from alongside.live.actions import tell
from alongside.outbox.composing import Ready, ready
from alongside.outbox.copies import look_at
from alongside.outbox.errors import CannotSend, OutboxError, StaleDraft
from alongside.outbox.models import Draft, Letter, LetterState, Recipient, RecipientState
from alongside.outbox.outcomes import remember_maybe
from alongside.outbox.sending import deliver_at
from alongside.outbox.sight import find_draft, find_letter
from alongside.outbox.states import AGAIN, can_send_now, can_withdraw, state_of

# How long a letter waits after "send", so that it can be taken back.
UNDO = timedelta(seconds=10)
_LATEST = timedelta(days=366)


def send(
    member: Member, draft_id: int, *, revision: int, now: datetime, is_automatic: bool = False
) -> Letter:
    """Sends a draft off in ten seconds' time; until then `withdraw` takes it back.

    Raises StaleDraft where another tab typed meanwhile, and CannotSend with every problem at once: nobody to
    send to, an address that is none, no mailbox that sends, too large. Pressed twice, it is one letter.
    `is_automatic`: nobody pressed anything, and the letter says so to other programs.
    """
    at = now + UNDO
    return _send_off(member, draft_id, revision=revision, at=at, now=now, is_automatic=is_automatic)


def send_later(member: Member, draft_id: int, *, revision: int, at: datetime, now: datetime) -> Letter:
    """The same at a time of the member's choosing; raises CannotSend for one that has passed."""
    if at <= now:
        raise CannotSend(["This time has passed already. Choose a later one."])
    if at > now + _LATEST:
        raise CannotSend(["This is more than a year away. Choose an earlier time."])
    return _send_off(member, draft_id, revision=revision, at=at, now=now)


def _send_off(
    member: Member, draft_id: int, *, revision: int, at: datetime, now: datetime, is_automatic: bool = False
) -> Letter:
    draft = find_draft(member, draft_id)
    if (letter := _already(draft, revision)) is not None:
        return letter
    if draft.discarded_at is not None:
        raise CannotSend(["This draft was thrown away. Fetch it back to send it."])
    if draft.revision != revision:
        raise StaleDraft(draft.revision)
    made = ready(member, draft, at=at, is_automatic=is_automatic)
    with transaction.atomic():
        mine = Draft.objects.filter(pk=draft.pk, revision=revision, sent_at=None, discarded_at=None)
        # One statement decides between two presses of the button.
        if mine.update(sent_at=now) != 1:
            draft.refresh_from_db()
            if (letter := _already(draft, revision)) is not None:
                return letter
            raise StaleDraft(draft.revision)
        return _letter(member, draft, made, at)


def _already(draft: Draft, revision: int) -> Letter | None:
    if draft.sent_at is None or draft.revision != revision:
        return None
    return draft.letters.exclude(state=LetterState.WITHDRAWN).defer("raw").first()


def _letter(member: Member, draft: Draft, made: Ready, at: datetime) -> Letter:
    letter = Letter.objects.create(
        draft=draft,
        client=draft.client,
        author=member,
        connection_id=made.connection_id,
        answers=draft.answers,
        message_id=made.message_id,
        subject=draft.subject[:500],
        preview=made.preview,
        envelope_from=made.envelope_from,
        raw=made.raw,
        sha256=made.sha256,
        size_bytes=len(made.raw),
        send_at=at,
        due_at=at,
    )
    Recipient.objects.bulk_create(
        Recipient(letter=letter, role=role, address=one.address, name=one.name[:200])
        for role, one in made.recipients
    )
    deliver_at(letter.pk, at)
    tell("outbox", letter.pk)
    return letter


def withdraw(member: Member, letter_id: int, *, now: datetime) -> Draft | None:
    """Takes back a letter that nobody has, waiting or refused: the draft is open again, and returned.

    Of one that some have already, or may have, only the others are let go, and None is returned. One that another
    window took back is taken back. Raises OutboxError when it is too late.
    """
    letter = find_letter(member, letter_id)
    try:
        return _take_back(letter, now)
    except OutboxError:
        if not Letter.objects.filter(pk=letter.pk, state=LetterState.WITHDRAWN).exists():
            raise
        return Draft.objects.filter(letters=letter).first()


def waiting_through(connection_id: int) -> QuerySet[Letter]:
    """What has not begun to go out through a mailbox; for whoever asked already whether she may part with that."""
    return Letter.objects.filter(connection_id=connection_id, state=LetterState.WAITING).defer("raw")


def waiting_of(author: Member) -> QuerySet[Letter]:
    """What of hers has not begun to go out, whether she still sees its client or not; for whoever may end her work."""
    return Letter.objects.filter(author=author, state=LetterState.WAITING, due_at__isnull=False).defer("raw")


def take_back_all(waiting: QuerySet[Letter], *, now: datetime) -> int:
    """Before their author or their mailbox goes: they are drafts again; returns how many."""
    taken = 0
    for letter in list(waiting):
        # One that is taken at this very moment goes out while both are still there.
        with suppress(OutboxError):
            _take_back(letter, now)
            taken += 1
    return taken


def _take_back(letter: Letter, now: datetime) -> Draft | None:
    too_late = OutboxError("It is too late: the letter is on its way.")
    if not can_withdraw(letter.state, is_due=letter.due_at is not None):
        raise too_late
    with transaction.atomic():
        mine = Letter.objects.filter(pk=letter.pk, state=letter.state, lease="")
        if mine.update(due_at=None, trouble="", said="") != 1:
            raise too_late
        remember_maybe(letter)
        let_go = letter.recipients.exclude(state__in=[RecipientState.ACCEPTED, RecipientState.MAYBE])
        if letter.due_at is not None:
            let_go = let_go.exclude(state=RecipientState.REFUSED)
        let_go.update(state=RecipientState.WITHDRAWN)
        state = state_of(letter.recipients.values_list("state", flat=True), is_tried_again=False)
        Letter.objects.filter(pk=letter.pk).update(state=state)
        tell("outbox", letter.pk)
        if state != LetterState.WITHDRAWN:
            return None
        # Nobody has it, and the draft says all that it would have said.
        Letter.objects.filter(pk=letter.pk).update(raw=b"")
        Draft.objects.filter(letters=letter).update(sent_at=None, changed_at=now)
    return Draft.objects.filter(letters=letter).first()


def send_now(member: Member, letter_id: int, *, now: datetime) -> Letter:
    """Sends in ten seconds' time what was to go later. It is another letter, since a letter says when it was sent.

    Raises OutboxError when it is too late, and CannotSend where it could not go now; then it stays as it was.
    """
    letter = find_letter(member, letter_id)
    draft = letter.draft
    if draft is None or not can_send_now(
        letter.state, is_due=letter.due_at is not None, attempts=letter.attempts
    ):
        raise OutboxError("It is too late: the letter is on its way.")
    at = now + UNDO
    made = ready(member, draft, at=at)
    with transaction.atomic():
        if _take_back(letter, now) is None:
            raise OutboxError("It is too late: the letter is on its way.")
        mine = Draft.objects.filter(pk=draft.pk, revision=draft.revision, sent_at=None)
        if mine.update(sent_at=now) != 1:
            raise StaleDraft(draft.revision)
        return _letter(member, draft, made, at)


def send_again(member: Member, letter_id: int, *, now: datetime) -> Letter:
    """A member asks for it, knowing that whoever may have it could get it twice.

    For a letter that may have been sent, was refused for now too often, or could not be sent. Those who accepted
    it are left out, and those whom it was let go for. The same Message-ID goes out, so that many servers recognise
    the second copy.
    """
    letter = find_letter(member, letter_id)
    with transaction.atomic():
        mine = Letter.objects.filter(pk=letter.pk, state__in=AGAIN, lease="", due_at=None)
        again = {"state": LetterState.WAITING, "due_at": now, "send_at": now, "trouble": "", "said": ""}
        # The pauses between tries begin anew; every try stays on record.
        if mine.update(**again, attempts=0) != 1:
            raise OutboxError("This letter is on its way, or was sent already.")
        letter.recipients.filter(state=RecipientState.MAYBE).update(asked_again=F("asked_again") + 1)
        missing = letter.recipients.exclude(state__in=[RecipientState.ACCEPTED, RecipientState.WITHDRAWN])
        missing.update(state=RecipientState.WAITING, code=0, said="")
        deliver_at(letter.pk, now)
        tell("outbox", letter.pk)
    letter.refresh_from_db()
    return letter


def put_bounces_aside(member: Member, letter_id: int, *, now: datetime) -> Letter:
    """She knows that it came back; what comes back later is told again."""
    letter = find_letter(member, letter_id)
    newest = letter.bounces.order_by("-happened_at").values_list("happened_at", flat=True).first()
    # By the mail's own clock, which may be ahead of ours.
    letter.bounces_seen_at = max(now, newest) if newest is not None else now
    letter.save(update_fields=["bounces_seen_at"])
    tell("outbox", letter.pk)
    return letter


def take_bounces_up(member: Member, letter_id: int) -> Letter:
    """Undoes `put_bounces_aside`."""
    letter = find_letter(member, letter_id)
    letter.bounces_seen_at = None
    letter.save(update_fields=["bounces_seen_at"])
    tell("outbox", letter.pk)
    return letter


def look_for_sent(member: Member, letter_id: int, *, now: datetime) -> Letter:
    """Has the worker look in Sent for a letter that may have been sent; found there, it is sent."""
    letter = find_letter(member, letter_id)
    if letter.state == LetterState.MAYBE_SENT:
        look_at(letter.pk, now)
    return letter
