"""The two letters and the hue that stand for a client or person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.pages.base.marks import HUES, letters_of, mark


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Harlow & Sons", "HA"),
        ("Ann Harlow", "AH"),
        ("Dr. Amara Okafor", "DO"),
        ("The Bright Kiln Ltd", "BK"),
        ("Łódź Logistyka sp. z o.o.", "ŁO"),
        ("bookings@hall.example", "BO"),
        ("🌿 Fern & Fable", "FF"),
        ("北京", "北京"),
        ("The", "TH"),
        ("🌿", "🌿"),
        ("  ", "?"),
    ],
)
def test_letters_are_those_a_person_would_choose(name, letters):
    assert letters_of(name) == letters


def test_hue_stays_when_only_the_case_changes():
    assert mark("Harlow & Sons").hue == mark("HARLOW & sons").hue


def test_chosen_hue_wins():
    assert mark("Harlow & Sons", hue=7).hue == 7


@given(st.text())
def test_any_name_has_a_mark(name):
    made = mark(name)
    assert made.letters and 0 <= made.hue < HUES
