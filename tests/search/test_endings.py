"""Beginnings of words are made whole by what the index holds."""

import pytest
from django.db import connection
from tests.search.test_finding import entry, found

from alongside.search.actions import index
from alongside.search.endings import drop_lost_words, endings
from alongside.search.rules import Term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_word_is_frequent(monkeypatch):
    monkeypatch.setattr("alongside.search.endings._FEW_PLACES", 0)


def ends(term: Term) -> list[Term]:
    with connection.cursor() as cursor:
        return endings(cursor, term)


def sampled(count: int) -> str:
    """A text of as many words that begin alike."""
    return " ".join(f"wor{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count))


def known_words() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM search_word")
        return {word for (word,) in cursor.fetchall()}


def test_a_whole_word_stays_as_it_is():
    assert ends(Term(("tea",))) == [Term(("tea",))]


def test_a_beginning_that_nothing_continues_stays_as_it_is():
    assert ends(Term(("zzz",), is_prefix=True)) == [Term(("zzz",), is_prefix=True)]


def test_a_beginning_becomes_every_word_of_the_index_or_is_left_to_it():
    index([entry(1, "invoice invoices invoicing voice")])
    begun = Term(("invoic",), is_prefix=True)
    whole = [Term((word,)) for word in ("invoice", "invoices", "invoicing")]
    assert ends(begun) == (whole if connection.vendor == "sqlite" else [begun])


def test_a_beginning_of_too_many_words_is_looked_for_as_it_is():
    index([entry(1, sampled(300))])
    assert ends(Term(("wor",), is_prefix=True)) == [Term(("wor",), is_prefix=True)]


def test_a_word_being_typed_becomes_the_frequent_ones():
    index([entry(32, sampled(300)), entry(64, sampled(40))])
    words = {term.words[0] for term in ends(Term(("wor",), is_prefix=True, is_open=True))}
    assert len(words) == 32 and words <= set(sampled(40).split())


def test_a_beginning_of_rare_words_is_looked_for_as_it_is(monkeypatch):
    monkeypatch.setattr("alongside.search.endings._FEW_PLACES", 1000)
    index([entry(32, "invoice")])
    assert ends(Term(("invoic",), is_prefix=True)) == [Term(("invoic",), is_prefix=True)]


def test_only_the_last_word_of_a_phrase_is_made_whole():
    index([entry(32, "pay the invoice today"), entry(2, "the invoices pay")])
    assert found('"pay the inv"*') == found('"pay the inv', is_typing=True) == [32]


def test_every_ending_of_a_beginning_is_found():
    index([entry(number, word) for number, word in enumerate(sampled(300).split(), 1)])
    assert len(found("wor*", limit=1000)) == 300


def test_a_name_being_typed_is_found():
    index([entry(1, sender="Anna Green")])
    assert found("from:ann", is_typing=True) == [1]


def test_numbers_and_overlong_words_are_not_noted():
    index([entry(32, "tea 12345 " + "x" * 40)])
    assert known_words() == {"tea"}


def test_a_word_that_nobody_uses_any_more_is_dropped():
    index([entry(32, "tea")])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_word (word, seen) VALUES ('cake', 3)")
        drop_lost_words(cursor)
    assert known_words() == {"tea"}
