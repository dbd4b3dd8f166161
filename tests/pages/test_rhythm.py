"""Getting quiet on Today, and a client's rhythm: sentences, pictures, tables, what she wishes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.pages.rhythm.pictures import band_of, years_of
from alongside.rhythm.models import NotNow, Wish
from alongside.rhythm.rules import DayFacts, Evidence, their_answers
from alongside.rhythm.words import sentence
from tests.making import arrive, assistant, mailbox, owner
from tests.pages.reading import shown
from tests.rhythm.making import bring_level, call, every, exchange, this_day

TODAY = date(2026, 9, 30)


@pytest.fixture
def quiet(db):
    """Rang every nine days, until 31 days before this very day."""
    harlow = add_client("Harlow & Sons", domains=["harlow.example"], by=owner())
    today = this_day()
    days = every(9, times=9, until=today - timedelta(days=31))
    arrive(mailbox(), *(call(on) for on in days), *exchange(days[0], took_hours=3))
    bring_level(timezone.now())
    return harlow


@pytest.mark.broad
def test_today_says_who_is_getting_quiet_and_by_what(signed_in, quiet):
    row = shown(signed_in(owner()), "/").css_first(".quiet-row")
    assert (row.css_first(".who").text(), row.css_first(".words").text()) == (
        "Harlow & Sons",
        "No call for 31 days, usually every 9.",
    )


@pytest.mark.broad
def test_today_of_somebody_else_is_silent_about_it(signed_in, quiet):
    assert shown(signed_in(assistant()), "/").css(".quiet-row") == []


@pytest.mark.broad
def test_not_now_takes_the_line_away_and_undo_brings_it_back(signed_in, quiet):
    client = signed_in(owner())
    page = LexborHTMLParser(client.post(f"/clients/{quiet.pk}/rhythm/not-now/", follow=True).content.decode())
    assert page.css(".quiet-row") == []
    undo = page.css_first("#toasts form, #toasts button[formaction]")
    client.post(undo.attributes.get("action") or undo.attributes["formaction"])
    assert len(shown(client, "/").css(".quiet-row")) == 1


@pytest.mark.broad
def test_a_telephone_number_of_theirs_offers_a_call(signed_in, quiet):
    person = quiet.people.create(name="Mara Quill")
    person.handles.create(kind="phone", value="+442079460000")
    links = shown(signed_in(owner()), "/").css(".quiet-row a[href^='tel:']")
    assert [link.attributes["href"] for link in links] == ["tel:+442079460000"]


@pytest.mark.broad
def test_without_a_mailbox_of_her_own_her_mail_program_writes(signed_in, quiet):
    quiet.people.create(name="Mara Quill").handles.create(kind="email", value="mara@harlow.example")
    links = shown(signed_in(owner()), "/").css(".quiet-row a[href^='mailto:']")
    assert [link.attributes["href"] for link in links] == ["mailto:mara@harlow.example"]


@pytest.mark.broad
def test_the_page_says_the_same_in_words_pictures_and_tables(signed_in, quiet):
    page = shown(signed_in(owner()), f"/clients/{quiet.pk}/rhythm/")
    assert page.css_first(".quiet-said .lead").text() == "No call for 31 days, usually every 9."
    assert [one.css_first("title").text()[:15] for one in page.css("svg[role=img]")][:2] == [
        "Days of contact"
    ] * 2
    drawn = len(page.css("svg.calendar .voice"))
    tables = [one for one in page.css("table") if "Days of contact" in one.text()]
    counted = sum(int(row.css("td")[1].text()) for table in tables for row in table.css("tbody tr"))
    assert drawn == counted > 0


def test_a_client_without_a_past_says_so(signed_in, db):
    fresh = add_client("Fresh", by=owner())
    page = shown(signed_in(owner()), f"/clients/{fresh.pk}/rhythm/")
    assert "Nothing has been said with Fresh" in page.css_first("main").text()
    assert page.css("svg[role=img]") == []


@pytest.mark.broad
def test_the_header_of_a_client_shows_its_strip(signed_in, quiet):
    arrive(mailbox(), call(this_day()))
    bring_level(timezone.now())
    strip = shown(signed_in(owner()), f"/clients/{quiet.pk}/").css_first(".head-facts svg.rhythm")
    assert len(strip.css("rect")) == 12
    assert len(strip.css("rect.none")) < 12


@pytest.mark.broad
def test_a_wish_is_kept_and_shown(signed_in, quiet):
    client = signed_in(owner())
    client.post(
        f"/clients/{quiet.pk}/rhythm/wish/", {"ideal_days": 7, "maximum_days": 14, "counts": "spoken"}
    )
    assert list(Wish.objects.values_list("ideal_days", "maximum_days", "counts")) == [(7, 14, "spoken")]
    words = shown(client, f"/clients/{quiet.pk}/rhythm/").css_first(".quiet-said").text()
    assert "you want no more than 14" in words


@pytest.mark.broad
def test_a_wish_that_cannot_be_is_answered_in_words(signed_in, quiet):
    answer = signed_in(owner()).post(
        f"/clients/{quiet.pk}/rhythm/wish/", {"ideal_days": 20, "maximum_days": 7, "counts": "spoken"}
    )
    assert (answer.status_code, Wish.objects.count()) == (422, 0)
    assert "cannot be shorter" in answer.content.decode()


@pytest.mark.broad
def test_nobody_puts_off_a_client_of_others(signed_in, quiet):
    answer = signed_in(assistant()).post(f"/clients/{quiet.pk}/rhythm/not-now/")
    assert (answer.status_code, NotNow.objects.count()) == (404, 0)


@pytest.mark.broad
def test_a_hostile_name_stays_a_name(signed_in, quiet):
    quiet.name = '</title><script>alert("x")</script>'
    quiet.save()
    for address in ("/", f"/clients/{quiet.pk}/", f"/clients/{quiet.pk}/rhythm/"):
        assert "<script>alert" not in signed_in(owner()).get(address).content.decode()


# Words and places, without a page


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (
            Evidence("gap", "voice", 3, last_on=TODAY - timedelta(days=31), usual=9.0),
            "No call for 31 days, usually every 9.",
        ),
        (
            Evidence("gap", "written", 9, last_on=TODAY - timedelta(days=9), usual=1.0),
            "Nothing from them in writing for 9 days, usually every day.",
        ),
        (
            Evidence("answers", "written", 4, then=4 * 3600, now=16 * 3600),
            "Their answers took 4 h, now 2 days.",
        ),
        (
            Evidence("wish", "spoken", 2, last_on=TODAY - timedelta(days=20), usual=14.0),
            "No call or meeting for 20 days; you want no more than 14.",
        ),
    ],
)
def test_evidence_is_a_sentence(evidence, words):
    assert sentence(evidence, today=TODAY) == words


def test_every_day_of_two_years_has_one_place():
    days = [
        DayFacts(date(2025, 1, 1) + timedelta(days=number), "written", incoming=1) for number in range(638)
    ]
    years = years_of(days, today=TODAY)
    for year in years:
        places = {(cell.x, cell.y) for cell in year.cells}
        assert len(places) == len(year.cells)
        assert all(0 < cell.x < year.width and 0 < cell.y < year.height for cell in year.cells)
    assert sum(len(year.cells) for year in years) == 638


def test_a_leap_year_that_begins_on_a_sunday_fits():
    year = years_of([DayFacts(date(2040, 12, 31), "face", incoming=1)], today=date(2040, 12, 31))[0]
    assert year.cells[0].x < year.width


def test_slower_answers_stand_higher_in_the_band():
    days = [
        DayFacts(date(2026, month, 1), "written", their_answers=[hours * 3600] * 3)
        for month, hours in ((6, 1), (7, 4), (8, 40))
    ]
    heights = [y for _, y, _ in band_of(days, their_answers, today=TODAY).dots]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3


def test_a_month_of_few_answers_is_a_dot_and_no_band():
    days = [DayFacts(date(2026, 8, 1), "written", their_answers=[3600, 7200])]
    band = band_of(days, their_answers, today=TODAY)
    assert (len(band.dots), band.areas, band.lines) == (1, (), ())
