"""What can be said of a client, who stands below whom, and what is never kept: without a database."""

from __future__ import annotations

import time

import pytest

from alongside.picture.errors import LooksSecret, PictureError
from alongside.picture.rules import TOPIC_OF, cleaned, tree
from alongside.picture.secrets import LONGEST_SHOWN, find_secret, without_secret


@pytest.mark.parametrize(
    "text",
    [
        "Password: oaktree",
        "pw = Birch",
        "The PIN is 4711",
        "PIN 4711",
        "Mara, Tr0ub4dor&3",
        "x7Kp2mQ9",
        "mill!Stone2024",
        "Kennwort: apfelbaum",
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "4111 1111 1111 1111",
        "the card 5500-0000-0000-0004, until 12/29",
        "API key: 9f86d081884c",
    ],
)
def test_what_looks_like_a_secret_is_found(text):
    assert find_secret(text) is not None
    assert find_secret(without_secret(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Mara; the password is in Bitwarden, folder Harlow",
        "Password: Mara has it",
        "Password kept by Tom",
        "Passwords: 1Password",
        "Office365",
        "QuickBooks2024",
        "Windows 11, two of them",
        "mara.quill2024@harlow.example",
        "https://drive.google.com/drive/folders/1A2b3C4d5E6f7G8h9I0j",
        "+44 7700 900123",
        "020 7946 0018",
        "VAT GB 123 4567 89",
        "Unit 4, Old Mill Lane, GL5 3DN",
        "Weekdays 07:00-16:00, Fri till 12.30",
        "Parking pass: at the gate",
        "1234 5678 9012 3456",
        "iPhone15,2",
        "2026-11-29T10:30",
        "Пароль у Мары",
    ],
)
def test_what_people_say_is_left_alone(text):
    assert find_secret(text) is None


def test_looking_for_secrets_takes_no_time_over_hostile_text():
    for text in (
        "password is " * 200,
        "1 " * 1_000,
        "a1" * 1_000,
        "pin" + " " * 2_000,
        "Password: x " + "w " * 900,
    ):
        begun = time.perf_counter()
        find_secret(text[:2_000])
        assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    "word", ["PIN 4711 ", "x7Kp2mQ9 ", "Password: Xy3!abcd\n", "4111111111111111 ", "sk_live_abcdefgh1 "]
)
def test_blotting_out_takes_no_time_over_a_text_full_of_secrets(word):
    begun = time.process_time()
    shown = without_secret(word * 300_000)
    assert time.process_time() - begun < 0.5
    assert find_secret(shown) is None
    assert shown.startswith(word.replace(word.split()[-1], "…") * 300)
    assert len(shown) <= LONGEST_SHOWN


def test_a_line_is_cleaned_and_what_is_empty_left_out():
    said = cleaned(
        TOPIC_OF["place"], "  The  mill ", {"address": " Lane 4\r\nStroud ", "parking": "  ", "odd": "x"}
    )
    assert said == ("The mill", {"address": "Lane 4\nStroud"})


@pytest.mark.parametrize(
    ("name", "fields", "where"),
    [
        ("", {}, "name"),
        ("n" * 121, {}, "name"),
        ("Xero", {"account": "a" * 301}, "account"),
        ("Xero", {"link": "javascript:alert(1)"}, "link"),
        ("Xero", {"link": "data:text/html,hello.x"}, "link"),
        ("Xero", {"link": 'https://a.example/"><b>'}, "link"),
        ("Xero", {"link": "https://mara:oak@a.example/"}, "link"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(name, fields, where):
    with pytest.raises(PictureError) as refused:
        cleaned(TOPIC_OF["tool"], name, fields)
    assert refused.value.field == where


def test_a_link_without_a_beginning_gets_one():
    assert cleaned(TOPIC_OF["tool"], "Xero", {"link": "go.xero.com"}).fields == {
        "link": "https://go.xero.com"
    }


def test_a_password_is_refused_with_a_sentence_that_says_what_to_do():
    with pytest.raises(LooksSecret, match="password manager"):
        cleaned(TOPIC_OF["tool"], "Xero", {"account": "Mara, Tr0ub4dor&3"})


def test_everybody_stands_below_whom_they_answer_to():
    people = [(1, "Tom", None), (2, "Bea", 3), (3, "Ann", 1), (4, "Cy", 1), (5, "Zoe", 99)]
    assert tree(people) == [(1, 0), (3, 1), (2, 2), (4, 1), (5, 0)]


def test_a_ring_loses_nobody():
    people = [(1, "Ann", 2), (2, "Bea", 1), (3, "Cy", 2), (4, "Di", 4)]
    assert sorted(number for number, _ in tree(people)) == [1, 2, 3, 4]
