"""Messages written down by hand: whoever wrote last waits, until the other side writes, rings or visits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client
from alongside.intake import filing
from alongside.intake.by_hand import Wanted, take_back, write_down
from alongside.intake.changing import Changes, change
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import WAITING
from alongside.timeline.changes import follow
from alongside.waiting.actions import reopen, settle
from alongside.waiting.models import Answered, Waiting
from tests.examples import examples
from tests.making import ME, ParsingHere, arrive, arrive_raw, mailbox, message, owner

pytestmark = pytest.mark.django_db
BEGIN = (timezone.now() - timedelta(days=5)).replace(microsecond=0)
TOM = Somebody("Tom", "tom@harlow.example")
ASKS = "Is the hall free on the 14th?"


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def chat(client: Any, hours: float, text: str, *, mine: bool = False, **more: Any) -> int:
    direction = "out" if mine else "in"
    return said(client, "chat", hours, direction=direction, text=text, **more)


def said(client: Any, kind: str, hours: float, **more: Any) -> int:
    wanted = Wanted(id=uuid4().hex, kind=kind, happened_at=at(hours), who=(TOM,), **more)
    return write_down(owner(), client, wanted)


def talk(client: Any, kind: str, hours: float, **more: Any) -> int:
    return said(client, kind, hours, ended_at=at(hours + 0.5), **more)


def waits() -> list[tuple[str, str]]:
    follow(WAITING)
    return sorted(Waiting.objects.values_list("side", "words"))


def test_their_message_waits_until_she_writes_one(harlow):
    chat(harlow, 0, ASKS)
    assert waits() == [("theirs", ASKS)]
    chat(harlow, 1, "Yes, it is.", mine=True)
    assert waits() == []


def test_question_of_hers_waits_until_they_write(harlow):
    chat(harlow, 0, "Could you send me the list?", mine=True)
    assert waits() == [("ours", "Could you send me the list?")]
    chat(harlow, 1, "Here it comes.")
    assert waits() == [("quiet", "Here it comes.")]


def test_several_messages_in_one_go_are_one_that_waits(harlow):
    chat(harlow, 0, ASKS)
    chat(harlow, 1, "And is there a piano?")
    assert waits() == [("theirs", ASKS)]


@pytest.mark.parametrize("kind", ["call", "meeting", "visit"])
def test_talk_with_the_client_answers_what_was_written(harlow, kind):
    chat(harlow, 0, ASKS)
    talk(harlow, kind, 1)
    assert waits() == []


def test_talk_before_it_answers_nothing(harlow):
    talk(harlow, "call", -1)
    chat(harlow, 0, ASKS)
    assert waits() == [("theirs", ASKS)]


def test_call_that_nobody_took_answers_nothing(harlow):
    chat(harlow, 0, ASKS)
    said(harlow, "call", 1, ended_at=at(1), outcome="missed")
    assert waits() == [("theirs", ASKS)]


def test_note_answers_nothing(harlow):
    chat(harlow, 0, ASKS)
    said(harlow, "note", 1, text="Ask about the hall.")
    assert waits() == [("theirs", ASKS)]


@pytest.mark.broad
def test_message_answers_no_letter_and_a_letter_no_message(harlow):
    hours = (BEGIN - datetime(2026, 3, 2, 9, tzinfo=BEGIN.tzinfo)).total_seconds() / 3600
    arrive(mailbox(), message("tom@harlow.example", ME, text="When do the boxes come?\n", hours=hours))
    chat(harlow, 1, "By the way.", mine=True)
    assert ("theirs", "When do the boxes come?") in waits()
    chat(harlow, 2, ASKS)
    arrive(
        mailbox(), message(ME, "tom@harlow.example", subject="Paint", text="It is dry.\n", hours=hours + 3)
    )
    assert ("theirs", ASKS) in waits()


def test_message_of_another_client_answers_nothing(harlow):
    birch = add_client("Birch", by=owner())
    chat(harlow, 0, ASKS)
    chat(birch, 1, "Yes.", mine=True)
    assert waits() == [("theirs", ASKS)]


def test_message_that_answers_a_letter_stands_in_that_conversation(harlow):
    letter = (
        f"From: tom@harlow.example\r\nTo: {ME}\r\nSubject: Boxes\r\nMessage-ID: <boxes@id.example>\r\n"
        f"Date: {BEGIN:%a, %d %b %Y %H:%M:%S} +0000\r\n\r\nWhen do the boxes come?\r\n"
    )
    arrive_raw(mailbox(), letter.encode())
    assert waits() == [("theirs", "When do the boxes come?")]
    asked = Waiting.objects.get().interaction_id
    chat(harlow, 1, ASKS)
    chat(harlow, 2, "On Friday.", mine=True, answers=asked)
    assert waits() == [("theirs", ASKS)]


@pytest.mark.broad
def test_what_is_done_with_stays_so_until_they_write_again(harlow):
    chat(harlow, 0, ASKS)
    follow(WAITING)
    made = settle(owner(), Waiting.objects.get(), "met", now=timezone.now())
    assert waits() == []
    reopen(owner(), made, now=timezone.now())
    assert waits() == [("theirs", ASKS)]
    settle(owner(), Waiting.objects.get(), "none", now=timezone.now())
    chat(harlow, 1, "Is there a piano?")
    assert waits() == [("theirs", "Is there a piano?")]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_answer_taken_back_lets_them_wait_again(harlow):
    chat(harlow, 0, ASKS)
    answer, call = chat(harlow, 1, "Yes.", mine=True), talk(harlow, "call", 2)
    assert waits() == []
    take_back(owner(), answer)
    assert waits() == []
    take_back(owner(), call)
    assert waits() == [("theirs", ASKS)]


@pytest.mark.broad
def test_answer_filed_elsewhere_lets_them_wait_again(harlow):
    birch = add_client("Birch", by=owner())
    chat(harlow, 0, ASKS)
    answer = talk(harlow, "call", 1)
    assert waits() == []
    filing.file_under(owner(), [answer], birch)
    filing.unfile(owner(), [answer], harlow)
    assert waits() == [("theirs", ASKS)]


@pytest.mark.broad
def test_answer_that_was_earlier_after_all_is_none(harlow):
    chat(harlow, 0, ASKS)
    answer = chat(harlow, 1, "It was painted.", mine=True)
    assert waits() == []
    change(owner(), answer, Changes(at(-1), None, "", "It was painted.", ""), revision=0)
    assert waits() == [("theirs", ASKS)]


def test_how_long_they_waited_is_counted(harlow):
    asked = chat(harlow, 0, ASKS)
    chat(harlow, 3, "Yes.", mine=True)
    follow(WAITING)
    assert Answered.objects.values_list("interaction_id", "answered_at").get() == (asked, at(3))


def rows() -> list[tuple[Any, ...]]:
    follow(WAITING)
    found = Waiting.objects.values_list("client_id", "side", "since", "why", "words", "until")
    answered = Answered.objects.values_list("client_id", "asked_at", "answered_at")
    return [*sorted(found), *sorted(answered)]


@pytest.mark.broad
def test_building_anew_gives_what_writing_down_gave(harlow):
    birch = add_client("Birch", by=owner())
    for hours, mine in ((0, False), (1, True), (2, False), (3, False)):
        chat(harlow, hours, ASKS, mine=mine)
        chat(birch, hours, ASKS, mine=not mine)
    talk(birch, "visit", 2.5)
    before = rows()
    rebuild(ParsingHere())
    assert Waiting.objects.count() == 0
    assert rows() == before
    assert len(before) > 2


TEXTS = ("Is it free?", "Thanks!", "It was painted.", "Could you send it?")
KINDS = ("in", "out", "call")
ENTRIES = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(TEXTS)), min_size=2, max_size=5)


@pytest.mark.slow
@examples(6)
@given(ENTRIES, st.randoms())
def test_any_order_of_writing_down_ends_the_same(db, written, random):
    some = list(enumerate(written))
    ends = []
    for order in (some, random.sample(some, len(some))):
        client = add_client(f"Client {uuid4().hex}", by=owner())
        for hours, (way, text) in order:
            if way == "call":
                talk(client, "call", hours)
            else:
                chat(client, hours, text, mine=way == "out")
            follow(WAITING)
        ends.append([row[1:] for row in rows() if row[0] == client.pk])
    assert ends[0] == ends[1]
