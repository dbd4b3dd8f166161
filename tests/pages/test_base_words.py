"""The words for times, lengths, numbers and addresses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from alongside.pages.base import words

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=LONDON)  # a Thursday


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 3, 5, 4, 7), "04:07"),
        (datetime(2026, 3, 5, 23, 59), "23:59"),
        (datetime(2026, 3, 3, 14, 20), "Tue 14:20"),
        (datetime(2026, 3, 11, 9, 0), "Wed 09:00"),
        (datetime(2026, 2, 26, 14, 20), "26 Feb"),
        (datetime(2026, 3, 12, 14, 20), "12 Mar"),
        (datetime(2024, 3, 3, 14, 20), "3 Mar 2024"),
    ],
)
def test_time_is_as_short_as_cannot_be_misread(at, shown):
    assert words.when(at.replace(tzinfo=LONDON), now=NOW) == shown


def test_full_time_names_the_zone():
    at = datetime(2026, 7, 3, 14, 20, tzinfo=LONDON)
    assert words.in_full(at) == "Friday 3 July 2026, 14:20 BST"


def test_zone_without_letters_is_named_by_its_offset():
    at = datetime(2026, 7, 3, 14, 20, tzinfo=ZoneInfo("America/Sao_Paulo"))
    assert words.in_full(at) == "Friday 3 July 2026, 14:20 UTC-03"


def test_day_of_this_year_stands_without_year():
    assert words.day(date(2026, 3, 3), today=NOW.date()) == "Tuesday 3 March"


def test_day_of_another_year_names_it():
    assert words.day(date(2025, 12, 31), today=NOW.date()) == "Wednesday 31 December 2025"


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "1 min"), (45, "45 min"), (60, "1 h"), (80, "1 h 20"), (65, "1 h 05"), (600, "10 h")],
)
def test_duration_reads_as_spoken(minutes, shown):
    assert words.duration(timedelta(minutes=minutes)) == shown


@pytest.mark.parametrize(
    ("waited", "shown"),
    [
        (timedelta(seconds=20), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=5, minutes=50), "5 h"),
        (timedelta(hours=8), "1 day"),
        (timedelta(hours=17), "2 days"),
    ],
)
def test_waiting_counts_in_working_days(waited, shown):
    assert words.waited(waited) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1, "1 byte"), (999, "999 bytes"), (340_123, "340 KB"), (999_900, "1.0 MB"), (2_100_456, "2.1 MB")],
)
def test_size_is_rounded_to_what_matters(size, shown):
    assert words.size(size) == shown


def test_count_agrees_with_its_noun():
    assert (words.count(1, "file", "files"), words.count(1204, "file", "files")) == ("1 file", "1,204 files")


def test_phone_number_of_the_same_country_is_national():
    assert words.phone("+441943123456", region="GB") == "01943 123456"


def test_phone_number_of_another_country_is_international():
    assert words.phone("+4316604567", region="GB") == "+43 1 6604567"


def test_unreadable_phone_number_stays_as_it_is():
    assert words.phone("front desk", region="GB") == "front desk"


def test_link_leaves_the_punctuation_of_its_sentence_outside():
    shown = words.linked("See https://hall.example/a?b=1&c=2 (or https://x.example/y_(z)).")
    links = [node.attributes["href"] for node in HTMLParser(shown).css("a")]
    assert links == ["https://hall.example/a?b=1&c=2", "https://x.example/y_(z)"]


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "www.hall.example"]
)
def test_only_full_web_addresses_become_links(text):
    assert "<a" not in words.linked(text)


def test_link_cannot_leave_its_attribute():
    shown = words.linked('https://x.example/"onmouseover="alert(1) <img src=x onerror=alert(1)>')
    assert [set(node.attributes) for node in HTMLParser(shown).css("a, img")] == [{"href", "rel", "target"}]


@given(st.text())
def test_linked_text_loses_nothing(text):
    cleaned = "".join(letter for letter in text if letter.isprintable())
    shown = HTMLParser(f"<p>{words.linked(cleaned)}</p>").css_first("p")
    assert shown.text() == cleaned


@given(
    st.lists(st.sampled_from(["https://a.example/b", " ", "x", "\n", "http://c.example"])), st.integers(0, 60)
)
def test_mark_that_begins_within_an_address_begins_behind_it(parts, place):
    text = "".join(parts)
    addresses = [found.span() for found in words.WEB_ADDRESS.finditer(text)]
    expected = next((end for start, end in addresses if start < place < end), place)
    assert words._out_of_link(addresses, place) == expected
