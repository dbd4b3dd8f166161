"""What nobody answered: of letters that wait, the questions that a person would bring to a review."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from alongside.processes.follow_ups import follow_all
from alongside.reviews.asked import unanswered
from alongside.reviews.material import gather
from alongside.reviews.shapes import Material, Said, Unanswered
from tests.making import ME, MONDAY, arrive_raw, mailbox
from tests.reviews.making import MARA, SINCE, UNTIL, harlow, mail

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 31)
QUESTION = "Which colour shall the stand in hall two have?"


def asked(words: str, *, said: tuple[Said, ...] = (), **more: object) -> list[str]:
    one = Unanswered(7, False, AT, "Mara Quill", words, **more)
    facts = Material(SINCE, UNTIL, TODAY, UTC, said=said, unanswered=(one,))
    return [line.text for line in unanswered(facts)]


def test_question_says_who_when_and_in_which_letter():
    (line,) = asked(QUESTION, subject="The stand")
    assert line == f"Mara Quill asked, 2 Mar, in “The stand”: “{QUESTION}”"


@pytest.mark.parametrize(
    "words",
    [
        "Please let me know if you have any questions about the hall?",
        "Isn't the new hall far too small for the fair?",
        "The fair in Leeds is a great idea, isn't it?",
        "How's it going with the new hall in Leeds?",
        "Sponsor: Steve Swain of the Leeds fair or ??",
        "Mara Quill <mara@harlow.example> wrote on Monday, right?",
        "These companies of the fair (or company?)",
        "What now then?",
        "Shall we have lunch at the fair in Leeds tomorrow?",
        "Word " * 60 + "about the fair?",
    ],
)
def test_what_is_no_question_worth_asking_is_left_out(words):
    assert asked(words) == []


def test_question_put_to_many_or_in_a_copy_is_left_out():
    assert asked(QUESTION, is_put=False) == []


def test_question_that_points_back_has_the_sentence_before_it():
    (line,) = asked("Would they send the plan?", before="The hall has new owners.")
    assert line.endswith("“The hall has new owners. Would they send the plan?”")


def test_question_that_points_back_and_has_nothing_to_point_to_is_left_out():
    assert asked("What do you think?", subject="The stand in hall two of the fair") == []
    assert asked("Would they send it again?") == []


@pytest.mark.parametrize(("days", "is_left"), [(3, False), (40, True), (-3, True)])
def test_what_was_spoken_of_soon_afterwards_is_left_out(days, is_left):
    at = AT + timedelta(days=days)
    talk = Said(8, b"k", "call", at, at + timedelta(minutes=20), True, None, "", "Mara Quill")
    assert bool(asked(QUESTION, said=(talk,))) is is_left


@pytest.mark.django_db
def test_letters_are_read_for_whom_they_ask_and_for_the_sentence_before():
    client, her = harlow(), f"Mara Quill <{MARA}>"
    # What is older than some weeks waits no more.
    today = timezone.localdate()
    ago = (timezone.now() - MONDAY) / timedelta(hours=1) - 72
    others = ", ".join(f"n{number}@elsewhere.example" for number in range(4))
    again = "The hall has new owners.\nCould they send the new plan of hall two?\n"
    arrive_raw(
        mailbox(),
        mail(her, ME, "The hall", again, hours=ago, key="a"),
        mail(her, f"{ME}, {others}", "To all", "Who comes to the fair in Leeds?\n", hours=ago + 1, key="b"),
        mail(her, "n1@elsewhere.example", "To another", "Who pays for the hall?\n", hours=ago + 2, key="c"),
    )
    follow_all()
    facts = gather(client.pk, since_on=today - timedelta(days=30), until_on=today)
    (line,) = unanswered(facts)
    assert line.quote == "The hall has new owners. Could they send the new plan of hall two?"
    (source,) = line.sources
    assert (source.start, source.end) == (0, len(again) - 1)
