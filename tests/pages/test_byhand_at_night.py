"""What is written down of the nights on which clocks change lasted as long as was typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from alongside.accounts.models import Practice
from alongside.cli import build_app
from alongside.clients.actions import add_client
from alongside.intake.by_hand import Wanted, write_down
from alongside.timeline.models import Interaction
from tests.making import owner
from tests.pages.test_changing import change

pytestmark = pytest.mark.django_db
NIGHTS = [("2026-03-29T00:30", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
          ("2025-10-26T00:30", datetime(2025, 10, 25, 23, 30, tzinfo=UTC))]  # fmt: skip


@pytest.fixture
def harlow():
    Practice.objects.update_or_create(defaults={"timezone": "Europe/London"})
    return add_client("Harlow & Sons", by=owner())


@pytest.fixture
def desk(harlow, signed_in):
    return signed_in(owner())


def times() -> tuple[datetime, timedelta]:
    entry = Interaction.objects.get()
    return entry.happened_at, entry.ended_at - entry.happened_at


@pytest.mark.parametrize(("when", "began"), NIGHTS)
def test_call_over_the_change_lasted_as_long_as_was_typed(harlow, desk, when, began):
    typed = {"client": harlow.pk, "kind": "call", "when": when, "minutes": "90", "text": "Late."}
    assert desk.post("/write-down/", typed).status_code == 302
    assert times() == (began, timedelta(minutes=90))


@pytest.mark.parametrize(("when", "began"), NIGHTS)
def test_so_did_one_that_was_logged_by_command(harlow, when, began):
    words = ["log", "Harlow", "--minutes", "90", "--began", when]
    told = CliRunner().invoke(build_app("log"), words)
    assert told.exit_code == 0, told.output
    assert times() == (began, timedelta(minutes=90))


def test_hour_that_the_clocks_left_out_is_said_to_be_none(harlow, desk):
    typed = {"client": harlow.pk, "kind": "call", "when": "2026-03-29T01:30", "minutes": "30"}
    answer = desk.post("/write-down/", typed)
    assert (answer.status_code, "This is no time that has been." in answer.content.decode()) == (422, True)
    told = CliRunner().invoke(build_app("log"), ["log", "Harlow", "--began", "2026-03-29 01:30"])
    assert (told.exit_code, "left out on that day" in told.output) == (2, True)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("hour", [0, 1])
def test_words_of_a_call_in_the_hour_that_is_shown_twice_are_changed_and_its_time_stays(harlow, desk, hour):
    began = datetime(2025, 10, 26, hour, 30, tzinfo=UTC)
    number = write_down(
        owner(), harlow, Wanted("1" * 32, "call", began, began + timedelta(hours=1), text="Oak.")
    )
    page = LexborHTMLParser(desk.get(reverse("by-hand-change", args=[number])).content.decode())
    assert page.css_first("[name=when]").attributes["value"] == "2025-10-26T01:30"
    assert change(desk, number, text="Ash.").status_code == 302
    assert times() == (began, timedelta(hours=1))


def test_call_that_is_moved_into_the_night_keeps_its_length(harlow, desk):
    began = datetime(2026, 3, 2, 9, tzinfo=UTC)
    ended = began + timedelta(minutes=90)
    number = write_down(owner(), harlow, Wanted("1" * 32, "call", began, ended, text="Oak."))
    assert change(desk, number, when="2026-03-29T00:30").status_code == 302
    assert times() == (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), timedelta(minutes=90))
