"""Today: who waits, what came in, what is to file."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.actions import Hours, be_away, keep_agreement, keep_own_hours
from alongside.agreements.rules import Clock
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.digest.rules import last_working_day, since_words
from alongside.intake.filing import set_owner
from alongside.live.actions import tell
from alongside.live.queries import last_event_id
from alongside.processes.follow_ups import follow_all
from alongside.timeline.queries.lists import arrived_for
from alongside.waiting.queries import waiting_for
from tests.making import ME, MONDAY, arrive, assistant, mailbox, message, owner

MARA = "mara@harlow.example"


@pytest.fixture
def harlow(db):
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def hours_ago(hours: float) -> float:
    """As `message` counts."""
    return (timezone.now() - timedelta(hours=hours) - MONDAY).total_seconds() / 3600


def shown(signed_in, member=None) -> LexborHTMLParser:
    follow_all()
    return LexborHTMLParser(signed_in(member or owner()).get("/").content.decode())


def test_practice_without_mail_is_shown_the_way_in(signed_in, db):
    assert shown(signed_in).css_first("h1").text() == "Bring your mail together"


def test_who_plans_calls_without_mail_sees_them_and_the_way_in(signed_in, harlow):
    at = timezone.now() + timedelta(minutes=5)
    plan(owner(), harlow, Facts(at, at + timedelta(minutes=30), title="Prices"), now=timezone.now())
    page = shown(signed_in)
    assert page.css_first("h1").text() == "Today"
    assert "Prices" in page.text()
    assert page.css_first("main a[href='/mailboxes/connect/'], main a[href$='connect/']") is not None


@pytest.mark.broad
def test_question_of_a_client_stands_in_today(signed_in, harlow):
    text = "Hello Nell. Is the hall free on the 14th? Mara\n"
    arrive(mailbox(), message(MARA, ME, subject="The hall", text=text, hours=hours_ago(30)))
    row = shown(signed_in).css_first(".waiting-row")
    assert (row.css_first("q").text(), row.css_first(".words").text()) == (
        "Is the hall free on the 14th?",
        "Harlow & Sons",
    )


def test_nobody_is_said_to_wait_while_letters_are_still_being_read(signed_in, harlow):
    arrive(mailbox(), *(message(MARA, ME, text="Thanks!\n", hours=hours_ago(n + 1)) for n in range(25)))
    before = signed_in(owner()).get("/").content.decode()
    assert "Nobody is waiting" not in before and "Letters are still being read" in before
    assert "Nobody is waiting" in shown(signed_in).text()


def test_nor_where_they_came_one_by_one(signed_in, harlow):
    source = mailbox()
    for n in range(30):
        arrive(source, message(MARA, ME, text="Thanks!\n", hours=hours_ago(n + 1)))
    before = signed_in(owner()).get("/").content.decode()
    assert "Nobody is waiting" not in before and "Letters are still being read" in before
    assert "Nobody is waiting" in shown(signed_in).text()


def test_longest_wait_by_the_clock_agreed_stands_first(signed_in, harlow):
    """Of two clients the one who wrote first works so few hours a day that it has waited for less of them."""
    birch = add_client("Birch", domains=["birch.example"], by=owner())
    for client, begins, ends in ((birch, time(12), time(13)), (harlow, time(0, 0), time(23, 59))):
        hours = Hours(begins, ends, "0123456", "")
        keep_agreement(client, hours, answer_hours=None, channels="", urgent="", notes="")
    arrive(mailbox(), message("tom@birch.example", ME, text="Is it free?\n", hours=hours_ago(170)))
    arrive(mailbox(), message(MARA, ME, text="And this?\n", hours=hours_ago(168)))
    follow_all()
    who = [row.css_first(".words").text() for row in shown(signed_in).css(".waiting-row")]
    assert who == ["Harlow & Sons", "Birch"]


@pytest.mark.broad
def test_thanks_wait_for_nothing(signed_in, harlow):
    arrive(mailbox(), message(MARA, ME, text="Thanks!\n", hours=hours_ago(1)))
    assert "Nobody is waiting." in shown(signed_in).css_first("main").text()


@pytest.mark.broad
def test_question_before_the_thanks_still_waits(harlow):
    first, later = hours_ago(30), hours_ago(29)
    asked = message(MARA, ME, text="Is it free?\n", message_id="a@id.example", hours=first)
    arrive(mailbox(), asked, message(MARA, ME, text="Thanks!\n", references=["a@id.example"], hours=later))
    follow_all()
    waiting = waiting_for(owner(), now=timezone.now())
    assert [line.since for line in waiting] == [asked.happened_at]


def test_what_is_older_than_three_weeks_is_settled(harlow):
    asked = message(MARA, ME, text="Is it free?\n", hours=hours_ago(1))
    arrive(mailbox(), asked)
    follow_all()
    days = (timedelta(days=20), timedelta(days=22))
    assert [len(waiting_for(owner(), now=asked.happened_at + later)) for later in days] == [1, 0]


def test_waiting_row_carries_the_hue_of_its_client(harlow):
    arrive(mailbox(), message(MARA, ME, text="Is it free?\n", hours=hours_ago(1)))
    follow_all()
    assert waiting_for(owner(), now=timezone.now())[0].client_hue == harlow.hue


@pytest.mark.broad
def test_what_waits_is_not_said_twice(signed_in, harlow):
    arrive(mailbox(), message(MARA, ME, text="Is it free?\n", hours=hours_ago(0.1)))
    page = shown(signed_in)
    assert (len(page.css(".waiting-row")), len(page.css(".letter-line"))) == (1, 0)


def test_what_came_in_is_one_line_a_conversation(harlow):
    first = message(MARA, ME, message_id="a@id.example")
    arrive(mailbox(), first, message(MARA, ME, text="More.\n", references=["a@id.example"], hours=1))
    assert [(one.client.name, one.count) for one in arrived_for(owner())] == [("Harlow & Sons", 2)]


@pytest.mark.broad
def test_stranger_to_the_client_sees_nothing_of_it(signed_in, harlow):
    arrive(mailbox(), message(MARA, ME, text="Is it free?\n", hours=hours_ago(1)))
    assert "Harlow" not in shown(signed_in, assistant()).html


def test_today_is_not_written_to(signed_in, db):
    assert signed_in(owner()).post("/").status_code == 405


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 3, 3), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 2, 27)),
        (date(2026, 3, 1), date(2026, 2, 27)),
    ],
)
def test_monday_looks_back_to_friday(today, before):
    assert last_working_day(today, Clock(UTC)) == before


def test_what_came_in_while_she_was_away_is_on_today_when_she_is_back(signed_in, harlow):
    ann, today = assistant(), timezone.localdate()
    Assignment.objects.create(member=ann, client=harlow)
    keep_own_hours(Hours(time(9), time(17), "0123456", ""))
    be_away(ann, starts_on=today - timedelta(days=3), ends_on=today - timedelta(days=1))
    arrive(mailbox(), message(MARA, ME, subject="The hall", text="It is free.\n", hours=hours_ago(72)))
    page = shown(signed_in, ann)
    assert f"Came in since {today - timedelta(days=4):%A}" in page.text()


def test_the_weekday_of_today_is_last_week_s():
    assert since_words(date(2026, 3, 2), today=date(2026, 3, 3)) == "Monday"
    assert since_words(date(2026, 3, 2), today=date(2026, 3, 9)) == "last Monday"


def test_member_without_a_password_is_led_to_one(signed_in, harlow):
    mailbox()
    me = owner()
    leads = [bool(shown(signed_in, me).css("main a[href='/account/set-up/']"))]
    me.set_password("a long sentence to type")
    me.save()
    leads.append(bool(shown(signed_in, me).css("main a[href='/account/set-up/']")))
    assert leads == [True, False]


@pytest.mark.broad
def test_outsiders_in_a_clients_mailbox_wait_apart(signed_in, harlow):
    info = "info@harlow.example"
    theirs = mailbox(label=info, own=[info])
    set_owner(theirs, own_addresses=[info], client=harlow)
    for sender, subject in (("kim@customer.example", "Order"), (MARA, "Inside")):
        text = "When does it come?\n"
        arrive(theirs, message(sender, info, subject=subject, text=text, hours=hours_ago(30)))

    told = shown(signed_in).css_first("main").text()

    before, apart = told.split("Waiting in your clients")[:2]
    assert "Inside" in before
    assert "Order" not in before
    assert "Order" in apart


def test_page_says_up_to_which_word_it_knows_of_what_was_told(signed_in, harlow):
    tell("share", harlow.pk)
    assert shown(signed_in).css_first("#desk").attributes["data-told"] == str(last_event_id())
