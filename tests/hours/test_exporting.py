"""A month as a spreadsheet: opened again, and none of its texts is a formula."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document

from alongside.hours.exporting import HEADS, as_csv, as_ods, clean

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "%1", "|x",
    '=HYPERLINK("https://harm.example","x")', 'a"b', "a,b", "<b>&amp;", "two  blanks", "line\nline", "Zoë 🙂", "",
)  # fmt: skip


def row(*texts: str) -> list[str | float | date]:
    return [date(2026, 3, 2), *texts, 0.5, 1.25]


def in_csv(rows: list[list[str | float | date]]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"), newline="")))


def in_ods(rows: list[list[str | float | date]], name: str = "Hours"):
    document = Document(io.BytesIO(as_ods(rows, name=name)))
    (table,) = document.body.tables
    return table


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_csv_begins_a_formula(text):
    heads, read = in_csv([row("", "", "", text, "")])
    assert tuple(heads) == HEADS
    assert not read[4].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert read[4].replace("'", "") == text.replace("'", "")
    assert read[6:] == ["0.50", "1.25"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_an_ods_is_text_when_it_is_opened_again(text):
    table = in_ods([row("Harlow", text, "", text, "")])
    cell = table.get_cell((4, 1))
    assert cell.type == "string"
    assert cell.formula is None
    assert cell.value == text
    assert [float(table.get_value((place, 1))) for place in (6, 7)] == [0.5, 1.25]
    assert table.get_cell((0, 1)).type == "date"


def test_ods_holds_no_formula_at_all():
    serialized = in_ods([row(*HOSTILE[:5]), row(*HOSTILE[5:10])]).serialize()
    assert "table:formula" not in serialized


@pytest.mark.parametrize("name", ["November 2026", "a/b[c]*?:", "x" * 80, "'"])
def test_sheet_has_a_name_that_programs_take(name):
    found = in_ods([], name).name
    assert 0 < len(found) <= 31
    assert not set(found) & set("[]*?:/\\'")


def test_sum_of_a_csv_is_the_sum_of_the_page():
    """Thirty times twenty minutes are ten hours."""
    _, *read = in_csv([[date(2026, 3, 2), "", "", "", "", "", round(20 / 60, 4), 0.1]] * 30)
    assert round(sum(float(one[6]) for one in read), 2) == 10
    assert read[0][7] == "0.10"


@given(st.text(max_size=40))
def test_whatever_is_noted_comes_through_a_csv_as_text(text):
    _, read = in_csv([row("", "", "", text, "")])
    assert read[4].replace("'", "") == clean(text).replace("'", "")
    assert not read[4].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
