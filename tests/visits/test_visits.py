"""A visit from the diary to the client's story: one entry, whatever is pressed twice, and what is hers stays hers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alongside.calls.actions import put_lines
from alongside.calls.models import AgendaLine
from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Assignment
from alongside.diary.actions import plan
from alongside.diary.queries import appointment_for
from alongside.diary.rules import Facts
from alongside.hours.proposing import proposals_for
from alongside.hours.spans import Days
from alongside.intake.by_hand import Wanted, write_down
from alongside.intake.erasing import erase, preview_client, preview_person
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.lib.splices import forth
from alongside.processes.follow_ups import follow_all
from alongside.promises.models import Promise
from alongside.support.actions import Facts as AspectFacts
from alongside.support.actions import add_own
from alongside.support.models import Improvement, Rating
from alongside.timeline.models import Body, Interaction
from alongside.timeline.text import decompress
from alongside.visits import actions, keeping, notes
from alongside.visits.actions import LegFacts, Spent
from alongside.visits.errors import NotesClosed, NotThere, StaleNotes, VisitsError
from alongside.visits.keeping import Outcome, keep
from alongside.visits.models import NoteChange, Visit
from alongside.visits.queries import (
    agenda_for,
    find_visit,
    last_words_for,
    open_visits_for,
)
from alongside.visits.recap import write_recap
from tests.making import ParsingHere, assistant, owner

pytestmark = pytest.mark.django_db
TOM = ("Tom Harlow", "tom@harlow.example")
TYPED = {
    "environment": "Two desks, one window.\n# they argue",
    "bigger": "A second yard in spring",
    "said": "> I send the rota by Friday\n< Tom measures the hall\n? Who opens",
}


@pytest.fixture
def harlow():
    made = add_client("Harlow & Sons", by=owner())
    add_person(made, TOM[0], [TOM[1]])
    return made


def planned(client, *, member=None, hours: float = -6, place: str = "14 Mill Lane, Leeds"):
    """A visit of five hours that begins in so many hours."""
    now = timezone.now()
    facts = Facts(
        now + timedelta(hours=hours),
        now + timedelta(hours=hours + 5),
        zone="Europe/London",
        way="visit",
        place=place,
        title="The new yard",
        people=(TOM,),
    )
    return plan(member or owner(), client, facts, now=now)


def visited(client, *, member=None, typed=TYPED, **more) -> Visit:
    member = member or owner()
    visit = actions.prepare(member, planned(client, member=member, **more).pk, now=timezone.now())
    return notes.journal(member, visit.pk, revision=0, fields=typed, now=timezone.now()) if typed else visit


def held(visit: Visit, **more) -> Visit:
    outcome = Outcome(**{"state": "held", "people": (TOM,), **more})
    return keep(visit.member, visit.pk, outcome, now=timezone.now())


def said_in(entry: int | None) -> str:
    assert entry is not None
    return decompress(bytes(Body.objects.get(interaction_id=entry).text))


def test_prepared_twice_it_is_one_visit_with_why_and_whom(harlow):
    row = planned(harlow)
    first, second = (actions.prepare(owner(), row.pk, now=timezone.now()) for _ in range(2))
    assert first.pk == second.pk
    assert (first.why, first.people) == ("The new yard", [list(TOM)])


def test_a_call_is_no_visit(harlow):
    now = timezone.now()
    row = plan(owner(), harlow, Facts(now, now + timedelta(hours=1)), now=now)
    with pytest.raises(NotThere):
        actions.prepare(owner(), row.pk, now=now)


@pytest.mark.broad
def test_a_visit_becomes_an_entry_with_place_length_and_people(harlow):
    visit = held(visited(harlow), minutes=240)
    entry = Interaction.objects.get(pk=visit.entry)
    assert (entry.kind, entry.counterpart.value) == ("visit", TOM[1])
    assert entry.ended_at - entry.happened_at == timedelta(hours=4)
    text = said_in(visit.entry)
    assert "What it is like there:\nTwo desks" in text
    assert "14 Mill Lane" in Interaction.objects.get(pk=visit.entry).subject + text
    assert appointment_for(owner(), visit.appointment_id).row.state == "held"
    assert bytes(appointment_for(owner(), visit.appointment_id).row.held_as) == bytes(entry.source_key)


def test_promises_go_to_the_ledger_and_questions_to_the_next_agenda(harlow):
    held(visited(harlow))
    assert sorted(Promise.objects.values_list("side", flat=True)) == ["ours", "theirs"]
    assert AgendaLine.objects.get().text == "Who opens"


@pytest.mark.broad
def test_what_is_hers_alone_is_a_note_that_nobody_else_sees(harlow):
    visit = held(visited(harlow))
    assert "argue" not in said_in(visit.entry)
    private = Interaction.objects.get(pk=visit.private_entry)
    assert private.private_to == owner()
    assert said_in(private.pk).strip() == "they argue"


def test_pressed_twice_it_is_one_entry(harlow):
    visit = visited(harlow)
    first, second = held(visit), held(visit, state="not_held")
    assert first.entry == second.entry
    assert Interaction.objects.filter(kind="visit").count() == 1
    assert Promise.objects.count() == 2


@pytest.mark.broad
@pytest.mark.parametrize("place", ["write_down", "_write_private", "_follow"])
def test_cut_short_anywhere_it_is_finished_and_is_one_entry(harlow, monkeypatch, place):
    visit = visited(harlow)

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keeping, place, die)
        with pytest.raises(KeyboardInterrupt):
            held(visit)
    later = timezone.now() + timedelta(minutes=1)
    assert (keeping.finish_all(now=later), keeping.finish_all(now=later + timedelta(hours=1))) == (1, 0)
    assert Interaction.objects.filter(kind="visit").count() == 1
    assert Interaction.objects.filter(kind="note").count() == 1
    assert Promise.objects.count() == 2


@pytest.mark.broad
def test_taken_back_and_kept_again_it_is_one_entry_with_the_new_words(harlow):
    visit = held(visited(harlow))
    visit = keeping.reopen(owner(), visit.pk, now=timezone.now())
    assert Interaction.objects.count() == 0
    fields = {"said": "Another word"}
    notes.journal(owner(), visit.pk, revision=visit.revision, fields=fields, now=timezone.now())
    assert "Another word" in said_in(held(visit).entry)
    assert Interaction.objects.filter(kind="visit").count() == 1


def test_what_did_not_take_place_makes_no_entry_and_keeps_what_is_hers(harlow):
    visit = held(visited(harlow), state="not_held")
    assert visit.entry is None
    assert Interaction.objects.get().pk == visit.private_entry
    assert appointment_for(owner(), visit.appointment_id).row.state == "not_held"


def test_what_has_not_begun_cannot_have_taken_place(harlow):
    visit = visited(harlow, hours=30)
    with pytest.raises(VisitsError, match="not begun"):
        held(visit)
    assert find_visit(owner(), visit.pk).kept_at is None


def test_a_colleague_and_an_owner_see_no_visit_of_another(harlow):
    ada = assistant()
    Assignment.objects.create(member=ada, client=harlow)
    hers = visited(harlow, member=ada)
    with pytest.raises(NotThere):
        find_visit(owner(), hers.pk)
    assert find_visit(ada, hers.pk).pk == hers.pk
    Assignment.objects.all().delete()
    with pytest.raises(NotThere):
        find_visit(ada, hers.pk)


def test_another_window_is_noticed_and_nothing_is_written_over(harlow):
    visit = visited(harlow)
    with pytest.raises(StaleNotes) as stale:
        notes.journal(owner(), visit.pk, revision=0, fields={"said": "x"}, now=timezone.now())
    assert stale.value.revision == 1
    held(visit)
    with pytest.raises(NotesClosed):
        notes.journal(owner(), visit.pk, revision=1, fields={"said": "x"}, now=timezone.now())


def test_the_journal_adds_up_to_what_stands(harlow):
    visit = visited(harlow)
    notes.journal(owner(), visit.pk, revision=1, fields={"said": "Other\0 words"}, now=timezone.now())
    text = ""
    for change in NoteChange.objects.filter(visit=visit).order_by("revision"):
        if "said" in change.changes:
            text = forth(text, tuple(change.changes["said"]))
    assert text == find_visit(owner(), visit.pk).said == "Other words"


def test_a_leg_is_kept_changed_and_dropped(harlow):
    visit, now = visited(harlow), timezone.now()
    facts = LegFacts("York", "Leeds", "train", now, now + timedelta(hours=1), reference="ABC123")
    leg = actions.keep_leg(owner(), visit.pk, facts)
    actions.keep_leg(owner(), visit.pk, LegFacts("York", "Hull", "bus", now, now), leg_id=leg.pk)
    leg.refresh_from_db()
    assert (leg.to_place, leg.way, leg.reference) == ("Hull", "bus", "")
    actions.drop_leg(owner(), visit.pk, leg.pk)
    with pytest.raises(NotThere):
        actions.drop_leg(owner(), visit.pk, leg.pk)


@pytest.mark.parametrize(
    "facts", [("", "Leeds", "train"), ("York", " ", "train"), ("York", "Leeds", "broom")]
)
def test_a_leg_without_a_place_or_by_a_broom_is_refused_in_words(harlow, facts):
    with pytest.raises(VisitsError):
        actions.keep_leg(owner(), visited(harlow).pk, LegFacts(*facts, timezone.now(), timezone.now()))


def test_the_last_words_with_somebody_are_never_private_ones(harlow):
    now = timezone.now()
    who = (Somebody(*TOM),)
    write_down(owner(), harlow, Wanted("1" * 32, "call", now - timedelta(days=3), who=who, text="Oak is in"))
    write_down(owner(), harlow, Wanted("2" * 32, "note", now, text="canary: he drinks", is_private=True))
    found = last_words_for(owner(), harlow.pk, [(TOM[0], [TOM[1]]), ("Nobody", [])])
    assert [(name, one.words) for name, one in found.items()] == [(TOM[0], "Oak is in")]
    assert last_words_for(assistant(), harlow.pk, [(TOM[0], [TOM[1]])]) == {}


def test_a_line_of_the_agenda_that_was_reached_is_not_asked_for_again(harlow):
    visit, now = visited(harlow, typed=None), timezone.now()
    put_lines(owner(), harlow.pk, ["The gate", "The rota"], now=now)
    gate, _ = agenda_for(owner(), visit)
    for _ in range(2):
        actions.tick(owner(), visit.pk, gate.id, is_reached=True, now=now)
    assert [(one.text, one.is_reached) for one in agenda_for(owner(), visit)] == [
        ("The gate", True),
        ("The rota", False),
    ]
    other = visited(harlow, typed=None)
    assert [one.text for one in agenda_for(owner(), other)] == ["The rota"]
    actions.tick(owner(), visit.pk, gate.id, is_reached=False, now=now)
    assert len(agenda_for(owner(), other)) == 2


def test_today_asks_once_it_is_over_and_until_it_is_said(harlow):
    now = timezone.now()
    visit, ahead = visited(harlow), visited(harlow, hours=2)
    visited(harlow, hours=200)
    assert [(one.id, one.is_over) for one in open_visits_for(owner(), now=now)] == [
        (visit.pk, True),
        (ahead.pk, False),
    ]
    held(visit)
    assert [one.id for one in open_visits_for(owner(), now=now)] == [ahead.pk]


def test_a_recap_says_what_was_said_and_nothing_of_what_she_noticed(harlow):
    visit = visited(harlow, typed={**TYPED, "said": "Oak it is\n# canary"})
    first, second = (write_recap(owner(), visit.pk, on="3 December", now=timezone.now()) for _ in range(2))
    assert first.pk == second.pk
    assert "Thank you for the visit" in first.text
    assert "Oak it is" in first.text
    assert not any(word in first.text for word in ("canary", "Two desks", "argue"))


def test_of_joined_clients_a_visit_goes_on_with_the_other(harlow):
    visit = visited(harlow)
    quill = add_client("Quill", by=owner())
    join_clients(quill, harlow, by=owner())
    held(visit)
    visit = find_visit(owner(), visit.pk)
    assert list(Interaction.objects.get(pk=visit.entry).filings.values_list("client_id", flat=True)) == [
        quill.pk
    ]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_its_visits(harlow):
    held(visited(harlow))
    erase(preview_client(harlow))
    assert not Visit.objects.exists()


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_somebody_takes_the_words_and_leaves_what_it_cost(harlow):
    visit = visited(harlow)
    actions.add_cost(owner(), visit.pk, Spent("travel", "GBP", Decimal(3)), now=timezone.now())
    erase(preview_person(harlow.people.get()))
    visit.refresh_from_db()
    assert (visit.said, visit.environment, visit.why, visit.people) == ("", "", "", [])
    assert not NoteChange.objects.exists()
    assert visit.costs.count() == 1


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_somebody_takes_what_was_hers_alone_of_the_visit(harlow):
    visit = held(visited(harlow))
    assert visit.private_entry is not None
    erase(preview_person(harlow.people.get()))
    assert not Interaction.objects.exists()


@pytest.mark.broad
def test_a_rebuild_leaves_a_visit_and_its_entry_as_they_were(harlow):
    visit = held(visited(harlow))
    follow_all()
    rebuild(ParsingHere())
    follow_all()
    assert Interaction.objects.get(pk=visit.entry).kind == "visit"
    assert find_visit(owner(), visit.pk).entry == visit.entry


@pytest.mark.broad
def test_ratings_and_what_is_to_be_tried_stand_under_support_once(harlow):
    aspect = add_own(owner(), harlow.pk, AspectFacts("Diary"))
    typed = {"improvements": "- A shared list\n# canary\n> I send it\nA shared list\nOne call a week"}
    visit = held(visited(harlow, typed=typed), ratings={aspect.pk: 4, 10**9: 5})
    assert Rating.objects.values_list("aspect", "stars", "is_clients").get() == (aspect.pk, 4, False)
    tried = ["A shared list", "One call a week"]
    assert sorted(Improvement.objects.values_list("text", flat=True)) == tried
    visit = keeping.reopen(owner(), visit.pk, now=timezone.now())
    assert not Rating.objects.exists()
    held(visit, ratings={aspect.pk: 2})
    assert Rating.objects.get().stars == 2
    assert sorted(Improvement.objects.values_list("text", flat=True)) == tried


@pytest.mark.broad
def test_the_hours_of_a_visit_are_proposed_once_it_is_kept(harlow):
    visit = held(visited(harlow, typed=TYPED), minutes=240)
    today = timezone.localdate()
    days = Days(today - timedelta(days=1), today + timedelta(days=1))
    (proposed,) = proposals_for(owner(), days, today=today)
    assert (proposed.kind, proposed.minutes, proposed.interaction_id) == ("visit", 240, visit.entry)
