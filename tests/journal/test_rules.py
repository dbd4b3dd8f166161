"""Addresses of posts, first words, what is missing."""

from __future__ import annotations

import pytest

from alongside.journal.rules import (
    FIRST_WORDS,
    LONGEST_SLUG,
    LONGEST_TEXT,
    clean,
    first_words,
    free_slug,
    lacks,
    one_line,
    slug_of,
)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("A year of lists", "a-year-of-lists"),
        ("  Déjà vu: 3 things_I’d  do again! ", "deja-vu-3-things-i-d-do-again"),
        ("Größe", "große"),
        ("日本語の手紙", "日本語の手紙"),
        ("한국어 편지", "한국어-편지"),
        ("../../feed.atom?x=1#y", "feed-atom-x-1-y"),
        ("\u202egnp.exe\u200b", "gnp-exe"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_slug(title, slug):
    assert slug_of(title) == slug
    assert slug_of(slug) == slug


def test_long_slug_ends_with_a_whole_word():
    assert slug_of("word " * 40) == "-".join(["word"] * 16)
    assert slug_of("x" * 200) == "x" * LONGEST_SLUG


def test_slug_that_is_taken_gets_the_first_free_number():
    assert free_slug("lists", {"list"}) == "lists"
    assert free_slug("lists", {"lists", "lists-2"}) == "lists-3"
    assert free_slug("", set()) == "post"


def test_first_words_are_cut_between_words():
    assert first_words("Two\n\nlines.") == "Two lines."
    cut = first_words("word, " * 100)
    assert cut.endswith("word …")
    assert len(cut) <= FIRST_WORDS + 2


def test_what_xml_cannot_hold_is_left_out():
    assert clean("a\x00b\x1bc\r\nd\re\ufffe\ud800") == "abc\nd\ne"
    assert one_line(" a \n\t b\x07 ") == "a b"


def test_post_needs_a_title_and_words():
    assert "title" in lacks(" ", "Words.")
    assert "Nothing is written" in lacks("A title", " \n")
    assert "3 letters too long" in lacks("A title", "x" * (LONGEST_TEXT + 3))
    assert lacks("A title", "Words.") == ""
