"""Text that comes from anywhere, as both databases can hold it."""

import pytest

from alongside.lib.texts import one_line, row_number, row_numbers, storable


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\0b", "ab"),
        ("half \ud83d of it", "half ? of it"),
        ("Zoë 🙂", "Zoë 🙂"),
    ],
)
def test_what_a_database_refuses_is_left_out(sent, kept):
    assert storable(sent) == kept


def test_one_line_has_one_blank_between_its_words():
    assert one_line(" a\t b\r\n\u00a0c\0 ") == "a b c"


def test_one_line_turns_no_words_around():
    assert one_line("Quill \u202eesrever\u202c & Sons") == "Quill esrever\u202c & Sons"


def test_one_line_steers_no_terminal():
    assert one_line("a\x1b[31mb\x07\x7f\x9bc\x0bd\x85e") == "a[31mbc d e"


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("-1", None), ("", None), ("1.5", None)],
)
def test_number_of_a_row_is_one_that_a_database_holds(text, number):
    assert row_number(text) == number
    assert row_numbers([text, "3"]) == ([number, 3] if number is not None else [3])
