"""Two calls that are one: joined by hand, whole, once, and parted again as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls import actions, notes
from alongside.calls.actions import How
from alongside.calls.errors import CallsError, NotThere
from alongside.calls.joining import call_before_for, join, part
from alongside.calls.keeping import Outcome, keep
from alongside.calls.models import AgendaLine, Call, State
from alongside.calls.queries import find_call, length_of, open_calls_for
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment, Client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.rooms.models import Room
from alongside.timeline.models import Body, Interaction
from alongside.timeline.text import decompress
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
TOM, ADA = ("Tom Harlow", "tom@harlow.example"), ("Ada Harlow", "ada@harlow.example")


@pytest.fixture
def harlow() -> Client:
    return add_client("Harlow & Sons", by=owner())


def called(client: Client, said: str, *, began: int, ended: int | None, who=TOM, way="mobile") -> Call:
    """Minutes ago; `ended` None: under way."""
    me, now = owner(), timezone.now()
    call = actions.start(
        me, client, How(people=(who,), way=way), now=now - timedelta(minutes=began), is_new=True
    )
    actions.begin(me, call.pk, now=now - timedelta(minutes=began))
    notes.journal(me, call.pk, revision=0, fields={"said": said}, now=now)
    if ended is not None:
        actions.end(me, call.pk, now=now - timedelta(minutes=ended))
    return find_call(me, call.pk)


@pytest.fixture
def two(harlow) -> tuple[Call, Call]:
    first = called(harlow, "Oak for the stand.\n# sounds tired", began=30, ended=20)
    return first, called(harlow, "By Friday.", began=15, ended=5, who=ADA)


def facts(call: Call) -> tuple:
    call.refresh_from_db()
    spans = list(call.spans.order_by("pk").values_list("began_at", "ended_at"))
    names = (
        "state",
        "way",
        "join_url",
        "people",
        "said",
        "prepared",
        "room_id",
        "appointment_id",
        "joined_to_id",
    )
    return (*(getattr(call, name) for name in names), spans)


def test_later_goes_into_the_earlier_with_notes_times_and_people(two):
    first, later = two
    assert join(owner(), later.pk, now=timezone.now()) == first
    first.refresh_from_db()
    assert first.said == "Oak for the stand.\n# sounds tired\nBy Friday."
    assert (length_of(first, now=timezone.now()), first.state) == (20, State.OVER)
    assert [name for name, _ in first.people] == ["Tom Harlow", "Ada Harlow"]
    assert open_calls_for(owner(), now=timezone.now()) == [first]


def test_parted_they_are_as_they_were(two):
    first, later = two
    before = facts(first), facts(later)
    join(owner(), later.pk, now=timezone.now())
    assert part(owner(), later.pk, now=timezone.now()) == later
    assert (facts(first), facts(later)) == before


def test_what_was_typed_since_stays_when_they_are_parted(two):
    first, later = two
    joined = join(owner(), later.pk, now=timezone.now())
    typed = {"said": f"{joined.said}\nAnd more."}
    notes.journal(owner(), first.pk, revision=joined.revision, fields=typed, now=timezone.now())
    part(owner(), later.pk, now=timezone.now())
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.said, later.said) == (typed["said"], "By Friday.")


@pytest.mark.broad
def test_both_are_one_entry_of_the_story(two):
    first, later = two
    join(owner(), later.pk, now=timezone.now())
    keep(owner(), first.pk, Outcome(State.HELD), now=timezone.now())
    entry = Interaction.objects.exclude(private_to=owner()).get()
    text = decompress(Body.objects.get(interaction=entry).text)
    assert "Oak for the stand." in text
    assert "By Friday." in text
    assert "tired" not in text
    with pytest.raises(CallsError):
        part(owner(), later.pk, now=timezone.now())


@pytest.mark.broad
def test_call_that_is_under_way_goes_on_in_the_one_before(harlow):
    first = called(harlow, "Before.", began=30, ended=20)
    later = called(harlow, "Now.", began=5, ended=None)
    join(owner(), later.pk, now=timezone.now())
    first.refresh_from_db()
    assert (first.state, first.spans.filter(ended_at=None).count()) == (State.LIVE, 1)
    part(owner(), later.pk, now=timezone.now())
    assert [find_call(owner(), one.pk).state for one in (first, later)] == [State.OVER, State.LIVE]


@pytest.mark.broad
def test_room_and_plan_of_the_later_go_along(harlow):
    first = called(harlow, "Before.", began=30, ended=20)
    now = timezone.now()
    row = plan(owner(), harlow, Facts(now, now + timedelta(minutes=30), way="room"), now=now)
    later = actions.start_planned(owner(), row.pk, now=now)
    room = actions.open_room_of(owner(), later.pk, now=now)
    join(owner(), later.pk, now=now)
    first.refresh_from_db()
    assert (first.room, first.appointment, first.way) == (room, row, "room")
    part(owner(), later.pk, now=now)
    later.refresh_from_db()
    assert (later.room, later.appointment, Room.objects.get().ended_at) == (room, row, None)


def test_agenda_that_was_reached_goes_along(two):
    first, later = two
    line = AgendaLine.objects.create(
        client=later.client, member=owner(), text="Prices", made_at=timezone.now()
    )
    actions.tick(owner(), later.pk, line.pk, now=timezone.now())
    join(owner(), later.pk, now=timezone.now())
    line.refresh_from_db()
    assert line.call == first


def test_pressed_twice_it_is_joined_once(two):
    first, later = two
    join(owner(), later.pk, now=timezone.now())
    with pytest.raises(NotThere):
        join(owner(), later.pk, now=timezone.now())
    first.refresh_from_db()
    assert first.said.count("By Friday.") == 1


def test_only_a_call_of_hers_with_them_of_just_before_is_offered(harlow):
    old = called(harlow, "Long ago.", began=120, ended=100)
    Call.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(minutes=120))
    other = called(add_client("Birch", by=owner()), "Others.", began=30, ended=20)
    later = called(harlow, "Now.", began=15, ended=5)
    assert call_before_for(owner(), later) is None
    ann = assistant()
    Assignment.objects.create(client=harlow, member=ann)
    Call.objects.filter(pk=other.pk).update(client=harlow, member=ann)
    assert call_before_for(owner(), later) is None


@pytest.mark.broad
def test_page_joins_and_undoes(two):
    first, later = two
    browser = Browser()
    browser.force_login(owner())
    assert "This belongs to it" in browser.get(f"/calls/{later.pk}/").content.decode()
    answer = browser.post(f"/calls/{later.pk}/join/")
    assert answer["Location"] == f"/calls/{first.pk}/after/"
    assert browser.get(f"/calls/{later.pk}/")["Location"] == f"/calls/{first.pk}/"
    shown = browser.get(f"/calls/{first.pk}/after/").content.decode()
    undo = shown.partition('action="/undo/')[2].partition('"')[0]
    browser.post(f"/undo/{undo}")
    later.refresh_from_db()
    assert later.joined_to is None
