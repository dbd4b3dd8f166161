"""`alongside calls`: what is planned, as a document and in words."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from alongside.cli import build_app
from alongside.clients.actions import add_client
from alongside.diary import actions
from alongside.diary.rules import Facts
from tests.making import owner
from tests.test_docs import fits, sections, shape

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs"
ZOOM = "https://us02web.zoom.us/j/86412345678"


def calls(*words: str) -> str:
    told = CliRunner().invoke(build_app("calls"), ["calls", *words])
    assert told.exit_code == 0, told.stderr
    return told.stdout


@pytest.fixture
def planned():
    harlow = add_client("Harlow", by=owner())
    harlow.timezone = "America/New_York"
    harlow.save()
    for hours in (0, -72):
        at = timezone.now() + timedelta(hours=hours)
        facts = Facts(at, at + timedelta(minutes=30), "UTC", way="zoom", join_url=ZOOM, people=(("Tom", ""),))
        actions.plan(owner(), harlow, facts, now=timezone.now())


def test_today_and_what_is_not_accounted_for_are_told(planned):
    told = json.loads(calls("today", "--json"))
    example = re.search(
        r"```json\n(.*?)```", sections(DOCS / "reference" / "commands.md")["calls"], re.DOTALL
    )
    assert [(one["when"], one["client"], one["minutes"]) for one in told] == [
        ("today", "Harlow", 30), ("before", "Harlow", 30),
    ]  # fmt: skip
    assert fits(shape(json.loads(example[1])), shape(told))


def test_in_words_stands_the_same(planned):
    assert "Harlow" in calls("today")


def test_empty_day_says_so(db):
    assert calls("today") == "Nothing is planned for today or tomorrow.\n"


def test_words_of_others_are_shown_as_they_stand(db):
    at = timezone.now() + timedelta(minutes=5)
    title = "[/b] [external] :smile: [bold red]Prices"
    facts = Facts(at, at + timedelta(minutes=30), title=title, people=(("[/x]", ""),))
    actions.plan(owner(), add_client("Harlow [/i]", by=owner()), facts, now=timezone.now())
    told = " ".join(calls("today").split())
    assert "[/x]" in told
    assert "Harlow [/i]" in told
    assert all(word in told for word in title.split())
