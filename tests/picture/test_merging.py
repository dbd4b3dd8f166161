"""Two browsers that answer the same questions: what each wrote stands."""

from __future__ import annotations

import pytest

from alongside.picture.asking import MOST_ROWS, Answers
from alongside.picture.errors import PictureError
from alongside.picture.merging import had_of, read_had, together

SHOWN: Answers = {"person": [{"name": "Mara", "role": "Office"}], "place": [{"name": "Mill"}]}


def merged(kept: Answers, typed: Answers, *, shown: Answers = SHOWN, wrong=()):
    """`typed` by a browser that was shown `shown`, where another has kept `kept` since."""
    return together(kept, typed, had=read_had(had_of(shown)), wrong=wrong)


def people(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def test_what_each_of_them_changed_stands():
    kept = {**SHOWN, "person": [{"name": "Mara", "role": "Owner"}]}
    typed = {"person": [{"name": "Mara Quill", "role": "Office"}], "place": [{"name": "Mill"}]}
    found = merged(kept, typed)
    assert found.answers["person"] == [{"name": "Mara Quill", "role": "Owner"}]
    assert found.doubled == ()


def test_what_a_stale_browser_never_touched_does_not_come_back():
    kept = {**SHOWN, "place": [{"name": "The old mill"}]}
    found = merged(kept, {**SHOWN, "tool": people("Xero")})
    assert found.answers["place"] == [{"name": "The old mill"}]
    assert found.answers["tool"] == people("Xero")


def test_where_both_changed_a_field_both_rows_stand():
    kept = {**SHOWN, "person": [{"name": "Mara", "role": "Owner"}]}
    found = merged(kept, {**SHOWN, "person": [{"name": "Mara", "role": "Books"}]})
    assert found.answers["person"] == [{"name": "Mara", "role": "Owner"}, {"name": "Mara", "role": "Books"}]
    assert found.doubled == ("person",)


def test_two_who_fill_the_same_empty_row_name_two_people():
    kept = {**SHOWN, "person": [*SHOWN["person"], {"name": "Tom", "role": "Owner"}]}
    found = merged(kept, {**SHOWN, "person": [*SHOWN["person"], *people("Ada")]})
    assert [row["name"] for row in found.answers["person"]] == ["Mara", "Tom", "Ada"]


def test_sent_twice_by_a_stale_browser_it_stands_once():
    typed = {**SHOWN, "person": [*SHOWN["person"], *people("Ada")]}
    once = merged({**SHOWN, "person": [*SHOWN["person"], *people("Tom")]}, typed)
    again = merged(once.answers, typed)
    assert again.answers == once.answers


def test_what_one_emptied_goes_and_what_the_other_changed_meanwhile_stays():
    assert merged(SHOWN, {**SHOWN, "place": []}).answers["place"] == []
    changed = {**SHOWN, "place": people("The old mill")}
    assert merged(changed, {**SHOWN, "place": []}).answers["place"] == people("The old mill")


def test_a_name_that_stood_there_by_itself_is_no_change():
    prompt = "When it is urgent"
    kept: Answers = {"preference": [{"name": "When it hurries", "text": "Ring"}]}
    found = merged(kept, {"preference": people(prompt)}, shown={})
    assert found.answers["preference"] == kept["preference"]


def test_a_field_that_cannot_be_kept_stays_as_it_was():
    shown: Answers = {"day": [{"name": "Founded", "day": "3", "month": "4"}]}
    typed: Answers = {"day": [{"name": "Founded in"}]}
    found = merged(shown, typed, shown=shown, wrong=("day-0-day",))
    assert found.answers["day"] == [{"name": "Founded in", "day": "3", "month": "4"}]


def test_without_a_word_of_what_was_shown_nothing_is_written_over():
    found = together(SHOWN, {"place": people("The old mill")}, had={})
    assert found.answers["place"] == people("Mill", "The old mill")
    assert found.answers["person"] == SHOWN["person"]


def test_where_no_row_is_left_it_is_said_and_nothing_is_written_over():
    names = people(*(f"Person {number}" for number in range(MOST_ROWS)))
    with pytest.raises(PictureError, match="not kept yet"):
        merged({"person": names}, {"person": people("Ada")}, shown={})
