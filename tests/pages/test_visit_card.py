"""The card of a visit, which a phone keeps without a network: what it sends later, and what it asks for."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.visits.models import CardLine
from tests.pages.test_visits import shown, text_of
from tests.visits.test_visits import harlow, visited

__all__ = ["harlow"]
pytestmark = pytest.mark.django_db


def sent(browser, visit, *lines, **more):
    body = json.dumps({"lines": lines})
    return browser.post(f"/visits/{visit.pk}/card/lines/", body, content_type="application/json", **more)


def a_line(text: str, **more) -> dict:
    at = timezone.now().isoformat()
    return {"key": str(uuid4()), "kind": "note", "at": at, "facts": {"text": text}, **more}


def test_lines_of_a_phone_are_answered_by_their_names(browser, harlow):
    visit = visited(harlow, typed=None)
    good, bad = a_line("Oak"), a_line("")
    for _ in range(2):
        told = {one["key"]: bool(one["wrong"]) for one in sent(browser, visit, good, bad).json()["lines"]}
        assert told == {good["key"]: False, bad["key"]: True}
    assert CardLine.objects.count() == 1
    assert "Oak" in text_of(shown(browser, f"/visits/{visit.pk}/card/"), "[data-card-noted]")


@pytest.mark.parametrize("broken", ["[]", "{", '{"lines": 7}', '{"other": []}', "[" * 100_000])
def test_what_are_no_lines_is_refused_as_a_whole(browser, harlow, broken):
    path = f"/visits/{visited(harlow, typed=None).pk}/card/lines/"
    assert browser.post(path, broken, content_type="application/json").status_code == 400


@pytest.mark.parametrize("more", [{"key": "../x"}, {"facts": 3}, {"kind": None}, {"kind": "\ud800"}])
def test_a_line_that_cannot_be_read_is_answered_by_its_name_and_keeps_no_other_back(browser, harlow, more):
    visit, bad, good = visited(harlow, typed=None), a_line("Oak", **more), a_line("Ash")
    told = sent(browser, visit, 7, {"kind": "note"}, bad, good).json()["lines"]
    assert {one["key"]: bool(one["wrong"]) for one in told} == {bad["key"]: True, good["key"]: False}
    visit.refresh_from_db()
    assert visit.said == "Ash"


@pytest.mark.parametrize(
    "at", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z", "today", None]
)
def test_a_phone_whose_clock_is_wrong_loses_nothing(browser, harlow, at):
    visit = visited(harlow, typed=None)
    (told,) = sent(browser, visit, a_line("Oak", at=at)).json()["lines"]
    assert told["wrong"] == ""
    assert abs(CardLine.objects.get().at - timezone.now()) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "tick", "facts": {"line": 10**30, "on": True}},
        {"kind": "tick", "facts": {"line": 1, "on": "\0"}},
        {"kind": "cost", "facts": {"what": "\0", "label": "\ud800", "amount": "1", "currency": "\0"}},
        {"kind": "back", "facts": {"of": "\0"}},
        {"kind": "\0"},
    ],
)
def test_what_no_database_holds_keeps_no_line_back(browser, harlow, bad):
    visit, good = visited(harlow, typed=None), a_line("O\0ak")
    assert sent(browser, visit, a_line("", **bad), good).status_code == 200
    visit.refresh_from_db()
    assert visit.said == "Oak"


def test_without_script_a_card_takes_a_note_once_however_often_it_is_sent(browser, harlow):
    visit = visited(harlow, typed=None)
    page = shown(browser, f"/visits/{visit.pk}/card/")
    form = {
        field.attributes["name"]: field.attributes["value"]
        for field in page.css("[data-card-form=note] [type=hidden]")
    }
    for _ in range(2):
        browser.post(f"/visits/{visit.pk}/card/lines/", {**form, "text": "By hand", "sign": "private"})
    visit.refresh_from_db()
    assert visit.said == "# By hand"


def test_a_card_asks_nobody_else_and_its_worker_names_only_files_of_this_desk(browser, harlow):
    visit = visited(harlow, typed=None)
    answer = browser.get(f"/visits/{visit.pk}/card/")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].count("no-store")
    script = browser.get("/visits/card-worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    keeps = json.loads(script.content.decode().partition("=")[2].partition(";\n")[0])
    assert keeps["version"] == answer["X-Card-Version"]
    assert all(one.startswith("/static/built/") for one in keeps["files"])
    page = LexborHTMLParser(answer.content.decode())
    needed = [one.attributes.get("href") or one.attributes.get("src") for one in page.css("link, script")]
    assert {one for one in needed if one} <= set(keeps["files"])
