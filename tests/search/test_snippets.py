import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.search.rules import parse_query
from alongside.search.snippets import MOST_LETTERS, Piece, mark


def marked(text: str, query: str, *, width: int = 200) -> str:
    pieces = mark(text, parse_query(query), width=width)
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Tea and cake", "cake tea", "[Tea] and [cake]"),
        ("teapot tea steal", "tea", "teapot [tea] steal"),
        ("invoice invoicing voice", "invoic*", "[invoice] [invoicing] voice"),
        ("an e-mail, an e mail", '"e mail"', "an [e-mail], an [e mail]"),
        ("Crème BRÛLÉE", "creme brulee", "[Crème] [BRÛLÉE]"),
        ("cafe\u0301s and cafe\u0301 here", "cafe", "cafe\u0301s and [cafe\u0301] here"),
        ("Straße, Łódź", "strasse lodz", "[Straße], [Łódź]"),
        ("“tea” – don’t", "tea don't", "“[tea]” – [don’t]"),
        ("東京都庁に行く", "京都", "東[京都]庁に行く"),
        ("東京都庁", "東京都", "[東京都]庁"),
        ("水曜日", "水", "[水]曜日"),
        ("tea tea", "tea -cake from:anna", "[tea] [tea]"),
        ("nothing here", "tea", "nothing here"),
        ("two\n\n  lines\tof tea", "tea", "two lines of [tea]"),
        ("㈠ and ¼ tea", "一 tea", "[㈠] and ¼ [tea]"),
        ("snake_case", "case", "snake_[case]"),
        ("", "tea", ""),
    ],
)
def test_words_are_marked(text, query, expected):
    assert marked(text, query) == expected


def test_the_piece_of_a_long_text_holds_the_words():
    shown = marked("hay " * 300 + "needle " + "hay " * 300, "needle", width=60)
    assert "[needle]" in shown and shown.startswith("…") and shown.endswith("…") and len(shown) < 80


def test_the_piece_with_the_most_words_is_shown():
    text = "tea " + "hay " * 100 + "tea and cake " + "hay " * 100
    assert "[tea] and [cake]" in marked(text, "tea cake", width=60)


def test_a_text_without_the_words_is_shown_from_its_beginning():
    assert marked("one two three " * 50, "tea", width=20) == "one two three one…"


def test_markup_stays_text():
    pieces = mark("<b>tea</b>", parse_query("tea"), width=80)
    assert [(piece.text, piece.is_match) for piece in pieces] == [
        ("<b>", False),
        ("tea", True),
        ("</b>", False),
    ]


def test_a_text_of_any_length_is_looked_through_to_a_bound():
    assert "[" not in marked("x" * MOST_LETTERS + " tea", "tea", width=80)


@pytest.mark.broad
@given(st.text(), st.text(max_size=30), st.integers(1, 80))
def test_every_piece_is_of_the_text(text, query, width):
    shown = "".join(piece.text for piece in mark(text, parse_query(query), width=width)).strip("…")
    squeezed = " ".join(text.split())
    assert "".join(shown.split()) in "".join(squeezed.split()) and len(shown) <= max(width, 1)


@pytest.mark.broad
@given(st.text(min_size=1, max_size=40))
def test_a_text_is_marked_by_its_own_words(text):
    query = parse_query('"' + text + '"')
    if any(sign in text for sign in '"“”„') or not query.terms:
        return
    assert any(piece.is_match for piece in mark(text, query, width=200))


def test_words_near_the_beginning_are_enough():
    text = "harlow paid the invoice. " + "nothing more of it " * 400 + "harlow, the invoice"
    pieces = mark(text, parse_query("harlow invoice"), width=60)
    assert [piece.text for piece in pieces if piece.is_match] == ["harlow", "invoice"]
    assert pieces[0] == Piece("harlow", True)


def test_words_further_on_are_looked_for_too():
    text = "harlow " + "nothing of it " * 400 + "the harlow invoice is paid"
    pieces = mark(text, parse_query("harlow invoice"), width=60)
    assert [piece.text for piece in pieces if piece.is_match] == ["harlow", "invoice"]
