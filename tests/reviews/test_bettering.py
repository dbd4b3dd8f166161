"""What could be better, proposed from what was said: lines and stars in, things to try out."""

from __future__ import annotations

import pytest

from alongside.reviews.bettering import Stars, proposed
from alongside.reviews.merging import Item, Worded


def item(*notes: str, text: str = "The post", about: str = "") -> Item:
    words = tuple(Worded(f"{number:032x}", one, "ours", "") for number, one in enumerate(notes))
    return Item(
        "0" * 32, Worded("1" * 32, text, "ours", ""), (), words, (), (), 0.0, None, True, "ours", "", about
    )


@pytest.mark.parametrize(
    "said",
    [
        "The badges should come earlier than last year",
        "Invoices go out too late",
        "? Could the list of rooms come earlier",
        "It would help to see the rota on Monday",
        "We missed the deadline for the hall",
        "The form is confusing for Tom",
    ],
)
def test_line_that_wants_it_otherwise_is_proposed(said):
    (one,) = proposed([item(said)], ())
    assert one.text == said.removeprefix("? ")
    assert one.why == "noted on “The post”"


@pytest.mark.parametrize(
    "said",
    [
        "> I send the badges earlier",
        "< Tom rings sooner",
        "= The stand is better in hall two",
        "# she should be on time",
        "Forty badges, blue",
        "Better",
        "Tom liked the stand",
    ],
)
def test_what_is_something_else_is_not_proposed(said):
    assert proposed([item(said)], ()) == []


def test_same_words_are_proposed_once():
    assert len(proposed([item("It is too late for us"), item("it is too  late for us")], ())) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "is_proposed"),
    [(5, 3, True), (3, 4, False), (2, None, True), (None, 5, False), (None, None, False)],
)
def test_aspect_with_few_stars_is_proposed(ours, theirs, is_proposed):
    found = proposed([], [Stars(7, "The diary", ours, theirs)])
    assert [one.about for one in found] == (["The diary"] if is_proposed else [])


def test_aspect_of_which_something_was_said_is_not_proposed_again_for_its_stars():
    found = proposed([item("The diary is too slow", about="The diary")], [Stars(7, "The diary", 1, 1)])
    assert [one.text for one in found] == ["The diary is too slow"]
