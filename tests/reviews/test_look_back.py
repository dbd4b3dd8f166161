"""The look-back of a period: what is in it comes from somewhere, and what is private or another's is not in it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Assignment
from alongside.hours.models import Entry
from alongside.intake.erasing import erase, preview_client
from alongside.intake.filing import make_personal
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import follow_all
from alongside.promises.actions import say, write_down
from alongside.promises.models import Finding
from alongside.reviews import actions
from alongside.reviews.actions import Wanted
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.giving import document_of, escaped, markdown_of
from alongside.reviews.models import LineVerdict, Review
from alongside.reviews.papers import paper_of
from alongside.reviews.preparing import prepare
from alongside.reviews.queries import pack_for, pack_of, standings_for
from alongside.reviews.shapes import Line
from alongside.reviews.words import together
from alongside.support.actions import Facts, Idea, add_improvement, add_own, rate
from alongside.support.actions import say as say_of
from alongside.support.models import Duty, DutyDay
from alongside.timeline.models import Filing, Interaction
from tests.making import ME, MONDAY, ParsingHere, arrive, assistant, mailbox, message, owner, rewritten
from tests.reviews.making import CANARY, MARA, SINCE, UNTIL, harlow, letters, talk
from tests.visits.test_visits import held, visited

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return harlow()


def pack(client, *, since: date = SINCE, until: date = UNTIL):
    return pack_for(owner(), client.pk, since_on=since, until_on=until)


def lines(client, name: str) -> list[str]:
    return [line.text for section in pack(client) if section.name == name for line in section.lines]


def review_of(client) -> Review:
    made = prepare(owner(), client, now=timezone.now())
    return actions.set_period(owner(), made.pk, since_on=SINCE, until_on=UNTIL)


def all_lines(sections) -> list[Line]:
    return [line for section in sections for line in section.lines]


@pytest.mark.broad
def test_conversations_are_counted_by_kind_and_person(client):
    letters(client)
    talk(client, minutes=40)
    talk(client, kind="visit", days=1, minutes=90)
    found = lines(client, "spoken")
    assert "1 call, 40 min in all: Mara Quill." in found
    assert "1 visit, 1 h 30 in all: Mara Quill." in found
    assert "4 letters, 3 from them and 1 from us: Mara Quill." in found


@pytest.mark.broad
def test_busiest_conversation_is_a_topic(client):
    letters(client)
    assert lines(client, "about") == ["“The stand”: 3 letters, 2 Mar to 3 Mar, Mara Quill."]


def test_what_was_marked_as_decided_leads_to_its_sentence(client):
    entry = talk(client, words="Oak for the stand.\nDecided: We take the smaller hall")
    line = next(one for one in all_lines(pack(client)) if one.quote == "We take the smaller hall")
    source = line.sources[0]
    assert (source.id, line.text) == (entry, "“We take the smaller hall” (2 Mar)")
    assert "Oak for the stand.\nDecided: We take the smaller hall"[source.start : source.end] == line.quote


def test_promises_stand_by_what_became_of_them(client):
    for words in ("Send the list", "Call the hall"):
        changes = {"wording": words, "due_on": "2026-03-04"}
        write_down(owner(), client.pk, kind="promise", side="ours", now=MONDAY, changes=changes)
    key = write_down(
        owner(), client.pk, kind="promise", side="theirs", now=MONDAY, changes={"wording": "The logo"}
    )
    say(owner(), key, "kept", now=MONDAY + timedelta(days=2))
    ours, theirs = lines(client, "ours"), lines(client, "theirs")
    assert ours[0] == "2 promises: 2 open."
    assert "Open, was due 4 Mar: Send the list (us, 2 Mar)" in ours
    assert theirs == ["Kept 4 Mar: The logo (them, 2 Mar)"]


def test_what_was_done_is_told(client):
    key = write_down(
        owner(), client.pk, kind="todo", side="ours", now=MONDAY, changes={"wording": "Order the badges"}
    )
    say(owner(), key, "kept", now=MONDAY + timedelta(days=1))
    assert lines(client, "done") == ["Done 3 Mar: Order the badges"]


@pytest.mark.broad
def test_answers_of_both_sides_are_timed_in_working_hours(client):
    letters(client)
    found = lines(client, "answers")
    assert "Half of our answers came within 3 h of working time (1 answer to a question)." in found
    assert "Half of their answers came within 1 day of working time (1 answer to a question)." in found
    assert "Our longest took 3 h of working time: asked 2 Mar, to Mara Quill." in found


@pytest.mark.broad
def test_what_nobody_answered_stands_with_its_question(client):
    lately = timezone.now() - timedelta(days=5)
    asked = message(MARA, ME, subject="Parking", text="Where do we park on Monday?\n", message_id="q@x")
    arrive(mailbox(), rewritten(asked, happened_at=lately))
    follow_all()
    today = timezone.localdate()
    found = next(
        one for one in pack(client, since=today - timedelta(days=9), until=today) if one.name == "open"
    )
    assert [one.quote for one in found.lines] == ["Where do we park on Monday?"]
    assert found.lines[0].text.startswith("Mara Quill asked, ")


@pytest.mark.broad
def test_days_outside_the_period_are_not_counted(client):
    letters(client)
    assert pack(client, since=date(2026, 3, 4), until=date(2026, 3, 4)) != ()
    assert pack(client, since=date(2026, 4, 5), until=date(2026, 4, 30)) == ()


@pytest.mark.broad
def test_every_line_has_a_source_that_is_filed_under_this_client(client):
    letters(client)
    talk(client, words="Decided: Blue")
    filed = set(Filing.objects.filter(client=client).values_list("interaction_id", flat=True))
    found = all_lines(pack(client))
    assert len(found) > 8
    for line in found:
        assert line.sources, line
        assert {source.id for source in line.sources if source.kind == "entry"} <= filed


@pytest.mark.broad
def test_nothing_private_and_nothing_of_another_client_gets_in(client):
    letters(client)
    talk(client, kind="note", words=f"Seems tired, {CANARY}", is_private=True)
    talk(client, kind="note", words=f"For colleagues, {CANARY}")
    other = add_client("Voss", by=owner())
    add_person(other, "Tom Voss", ["tom@voss.example"])
    source = mailbox(label="Second")
    arrive(
        source,
        message(
            "tom@voss.example",
            ME,
            subject=f"{CANARY} of Voss",
            text=f"Could you {CANARY}?\n",
            message_id="v@x",
        ),
        message(MARA, ME, subject=f"{CANARY} at home", text=f"Will you come, {CANARY}?\n", message_id="p@x"),
    )
    own = Interaction.objects.get(subject=f"{CANARY} at home")
    make_personal(owner(), [own.pk])
    follow_all()
    review = review_of(client)
    told = json.dumps(document_of("Harlow", SINCE, UNTIL, pack_of(review))) + markdown_of(paper_of(review))
    assert "The stand" in told
    assert CANARY not in told


def test_a_stranger_gets_no_look_back(client):
    with pytest.raises(NotThere):
        pack_for(assistant(), client.pk, since_on=SINCE, until_on=UNTIL)


@pytest.mark.broad
def test_look_back_of_a_helper_is_of_her_client(client):
    letters(client)
    ann = assistant()
    Assignment.objects.create(member=ann, client=client)
    assert pack_for(ann, client.pk, since_on=SINCE, until_on=UNTIL) == pack(client)


@pytest.mark.broad
def test_her_verdicts_outlive_a_rebuild(client):
    letters(client)
    review = review_of(client)
    first, second = all_lines(pack_of(review))[:2]
    now = timezone.now()
    actions.judge(owner(), review.pk, key=first.key, word="hidden", now=now)
    actions.judge(owner(), review.pk, key=second.key, word="worded", text="The stand for the fair.", now=now)
    actions.add_line(owner(), review.pk, section="about", text="A new logo, by phone.", now=now)
    before = pack_of(review)
    rebuild(ParsingHere())
    follow_all()
    assert pack_of(review) == before
    assert [one.is_hidden for one in all_lines(before)].count(True) == 1
    assert "The stand for the fair." in [one.text for one in all_lines(before)]
    assert "A new logo, by phone." in [one.text for one in all_lines(before)]


@pytest.mark.broad
def test_words_of_hers_keep_the_sources(client):
    letters(client)
    review = review_of(client)
    line = all_lines(pack_of(review))[0]
    actions.judge(owner(), review.pk, key=line.key, word="worded", text="We wrote a lot.", now=timezone.now())
    changed = all_lines(pack_of(review))[0]
    assert (changed.text, changed.sources) == ("We wrote a lot.", line.sources)


def test_a_line_of_hers_is_left_out_and_comes_back_with_its_words(client):
    review = review_of(client)
    key = actions.add_line(owner(), review.pk, section="about", text="By phone.", now=timezone.now())
    actions.judge(owner(), review.pk, key=key, word="hidden", now=timezone.now())
    assert [one.is_hidden for one in all_lines(pack_of(review))] == [True]
    actions.judge(owner(), review.pk, key=key, word="plain", now=timezone.now())
    assert [(one.text, one.is_hidden) for one in all_lines(pack_of(review))] == [("By phone.", False)]


@pytest.mark.broad
def test_said_twice_it_is_said_once(client):
    letters(client)
    review = review_of(client)
    key = all_lines(pack_of(review))[0].key
    for _ in range(2):
        actions.judge(owner(), review.pk, key=key, word="hidden", now=timezone.now())
    assert LineVerdict.objects.count() == 1


def test_review_pressed_twice_is_one(client):
    now = timezone.now()
    assert prepare(owner(), client, now=now).pk == prepare(owner(), client, now=now).pk


def test_wrong_days_change_nothing(client):
    review = review_of(client)
    with pytest.raises(ReviewsError):
        actions.set_period(owner(), review.pk, since_on=UNTIL, until_on=SINCE)
    review.refresh_from_db()
    assert (review.since_on, review.until_on) == (SINCE, UNTIL)


def test_reviews_of_joined_clients_stand_at_the_one_that_stays(client):
    review = review_of(client)
    stays = add_client("Harlow Group", by=owner())
    join_clients(stays, client, by=owner())
    actions.put_ahead(owner(), stays.pk, Wanted("goal", "A second shop"), now=timezone.now())
    found = next(one for one in standings_for(owner(), now=timezone.now()) if one.client.id == stays.pk)
    assert found.open == review
    assert pack_of(review) == ()


@pytest.mark.parametrize("typed", ["A second shop", "“A second shop”", '"A second shop"'])
def test_goal_is_kept_without_the_quotation_marks_it_was_typed_with(client, typed):
    assert (
        actions.put_ahead(owner(), client.pk, Wanted("goal", typed), now=timezone.now()).text
        == "A second shop"
    )


def test_those_who_spoke_together_are_told_as_one_party():
    assert [together(one) for one in ("", "Tom", "Tom, Mara", "Tom, Mara, Jo")] == [
        "",
        "Tom",
        "Tom and Mara",
        "Tom, Mara and Jo",
    ]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_its_reviews(client):
    letters(client)
    review_of(client)
    actions.put_ahead(owner(), client.pk, Wanted("goal", "A second shop"), now=timezone.now())
    erase(preview_client(client))
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "text", ["# Title", "1. one", "- a", "*b* _c_ `d`", "[x](y)", "<b>", "a | b", "~~x~~"]
)
def test_markdown_says_what_was_said(text):
    assert escaped(text).replace("\\", "") == text
    assert escaped(text) != text


def test_hours_stand_by_what_they_were_for(client):
    diary = add_own(owner(), client.pk, Facts("Diary"))
    for on, minutes, aspect in (
        (MONDAY, 90, diary),
        (MONDAY, 30, None),
        (MONDAY + timedelta(days=60), 500, diary),
    ):
        Entry.objects.create(member=owner(), client=client, aspect=aspect, on=on.date(), minutes=minutes)
    assert lines(client, "done") == ["2 h of work in all.", "Diary: 1 h 30.", "Everything else: 30 min."]


def test_what_comes_again_is_told_with_how_often_it_was_done(client):
    books = add_own(owner(), client.pk, Facts("Books"))
    duty = Duty.objects.create(
        aspect=books, name="Send the statement", repeats="weeks", starts_on=MONDAY.date()
    )
    for days, outcome in ((0, "done"), (7, "done"), (14, "left_out"), (90, "done")):
        on = MONDAY.date() + timedelta(days=days)
        DutyDay.objects.create(duty=duty, due_on=on, outcome=outcome, at=MONDAY)
    assert lines(client, "done") == ["Send the statement (Books): done 2 times, left out 1 time."]


def test_ratings_of_both_sides_stand_with_those_before(client):
    diary = add_own(owner(), client.pk, Facts("Diary"))
    for days, stars, by_client in ((-200, 2, True), (0, 4, True), (1, 3, False)):
        rate(
            owner(), diary.pk, stars, now=MONDAY + timedelta(days=days), by_client=by_client, source=f"{days}"
        )
    assert lines(client, "rated") == ["Diary: we say 3 of 5; they say 4 of 5, before that 2."]


def test_what_is_not_tried_yet_is_not_told(client):
    idea = add_improvement(owner(), client.pk, Idea("Invoices on the first"), now=MONDAY)
    assert lines(client, "tried") == []
    say_of(owner(), idea.pk, "trying", "", now=MONDAY)
    assert lines(client, "tried") == ["Invoices on the first: being tried, since 2 Mar."]


@pytest.mark.parametrize(("states", "is_told"), [(("given_up",), False), (("trying", "given_up"), True)])
def test_idea_of_a_visit_is_told_once_she_took_it_up(client, states, is_told):
    idea = add_improvement(owner(), client.pk, Idea("A kinder tone"), now=MONDAY, source="visit:1:ab")
    for state in states:
        say_of(owner(), idea.pk, state, "", now=MONDAY)
    assert bool(lines(client, "tried")) is is_told


@pytest.mark.broad
def test_what_is_only_said_in_a_call_is_no_decision(client):
    talk(client, words="We decided to look for another caterer.\nDecided: We take the smaller hall")
    follow_all()
    assert Finding.objects.filter(kind="decision").exists()
    assert lines(client, "decided") == ["“We take the smaller hall” (2 Mar)"]


@pytest.mark.broad
def test_of_a_visit_only_what_was_said_there_was_decided(client):
    typed = {name: f"= {CANARY} {name}" for name in ("environment", "bigger", "improvements")}
    held(visited(client, typed={**typed, "said": "= We take the smaller hall"}))
    today = timezone.localdate()
    found = pack(client, since=today - timedelta(days=3), until=today + timedelta(days=1))
    quotes = [line.quote for section in found if section.name == "decided" for line in section.lines]
    assert quotes == ["We take the smaller hall"]


def test_what_was_tried_stands_with_what_came_of_it(client):
    idea = add_improvement(owner(), client.pk, Idea("Invoices on the first"), now=MONDAY)
    say_of(owner(), idea.pk, "kept", "Two weeks sooner paid.", now=MONDAY + timedelta(days=20))
    assert lines(client, "tried") == ["Invoices on the first: kept, since 2 Mar. Two weeks sooner paid."]
