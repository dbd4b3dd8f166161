"""Found, offered, kept in mind: letters arrive, members judge, and what stands survives every rebuild."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import blake2b

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.intake import filing
from alongside.intake.erasing import erase, preview_address, preview_client
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import follow_all
from alongside.promises import actions, following
from alongside.promises.errors import NotThere, PromisesError
from alongside.promises.models import Finding, Promise, Verdict
from alongside.promises.queries import closed_for, find_promise, open_for
from alongside.promises.rules import key_of
from tests.making import ME, ParsingHere, assistant, owner
from tests.promises.making import MARA, PROMISE, arrived, keep_first, letter, offered, place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner())


@pytest.mark.broad
def test_promise_in_a_letter_of_a_client_is_found_with_its_place_and_not_its_words(harlow):
    arrived(letter(PROMISE))
    one = Finding.objects.get()
    assert (one.kind, one.side, one.speaker, one.due_on.weekday()) == ("promise", "theirs", MARA, 4)
    assert PROMISE[one.start : one.end] == "I'll send you the seating plan by Friday."


@pytest.mark.broad
def test_direction_says_whose_promise_it_is(harlow):
    arrived(letter(PROMISE, sender=ME, to=MARA))
    assert Finding.objects.get().side == "ours"


@pytest.mark.broad
@pytest.mark.parametrize(
    "what", ["nobody's", "personal", "a machine's", "older than a year", "quoted"], ids=str
)
def test_nothing_is_found_where_nobody_may_look(harlow, what):
    raw = {
        "nobody's": letter(PROMISE, sender="who@elsewhere.example"),
        "personal": letter(PROMISE),
        "a machine's": letter(PROMISE).replace(b"Subject:", b"Auto-Submitted: auto-generated\nSubject:"),
        "older than a year": letter(PROMISE, days=400),
        "quoted": letter("Thanks.\n\n> I'll send you the seating plan by Friday.\n"),
    }[what]
    arrived(raw)
    if what == "personal":
        assert Finding.objects.count() == 1
        filing.make_personal(owner(), Finding.objects.values_list("interaction_id", flat=True))
        follow_all()
    assert Finding.objects.count() == 0


@pytest.mark.broad
def test_what_is_filed_later_is_found_then(harlow):
    arrived(letter(PROMISE, sender="new@harlow.example"))
    filing.learn_address(harlow, "new@harlow.example")
    follow_all()
    assert offered() == ["I'll send you the seating plan by Friday."]


@pytest.mark.broad
def test_looking_twice_changes_no_row(harlow):
    arrived(letter(PROMISE))
    before = list(Finding.objects.values())
    following.handle([before[0]["interaction_id"]])
    assert list(Finding.objects.values()) == before


@pytest.mark.broad
def test_what_is_kept_in_mind_is_open_with_its_sentence_and_not_offered_again(harlow):
    arrived(letter(PROMISE))
    keep_first()
    (one,) = open_for(owner())
    assert (one.words, one.who, one.row.side, one.client.name) == (
        "I'll send you the seating plan by Friday.",
        "Mara Quill",
        "theirs",
        "Harlow & Sons",
    )
    assert offered() == []


@pytest.mark.broad
def test_request_to_her_becomes_something_to_do(harlow):
    arrived(letter("Could you book the hall by 3 March 2031?\n"))
    keep_first()
    (one,) = open_for(owner())
    assert (one.row.kind, one.row.side, one.row.due_on) == ("todo", "ours", date(2031, 3, 3))


@pytest.mark.broad
def test_request_of_hers_is_not_offered_as_a_promise(harlow):
    arrived(letter("Could you book the hall by 3 March 2031?\n", sender=ME, to=MARA))
    assert offered() == []


@pytest.mark.broad
def test_keeping_twice_is_keeping_once(harlow):
    arrived(letter(PROMISE))
    assert keep_first() == keep_first()
    assert Verdict.objects.count() == 1


@pytest.mark.broad
def test_verdicts_end_move_and_reopen_it(harlow):
    arrived(letter(PROMISE))
    key, now = keep_first(), timezone.now()
    actions.move(owner(), key, date(2031, 1, 1), now=now)
    actions.say(owner(), key, "slipped", now=now)
    assert [one.row.state for one in closed_for(owner())] == ["slipped"]
    actions.say(owner(), key, "reopened", now=now)
    (one,) = open_for(owner())
    assert (one.row.due_on, one.row.times_moved) == (date(2031, 1, 1), 1)
    assert [one.word for one in Verdict.objects.order_by("id")] == [
        "accepted",
        "moved",
        "slipped",
        "reopened",
    ]


@pytest.mark.broad
def test_undoing_the_keeping_offers_it_again(harlow):
    arrived(letter(PROMISE))
    actions.undo(owner(), keep_first(), now=timezone.now())
    assert len(offered()) == 1
    assert Promise.objects.count() == 0


@pytest.mark.broad
def test_refusals_end_the_like_of_it_from_the_same_person(harlow):
    names = ["plan", "list", "menu", "rota", "bill"]
    arrived(*(letter(f"I'll send you the {name} by Friday.\n", name=name) for name in names))
    for one in list(Finding.objects.order_by("id"))[:3]:
        actions.refuse(owner(), place_of(one), now=timezone.now())
    assert offered() == []
    arrived(
        letter("I'll send you the plan by Friday.\n", sender=f"Jo <jo@{MARA.partition('@')[2]}>", name="jo")
    )
    filing.learn_address(harlow, "jo@harlow.example")
    follow_all()
    assert offered() == ["I'll send you the plan by Friday."]


def test_by_hand_it_has_no_sentence_and_lives_as_any_other(harlow):
    key = actions.write_down(
        owner(),
        harlow.pk,
        kind="todo",
        side="ours",
        changes=actions.cleaned(
            wording="Chase invoices", due_on="2026-03-02", repeat="weekday", checklist="Print\n\nSend"
        ),
        now=timezone.now(),
    )
    actions.tick(owner(), key, 1, now=timezone.now())
    one = find_promise(owner(), key)
    assert (one.words, one.evidence, one.row.checklist) == (
        "Chase invoices",
        None,
        [["Print", False], ["Send", True]],
    )
    now = timezone.now()
    actions.say(owner(), key, "kept", now=now)
    again = find_promise(owner(), key).row.due_on
    assert again > timezone.localdate()
    actions.say(owner(), key, "kept", now=now + timedelta(seconds=1))
    assert find_promise(owner(), key).row.due_on == again


def test_empty_words_and_days_that_are_none_are_refused_in_words(harlow):
    with pytest.raises(PromisesError, match="Nothing was written down"):
        actions.write_down(
            owner(), harlow.pk, kind="todo", side="ours", changes=actions.cleaned(), now=timezone.now()
        )
    with pytest.raises(PromisesError, match="no day"):
        actions.cleaned(wording="x", due_on="2026-02-30")
    with pytest.raises(PromisesError, match="first day"):
        actions.cleaned(wording="x", repeat="week")


# Sight


@pytest.mark.broad
def test_colleague_without_the_client_sees_and_does_nothing(harlow):
    arrived(letter(PROMISE))
    ann, key = assistant(), keep_first()
    assert (open_for(ann), open_for(ann, client_id=harlow.pk), offered(ann)) == ([], [], [])
    with pytest.raises(NotThere):
        find_promise(ann, key)
    with pytest.raises(NotThere):
        actions.say(ann, key, "kept", now=timezone.now())
    with pytest.raises(NotThere):
        actions.undo(ann, key, now=timezone.now())
    with pytest.raises(NotThere):
        actions.refuse(ann, place_of(Finding.objects.get()), now=timezone.now())


@pytest.mark.broad
def test_promise_moves_along_with_its_letter(harlow):
    birch = add_client("Birch", by=owner())
    arrived(letter(PROMISE))
    keep_first()
    filing.correct(owner(), Finding.objects.get().interaction_id, wrong=harlow, right=birch)
    follow_all()
    assert [one.client.name for one in open_for(owner())] == ["Birch"]
    assert open_for(owner(), client_id=harlow.pk) == []


@pytest.mark.broad
def test_promise_of_a_letter_made_personal_is_gone_for_all(harlow):
    arrived(letter(PROMISE))
    keep_first()
    filing.make_personal(owner(), [Finding.objects.get().interaction_id])
    follow_all()
    assert open_for(owner()) == []


# Rebuilding, erasing


def everything() -> tuple[object, object]:
    fields = [field.attname for field in Finding._meta.concrete_fields if field.name != "id"]
    found = sorted(Finding.objects.values_list(*fields), key=lambda row: (row[0], row[2], row[4]))
    return (
        [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found],
        list(Promise.objects.order_by("key").values()),
    )


@pytest.mark.broad
def test_rebuild_gives_back_findings_and_states(harlow):
    arrived(
        letter(PROMISE),
        letter("Could you book the hall by Friday? When is it?\n", name="b"),
        letter("I will call you tomorrow.\n", sender=ME, to=MARA, name="c"),
    )
    for one in list(Finding.objects.filter(kind__in=("promise", "request")))[:2]:
        key = actions.accept(owner(), place_of(one), now=timezone.now())
    actions.move(owner(), key, date(2031, 1, 1), now=timezone.now())
    actions.write_down(
        owner(), harlow.pk, kind="promise", side="theirs", changes={"wording": "Call"}, now=timezone.now()
    )
    before = everything()
    assert len(before[0]) == 4
    assert len(before[1]) == 3

    rebuild(ParsingHere())
    follow_all()

    assert everything() == before


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_leaves_nothing_of_it(harlow):
    arrived(letter(PROMISE))
    keep_first()
    actions.write_down(
        owner(), harlow.pk, kind="todo", side="ours", changes={"wording": "Call"}, now=timezone.now()
    )
    erase(preview_client(harlow))
    assert (Finding.objects.count(), Promise.objects.count(), Verdict.objects.count()) == (0, 0, 0)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_what_was_decided_of_a_letter_that_stays_with_another_client_stays_too(harlow):
    birch = add_client("Birch", by=owner())
    arrived(letter(PROMISE))
    key = keep_first()
    number = Finding.objects.get().interaction_id
    filing.correct(owner(), number, wrong=harlow, right=birch)
    follow_all()
    actions.move(owner(), key, date(2031, 1, 1), now=timezone.now())
    erase(preview_client(harlow))
    before = everything()
    assert [(one.client.name, one.row.due_on) for one in open_for(owner())] == [("Birch", date(2031, 1, 1))]
    rebuild(ParsingHere())
    follow_all()
    assert everything() == before


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_takes_what_was_written_down_about_them(harlow):
    arrived(letter(PROMISE))
    keep_first()
    actions.write_down(
        owner(),
        harlow.pk,
        kind="todo",
        side="ours",
        changes={"wording": "Call"},
        person=MARA,
        now=timezone.now(),
    )
    erase(preview_address(MARA))
    assert (Finding.objects.count(), Promise.objects.count(), Verdict.objects.count()) == (0, 0, 0)


def test_keys_do_not_tell_what_they_name():
    key = key_of(blake2b(b"x", digest_size=16).digest(), 1, 2, "promise")
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")


# Coming again


def test_moving_what_comes_again_is_for_once_and_another_first_day_for_good(harlow):
    changes = actions.cleaned(wording="Chase invoices", due_on="2031-03-31", repeat="month")
    key = actions.write_down(
        owner(), harlow.pk, kind="todo", side="ours", changes=changes, now=timezone.now()
    )
    now = timezone.now() + timedelta(minutes=1)

    actions.move(owner(), key, date(2031, 4, 2), now=now)
    actions.say(owner(), key, "kept", now=now + timedelta(minutes=1))
    assert find_promise(owner(), key).row.due_on == date(2031, 4, 30)

    actions.edit(owner(), key, {**changes, "due_on": "2031-04-15"}, now=now + timedelta(minutes=2))
    actions.say(owner(), key, "kept", now=now + timedelta(minutes=3))
    assert find_promise(owner(), key).row.due_on == date(2031, 5, 15)
