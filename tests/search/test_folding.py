import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.search.folding import fold, wanted_words, words_of


def test_ascii_text_is_left_as_it_is():
    text = "Plain Text, as it is."
    assert fold(text) is text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème brûlée", ["creme", "brulee"]),
        ("cre\u0300me", ["creme"]),
        ("Straße Łódź Ærø İzmir ﬁne", ["strasse", "lodz", "aero", "izmir", "fine"]),
        ("don’t “quote” – dash…", ["don", "t", "quote", "dash"]),
        ("Foo™ m² ½", ["foo", "m2", "1", "2"]),
        ("soft\xadhyphen zero\u200bwidth", ["softhyphen", "zerowidth"]),
        ("Привет МИР", ["привет", "мир"]),
        ("ΣΊΣΥΦΟΣ σίσυφος", ["σισυφοσ", "σισυφοσ"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
        ("ｈａｌｆ　ｗｉｄｔｈ", ["half", "width"]),
        ("東京都 abc水", ["東京", "京都", "都", "abc", "水"]),
        ("がっこう", ["がっ", "っこ", "こう", "う"]),
        ("nul\0and\ud800lone", ["nul", "and", "lone"]),
        ("snake_case", ["snake", "case"]),
        ("🙂 smile👍🏽", ["smile"]),
    ],
)
def test_words_are_cut(text, words):
    assert words_of(fold(text)) == words


def test_the_lone_last_letter_of_a_run_is_not_looked_for():
    assert wanted_words("東京都") == ["東京", "京都"]


def test_a_letter_that_stands_alone_is_looked_for():
    assert wanted_words("東京 都") == ["東京", "京", "都"]


@given(st.text())
def test_folding_twice_changes_nothing(text):
    words = words_of(fold(text))
    assert [word for one in words for word in wanted_words(one)] == [
        word for one in words for word in wanted_words(" ".join(wanted_words(one)))
    ]


@given(st.text())
def test_no_token_can_be_written_by_anybody(text):
    assert "\u2980" not in fold(text)


@given(st.text())
def test_what_is_folded_can_be_stored(text):
    assert fold(text).encode().decode() == fold(text)


@given(st.text())
def test_words_are_in_lower_case_already(text):
    assert all(word == word.lower() for word in words_of(fold(text)))
