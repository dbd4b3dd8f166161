"""What crosses the wall between clients is shown with the words around it, and marked."""

from __future__ import annotations

from msgspec.structs import replace

from alongside.outbox.rules import Crossing
from alongside.pages.writing.wall import shown
from tests.pages.writing.test_fields import draft


def crossing(text: str, words: str, field: str = "text") -> Crossing:
    start = text.index(words) if field != "files" else 0
    return Crossing(field, start, start + len(words), words, 7, "Birch", "person", "Jo Birch is at Birch.")


def test_the_words_are_marked_where_they_stand():
    text = "As Jo Birch told us, it works."
    (one,) = shown([crossing(text, "Jo Birch")], draft(text=text))
    assert one.snippet == (("As ", False), ("Jo Birch", True), (" told us, it works.", False))
    assert (one.client_name, one.where) == ("Birch", "Letter")


def test_a_long_letter_is_cut_between_words():
    text = f"{'before ' * 40}Jo Birch{' after' * 40}"
    (one,) = shown([crossing(text, "Jo Birch")], draft(text=text))
    before, found, after = (words for words, _ in one.snippet)
    assert found == "Jo Birch"
    assert before.startswith("…before ") and before.endswith("before ")
    assert after.startswith(" after") and after.endswith("after…")
    assert len(before) < 80 > len(after)


def test_a_file_is_named():
    (one,) = shown([crossing("", "birch-rates.pdf", field="files")], draft())
    assert (one.snippet, one.where) == ((("birch-rates.pdf", True),), "Files")


def test_a_recipient_is_marked_in_its_field():
    of_birch = replace(crossing("a@b.example, jo@birch.example", "jo@birch.example"), field="to")
    (one,) = shown([of_birch], draft(to="a@b.example, jo@birch.example"))
    assert one.snippet == (("a@b.example, ", False), ("jo@birch.example", True))
