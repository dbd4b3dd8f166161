"""Rows of answers: read from a form, checked, brought together, put into words; without a database."""

from __future__ import annotations

import pytest

from alongside.picture.asking import ASKED, MOST_ROWS, in_words, key_of, read, rows_of


def test_rows_are_read_and_what_is_empty_left_out():
    answers, errors = read(
        {
            "person-0-name": "Mara  Quill",
            "person-0-role": "Office",
            "person-2-name": "Tom",
            "place-0-name": " ",
            "odd-0-name": "x",
        }
    )
    assert errors == {}
    assert answers["person"] == [{"name": "Mara Quill", "role": "Office"}, {}, {"name": "Tom"}]
    assert answers["place"] == []


def test_a_prompt_that_was_not_answered_says_nothing():
    answers, _ = read(
        {
            "preference-0-name": "When it is urgent",
            "preference-1-name": "Tea",
            "preference-2-name": "How you like to be told things",
            "preference-2-text": "By telephone",
        }
    )
    assert [(row.name, row.fields) for row in rows_of(answers)] == [
        ("Tea", {}),
        ("How you like to be told things", {"text": "By telephone"}),
    ]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"person-0-role": "Office"}, "person-0-name"),
        ({"tool-0-name": "Xero", "tool-0-account": "Tr0ub4dor&3"}, "tool-0-account"),
        ({"tool-0-name": "Xero", "tool-0-link": "javascript:alert(1)"}, "tool-0-link"),
        ({"preference-0-name": "Card", "preference-0-text": "4111 1111 1111 1111"}, "preference-0-text"),
        ({"day-0-name": "Our day", "day-0-day": "31", "day-0-month": "2"}, "day-0-day"),
        ({"day-0-name": "Our day", "day-0-day": "٣", "day-0-month": "2"}, ""),
        ({"day-0-name": "Our day", "day-0-day": "x", "day-0-month": "2"}, "day-0-day"),
        ({"place-0-name": "n" * 121}, "place-0-name"),
        ({"place-0-name": "Mill", "place-0-way": "n" * 2_001}, "place-0-way"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field_and_in_no_answer(given, where):
    answers, errors = read(given)
    assert list(errors) == ([where] if where else [])
    if where and not where.endswith("-name"):
        kind, number, field = where.split("-")
        assert field not in answers[kind][int(number)]


def test_more_than_a_page_takes_is_refused_as_a_whole():
    given = {
        key_of(one.kind, number, name): "n" * (1_900 if name != "name" else 9)
        for one in ASKED
        if one.kind != "day"
        for number in range(MOST_ROWS)
        for name in ("name", *(field.name for field in one.fields if field.is_long))
    }
    assert list(read(given)[1]) == ["form"]


def test_answers_in_words_can_be_read_without_this_program():
    answers, _ = read(
        {
            "person-0-name": "Mara",
            "person-0-answers_to": "Tom",
            "preference-0-name": "Tea",
            "preference-0-text": "No milk",
            "day-0-name": "Founded",
            "day-0-day": "3",
            "day-0-month": "4",
        }
    )
    assert in_words(answers) == (
        "WHO IS WHO\n\nMara\nAnswers to: Tom\n\n\nHOW YOU LIKE IT\n\nTea\nNo milk\n\n\n"
        "DAYS THAT MATTER\n\nFounded: 3 April"
    )


def test_the_same_row_has_the_same_digest_and_another_has_another():
    def digests(**more):
        answers, _ = read({"place-0-name": "Mill", "place-0-parking": "Behind", **more})
        return {row.digest for row in rows_of(answers)}

    assert digests() == digests()
    assert len(digests(**{"place-1-name": "Mill"})) == 2
