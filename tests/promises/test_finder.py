"""What the finder says of a text: who, to whom, by when, where; and what in it is not read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alongside.promises.finder import find

SAID_AT = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Europe/London"))


def found(text, **known):
    given = {"speaker": "Mara Quill", "addressees": ["Priya Nair", "Tom Oak"], "said_at": SAID_AT}
    return find(text, **{**given, "timezone": "Europe/London", "locale": "en-GB", **known})


def test_finding_says_who_whom_and_when():
    text = "Hi Priya,\n\nI'll send you the minutes by Friday.\n\nMara"
    [promise] = found(text)

    assert text[promise.start : promise.end] == "I'll send you the minutes by Friday."
    assert (promise.who, promise.whom) == ("Mara Quill", ("Priya Nair", "Tom Oak"))
    assert promise.due is not None
    assert (str(promise.due.on), promise.due.phrase) == ("2026-03-06", "by Friday")
    assert text[promise.due.start : promise.due.end] == "by Friday"


def test_one_spoken_to_by_name_is_whom():
    [request] = found("Priya - please book the room.")
    assert request.whom == ("Priya Nair",)


def test_sentence_over_two_lines_is_one():
    text = "I will send the signed contract and the two annexes to the landlord by Tuesday\nof next week."
    [promise] = found(text)
    assert (promise.start, promise.end) == (0, len(text))
    assert promise.due is not None
    assert promise.due.phrase == "by Tuesday\nof next week"
    assert str(promise.due.on) == "2026-03-10"


def test_abbreviation_does_not_end_a_sentence():
    text = "I'll meet Dr. Quill at approx. 5 p.m. on Friday and send you notes. Thanks."
    promises = [one for one in found(text) if one.kind == "promise"]
    assert [text[one.start : one.end] for one in promises] == [text[: text.index(" Thanks.")]]


def test_points_of_a_list_are_apart():
    text = "Please:\n1. Send the lease\n2. Call the bank\n- Order paper for the office"
    assert [text[one.start : one.end] for one in found(text)][-3:] == [
        "1. Send the lease",
        "2. Call the bank",
        "- Order paper for the office",
    ]


@pytest.mark.parametrize(
    "history",
    [
        "> Please send me the keys.\n",
        "On Tue, 3 Mar 2026 at 09:00, Tom Oak <tom@oak.example> wrote:\nPlease send me the keys.\n",
        "-----Original Message-----\nFrom: Tom\nPlease send me the keys.\n",
        "From: Tom Oak\nSent: Tuesday\nTo: Mara\nSubject: Keys\n\nPlease send me the keys.\n",
        "Tom Oak\n03/03/2026 09:00 AM\nTo: Mara Quill\ncc:\nSubject: Keys\n\nPlease send me the keys.\n",
        "Begin forwarded message:\n\nPlease send me the keys.\n",
    ],
)
def test_quoted_history_is_not_searched(history):
    assert [one.kind for one in found(f"I'll bring them.\n\n{history}")] == ["promise"]


def test_folds_that_are_known_are_not_searched():
    text = "I'll bring them. Please send me the keys."
    assert [one.kind for one in found(text, folds=[(17, len(text))])] == ["promise"]


def test_legal_notice_is_not_searched():
    notice = "This e-mail is confidential and intended only for the addressee. Please delete it."
    assert found(f"Done.\n\n{notice}") == []


def test_undated_wish_keeps_its_phrase():
    [request] = found("Please send me the itinerary before your trip.")
    assert request.due is not None
    assert (request.due.on, request.due.phrase, request.due.precision) == (
        None,
        "before your trip",
        "undated",
    )


def test_day_and_month_follow_the_locale():
    text = "Please pay it by 3/4."
    due = {locale: found(text, locale=locale)[0].due for locale in ("en-GB", "en-US")}
    assert str(due["en-GB"].on) == "2026-04-03"
    assert str(due["en-US"].on) == "2026-03-04"
    assert due["en-GB"].is_ambiguous


def test_deadline_goes_before_another_date():
    [promise] = found("I'll send the notes of Monday's call on Tuesday, by noon on Friday at the latest.")
    assert promise.due is not None
    assert promise.due.relation == "by"


def test_answer_below_a_marked_quotation_is_read():
    text = "On Tue, 3 Mar 2026 at 09:00, Tom Oak wrote:\n\n> Please send me the keys.\n\nI'll bring them tomorrow.\n"
    assert [one.kind for one in found(text)] == ["promise"]


def test_answer_between_quoted_lines_is_read():
    text = "> Please send me the keys.\nI'll bring them.\n> And could you call Anna?\nWill do.\n"
    assert [one.kind for one in found(text)] == ["promise", "promise"]


def test_quotation_marked_with_initials_is_not_searched():
    assert [one.kind for one in found("TO> Please send me the keys.\nI'll bring them.\n")] == ["promise"]


def test_what_is_past_is_no_due_date():
    [request] = found("Please forward the letter that came on 12/01/2026.")
    assert request.due is None
