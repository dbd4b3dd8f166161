"""A line that waits is done with where it stands: by phone, later, and back again."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.actions import Hours, be_away, keep_agreement, keep_own_hours
from alongside.clients.actions import add_client
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Interaction
from alongside.waiting.models import Settled, Waiting
from tests.making import ME, MONDAY, arrive, assistant, mailbox, message, owner

MARA = "mara@harlow.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


@pytest.fixture
def asked(harlow) -> Interaction:
    hours = (timezone.now() - timedelta(hours=30) - MONDAY).total_seconds() / 3600
    arrive(mailbox(), message(MARA, ME, subject="The hall", text="Hello. Is it free? Mara\n", hours=hours))
    follow_all()
    return Interaction.objects.get()


def today(desk) -> LexborHTMLParser:
    return LexborHTMLParser(desk.get("/").content.decode())


def press(desk, label: str, page: LexborHTMLParser):
    button = next(one for one in page.css("main button, .toast button") if one.text() == label)
    given = {button.attributes["name"]: button.attributes["value"]} if button.attributes.get("name") else {}
    return desk.post(button.attributes["formaction"], given)


@pytest.mark.broad
@pytest.mark.parametrize(
    "label", ["Answered by phone", "Answered in person", "Needs no answer", "Next working morning"]
)
def test_line_leaves_and_comes_back(desk, asked, label):
    assert press(desk, label, today(desk)).status_code == 302
    page = today(desk)
    assert not page.css(".waiting-row")
    press(desk, "Undo", page)
    assert len(today(desk).css(".waiting-row")) == 1


@pytest.mark.broad
def test_conversation_says_who_waits_and_what_to_do(desk, asked, harlow):
    address = f"{reverse('conversation', args=[asked.pk])}?client={harlow.pk}"
    page = LexborHTMLParser(desk.get(address).content.decode())
    assert "Harlow & Sons waits for you" in page.css_first(".standing-bar").text()
    answer = press(desk, "Answered by phone", page)
    assert answer["Location"] == address
    assert not LexborHTMLParser(desk.get(address).content.decode()).css(".standing-bar")


@pytest.mark.broad
def test_time_is_chosen_on_a_page(desk, asked, harlow):
    link = next(one for one in today(desk).css(".row-does a") if one.text() == "Later").attributes["href"]
    assert "Is it free?" in desk.get(link).content.decode()
    on = timezone.localdate() + timedelta(days=3)
    assert desk.post(link, {"on": on.isoformat(), "at": "10:30"}).status_code == 302
    hidden = timezone.localtime(Waiting.objects.get().hidden_until)
    assert (hidden.date(), f"{hidden:%H:%M}") == (on, "10:30")


@pytest.mark.broad
@pytest.mark.parametrize("on", ["2020-01-01", "2999-01-01", "soon", ""])
def test_time_that_cannot_be_is_refused(desk, asked, harlow, on):
    address = f"{reverse('waiting-later', args=[asked.pk])}?client={harlow.pk}"
    assert desk.post(address, {"on": on, "at": ""}).status_code == 422
    assert not Settled.objects.exists()


@pytest.mark.broad
def test_where_nobody_waits_any_more_nothing_is_decided(desk, asked, harlow):
    address = f"{reverse('waiting-settle', args=[asked.pk])}?client={harlow.pk}"
    for _ in range(2):
        assert desk.post(address, {"how": "phone"}).status_code == 302
    assert Settled.objects.count() == 1


@pytest.mark.broad
def test_way_that_is_not_known_is_refused(desk, asked, harlow):
    address = f"{reverse('waiting-settle', args=[asked.pk])}?client={harlow.pk}"
    assert desk.post(address, {"how": "later"}).status_code == 400


@pytest.mark.broad
def test_stranger_decides_nothing(signed_in, asked, harlow):
    address = f"{reverse('waiting-settle', args=[asked.pk])}?client={harlow.pk}"
    assert signed_in(assistant()).post(address, {"how": "phone"}).status_code == 404


@pytest.mark.broad
def test_whom_i_wait_for_stands_below(desk, harlow):
    hours = (timezone.now() - timedelta(hours=30) - MONDAY).total_seconds() / 3600
    arrive(mailbox(), message(ME, MARA, text="Could you send me the list?\n", hours=hours))
    follow_all()
    page = today(desk)
    assert "You wait for" in page.css_first("main").text()
    link = next(one for one in page.css(".row-does a") if one.text() == "If no answer by").attributes["href"]
    assert "has not answered by then" in desk.get(link).content.decode()
    press(desk, "Heard by phone", page)
    assert not today(desk).css(".waiting-row")


@pytest.mark.broad
def test_who_asks_nothing_is_folded_away(desk, harlow):
    hours = (timezone.now() - timedelta(hours=3) - MONDAY).total_seconds() / 3600
    arrive(mailbox(), message(MARA, ME, text="The hall was painted yesterday.\n", hours=hours))
    follow_all()
    page = today(desk)
    assert "Nobody is waiting." in page.css_first("main").text()
    assert len(page.css(".quiet-waiting .waiting-row")) == 1


@pytest.mark.broad
def test_next_working_morning_is_hers_and_not_the_client_s(desk, asked, harlow):
    harlow.timezone = "Australia/Sydney"
    harlow.save()
    keep_agreement(harlow, Hours(None, None, "", ""), answer_hours=8, channels="", urgent="", notes="")
    press(desk, "Next working morning", today(desk))
    hidden = Waiting.objects.get().hidden_until.astimezone(ZoneInfo("Europe/London"))
    assert f"{hidden:%H:%M}" == "09:00"


@pytest.mark.broad
def test_next_working_morning_comes_when_she_is_back(desk, asked):
    keep_own_hours(Hours(time(9), time(17), "0123456", ""))
    away = timezone.localdate() + timedelta(days=1)
    assistant()
    be_away(owner(), starts_on=away, ends_on=away + timedelta(days=2))
    press(desk, "Next working morning", today(desk))
    hidden = timezone.localtime(Waiting.objects.get().hidden_until)
    assert hidden.date() == away + timedelta(days=3)


def asks_on(desk, harlow, entry: Interaction) -> dict[str, bool]:
    """By page, whether the question still stands there as one that is open."""
    call = desk.post("/calls/new/", {"client": harlow.pk})["Location"]
    story, talk, brief = (
        LexborHTMLParser(desk.get(path).content.decode())
        for path in (f"/clients/{harlow.pk}/", f"/conversations/{entry.pk}/?client={harlow.pk}", call)
    )
    return {
        "story": bool(story.css("blockquote.question")),
        "conversation": bool(talk.css("blockquote.question")),
        "call": "Is it free?" in brief.body.text(),
    }


def test_question_that_was_answered_by_phone_is_open_on_no_page(desk, asked, harlow):
    assert set(asks_on(desk, harlow, asked).values()) == {True}
    press(desk, "Answered by phone", today(desk))
    after = today(desk)
    assert set(asks_on(desk, harlow, asked).values()) == {False}
    press(desk, "Undo", after)
    assert set(asks_on(desk, harlow, asked).values()) == {True}
