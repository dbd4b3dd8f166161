"""Who waits, from mail that arrives in any order; what is decided; building anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.intake import filing
from alongside.intake.erasing import erase, preview_address
from alongside.intake.rebuilding import rebuild
from alongside.message import ParsedMessage
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Thread
from alongside.waiting.actions import WaitingError, put_off, reopen, settle
from alongside.waiting.following import look_again
from alongside.waiting.models import Settled, Waiting
from alongside.waiting.queries import waiting_clients, waiting_for
from tests.examples import examples
from tests.making import (
    ME,
    MONDAY,
    ParsingHere,
    arrive,
    arrive_raw,
    assistant,
    mailbox,
    message,
    owner,
)

pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"
BEGIN = timezone.now() - timedelta(days=5)
OFFSET = (BEGIN - MONDAY).total_seconds() / 3600


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def letter(
    number: int, text: str, *, mine: bool = False, at: float | None = None, **more: Any
) -> ParsedMessage:
    """The `number`th letter of one conversation, an hour after the one before."""
    sender, other = (ME, MARA) if mine else (MARA, ME)
    hours = OFFSET + (number if at is None else at)
    references = ["m0@id.example"] if number else []
    return message(
        sender,
        other,
        text=text,
        hours=hours,
        message_id=f"m{number}@id.example",
        references=references,
        **more,
    )


def heaps(member: Member | None = None) -> list[tuple[str, str]]:
    follow_all()
    who, now = member or owner(), timezone.now()
    return [
        (side, line.words)
        for side in ("theirs", "quiet", "ours")
        for line in waiting_for(who, now=now, side=side)
    ]


ASKS = "Hello Nell. Is the hall free on the 14th? I hope so.\n"


@pytest.mark.broad
def test_sentence_that_asks_stands_in_the_row(harlow):
    arrive(mailbox(), letter(0, ASKS))
    assert heaps() == [("theirs", "Is the hall free on the 14th?")]


@pytest.mark.broad
def test_answer_closes_what_it_answers_and_nothing_else(harlow):
    other = message(MARA, ME, subject="Boxes", text="When do the boxes come?\n", hours=OFFSET)
    arrive(mailbox(), letter(0, ASKS), other, letter(1, "Yes, it is.\n", mine=True))
    assert heaps() == [("theirs", "When do the boxes come?")]


def test_question_of_mine_waits_for_them(harlow):
    arrive(mailbox(), letter(0, "Could you send me the guest list?\n", mine=True))
    assert heaps() == [("ours", "Could you send me the guest list?")]


def test_advice_of_mine_waits_for_nobody(harlow):
    arrive(mailbox(), letter(0, "Blue suits you. Keep it up on a cushion.\n", mine=True))
    assert heaps() == []


def test_whatever_they_write_ends_my_waiting(harlow):
    arrive(mailbox(), letter(0, "Could you send me the guest list?\n", mine=True), letter(1, "Thanks!\n"))
    assert heaps() == []


@pytest.mark.broad
def test_out_of_office_neither_opens_nor_closes(harlow):
    away = letter(1, "I am out of the office. Could you call Kim?\n", nature="auto_reply")
    arrive(mailbox(), letter(0, "Could you send me the guest list?\n", mine=True), away)
    assert heaps() == [("ours", "Could you send me the guest list?")]


@pytest.mark.broad
def test_my_own_automatic_answer_closes_nothing(harlow):
    arrive(mailbox(), letter(0, ASKS), letter(1, "I am away.\n", mine=True, nature="auto_reply"))
    assert [side for side, _ in heaps()] == ["theirs"]


@pytest.mark.broad
def test_who_only_tells_is_quiet(harlow):
    arrive(mailbox(), letter(0, "The hall was painted yesterday.\n"))
    assert [side for side, _ in heaps()] == ["quiet"]
    assert waiting_clients(owner(), now=timezone.now()) == []


def only() -> Waiting:
    follow_all()
    return Waiting.objects.get()


@pytest.mark.broad
def test_answered_by_phone_closes_until_they_write_again(harlow):
    box = mailbox()
    arrive(box, letter(0, ASKS))
    settle(owner(), only(), "phone", now=timezone.now())
    assert heaps() == []
    arrive(box, letter(1, "And is there a piano?\n"))
    assert heaps() == [("theirs", "And is there a piano?")]


@pytest.mark.broad
def test_what_came_after_she_looked_is_not_done_with(harlow):
    box = mailbox()
    arrive(box, letter(0, ASKS))
    seen = only().until
    arrive(box, letter(1, "And is there a piano?\n"))
    settle(owner(), only(), "none", now=timezone.now(), seen=seen)
    assert heaps() == [("theirs", "And is there a piano?")]


@pytest.mark.broad
def test_decision_taken_back_waits_again(harlow):
    arrive(mailbox(), letter(0, ASKS))
    made = settle(owner(), only(), "met", now=timezone.now())
    reopen(owner(), made, now=timezone.now())
    assert [side for side, _ in heaps()] == ["theirs"]


@pytest.mark.broad
def test_what_is_put_off_is_out_of_sight_until_then(harlow):
    arrive(mailbox(), letter(0, ASKS))
    until = timezone.now() + timedelta(days=2)
    put_off(owner(), only(), until=until, now=timezone.now())
    assert heaps() == []
    assert len(waiting_for(owner(), now=until + timedelta(minutes=1))) == 1


@pytest.mark.broad
def test_what_was_put_off_for_long_comes_back_though_it_is_old(harlow):
    arrive(mailbox(), letter(0, ASKS))
    until = timezone.now() + timedelta(days=60)
    put_off(owner(), only(), until=until, now=timezone.now())
    assert len(waiting_for(owner(), now=until + timedelta(hours=1))) == 1


@pytest.mark.broad
def test_thanks_keep_what_was_put_off_and_a_question_brings_it_back(harlow):
    box = mailbox()
    arrive(box, letter(0, ASKS))
    put_off(owner(), only(), until=timezone.now() + timedelta(days=2), now=timezone.now())
    arrive(box, letter(1, "Thanks!\n"))
    assert heaps() == []
    arrive(box, letter(2, "Could you tell me today?\n"))
    assert heaps() == [("theirs", "Is the hall free on the 14th?")]


@pytest.mark.broad
def test_stranger_to_the_client_sees_nobody_wait(harlow):
    arrive(mailbox(), letter(0, ASKS))
    ann = assistant()
    assert heaps(ann) == []
    Assignment.objects.create(member=ann, client=harlow)
    assert [side for side, _ in heaps(ann)] == ["theirs"]


@pytest.mark.broad
def test_conversation_that_moves_to_another_client_waits_there(harlow):
    birch = add_client("Birch", by=owner())
    arrive(mailbox(), letter(0, ASKS), letter(1, "Are you there?\n"))
    row = only()
    filing.correct(owner(), row.interaction_id, wrong=harlow, right=birch)
    assert only().client_id == birch.pk


@pytest.mark.broad
def test_rest_of_a_conversation_waits_on_when_part_of_it_is_filed_elsewhere(harlow):
    birch = add_client("Birch", by=owner())
    arrive(mailbox(), letter(0, ASKS), letter(1, "Are you there?\n"))
    first = only().interaction_id
    filing.file_under(owner(), [first], birch)
    filing.unfile(owner(), [first], harlow)
    follow_all()
    rows = dict(Waiting.objects.values_list("client_id", "words"))
    assert rows == {harlow.pk: "Are you there?", birch.pk: "Is the hall free on the 14th?"}


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erased_address_leaves_nothing_that_waits(harlow):
    arrive(mailbox(), letter(0, ASKS))
    settle(owner(), only(), "phone", now=timezone.now())
    erase(preview_address(MARA))
    follow_all()
    assert (Waiting.objects.count(), Settled.objects.count()) == (0, 0)


def rows() -> list[tuple[Any, ...]]:
    follow_all()
    fields = ("client_id", "side", "interaction__subject", "since", "why", "words", "until", "hidden_until")
    return sorted(Waiting.objects.values_list(*fields))


def raw(number: int, text: str, *, subject: str = "The hall", mine: bool = False) -> bytes:
    at = BEGIN + timedelta(hours=number)
    sender, other = (ME, MARA) if mine else (MARA, ME)
    answers = f"References: <{subject.replace(' ', '')}0@id.example>\r\n" if number else ""
    return (
        f"From: {sender}\r\nTo: {other}\r\nSubject: {subject}\r\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Message-ID: <{subject.replace(' ', '')}{number}@id.example>\r\n{answers}\r\n{text}\r\n"
    ).encode()


@pytest.mark.broad
def test_building_anew_gives_what_arriving_gave(harlow):
    box = mailbox()
    arrive_raw(box, raw(0, "Is it free?"), raw(0, "When?", subject="Boxes"), raw(0, "Done.", subject="Paint"))
    follow_all()
    done = Waiting.objects.get(interaction__subject="Boxes")
    settle(owner(), done, "phone", now=timezone.now())
    arrive_raw(box, raw(1, "Yes. Which room?", mine=True), raw(0, "Which oak?", subject="Oak"))
    put_off_until = timezone.now() + timedelta(days=1)
    follow_all()
    put_off(owner(), Waiting.objects.get(interaction__subject="Oak"), until=put_off_until, now=timezone.now())
    before = rows()
    rebuild(ParsingHere())
    assert Waiting.objects.count() == 0
    assert rows() == before
    assert len(before) == 2


TEXTS = (
    "Is it free?\n",
    "Thanks!\n",
    "It was painted.\n",
    "Could you send it?\n",
    "It still doesn't work.\n",
)
LETTERS = st.lists(st.tuples(st.sampled_from(TEXTS), st.booleans()), min_size=2, max_size=5)


@pytest.mark.slow
@examples(15)
@given(LETTERS, st.randoms())
def test_any_order_of_arrival_ends_the_same(harlow, written, random):
    some = [letter(number, text, mine=mine) for number, (text, mine) in enumerate(written)]
    ends = []
    for order in (some, random.sample(some, len(some))):
        with transaction.atomic():
            box = mailbox()
            for one in order:
                arrive(box, one)
                follow_all()
            ends.append(rows())
            transaction.set_rollback(True)
    assert ends[0] == ends[1]


@pytest.mark.broad
def test_number_of_a_list_is_not_quoted(harlow):
    arrive(mailbox(), letter(0, "Three things:\n\n1. Is the hall free?\n2. Is there a piano?\n"))
    assert heaps() == [("theirs", "Is the hall free?")]


def test_client_of_whom_little_waits_is_found_behind_hundreds_of_others(harlow):
    arrive(mailbox(), letter(0, ASKS))
    follow_all()
    (waits,) = Waiting.objects.all()
    vale, later = add_client("Vale"), waits.fresh_at + timedelta(minutes=1)
    threads = Thread.objects.bulk_create(
        [Thread(client=vale, first_at=later, last_at=later) for _ in range(310)]
    )
    Waiting.objects.bulk_create(
        Waiting(
            thread=thread,
            client=vale,
            side=waits.side,
            interaction=waits.interaction,
            source_key=waits.source_key,
            since=later,
            why=waits.why,
            until=later,
            fresh_at=later,
        )
        for thread in threads
    )
    assert {line.client_id for line in waiting_for(owner(), now=timezone.now())} == {vale.pk}
    (line,) = waiting_for(owner(), now=timezone.now(), client_id=harlow.pk)
    assert line.words == "Is the hall free on the 14th?"


@pytest.mark.broad
def test_decision_taken_back_gives_back_the_one_before_it(harlow):
    arrive(mailbox(), letter(0, ASKS))
    until = timezone.now() + timedelta(days=2)
    put_off(owner(), only(), until=until, now=timezone.now())
    made = settle(owner(), only(), "none", now=timezone.now())
    reopen(owner(), made, now=timezone.now())
    assert heaps() == []
    assert only().hidden_until == until


@pytest.mark.broad
def test_taking_back_leaves_what_was_decided_since(harlow):
    arrive(mailbox(), letter(0, ASKS))
    made = put_off(owner(), only(), until=timezone.now() + timedelta(days=2), now=timezone.now())
    settle(owner(), only(), "phone", now=timezone.now())
    with pytest.raises(WaitingError, match="since"):
        reopen(owner(), made, now=timezone.now())
    assert heaps() == []
    assert not Waiting.objects.exists()


@pytest.mark.broad
def test_decision_goes_with_the_letter_to_the_right_client_and_is_taken_back_there(harlow):
    birch = add_client("Birch", by=owner())
    arrive(mailbox(), letter(0, ASKS))
    row = only()
    made = settle(owner(), row, "phone", now=timezone.now())
    filing.correct(owner(), row.interaction_id, wrong=harlow, right=birch)
    assert heaps() == []
    reopen(owner(), made, now=timezone.now())
    assert only().client_id == birch.pk


@pytest.mark.broad
def test_decision_for_one_client_is_none_for_another_to_whom_the_letter_is_filed_too(harlow):
    birch = add_client("Birch", by=owner())
    arrive(mailbox(), letter(0, ASKS))
    row = only()
    filing.file_under(owner(), [row.interaction_id], birch)
    follow_all()
    settle(owner(), Waiting.objects.get(client=harlow), "phone", now=timezone.now())
    assert only().client_id == birch.pk


@pytest.mark.broad
def test_what_was_put_off_for_very_long_outlives_building_anew(harlow):
    arrive_raw(mailbox(), raw(0, "Is it free?"))
    put_off(owner(), only(), until=timezone.now() + timedelta(days=300), now=timezone.now())
    before, later = rows(), timezone.now() + timedelta(days=200)
    Waiting.objects.all().delete()
    look_again(Thread.objects.values_list("id", flat=True), now=later)
    assert rows() == before
