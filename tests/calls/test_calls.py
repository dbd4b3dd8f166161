"""A call from ringing to hanging up: one entry, whatever is pressed twice or cut short, and what is hers stays hers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from alongside.calls import actions, keeping, notes
from alongside.calls.actions import How
from alongside.calls.errors import CallsError, NotesClosed, NotThere, StaleNotes
from alongside.calls.keeping import Outcome, keep
from alongside.calls.models import AgendaLine, Call, NoteChange, State
from alongside.calls.queries import agenda_for, find_call, open_calls_for, way_for
from alongside.calls.recap import write_recap
from alongside.calls.shared import RECAP, share_recap
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Assignment, Handle, Person
from alongside.diary.actions import plan
from alongside.diary.queries import appointment_for
from alongside.diary.rules import Facts
from alongside.intake.erasing import erase, preview_address, preview_client, preview_person
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.lib.splices import forth
from alongside.processes.follow_ups import follow_all
from alongside.promises.models import Promise, Verdict
from alongside.promises.suggesting import suggestions_for
from alongside.rooms.models import Room
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve
from alongside.timeline.models import Body, Interaction
from alongside.timeline.queries.lists import timeline_for
from alongside.timeline.text import decompress
from alongside.waiting.queries import waiting_for
from tests.making import ParsingHere, assistant, owner

pytestmark = pytest.mark.django_db
NOTES = (
    "Oak for the stand.\n> I send the list by Friday\n< Tom measures the hall\n? Who opens\n# sounds tired"
)
TOM = ("Tom Harlow", "tom@harlow.example")


@pytest.fixture
def harlow():
    made = add_client("Harlow & Sons", by=owner())
    add_person(made, TOM[0], [TOM[1]])
    return made


def called(client, *, said: str = NOTES, member=None, how: How | None = None, minutes: int = 20) -> Call:
    """Begun so many minutes ago, and just hung up."""
    member, now = member or owner(), timezone.now()
    call = actions.start(member, client, how or How(people=(TOM,)), now=now, is_new=True)
    actions.begin(member, call.pk, now=now - timedelta(minutes=minutes))
    if said:
        notes.journal(member, call.pk, revision=0, fields={"said": said}, now=now)
    return actions.end(member, call.pk, now=now)


def held(call: Call, **more) -> Call:
    outcome = Outcome(**{"state": "held", "people": (TOM,), **more})
    return keep(call.member, call.pk, outcome, now=timezone.now())


def said_in(entry: int | None) -> str:
    assert entry is not None
    return decompress(bytes(Body.objects.get(interaction_id=entry).text))


@pytest.mark.broad
def test_a_call_becomes_an_entry_with_its_length_and_people(harlow):
    call = held(called(harlow))
    entry = Interaction.objects.get(pk=call.entry)

    assert (entry.kind, entry.direction) == ("call", "out")
    assert entry.ended_at - entry.happened_at == timedelta(minutes=20)
    assert entry.counterpart.value == TOM[1]
    assert [line.id for line in timeline_for(owner(), harlow.pk) if not line.is_private] == [entry.pk]


def test_pressed_twice_it_is_one_entry(harlow):
    call = called(harlow)
    first, second = held(call), held(call, state="missed", minutes=3)
    assert first.entry == second.entry
    assert Interaction.objects.filter(kind="call").count() == 1
    assert Promise.objects.count() == 2


@pytest.mark.parametrize("cut_after", ["close", "entry", "private"])
def test_cut_short_anywhere_it_is_finished_and_is_one_entry(harlow, monkeypatch, cut_after):
    call = called(harlow)

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    place = {"close": "write_down", "entry": "_write_private", "private": "_follow"}[cut_after]
    with monkeypatch.context() as patch:
        patch.setattr(keeping, place, die)
        with pytest.raises(KeyboardInterrupt):
            held(call)
    assert find_call(owner(), call.pk).entry is None
    later = timezone.now() + timedelta(minutes=1)
    assert keeping.finish_all(now=later) == 1
    assert keeping.finish_all(now=later) == 0
    assert Interaction.objects.filter(kind="call").count() == 1
    assert Interaction.objects.filter(kind="note").count() == 1
    assert Promise.objects.count() == 2


def test_marked_lines_become_promises_with_their_day(harlow):
    call = held(called(harlow))
    found = {one.side: one for one in Promise.objects.all()}
    assert found["ours"].due_on is not None and found["ours"].due_on.weekday() == 4
    assert found["theirs"].due_on is None
    text = said_in(call.entry)
    assert text[found["ours"].start : found["ours"].end] == "I send the list by Friday"


def test_a_day_is_counted_from_the_call_though_it_is_kept_days_later(harlow):
    call = called(harlow, said="> I send the list tomorrow")
    call = keep(call.member, call.pk, Outcome("held"), now=timezone.now() + timedelta(days=3))
    began_on = Interaction.objects.get(pk=call.entry).happened_at.astimezone(ZoneInfo("Europe/London")).date()
    assert Promise.objects.get().due_on == began_on + timedelta(days=1)


@pytest.mark.broad
def test_what_she_marked_is_not_offered_again(harlow):
    held(called(harlow, said="> I'll send you the list by Friday.\nI will call the printer tomorrow."))
    follow_all()
    offered = [one.evidence.sentence for one in suggestions_for(owner(), now=timezone.now())]
    assert offered == ["I will call the printer tomorrow."]


def test_each_line_typed_by_hand_is_read_for_itself(harlow):
    held(called(harlow, said="The skip is gone\nI'll ring the council tomorrow\nfrom the second shop"))
    follow_all()
    offered = [one.evidence.sentence for one in suggestions_for(owner(), now=timezone.now())]
    assert offered == ["I'll ring the council tomorrow"]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_rebuild_keeps_promises_and_the_private_note(harlow):
    call = held(called(harlow))
    before = set(Promise.objects.values_list("key", "side", "interaction_id", "client_id"))
    rebuild(pool=ParsingHere())
    follow_all()
    assert set(Promise.objects.values_list("key", "side", "interaction_id", "client_id")) == before
    assert Interaction.objects.get(pk=call.private_entry).private_to == owner()


@pytest.mark.broad
def test_private_lines_are_a_note_of_hers_alone(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    call = held(called(harlow, member=ann))
    assert "tired" not in said_in(call.entry)
    assert Interaction.objects.get(pk=call.private_entry).private_to == ann
    assert all("tired" not in line.preview for line in timeline_for(owner(), harlow.pk))


def test_another_members_call_is_not_there_for_an_owner_either(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    call = called(harlow, member=ann)
    with pytest.raises(NotThere):
        find_call(owner(), call.pk)


def test_once_the_client_is_handed_back_the_call_is_not_there(harlow):
    ann = assistant()
    assigned = Assignment.objects.create(member=ann, client=harlow)
    call = called(harlow, member=ann)
    assigned.delete()
    with pytest.raises(NotThere):
        find_call(ann, call.pk)


def test_questions_and_what_was_not_reached_go_to_the_next_call(harlow):
    call = called(harlow)
    actions.put_on_agenda(owner(), call.pk, "The gate\nThe invoice", now=timezone.now())
    gate = AgendaLine.objects.get(text="The gate")
    actions.tick(owner(), call.pk, gate.pk, now=timezone.now())
    held(call)
    nextly = actions.start(owner(), harlow, How(), now=timezone.now(), is_new=True)
    assert [one.text for one in agenda_for(owner(), harlow.pk, call=nextly)] == ["The invoice", "Who opens"]
    assert gate.pk in {one.pk for one in agenda_for(owner(), harlow.pk, call=call)}


def test_a_call_that_was_cut_off_goes_on_as_the_same(harlow):
    call = called(harlow, minutes=10)
    again = actions.start(owner(), harlow, How(), now=timezone.now() + timedelta(minutes=3))
    assert again.pk == call.pk
    now = timezone.now() + timedelta(minutes=4)
    actions.begin(owner(), call.pk, now=now)
    actions.end(owner(), call.pk, now=now + timedelta(minutes=6))
    entry = Interaction.objects.get(pk=held(call).entry)
    assert entry.ended_at - entry.happened_at == timedelta(minutes=16)


def test_a_call_of_an_hour_ago_is_another_one(harlow):
    call = called(harlow)
    assert actions.start(owner(), harlow, How(), now=timezone.now() + timedelta(hours=1)).pk != call.pk


def test_what_was_prepared_is_found_again_by_calling(harlow):
    now = timezone.now()
    call = actions.start(owner(), harlow, How(), now=now)
    notes.journal(owner(), call.pk, revision=0, fields={"prepared": "Ask about oak"}, now=now)
    assert [one.pk for one in open_calls_for(owner(), now=now)] == [call.pk]
    again = actions.start(owner(), harlow, How(way="teams"), now=now + timedelta(days=2))
    assert (again.pk, again.prepared, again.way) == (call.pk, "Ask about oak", "teams")


def test_the_last_way_is_the_next_one(harlow):
    actions.start(owner(), harlow, How(join_url="https://zoom.us/j/1234"), now=timezone.now(), is_new=True)
    assert way_for(owner(), harlow.pk) == ("zoom", "https://zoom.us/j/1234")
    call = actions.start(owner(), harlow, How(), now=timezone.now(), is_new=True)
    assert (call.way, call.join_url) == ("zoom", "https://zoom.us/j/1234")


def test_a_link_that_is_pasted_says_how_and_stays_for_another_time(harlow):
    zoom = "https://zoom.us/j/1234"
    call = actions.start(owner(), harlow, How(), now=timezone.now(), is_new=True)
    call = actions.set_how(owner(), call.pk, How(way="mobile", join_url=zoom), now=timezone.now())
    assert (call.way, call.join_url) == ("zoom", zoom)
    call = actions.set_how(owner(), call.pk, How(way="mobile", join_url=zoom), now=timezone.now())
    assert (call.way, call.join_url) == ("mobile", zoom)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://me:pw@zoom.us/j/1", "zoom.us/j/1"])
def test_a_link_that_is_none_is_refused_in_words(harlow, link):
    with pytest.raises(CallsError, match="no link"):
        actions.start(owner(), harlow, How(join_url=link), now=timezone.now(), is_new=True)


def test_every_change_is_in_the_journal(harlow):
    call = actions.start(owner(), harlow, How(), now=timezone.now())
    for revision, text in enumerate(("To", "Tom", "Tom says")):
        notes.journal(owner(), call.pk, revision=revision, fields={"said": text}, now=timezone.now())
    text = ""
    for change in NoteChange.objects.order_by("revision"):
        text = forth(text, tuple(change.changes["said"]))
    assert text == "Tom says"


def test_a_window_that_is_behind_writes_over_nothing(harlow):
    call = actions.start(owner(), harlow, How(), now=timezone.now())
    notes.journal(owner(), call.pk, revision=0, fields={"said": "One"}, now=timezone.now())
    with pytest.raises(StaleNotes):
        notes.journal(owner(), call.pk, revision=0, fields={"said": "Two"}, now=timezone.now())
    assert find_call(owner(), call.pk).said == "One"


@pytest.mark.broad
def test_notes_of_a_kept_call_are_closed_until_it_is_taken_back(harlow):
    call = held(called(harlow))
    with pytest.raises(NotesClosed):
        notes.journal(owner(), call.pk, revision=1, fields={"said": "More"}, now=timezone.now())
    keeping.reopen(owner(), call.pk, now=timezone.now())
    assert Interaction.objects.count() == 0
    notes.journal(owner(), call.pk, revision=1, fields={"said": "More"}, now=timezone.now())
    assert said_in(held(call).entry).strip() == "More"


@pytest.mark.broad
def test_a_missed_call_of_theirs_waits_until_it_is_answered(harlow):
    call = called(harlow, said="", how=How(people=(TOM,), direction="in"))
    held(call, state="missed", direction="in")
    follow_all()
    (waits,) = waiting_for(owner(), now=timezone.now())
    assert waits.words == "Rang, and nobody answered."
    later = called(harlow, said="", minutes=1)
    later.spans.update(
        began_at=timezone.now() + timedelta(minutes=1), ended_at=timezone.now() + timedelta(minutes=3)
    )
    held(later, answers=waits.interaction_id)
    follow_all()
    assert waiting_for(owner(), now=timezone.now()) == []


@pytest.mark.broad
@pytest.mark.parametrize("state", ["missed", "declined", "failed"])
def test_a_call_of_ours_that_did_not_come_about_is_an_entry_and_nobody_waits(harlow, state):
    entry = Interaction.objects.get(pk=held(called(harlow, said=""), state=state).entry)
    follow_all()
    assert entry.ended_at == entry.happened_at
    assert entry.preview
    assert waiting_for(owner(), now=timezone.now()) == []


def test_what_did_not_take_place_is_no_entry(harlow):
    call = held(called(harlow, said=""), state="not_held")
    assert call.state == State.NOT_HELD
    assert Interaction.objects.count() == 0


def planned(harlow):
    now = timezone.now()
    facts = Facts(
        now - timedelta(minutes=30), now, way="teams", join_url="https://teams.live.com/meet/1", people=(TOM,)
    )
    return plan(owner(), harlow, facts, now=now - timedelta(days=1))


def test_the_call_of_an_appointment_is_one_and_tells_the_diary(harlow):
    row = planned(harlow)
    call = actions.start_planned(owner(), row.pk, now=timezone.now())
    assert actions.start_planned(owner(), row.pk, now=timezone.now()).pk == call.pk
    assert (call.way, call.people) == ("teams", [list(TOM)])
    entry = Interaction.objects.get(pk=held(call, minutes=25).entry)
    assert entry.kind == "meeting"
    assert entry.happened_at == row.starts_at.replace(microsecond=0)
    kept = appointment_for(owner(), row.pk).row
    assert (kept.state, bytes(kept.held_as)) == ("held", bytes(entry.source_key))


def test_recap_is_a_draft_without_private_lines_and_is_begun_once(harlow):
    call = called(harlow)
    draft = write_recap(owner(), call.pk, on="12 November", now=timezone.now())
    assert draft.to == "Tom Harlow <tom@harlow.example>"
    assert "I send the list by Friday" in draft.text
    assert "tired" not in draft.text
    assert write_recap(owner(), call.pk, on="12 November", now=timezone.now()).pk == draft.pk


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_who_is_erased_takes_the_notes_along(harlow):
    held(called(harlow))
    told = called(harlow, said="about Tom")
    made = share_recap(owner(), told.pk, "Tom said yes.", title="Our call", now=timezone.now())
    erase(preview_address(TOM[1]))
    assert Call.objects.count() == 0
    assert resolve(made.token, kind=RECAP) is None
    assert Share.objects.get().choices == {}


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_who_is_erased_takes_along_what_was_written_in_the_room_of_the_call(harlow):
    with_tom, other = called(harlow), called(harlow, how=How(people=(("Mara", "mara@harlow.example"),)))
    rooms = [actions.open_room_of(owner(), call.pk, now=timezone.now()) for call in (with_tom, other)]
    erase(preview_address(TOM[1]))
    assert list(Room.objects.values_list("pk", flat=True)) == [rooms[1].pk]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_who_is_erased_takes_along_the_call_that_names_the_number_alone(harlow):
    tom = Person.objects.get(name=TOM[0])
    Handle.objects.create(person=tom, kind="phone", value="+441632960961")
    called(harlow, how=How(way="mobile", number="+44 (1632) 960-961"))
    other = called(harlow, how=How(way="mobile", number="+44 1632 960962"))
    erase(preview_person(tom))
    assert list(Call.objects.values_list("pk", flat=True)) == [other.pk]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_a_client_that_is_erased_takes_calls_and_agenda_along(harlow):
    call = called(harlow)
    actions.put_on_agenda(owner(), call.pk, "The gate", now=timezone.now())
    erase(preview_client(harlow))
    assert (Call.objects.count(), AgendaLine.objects.count(), NoteChange.objects.count()) == (0, 0, 0)


def test_a_call_follows_its_client_into_another(harlow):
    call = called(harlow)
    home = add_client("Harlow Group", by=owner())
    join_clients(home, harlow, by=owner())
    entry = held(find_call(owner(), call.pk)).entry
    assert [line.id for line in timeline_for(owner(), home.pk) if not line.is_private] == [entry]
    assert [one.text for one in agenda_for(owner(), home.pk)] == ["Who opens"]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_kept_by_two_windows_at_the_same_moment_it_is_one_entry(harlow):
    call, start = called(harlow), threading.Barrier(2)

    def press() -> int | None:
        try:
            start.wait(10)
            return held(find_call(owner(), call.pk)).entry
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        entries = {one.result() for one in [pool.submit(press), pool.submit(press)]}
    assert entries == {Interaction.objects.get(kind="call").pk}
    assert (Promise.objects.count(), Verdict.objects.count()) == (2, 2)
    assert AgendaLine.objects.count() == 1
