"""A call in a room here that she planned: the client's way in, by a link that changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls.actions import open_room_of, start_planned
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.models import Appointment
from alongside.diary.queries import appointment_for
from alongside.diary.rules import Facts
from alongside.diary.telling import write_to_client
from alongside.reach.models import Look
from alongside.rooms.models import Room
from tests.making import owner
from tests.pages.reading import shown

pytestmark = pytest.mark.django_db
CANARY = "Zirkelmooswald"


@pytest.fixture
def row() -> Appointment:
    harlow = add_client("Harlow", addresses=[("ada@harlow.example", "Ada Harlow")], by=owner())
    soon = timezone.now() + timedelta(minutes=10)
    facts = Facts(
        way="room",
        starts_at=soon,
        ends_at=soon + timedelta(minutes=30),
        title=f"Ask about {CANARY}",
    )
    return plan(owner(), harlow, facts, now=timezone.now())


def link_of(browser, row: Appointment) -> str:
    page = browser.post(f"/diary/{row.pk}/way-in/").content.decode()
    return page.partition('id="made-link"')[2].partition('value="http://localhost:8000')[2].partition('"')[0]


def joined(address: str):
    guest = Browser()
    stamp = shown(guest, address).css_first("input[name=form]").attributes["value"]
    return guest.post(f"{address}join/", {"form": stamp})


def test_link_leads_into_the_room_that_she_opens(row, browser):
    address = link_of(browser, row)
    assert joined(address)["Location"].startswith("/join/")
    call = start_planned(owner(), row.pk, now=timezone.now())
    assert open_room_of(owner(), call.pk, now=timezone.now()) == Room.objects.get()


def test_page_tells_the_hour_and_nothing_that_is_hers(row, browser):
    address = link_of(browser, row)
    page = Browser().get(address).content.decode()
    assert "Our call" in page
    assert CANARY not in page
    assert CANARY not in Browser().get(f"{address}calendar.ics").content.decode()


def test_nothing_is_moved_or_cancelled_by_it(row, browser):
    address = link_of(browser, row)
    page = shown(Browser(), address)
    assert page.css_first("details") is None
    stamp = page.css_first("input[name=form]").attributes["value"]
    assert Browser().post(address, {"form": stamp}).status_code == 404
    assert Browser().post(f"{address}cancel/", {"form": stamp}).status_code == 404
    row.refresh_from_db()
    assert row.state == "planned"


def test_call_on_the_telephone_has_no_such_link(row, browser):
    Appointment.objects.update(way="mobile")
    assert browser.post(f"/diary/{row.pk}/way-in/")["Location"] == f"/diary/{row.pk}/"
    assert "way-in" not in browser.get(f"/diary/{row.pk}/").content.decode()


@pytest.mark.parametrize("is_reached", [False, True])
def test_letter_with_the_date_has_the_link_once_clients_reach_it(row, settings, is_reached):
    settings.BASE_URL = "https://desk.example.org"
    if is_reached:
        Look.objects.create(address=settings.BASE_URL, state="reached", looked_at=timezone.now())
    found = appointment_for(owner(), row.pk)
    draft = write_to_client(owner(), found, now=timezone.now())
    assert ("Join here: https://desk.example.org/booked/" in draft.text) is is_reached
