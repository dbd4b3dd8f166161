"""Questions of a letter: which are open, and an answer that begins with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.intake.by_hand import Wanted, write_down
from alongside.processes.follow_ups import follow_all
from alongside.promises.errors import PromisesError
from alongside.promises.queries import findings_for
from alongside.promises.questions import begin_answer, open_questions_for, questions_of
from alongside.timeline.models import Interaction
from alongside.timeline.queries.entries import thread_for
from tests.making import ME, assistant, owner
from tests.promises.making import MARA, arrived, letter

pytestmark = pytest.mark.django_db

ASKED = (
    "Hello Nell,\n\nIs the hall free on the 14th?\n\nWho pays for the chairs?\n\nWhen do we start?\n\nMara\n"
)
BETWEEN = "Mara,\n\n> Is the hall free on the 14th?\n\nYes, all day.\n\n> Who pays for the chairs?\n\nThe club does.\n"


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner())


def first() -> int:
    return Interaction.objects.order_by("happened_at").values_list("id", flat=True)[0]


def asked() -> list[tuple[int, list[str]]]:
    """How many questions each letter has, and those that are open."""
    thread = thread_for(owner(), first())
    found = questions_of(thread.entries, findings_for(owner(), [entry.line.id for entry in thread.entries]))
    return [(len(one.asked), [question.words for question in one.open]) for one in found]


@pytest.mark.broad
def test_questions_are_open_until_somebody_writes_back(harlow):
    arrived(letter(ASKED, days=3))
    assert asked() == [
        (3, ["Is the hall free on the 14th?", "Who pays for the chairs?", "When do we start?"])
    ]
    arrived(letter("Yes, the club, at nine.\n", sender=ME, to=MARA, name="b", answers="a", days=2))
    assert asked() == [(3, [])]


@pytest.mark.broad
def test_answer_between_the_lines_leaves_the_others_open(harlow):
    arrived(letter(ASKED, days=3), letter(BETWEEN, sender=ME, to=MARA, name="b", answers="a", days=2))
    assert asked() == [(3, ["When do we start?"])]
    (one,) = open_questions_for(owner(), harlow.pk, now=timezone.now())
    assert (one.answered, one.who) == (2, "Mara Quill")


def test_signature_below_a_question_does_not_answer_it(harlow):
    """What an answer begun with its questions looks like when only the first of them was gone into."""
    sent = f"{BETWEEN}\n> When do we start?\n\n\n-- \nNell Avery\n01632 960123\n"
    arrived(letter(ASKED, days=3), letter(sent, sender=ME, to=MARA, name="b", answers="a", days=2))
    assert asked() == [(3, ["When do we start?"])]


@pytest.mark.broad
def test_letter_of_the_same_side_answers_nothing(harlow):
    arrived(letter(ASKED, days=3), letter("Also, bring the key.\n", name="b", answers="a", days=2))
    assert asked()[0][1] == ["Is the hall free on the 14th?", "Who pays for the chairs?", "When do we start?"]


@pytest.mark.broad
def test_stranger_sees_no_questions(harlow):
    arrived(letter(ASKED))
    assert open_questions_for(assistant(), harlow.pk, now=timezone.now()) == []


@pytest.mark.broad
def test_answer_begins_with_what_is_open_and_room_below_each(harlow):
    arrived(letter(ASKED, days=3), letter(BETWEEN, sender=ME, to=MARA, name="b", answers="a", days=2))
    draft, is_new = begin_answer(owner(), first(), client_id=harlow.pk, now=timezone.now())
    assert is_new
    assert draft.text.strip() == "> When do we start?"
    assert draft.to == MARA or MARA in draft.to


@pytest.mark.broad
def test_answer_that_was_begun_is_given_as_it_is(harlow):
    arrived(letter(ASKED))
    draft, _ = begin_answer(owner(), first(), client_id=harlow.pk, now=timezone.now())
    again, is_new = begin_answer(owner(), first(), client_id=harlow.pk, now=timezone.now())
    assert (again.pk, again.text, is_new) == (draft.pk, draft.text, False)


@pytest.mark.broad
def test_own_question_is_asked_again_of_whom_it_was_asked(harlow):
    arrived(letter("Hello Mara,\n\nWho pays for the chairs?\n", sender=ME, to=MARA))
    draft, _ = begin_answer(owner(), first(), client_id=harlow.pk, now=timezone.now())
    assert MARA in draft.to
    assert draft.text.strip().splitlines() == ["May I come back to this:", "", "> Who pays for the chairs?"]


@pytest.mark.broad
def test_nothing_is_begun_where_nothing_is_open(harlow):
    arrived(letter("Thanks.\n"))
    with pytest.raises(PromisesError, match="Every question"):
        begin_answer(owner(), first(), client_id=harlow.pk, now=timezone.now())


def talk(*, direction: str, minutes: int) -> None:
    """About the letter, a day later."""
    began_at = timezone.now() - timedelta(days=1)
    wanted = Wanted(
        "1" * 32,
        "call",
        began_at,
        began_at + timedelta(minutes=minutes),
        direction=direction,
        who=(Somebody("Mara Quill", MARA),),
        answers=first(),
        outcome="" if minutes else "missed",
    )
    write_down(owner(), Client.objects.get(), wanted)
    follow_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_call_about_the_letter_answers_it_whoever_rang(harlow, direction):
    arrived(letter(ASKED, days=3))
    talk(direction=direction, minutes=10)
    assert asked()[0] == (3, [])


@pytest.mark.django_db(transaction=True)
def test_a_call_that_nobody_took_answers_nothing(harlow):
    arrived(letter(ASKED, days=3))
    talk(direction="out", minutes=0)
    assert len(asked()[0][1]) == 3


def test_an_answer_in_her_name_that_is_not_hers_answers_nothing(harlow):
    arrived(
        letter(ASKED, days=3),
        letter("Yes, the club, at nine.\n", sender=ME, to=MARA, name="b", answers="a", days=2),
    )
    Interaction.objects.filter(direction="out").update(proof="doubtful")
    assert len(asked()[0][1]) == 3
