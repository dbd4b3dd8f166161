"""Calls, visits and letters proposed as hours: of hers alone, taken once, dropped for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.hours import proposing
from alongside.hours.entries import take_away
from alongside.hours.errors import HoursError
from alongside.hours.models import Counted, Entry
from alongside.hours.proposing import (
    drop,
    find_proposal,
    not_counted,
    proposals_for,
    set_letter_minutes,
    take,
)
from alongside.hours.spans import Days
from alongside.intake.by_hand import Wanted, write_down
from alongside.intake.erasing import erase, preview_client, preview_person
from alongside.intake.filing import make_personal
from alongside.outbox.models import Letter
from alongside.timeline.models import Interaction, Revision
from tests.hours.making import DAY, NINE, spent
from tests.making import ME, arrive, assistant, mailbox, message

pytestmark = pytest.mark.django_db
TOM = "tom@harlow.example"
WEEK = Days(DAY, DAY + timedelta(days=6))
LATER = DAY + timedelta(days=6)


@pytest.fixture
def harlow(me):
    return add_client("Harlow & Sons", addresses=[(TOM, "Tom Harlow")], by=me)


def wrote_down(me, client, number: int = 1, *, kind: str = "call", minutes: int | None = 25, **more) -> int:
    ends = NINE + timedelta(minutes=minutes) if minutes is not None else None
    who = (Somebody("Tom Harlow", TOM),)
    return write_down(me, client, Wanted(f"{number:032x}", kind, NINE, ends, "out", who, text="Said", **more))


def proposed(me, *, today=LATER) -> list[tuple[str, int]]:
    return [(one.kind, one.minutes) for one in proposals_for(me, WEEK, today=today)]


def the_one(me):
    (one,) = proposals_for(me, WEEK, today=LATER)
    return one


def test_call_with_a_length_is_proposed_with_its_source(me, harlow):
    entry = wrote_down(me, harlow)
    one = the_one(me)
    assert (one.kind, one.minutes, one.client, one.on, one.interaction_id) == (
        "call",
        25,
        "Harlow & Sons",
        DAY,
        entry,
    )


@pytest.mark.parametrize("kind", ["meeting", "visit"])
def test_meetings_and_visits_are_proposed(me, harlow, kind):
    wrote_down(me, harlow, kind=kind, minutes=90)
    assert proposed(me) == [(kind, 90)]


def test_what_has_no_length_is_not_proposed(me, harlow):
    wrote_down(me, harlow, minutes=None)
    wrote_down(me, harlow, 2, kind="note")
    assert proposed(me) == []


def test_letters_that_she_sent_are_proposed_once_their_day_is_over(me, harlow):
    arrive(mailbox(), *(message(ME, TOM, hours=number) for number in range(3)), message(TOM, ME, hours=4))
    assert proposed(me, today=DAY) == []
    assert proposed(me) == [("letters", 18)]
    set_letter_minutes(me, 4)
    assert proposed(me) == [("letters", 12)]


def test_letter_that_a_colleague_wrote_through_her_mailbox_is_proposed_to_the_colleague_alone(me, harlow):
    ann, box = assistant(), mailbox()
    Assignment.objects.create(member=ann, client=harlow)
    arrive(box, message(ME, TOM))
    original = Revision.objects.get().original
    Letter.objects.create(
        client=harlow,
        author=ann,
        connection=box,
        message_id="one@id.example",
        envelope_from=ME,
        sha256=bytes(original.sha256),
        size_bytes=original.size_bytes,
        original=original,
        send_at=NINE,
    )
    assert (proposed(me), proposed(ann)) == ([], [("letters", 6)])


def test_proposal_is_taken_once(me, harlow):
    wrote_down(me, harlow)
    one = the_one(me)
    entry = take(me, one)
    assert (entry.source, entry.started_at, entry.ended_at) == ("call", NINE, NINE + timedelta(minutes=25))
    assert proposed(me) == []
    with pytest.raises(HoursError):
        take(me, one)
    with pytest.raises(HoursError):
        find_proposal(me, on=DAY, client_id=harlow.pk, key=one.key, today=LATER)
    assert Entry.objects.count() == 1


def test_dropped_stays_dropped(me, harlow):
    wrote_down(me, harlow)
    drop(me, the_one(me))
    assert proposed(me) == []
    assert not Entry.objects.exists()


@pytest.mark.broad
@pytest.mark.parametrize("do", ["take", "drop"])
def test_taking_and_dropping_are_taken_back(me, harlow, do):
    wrote_down(me, harlow)
    one = the_one(me)
    getattr(proposing, do)(me, one)
    not_counted(me, [key.hex() for key in one.keys])
    assert proposed(me) == [("call", 25)]
    assert not Entry.objects.exists()


def test_letter_that_comes_later_is_proposed_alone(me, harlow):
    box = mailbox()
    arrive(box, message(ME, TOM))
    take(me, the_one(me))
    arrive(box, message(ME, TOM, hours=1), message(ME, TOM))
    assert proposed(me) == [("letters", 6)]


def test_what_became_of_a_proposal_and_was_taken_away_is_proposed_again(me, harlow):
    wrote_down(me, harlow)
    entry = take(me, the_one(me))
    take_away(me, entry.pk)
    assert proposed(me) == [("call", 25)]


def test_proposal_over_other_hours_says_so(me, harlow):
    wrote_down(me, harlow)
    assert not the_one(me).overlaps
    spent(me, harlow, 0.25, 60)
    assert the_one(me).overlaps


def test_calls_of_a_colleague_are_not_proposed(me):
    ann = assistant()
    elm = add_client("Elm", addresses=[(TOM, "Tom")], by=ann)
    wrote_down(ann, elm)
    assert proposed(me) == []
    assert proposed(ann) == [("call", 25)]


def test_nothing_is_proposed_of_a_client_that_was_handed_back(me):
    ann = assistant()
    wrote_down(ann, add_client("Elm", addresses=[(TOM, "Tom")], by=ann))
    ann.assignments.all().delete()
    assert proposed(ann) == []


def test_letters_that_were_made_personal_are_not_proposed(me, harlow):
    arrive(mailbox(), message(ME, TOM))
    make_personal(me, list(Interaction.objects.values_list("id", flat=True)))
    assert proposed(me) == []


def test_letter_to_two_clients_is_counted_for_one(me, harlow):
    add_client("Birch", addresses=[("bo@birch.example", "Bo")], by=me)
    arrive(mailbox(), replace(message(ME, TOM, "bo@birch.example")))
    both = proposals_for(me, WEEK, today=LATER)
    assert [one.client for one in both] == ["Birch", "Harlow & Sons"]
    take(me, both[0])
    assert proposed(me) == []


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_the_client_takes_its_hours(me, harlow):
    wrote_down(me, harlow)
    take(me, the_one(me))
    erase(preview_client(harlow))
    assert (Entry.objects.count(), Counted.objects.count()) == (0, 0)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_keeps_the_time_and_not_the_words(me, harlow):
    wrote_down(me, harlow)
    entry = take(me, the_one(me))
    Entry.objects.update(note="Spoke with Tom")
    erase(preview_person(harlow.people.get()))
    assert Entry.objects.get(pk=entry.pk).note == ""
    assert not Counted.objects.exists()
