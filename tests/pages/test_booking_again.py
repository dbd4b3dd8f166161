"""Booking once more: a button pressed twice, a page that is kept, a call that has begun or was called off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.diary.models import Appointment
from alongside.sharing.actions import Made, make
from alongside.sharing.models import Share
from tests.making import assistant, owner
from tests.pages.booking import booked, form, page, path_of, times

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    made = add_client("Harlow", addresses=[("ada@harlow.example", "Ada Harlow")], by=owner())
    made.timezone = "America/New_York"
    made.save()
    return made


@pytest.fixture
def link(harlow) -> Made:
    return make(owner(), kind="booking", client_id=harlow.pk, now=timezone.now())


@pytest.fixture
def guest() -> Browser:
    return Browser(enforce_csrf_checks=True)


def test_button_pressed_twice_books_once_and_both_lead_to_that_call(guest, link):
    shown = page(guest.get(path_of(link)))
    given = form(shown, at=times(shown)[0])
    answers = [guest.post(path_of(link), given) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert all("Prices" in page(guest.get(one["Location"])).text() for one in answers)
    assert Appointment.objects.count() == 1
    # Somebody else with the same link is not led to it, whatever else is the same.
    assert guest.post(path_of(link), form(page(guest.get(path_of(link))), at=given["at"])).status_code == 409
    assert guest.post(path_of(link), {**given, "name": "Tom"}).status_code == 409


def test_time_that_was_called_off_is_booked_again_from_the_same_page(guest, link):
    shown = page(guest.get(path_of(link)))
    given = form(shown, at=times(shown)[0])
    there = guest.post(path_of(link), given)["Location"].partition("?")[0]
    guest.post(f"{there}cancel/", {"form": form(page(guest.get(there)))["form"]})
    assert guest.post(path_of(link), given).status_code == 303
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["cancelled", "planned"]


def test_call_that_has_begun_is_not_said_to_be_cancelled(guest, link):
    there = booked(guest, link).partition("?")[0]
    stamp = form(page(guest.get(there)))["form"]
    now = timezone.now()
    Appointment.objects.update(starts_at=now - timedelta(minutes=2), ends_at=now + timedelta(minutes=28))
    answer = page(guest.post(f"{there}cancel/", {"form": stamp}), 422)
    assert "was not cancelled" in answer.css_first(".notice.error").text()
    assert Appointment.objects.get().state == "planned"
    assert "It is cancelled" not in page(guest.get(f"{there}?cancelled=1")).text()


def test_kept_address_says_what_holds_by_now(guest, link):
    kept = booked(guest, link)
    there = kept.partition("?")[0]
    assert "It is booked" in page(guest.get(kept)).text()
    guest.post(f"{there}cancel/", {"form": form(page(guest.get(kept)))["form"]})
    text = page(guest.get(kept)).text()
    assert "It is booked" not in text
    assert "It was cancelled" in text


def test_colleagues_each_have_a_link_of_their_own(guest, link, harlow, signed_in):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    hers, path = signed_in(ann), f"/clients/{harlow.pk}/booking/"
    assert "Make the link" in hers.get(path).content.decode()
    # Another's terms are not hers to keep.
    hers.post(path, {"minutes": "60", "do": "keep"})
    assert "30 minutes" in page(guest.get(path_of(link))).text()
    made = Share.objects.get(kind="booking", made_by=ann)
    hers.post(path, {"minutes": "45", "do": "new"})
    made.refresh_from_db()
    assert made.revoked_at is not None
    # The one that the client has already goes on opening her colleague's times.
    assert guest.get(path_of(link)).status_code == 200
