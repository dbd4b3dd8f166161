"""A page that is asked for again is told from memory, but by the clock, the day and the eyes of whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.processes.follow_ups import follow_all
from tests.making import ME, MONDAY, arrive, assistant, mailbox, message, owner

pytestmark = pytest.mark.django_db(transaction=True)
MARA = "mara@harlow.example"


def come(**said) -> None:
    arrive(mailbox(), message(MARA, ME, **said))
    follow_all()


@pytest.fixture
def harlow():
    harlow = add_client("Harlow & Sons", addresses=[(MARA, "Mara")], by=owner())
    come(subject="Lorries", text="The lorry comes.", hours=13.5)
    return harlow


@pytest.fixture
def far_away(harlow):
    """An assistant on the other side of the world, where it is Tuesday already."""
    ann = assistant()
    ann.timezone = "Pacific/Auckland"
    ann.save()
    Assignment.objects.create(member=ann, client=harlow)
    return ann


def read(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_reader_is_shown_her_own_clock(harlow, far_away, signed_in):
    here, there = signed_in(owner()), signed_in(far_away)
    for path in (f"/clients/{harlow.pk}/", "/search/?q=lorry"):
        for _ in range(2):
            assert "2 March 2026, 22:30" in read(here, path)
            assert "3 March 2026, 11:30" in read(there, path)


def test_search_in_days_means_the_days_of_the_reader(harlow, far_away, signed_in):
    here, there = signed_in(owner()), signed_in(far_away)
    for _ in range(2):
        assert "Lorries" in read(here, "/search/?q=lorry+before:2026-03-03")
        assert "Lorries" not in read(there, "/search/?q=lorry+before:2026-03-03")


def test_the_day_goes_on_although_nothing_arrives(harlow, browser, monkeypatch):
    for days, heading, at in (
        (0, "Monday 2 March", "22:30"),
        (1, "Monday 2 March", "Mon 22:30"),
        (365, "Monday 2 March 2026", "2 Mar 2026"),
    ):
        now = MONDAY + timedelta(days=days, hours=14)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        assert f">{heading}</time></h2>" in read(browser, f"/clients/{harlow.pk}/")
        assert f">{at}</time>" in read(browser, "/search/?q=lorry")


def test_what_a_colleague_may_not_see_she_is_not_told(harlow, signed_in):
    here, stranger = signed_in(owner()), signed_in(assistant())
    for _ in range(2):
        assert "Lorries" in read(here, "/search/?q=lorry")
        assert "Lorries" not in read(stranger, "/search/?q=lorry")
        assert stranger.get(f"/clients/{harlow.pk}/").status_code == 404


def test_sight_ends_with_the_assignment(harlow, far_away, signed_in):
    there = signed_in(far_away)
    assert "Lorries" in read(there, "/search/?q=lorry")
    Assignment.objects.all().delete()
    assert "Lorries" not in read(there, "/search/?q=lorry")
    assert there.get(f"/clients/{harlow.pk}/").status_code == 404


def test_what_arrives_is_there_at_once(harlow, browser):
    for number in range(3):
        come(subject=f"Pallets {number}", text="A lorry more.", hours=20 + number)
        assert f"Pallets {number}" in read(browser, f"/clients/{harlow.pk}/")
        assert f"Pallets {number}" in read(browser, "/search/?q=lorry")


def test_sight_ends_with_its_last_day_although_nothing_arrives(harlow, signed_in, monkeypatch):
    come(subject="Pallets", text="When do they come? Could you send me the list?", hours=1)
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow, until_on=MONDAY.date())
    there = signed_in(ann)
    for days in (0, 1):
        now = MONDAY + timedelta(days=days, hours=8)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        for path in ("/", "/clients/", "/reviews/", "/promises/", "/hours/", "/diary/", "/search/?q=lorry"):
            assert ("Harlow" in read(there, path)) is (days == 0), path


def test_work_that_ends_is_no_work_of_the_day_after(harlow, signed_in, monkeypatch):
    come(subject="Pallets", text="When do they come? Could you send me the list?", hours=1)
    harlow.ended_on = MONDAY.date() + timedelta(days=1)
    harlow.save()
    here = signed_in(owner())
    for days in (0, 1):
        now = MONDAY + timedelta(days=days, hours=8)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        assert ("When do they come?" in read(here, "/")) is (days == 0)
