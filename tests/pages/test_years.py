"""Two years of contact: what is drawn of contact days, and the page that shows it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.hand.parse import ByHand, Somebody, compose, message_of
from alongside.clients.actions import add_client
from alongside.connections.actions import own_hand
from alongside.intake import filing
from alongside.pages.picture import weeks
from alongside.pages.picture.weeks import LEFT, WIDTH, first_monday, weeks_of
from alongside.picture.met import met_for
from alongside.processes.follow_ups import follow_all
from alongside.rhythm.counting import Recounting
from alongside.rhythm.rules import DayFacts
from alongside.timeline.models import Interaction
from tests.making import arrive_outcomes, owner

TODAY = date(2026, 11, 26)


def written(on, incoming=1, outgoing=0):
    return DayFacts(on, "written", incoming, outgoing)


def test_weeks_are_drawn_side_by_side_and_the_last_is_this_one():
    drawn = weeks_of([written(first_monday(TODAY)), written(TODAY)], today=TODAY)
    assert [bar.x for bar in drawn.bars] == [LEFT, WIDTH - weeks.CELL]


def test_what_they_wrote_stands_on_the_line_and_what_we_wrote_hangs_from_it():
    theirs, ours = weeks_of([written(TODAY, 4, 1)], today=TODAY).bars
    assert theirs.y + theirs.height == weeks.LINE
    assert ours.y > weeks.LINE
    assert theirs.height == 2 * ours.height == weeks.TALL
    assert theirs.words == "Week of 23 Nov 2026: 4 from them, 1 from you"


def test_calls_and_meetings_have_lanes_of_their_own():
    days = [DayFacts(TODAY, "voice", 1, 0, lengths=[20]), DayFacts(TODAY, "face", 0, 1, lengths=[60])]
    drawn = weeks_of(days, today=TODAY)
    assert [(bar.kind, bar.y) for bar in drawn.bars] == [("voice", weeks.VOICE), ("face", weeks.FACE)]
    assert drawn.rows[0] == ("Nov\N{NO-BREAK SPACE}2026", 0, 0, 1, 80, 1)
    assert drawn.summary == "1 call, met 1 time, no silence of three weeks."


@pytest.mark.parametrize(("gap", "is_named"), [(21, False), (22, True)])
def test_a_silence_of_three_weeks_has_a_name(gap, is_named):
    last = TODAY - timedelta(days=gap)
    drawn = weeks_of([written(last), written(TODAY)], today=TODAY)
    assert bool(drawn.silences) == is_named


def test_a_silence_is_said_from_its_first_day_to_its_last():
    (one,) = weeks_of(
        [written(date(2026, 3, 2)), written(date(2026, 4, 3)), *map(written, _often(date(2026, 4, 3)))],
        today=TODAY,
    ).silences
    assert one.words == "3 Mar 2026 to 2 Apr 2026: 31 days without a word"


def _often(begin):
    return [begin + timedelta(days=n) for n in range(0, (TODAY - begin).days, 7)]


def test_a_silence_that_lasts_says_so():
    (one,) = weeks_of([written(TODAY - timedelta(days=40))], today=TODAY).silences
    assert one.until is None
    assert one.words == "since 18 Oct 2026: 40 days without a word"
    assert one.x + one.width <= WIDTH + 1


def test_nothing_was_silent_before_the_first_word():
    assert weeks_of([written(TODAY)], today=TODAY).silences == ()
    assert weeks_of([], today=TODAY).bars == ()


def test_the_table_has_two_years_and_all_that_is_drawn():
    days = [written(first_monday(TODAY) + timedelta(days=n), 1, 2) for n in range(0, 700, 3)]
    rows = weeks_of(days, today=TODAY).rows
    assert (len(rows), rows[0][0], rows[-1][0]) == (
        25,
        "Nov\N{NO-BREAK SPACE}2026",
        "Nov\N{NO-BREAK SPACE}2024",
    )
    assert sum(row[1] for row in rows) == len(days)


@pytest.fixture
def told(db, signed_in):
    """A year of the sample: letters, a call, a visit."""
    owner_, harlow = _practice()
    return signed_in(owner_), owner_, harlow


def _practice():
    member = owner()
    harlow = add_client("Harlow & Sons", by=member)
    at = timezone.now() - timedelta(days=30)
    for number, kind in enumerate(("visit", "call")):
        when, me = at + timedelta(days=number), Somebody("Me", member.email)
        one = ByHand(
            f"{number:032x}", kind, "out", when, me, when + timedelta(minutes=40), place="The <mill>"
        )
        arrive_outcomes(own_hand(member, address=one.written_by.address), {compose(one): message_of(one)})
    filing.file_under(member, list(Interaction.objects.values_list("id", flat=True)), harlow)
    follow_all()
    Recounting().look()
    return member, harlow


@pytest.mark.broad
def test_page_names_visits_and_calls_and_draws_them(told):
    desk, _, harlow = told
    page = LexborHTMLParser(desk.get(reverse("client-years", args=[harlow.pk])).content.decode())
    assert [one.text() for one in page.css(".talked .detail bdi")] == ["The <mill>", "The <mill>"]
    assert len(page.css("svg.weeks .face")) == 1
    assert len(page.css("svg.weeks .voice")) == 1
    assert page.css_first("svg.weeks").attributes["role"] == "img"
    assert "1 call, met 1 time" in page.css_first("svg.weeks > title").text()


@pytest.mark.broad
def test_what_is_private_is_on_no_page_of_two_years(told):
    _, member, harlow = told
    Interaction.objects.update(private_to=member)
    days = [timezone.localdate() - timedelta(days=n) for n in range(40)]
    assert met_for(member, harlow.pk, days) == []


@pytest.mark.broad
def test_a_client_with_whom_nothing_was_said_has_an_empty_page(told):
    desk, member, _ = told
    page = desk.get(reverse("client-years", args=[add_client("Birch", by=member).pk])).content.decode()
    assert "Nothing was said with Birch in two years" in page


def test_days_are_those_of_the_clock_in_use():
    assert isinstance(first_monday(datetime(2026, 11, 26, 23, 59).date()), date)
    assert first_monday(TODAY).weekday() == 0
