"""What a member writes down stands in the client's story as if it had arrived; her private notes are hers alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.intake import filing
from alongside.intake.by_hand import CannotWriteDownError, Wanted, take_back, write_down
from alongside.intake.erasing import erase, preview_client
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.originals.models import Original
from alongside.processes.follow_ups import follow_all
from alongside.timeline.finding import find_for
from alongside.timeline.models import Change, Interaction, Thread
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.queries.lists import arrived_for, timeline_for
from alongside.timeline.queries.live import parts_touched_for
from alongside.timeline.verifying import problems
from alongside.waiting.following import look_again
from alongside.waiting.queries import WaitingLine, waiting_for
from tests.intake.test_rebuilding import everything
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
    rich_mail,
)

pytestmark = pytest.mark.django_db
TOM = Somebody("Tom Harlow", "tom@harlow.example")
CANARY = "Zirkelmooswald"


def waits() -> list[WaitingLine]:
    """On the next day: what is older than weeks is not kept."""
    now = MONDAY + timedelta(days=1)
    look_again(Thread.objects.values_list("id", flat=True), now=now)
    return waiting_for(owner(), now=now)


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def wanted(kind: str = "call", **more) -> Wanted:
    minutes = more.pop("minutes", 20)
    ended_at = MONDAY + timedelta(minutes=minutes) if minutes else None
    return Wanted(**{"id": uuid4().hex, "kind": kind, "happened_at": MONDAY, "ended_at": ended_at, **more})


def test_call_stands_in_the_story_with_whom_and_how_long(harlow):
    write_down(owner(), harlow, wanted(who=(TOM, Somebody("The accountant")), text="The oak is late."))

    (line,) = timeline_for(owner(), harlow.pk)
    assert (line.kind, line.direction, line.others) == ("call", "out", "Tom Harlow, The accountant")
    assert line.ended_at - line.happened_at == timedelta(minutes=20)
    assert (line.reason, line.evidence, line.proof) == ("hand", "Me", "own")


def test_the_same_form_sent_twice_is_one_entry(harlow):
    once = wanted(text="The oak is late.")

    assert write_down(owner(), harlow, once) == write_down(owner(), harlow, once)
    assert Interaction.objects.count() == 1


def test_client_of_somebody_else_cannot_be_written_about(harlow):
    with pytest.raises(CannotWriteDownError):
        write_down(assistant(), harlow, wanted())
    assert not Original.objects.exists()


def test_person_of_another_client_brings_it_nowhere_else(harlow):
    birch = add_client("Birch", domains=["birch.example"], by=owner())

    write_down(owner(), harlow, wanted(who=(Somebody("Ann", "ann@birch.example"),)))

    assert timeline_for(owner(), birch.pk) == []


def test_own_call_is_nothing_that_came_in_and_theirs_is(harlow):
    write_down(owner(), harlow, wanted(who=(TOM,)))
    theirs = write_down(owner(), harlow, wanted(who=(TOM,), direction="in"))

    assert [one.line.id for one in arrived_for(owner())] == [theirs]
    assert waits() == []


def test_message_of_theirs_waits_for_an_answer(harlow):
    number = write_down(owner(), harlow, wanted("chat", who=(TOM,), direction="in", text="Can you send it?"))

    (one,) = waits()
    assert one.interaction_id == number


def _asked(harlow) -> int:
    mail = rich_mail().replace(b"Here is the plan.", b"Is it free?")
    arrive_raw(mailbox(), mail)
    return Interaction.objects.get(kind="email").pk


def test_call_closes_nothing_by_itself(harlow):
    _asked(harlow)
    write_down(owner(), harlow, wanted(happened_at=MONDAY + timedelta(hours=3), minutes=0))

    assert len(waits()) == 1


@pytest.mark.parametrize("direction", ["in", "out"])
def test_call_that_answers_a_mail_joins_its_conversation_and_closes_it(harlow, direction):
    mail = _asked(harlow)
    later = MONDAY + timedelta(hours=3)
    call = write_down(
        owner(), harlow, wanted(direction=direction, happened_at=later, minutes=0, answers=mail)
    )

    assert waits() == []
    assert [entry.line.id for entry in thread_for(owner(), mail).entries] == [mail, call]


def test_message_written_down_is_answered_by_what_is_written_down(harlow):
    asked = write_down(owner(), harlow, wanted("chat", who=(TOM,), direction="in", text="Can you send it?"))
    later = MONDAY + timedelta(hours=1)

    answer = write_down(owner(), harlow, wanted("chat", happened_at=later, minutes=0, answers=asked))

    assert waits() == []
    assert [entry.line.id for entry in thread_for(owner(), asked).entries] == [asked, answer]


def test_mail_without_a_message_id_is_answered_too(harlow):
    raw = (
        rich_mail()
        .replace(b"Message-ID: <rich@id.example>\n", b"")
        .replace(b"Here is the plan.", b"Is it free?")
    )
    arrive_raw(mailbox(), raw)
    mail = Interaction.objects.get().pk
    later = MONDAY + timedelta(hours=3)

    write_down(owner(), harlow, wanted(happened_at=later, minutes=0, answers=mail))

    assert waits() == []


def test_what_she_may_not_see_is_answered_by_nothing(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    arrive_raw(mailbox(), rich_mail().replace(b"harlow.example", b"stokes.example"))
    foreign = Interaction.objects.get().pk

    call = write_down(ann, harlow, wanted(answers=foreign))

    assert len(thread_for(ann, call).entries) == 1


def test_note_answers_nothing(harlow):
    mail = _asked(harlow)
    write_down(
        owner(), harlow, wanted("note", happened_at=MONDAY + timedelta(hours=3), minutes=0, answers=mail)
    )

    assert len(waits()) == 1


def test_visits_to_one_place_are_conversations_of_their_own(harlow):
    for _ in range(2):
        write_down(owner(), harlow, wanted("visit", place="Their workshop", who=(TOM,)))

    first, second = timeline_for(owner(), harlow.pk)
    assert first.thread_id != second.thread_id


@pytest.mark.broad
def test_found_by_its_kind_and_words(harlow):
    number = write_down(owner(), harlow, wanted(text="The oak is late."))
    arrive(mailbox(), message("tom@harlow.example", ME, text="The oak is here.\n"))
    follow_all()

    assert [hit.line.id for hit in find_for(owner(), "kind:call oak").hits] == [number]


def _all_said(harlow, by):
    write_down(by, harlow, wanted(who=(TOM,), text="A call."))
    write_down(by, harlow, wanted("chat", who=(TOM,), direction="in", text="Hello?"))
    write_down(by, harlow, wanted("visit", place="Workshop", next="Send the plan."))
    write_down(by, harlow, wanted("meeting", who=(Somebody("Somebody unknown"),)))
    write_down(by, harlow, wanted("note", minutes=0, text="Shared."))
    return write_down(by, harlow, wanted("note", minutes=0, text=CANARY, is_private=True))


@pytest.mark.broad
def test_rebuild_gives_the_same_and_verify_is_clean(harlow):
    _asked(harlow)
    _all_said(harlow, owner())
    follow_all()
    before = everything()
    before_lines = [line._replace(thread_id=None) for line in timeline_for(owner(), harlow.pk)]

    rebuild(ParsingHere())
    follow_all()

    assert everything() == before
    assert [line._replace(thread_id=None) for line in timeline_for(owner(), harlow.pk)] == before_lines
    assert list(problems()) == []


def test_corrected_call_moves_and_reads_as_corrected(harlow):
    birch = add_client("Birch", by=owner())
    number = write_down(owner(), harlow, wanted())

    filing.correct(owner(), number, wrong=harlow, right=birch)

    assert timeline_for(owner(), harlow.pk) == []
    assert timeline_for(owner(), birch.pk)[0].reason == "member"


@pytest.mark.broad
def test_joined_client_keeps_calls_and_private_notes(harlow):
    other = add_client("Harlow and Sons Ltd", by=owner())
    private = _all_said(other, owner())

    join_clients(harlow, other, by=owner())

    lines = timeline_for(owner(), harlow.pk)
    assert len(lines) == 6 and private in {line.id for line in lines}


@pytest.mark.broad
def test_private_note_is_seen_by_its_writer_alone(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    number = write_down(ann, harlow, wanted("note", minutes=0, text=CANARY, is_private=True))
    follow_all()
    change = Change.objects.latest("id").pk
    other = Assignment.objects.create(
        member=type(ann).objects.create_member("bea@desk.example", role="assistant"), client=harlow
    ).member

    (line,) = timeline_for(ann, harlow.pk)
    assert (line.id, line.is_private) == (number, True)
    assert [hit.line.id for hit in find_for(ann, CANARY).hits] == [number]
    for stranger in (owner(), other):
        assert timeline_for(stranger, harlow.pk) == []
        assert find_for(stranger, CANARY).hits == []
        assert thread_for(stranger, number) is None
        assert arrived_for(stranger) == []
        assert parts_touched_for(stranger, change) == set()


@pytest.mark.broad
def test_pages_with_private_notes_have_neither_gap_nor_double(harlow):
    me = owner()
    numbers = [
        write_down(
            me,
            harlow,
            wanted("note", minutes=0, happened_at=MONDAY + timedelta(hours=n), is_private=n % 3 == 0),
        )
        for n in range(12)
    ]
    first = timeline_for(me, harlow.pk, limit=5)
    second = timeline_for(me, harlow.pk, limit=5, before=(first[-1].happened_at, first[-1].id))
    back = timeline_for(me, harlow.pk, limit=5, after=(second[0].happened_at, second[0].id))

    assert [line.id for line in first + second] == numbers[::-1][:10]
    assert back == first


def test_taken_back_is_gone_without_a_trace(harlow):
    number = write_down(owner(), harlow, wanted(who=(Somebody(CANARY),), text="Said in error."))

    assert take_back(owner(), number)

    assert (Interaction.objects.count(), Original.objects.count()) == (0, 0)
    assert timeline_for(owner(), harlow.pk) == []
    assert list(problems()) == []


def test_nobody_takes_back_what_another_wrote_or_what_arrived(harlow):
    number = write_down(owner(), harlow, wanted())
    mail = _asked(harlow)

    assert not take_back(assistant(), number)
    assert not take_back(owner(), mail)
    assert Interaction.objects.count() == 2


def test_what_was_taken_back_does_not_come_back(harlow):
    once = wanted()
    take_back(owner(), write_down(owner(), harlow, once))

    with pytest.raises(CannotWriteDownError):
        write_down(owner(), harlow, once)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_private_notes_about_it_and_tells_nobody(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    write_down(ann, harlow, wanted("note", minutes=0, text=CANARY, is_private=True))
    erasure = preview_client(harlow)

    assert erasure.entries == frozenset()
    erase(erasure)
    assert not Interaction.objects.exists()
