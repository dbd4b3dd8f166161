"""Who you've spoken with on its page and in one line of Today: for her alone, and only while she wants it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from alongside.pages.voices.words import gap_words, listed, today_words
from alongside.voices import actions
from alongside.voices.models import Company, Spoken
from alongside.voices.queries import TodayLine
from tests.making import assistant, mailbox, owner
from tests.rhythm.making import this_day

TODAY = date(2026, 9, 30)
NOTED = {"name": "Bea", "kind": "friend", "by": "face", "minutes": "45"}


@pytest.fixture
def desk(signed_in, db):
    mailbox()
    return signed_in(owner())


def main(client, address: str) -> str:
    return LexborHTMLParser(client.get(address).content.decode()).css_first("main").text()


def post(client, **changes: str):
    return client.post("/spoken/note/", {**NOTED, "on": this_day().isoformat(), **changes}, follow=True)


def test_what_she_notes_stands_on_her_page_and_on_today(desk):
    post(desk)
    assert "45 min" in main(desk, "/spoken/")
    assert "You spoke with Bea today" in main(desk, "/")


def test_what_cannot_be_is_said_and_nothing_is_noted(desk):
    tomorrow = (this_day() + timedelta(days=1)).isoformat()
    for answer in (
        post(desk, name=" "),
        post(desk, on=tomorrow),
        post(desk, minutes="0"),
        post(desk, on="soon"),
    ):
        assert answer.status_code == 422
    assert Spoken.objects.count() == 0


def test_a_hostile_name_stays_a_name(desk):
    post(desk, name='"><script>alert(1)</script>')
    for address in ("/spoken/", "/"):
        assert "<script>alert" not in desk.get(address).content.decode()


def test_undo_takes_back_what_was_noted(desk):
    page = LexborHTMLParser(post(desk).content.decode())
    desk.post(page.css_first("#toasts button[formaction]").attributes["formaction"])
    assert (Spoken.objects.count(), Company.objects.count()) == (0, 0)


def test_switched_off_it_is_nowhere_until_it_is_switched_on(desk):
    post(desk)
    desk.post("/spoken/switch/", {"to": "off"})
    assert "Bea" not in main(desk, "/spoken/") + main(desk, "/")
    desk.post("/spoken/switch/", {"to": "on"})
    assert "Bea" in main(desk, "/spoken/")


def test_a_quiet_spell_suggests_somebody_of_her_own(desk):
    today = this_day()
    long_ago = today - timedelta(days=14)
    words = {"kind": "peer", "by": "voice", "minutes": None, "today": today}
    actions.note_spoken(owner(), name="Bea", on=long_ago, **words)
    page = main(desk, "/spoken/")
    assert "You have spoken with nobody for" in page
    assert "You last spoke with Bea" in page


def test_today_says_nothing_where_nothing_was_noted(desk):
    assert "spoken with" not in main(desk, "/")


def test_nobody_forgets_somebody_elses_people(desk):
    hers = Company.objects.create(member=assistant(), name="Bea")
    address = f"/spoken/forget/{hers.pk}/"
    assert (desk.get(address).status_code, desk.post(address).status_code) == (404, 404)
    assert Company.objects.count() == 1


def test_her_own_people_are_forgotten_when_she_says_so(desk):
    post(desk)
    address = f"/spoken/forget/{Company.objects.get().pk}/"
    assert f'href="{address}"' in desk.get("/spoken/").content.decode()
    assert "1 talk" in desk.get(address).content.decode()
    assert Spoken.objects.count() == 1
    assert desk.post(address)["Location"] == "/spoken/"
    assert Spoken.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            TodayLine(("Mara", "Tom"), date(2026, 9, 28), 0),
            "You spoke with Mara and Tom today; with nobody on Monday.",
        ),
        (TodayLine(("Mara",), None, 0), "You spoke with Mara today."),
        (TodayLine((), date(2026, 9, 29), 1), "You spoke with nobody yesterday."),
        (TodayLine((), date(2026, 9, 29), 3), "You have spoken with nobody for 3 working days."),
        (TodayLine((), None, 0), "You have spoken with nobody yet today."),
    ],
)
def test_the_line_of_today(line, words):
    assert today_words(line, today=TODAY) == words


def test_many_names_are_counted():
    assert listed(["A", "B", "C", "D", "E", "F"]) == "A, B, C and 3 more"


def test_the_longest_time_with_nobody_names_its_days():
    assert gap_words((date(2026, 9, 3), date(2026, 9, 9)), today=TODAY) == (
        "The longest time with nobody was 7 days: 3 Sep to 9 Sep."
    )


def test_a_talk_that_is_sent_twice_is_noted_once(desk):
    for _ in range(2):
        post(desk)
    assert Spoken.objects.count() == 1
    post(desk, minutes="7")
    assert Spoken.objects.count() == 2
