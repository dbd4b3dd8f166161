"""The list of calls: what is open, what is planned, and what was; and a line taken off an agenda."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.calls import actions
from alongside.calls.actions import How
from alongside.calls.models import AgendaLine, Call
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from tests.making import owner
from tests.pages.calling import opened, typed
from tests.pages.reading import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons")


def test_open_calls_stand_in_the_list_until_they_are_kept(harlow, browser):
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/begin/")
    assert "under way" in shown(browser, "/calls/").css_first("main").text()
    browser.post(f"/calls/{call.pk}/after/", {"outcome": "held", "minutes": "5", "keep": "yes"})
    assert "under way" not in shown(browser, "/calls/").css_first("main").text()


def test_prepared_call_stands_among_calls_though_many_are_planned_before_it(harlow, browser, monkeypatch):
    monkeypatch.setattr("alongside.pages.calls.views.MOST_PLANNED", 1)
    now = timezone.now()
    rows = [
        plan(owner(), harlow, Facts(at, at + timedelta(hours=1), way="mobile", title=title), now=now)
        for at, title in ((now + timedelta(days=2), "Sooner"), (now + timedelta(days=9), "Later"))
    ]
    browser.post(f"/calls/planned/{rows[1].pk}/")
    typed(browser, Call.objects.get(appointment=rows[1]), prepared="Ask for the key")
    call = Call.objects.get(appointment=rows[1])
    assert shown(browser, "/calls/").css_first(f"a[href^='/calls/{call.pk}/']") is not None


def test_what_is_planned_stands_above_what_was_the_next_one_first(harlow, browser):
    now = timezone.now()
    last = actions.start(owner(), harlow, How(), now=now)
    browser.post(f"/calls/{last.pk}/after/", {"outcome": "held", "minutes": "5", "keep": "yes"})
    rows = [
        plan(owner(), harlow, Facts(at, at + timedelta(hours=1), way=way, title=title), now=now)
        for at, way, title in (
            (now + timedelta(days=9), "mobile", "Later"),
            (now + timedelta(days=2), "zoom", "Sooner"),
            (now + timedelta(days=1), "visit", "At their house"),
            (now - timedelta(days=1), "mobile", "Yesterday"),
        )
    ]
    browser.post(f"/calls/planned/{rows[0].pk}/")
    typed(browser, Call.objects.get(appointment=rows[0]), prepared="Ask for the key")
    page = shown(browser, "/calls/")
    assert [one.text(strip=True) for one in page.css("h2.section")] == ["Planned2", "The last ones"]
    assert [one.text() for one in page.css("[data-row] .subject")] == ["Sooner", "Later"]


def test_agenda_line_taken_off_comes_back(harlow, browser):
    call = opened(browser, harlow)
    path = f"/calls/{call.pk}/agenda/"
    browser.post(path, {"line": "The gate"})
    answer = browser.post(path, {"drop": AgendaLine.objects.get().pk}, follow=True)
    page = LexborHTMLParser(answer.content.decode())
    assert page.css(".agenda li") == []
    browser.post(page.css_first(".toast [formaction]").attributes["formaction"])
    assert "The gate" in shown(browser, f"/calls/{call.pk}/").css_first(".agenda li").text()
