"""Of somebody who is erased nothing stays of a call: no private lines, no half of it, nothing written in its room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.calls import actions, notes
from alongside.calls.actions import How
from alongside.calls.joining import join
from alongside.calls.keeping import Outcome, keep
from alongside.calls.models import Call
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.erasing import erase, preview_address, preview_client, preview_person
from alongside.intake.joining import join_clients
from alongside.rooms.actions import admit, open_room, take_place, write_line
from alongside.rooms.models import Guest, Line, Room, Stay
from alongside.rooms.opening import room_of_appointment
from alongside.timeline.models import Interaction
from tests.making import owner

TOM = ("Tom Harlow", "tom@harlow.example")
pytestmark = [pytest.mark.broad, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def harlow() -> Client:
    made = add_client("Harlow & Sons", by=owner())
    add_person(made, TOM[0], [TOM[1]])
    return made


def called(client: Client, said: str, *, who: tuple[tuple[str, str], ...] = (TOM,)) -> Call:
    now = timezone.now()
    call = actions.start(owner(), client, How(way="mobile", people=who), now=now, is_new=True)
    actions.begin(owner(), call.pk, now=now)
    return notes.journal(owner(), call.pk, revision=0, fields={"said": said}, now=now)


def spoken_in(room: Room, name: str) -> None:
    now = timezone.now()
    guest, _ = admit(room, name=name, now=now)
    place = take_place(room.pk, guest=guest, key="", is_fresh=True, now=now)
    write_line(room.pk, place.stay_id, "Yes.", now=now)


def left_of_rooms() -> list[int]:
    return [model.objects.count() for model in (Room, Guest, Stay, Line)]


def test_lines_that_were_hers_alone_go_with_the_call(harlow):
    call = called(harlow, "Yes.\n# sounds tired")
    kept = keep(owner(), call.pk, Outcome("held", 5, people=(TOM,)), now=timezone.now())
    assert kept.private_entry is not None
    erase(preview_address(TOM[1]))
    assert not Interaction.objects.exists()


def test_what_was_written_in_the_room_goes_with_the_call(harlow):
    call = called(harlow, "Yes.")
    spoken_in(actions.open_room_of(owner(), call.pk, now=timezone.now()), "Tom")
    other = open_room(owner(), harlow, now=timezone.now())
    spoken_in(other, "Ann")
    erase(preview_person(harlow.people.get()))
    assert left_of_rooms() == [1, 1, 1, 1]
    assert Room.objects.get() == other


def test_room_that_they_opened_and_nobody_came_to_goes(harlow):
    now = timezone.now()
    facts = Facts(now, now + timedelta(minutes=30), way="room", people=(TOM,))
    spoken_in(room_of_appointment(plan(owner(), harlow, facts, now=now), owner(), now=now), "Tom")
    erase(preview_address(TOM[1].upper()))
    assert left_of_rooms() == [0, 0, 0, 0]


def test_half_that_was_joined_to_it_is_no_call_of_its_own_again(harlow):
    first = called(harlow, "Of Tom.")
    actions.end(owner(), first.pk, now=timezone.now())
    later = called(harlow, "And of Tom.", who=())
    join(owner(), later.pk, now=timezone.now())
    keep(owner(), first.pk, Outcome("held", 5, people=(TOM,)), now=timezone.now())
    erase(preview_address(TOM[1]))
    assert not Call.objects.exists()


def test_client_that_another_became_part_of_takes_the_calls_of_both(harlow):
    call = called(harlow, "Yes.\n# tired")
    spoken_in(actions.open_room_of(owner(), call.pk, now=timezone.now()), "Tom")
    home = add_client("Harlow Group", by=owner())
    join_clients(home, harlow, by=owner())
    keep(owner(), call.pk, Outcome("held", 5, people=(TOM,)), now=timezone.now())
    erase(preview_client(home))
    assert (Call.objects.count(), Interaction.objects.count()) == (0, 0)
    assert left_of_rooms() == [0, 0, 0, 0]
