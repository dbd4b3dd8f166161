"""Names and cells of an archive: any computer stores them, and no table program runs them."""

from __future__ import annotations

import csv
import io
import re

import pytest

from alongside.handover.paper import csv_row, file_name
from tests.handover.making import NOW


@pytest.mark.parametrize(
    "subject",
    [
        "CON",
        'a/b\\c:d*e?f"g<h>i|j',
        "../../etc/passwd",
        "x" * 300,
        "Ends. . ",
        "\u202egpj.exe",
        "\0\n",
        "Ünïcödé",
    ],
)
def test_names_can_be_stored_on_windows(subject):
    name = file_name(NOW, 17, subject, ".eml", zone=NOW.tzinfo)
    assert name.startswith("2026-11-27 1200 17") and name.endswith(".eml")
    assert len(name) < 100
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202e]', name)
    assert not name.removesuffix(".eml").endswith((".", " "))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell):
    ((written,),) = csv.reader(io.StringIO(csv_row([cell])))
    assert written.startswith("'") or not written.startswith(("=", "+", "-", "@"))


def test_a_cell_keeps_its_words():
    ((first, second),) = csv.reader(io.StringIO(csv_row(['Say "no", Tom', "Ünï\nx"])))
    assert (first, second) == ('Say "no", Tom', "Ünï x")
