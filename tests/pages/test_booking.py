"""Booking as a client does it, without an account: by both clocks, once, moved and cancelled by a link of its own."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.utils import timezone
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.calls.actions import open_room_of, start_planned
from alongside.channels.calendar.parse import parse
from alongside.clients.actions import add_client
from alongside.diary import actions, booking
from alongside.diary.models import Appointment
from alongside.diary.rules import Facts
from alongside.pages.booking import views
from alongside.rooms import opening
from alongside.rooms.models import Room
from alongside.sharing.actions import Made, make, revoke
from alongside.sharing.models import Share
from tests.making import mailbox, owner
from tests.pages.booking import WHO, booked, form, page, path_of, times

AT_ONCE = int(os.environ.get("ALONGSIDE_BOOKINGS_AT_ONCE", "50"))
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


@pytest.mark.broad
def test_client_books_a_time_and_sees_both_clocks(guest, link, harlow):
    there = booked(guest, link)
    row = Appointment.objects.get()
    shown = page(guest.get(there))
    there = row.starts_at.astimezone(ZoneInfo("America/New_York"))
    assert (row.client, row.member, row.origin, row.title) == (harlow, owner(), "booking", "Prices")
    assert "It is booked" in shown.css_first(".notice").text()
    words = shown.css_first(".lead").text()
    assert f"{there:%H:%M} to" in words
    assert "by the clock of New York" in words
    assert f"{row.starts_at.astimezone(zone_of(owner())):%H:%M} in London" in words


def test_nobody_who_works_here_is_without_a_name(guest, link):
    Member.objects.update(name="")
    assert "with your assistant" in " ".join(page(guest.get(path_of(link))).text().split())


def test_file_for_the_clients_calendar_is_that_call(guest, link):
    there = booked(guest, link)
    answer = guest.get(f"{there.partition('?')[0]}calendar.ics")
    row = Appointment.objects.get()
    (event,) = parse(answer.content)
    assert (event.uid, event.starts) == (row.uid, row.starts_at.replace(tzinfo=None))


@pytest.mark.broad
def test_slower_one_is_told_and_gets_the_next_ones(guest, link):
    before = page(guest.get(path_of(link)))
    first = times(before)[0]
    booked(guest, link)
    shown = page(guest.post(path_of(link), form(before, at=first)), 409)
    assert "taken a moment ago" in shown.css_first(".notice.error").text()
    assert first not in times(shown)
    assert times(shown)
    assert shown.css_first("input[name=name]").attributes["value"] == "Ada Harlow"
    assert Appointment.objects.count() == 1


@pytest.mark.broad
def test_client_moves_and_cancels_by_the_link_of_the_call(guest, link):
    there = booked(guest, link).partition("?")[0]
    shown = page(guest.get(there))
    later = times(shown)[-1]
    assert guest.post(there, {"form": form(shown)["form"], "at": later}).status_code == 303
    row = Appointment.objects.get()
    assert row.starts_at == datetime.fromisoformat(later)
    assert guest.post(f"{there}cancel/", {"form": form(shown)["form"]}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.cancelled_by) == ("cancelled", "theirs")
    assert "It was cancelled" in page(guest.get(there)).text()


@pytest.mark.broad
def test_what_she_calls_it_since_stays_hers(guest, link):
    there = booked(guest, link)
    row = Appointment.objects.get()
    facts = replace(actions.facts_of(row), title="Late payer, do not extend")
    actions.change(owner(), row.pk, facts, now=timezone.now())
    file = guest.get(f"{there.partition('?')[0]}calendar.ics").content
    assert "Prices" in page(guest.get(there)).text()
    assert b"SUMMARY:Prices" in file
    assert b"Late payer" not in guest.get(there).content + file


def test_booking_that_was_cut_short_before_its_link_leaves_nothing(guest, link, monkeypatch):
    shown = page(guest.get(path_of(link)))
    given = form(shown, at=times(shown)[0])

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(views, "make", killed)
        with pytest.raises(KeyboardInterrupt):
            guest.post(path_of(link), given)
    assert not Appointment.objects.exists()
    assert guest.post(path_of(link), given).status_code == 303
    assert Appointment.objects.count() == 1


def test_too_much_within_an_hour_is_said_where_it_was_asked_for(guest, link, monkeypatch):
    there = booked(guest, link).partition("?")[0]
    monkeypatch.setattr(booking, "MOST_SAID", 1)
    shown = page(guest.get(there))
    answer = guest.post(there, {"form": form(shown)["form"], "at": times(shown)[-1]})
    assert "within an hour" in page(answer, 422).css_first(".notice.error").text()
    shown = page(guest.get(path_of(link)))
    answer = guest.post(path_of(link), form(shown, at=times(shown)[-1]))
    assert "within an hour" in page(answer, 422).text()
    assert Appointment.objects.get().sequence == 0


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"name": ""}, "Say who you are"),
        ({"address": "nobody"}, "no e-mail address"),
        ({"at": ""}, "Choose a time"),
        ({"at": "tomorrow"}, "Choose a time"),
        ({"at": "0001-01-01T00:00+14:00"}, "Choose a time"),
        ({"at": "9999-12-31T23:59-12:00"}, "Choose a time"),
        ({"more": "spam"}, "press the button once more"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_booked(guest, link, wrong, part):
    shown = page(guest.get(path_of(link)))
    answer = page(guest.post(path_of(link), form(shown, **{"at": times(shown)[0], **wrong})), 422)
    assert part in answer.text()
    assert not Appointment.objects.exists()


def test_form_of_another_page_books_nothing(guest, link):
    shown = page(guest.get(path_of(link)))
    answer = guest.post(path_of(link), {**WHO, "form": "forged", "at": times(shown)[0]})
    assert answer.status_code == 403
    assert not Appointment.objects.exists()


def test_link_that_was_taken_back_opens_the_same_as_a_guessed_one(guest, link):
    revoke(owner(), link.share.pk, now=timezone.now())
    answers = [guest.get(path_of(link)), guest.get(f"/book/{'A' * 43}/"), guest.get(f"/booked/{'A' * 43}/")]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


def test_one_kind_of_link_opens_no_other(guest, link):
    there = booked(guest, link).partition("?")[0]
    assert guest.get(there.replace("/booked/", "/book/")).status_code == 404
    assert guest.get(path_of(link).replace("/book/", "/booked/")).status_code == 404


def test_guest_reads_nothing_of_other_clients_or_of_her_desk(guest, link):
    other = add_client("Penrose Secret", by=owner())
    at = timezone.now() + timedelta(days=2)
    actions.plan(
        owner(), other, Facts(at, at + timedelta(hours=1), title="Zirkelmooswald"), now=timezone.now()
    )
    for path in (path_of(link), booked(guest, link).partition("?")[0]):
        text = guest.get(path).content.decode()
        assert "Zirkelmooswald" not in text
        assert "Penrose" not in text
        assert "/clients/" not in text


def test_words_of_a_guest_are_never_markup(guest, link, signed_in):
    mailbox()
    shown = page(guest.get(path_of(link)))
    hostile = '<script>alert("x")</script>'
    there = guest.post(path_of(link), form(shown, at=times(shown)[0], name=hostile, about=hostile))[
        "Location"
    ]
    row, desk = Appointment.objects.get(), signed_in(owner())
    for text in (
        guest.get(there).content,
        desk.get(f"/diary/{row.pk}/").content,
        desk.get("/diary/").content,
    ):
        assert b"alert(" in text
        assert b"<script>alert" not in text


@pytest.mark.broad
def test_member_chooses_terms_and_sees_what_they_see(harlow, signed_in):
    desk = signed_in(owner())
    path = f"/clients/{harlow.pk}/booking/"
    assert "Make the link" in desk.get(path).content.decode()
    given = {"minutes": "60", "notice_hours": "48", "buffer_minutes": "0", "days_ahead": "14", "do": "new"}
    shown = LexborHTMLParser(desk.post(path, given).content.decode())
    address = shown.css_first("#made-link").attributes["value"]
    share = Share.objects.get(kind="booking")
    terms = {"minutes": 60, "notice_hours": 48, "buffer_minutes": 0, "days_ahead": 14}
    # Nothing goes by itself unless she says so.
    assert share.choices == {**terms, "way": "", "join_url": "", "by_itself": False}
    assert address not in desk.get(path).content.decode()
    guest = Browser()
    assert "60 minutes" in guest.get(address.removeprefix("http://localhost:8000")).content.decode()
    desk.post(path, {**given, "minutes": "15", "do": "keep"})
    assert "15 minutes" in guest.get(address.removeprefix("http://localhost:8000")).content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_want_one_time_at_once_one_has_it(live_server, link):
    """By the server itself, over sockets, each with a page of its own before it."""
    address = live_server.url + path_of(link)
    shown = LexborHTMLParser(urlopen(address, timeout=60).read().decode())
    first = times(shown)[0]

    def ask(number: int) -> tuple[int, list[str]]:
        data = urlencode(form(shown, at=first, name=f"Guest {number}")).encode()
        try:
            with urlopen(Request(address, data), timeout=120) as answer:
                return answer.status, []
        except HTTPError as error:
            return error.code, times(LexborHTMLParser(error.read().decode()))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = list(pool.map(ask, range(AT_ONCE)))
    assert sorted(status for status, _ in came) == [200] + [409] * (AT_ONCE - 1)
    assert all(left and first not in left for status, left in came if status == 409)
    assert Appointment.objects.count() == 1


def test_member_chooses_how_they_speak_and_that_letters_go_by_themselves(harlow, signed_in):
    desk, path = signed_in(owner()), f"/clients/{harlow.pk}/booking/"
    given = {
        "do": "new",
        "way": "link",
        "join_url": "https://us02web.zoom.us/j/86412345678",
        "by_itself": "on",
    }
    shown = LexborHTMLParser(desk.post(path, given).content.decode())
    assert "checked" in shown.css_first("#field-by_itself").attributes
    offer = booking.offer_of(Share.objects.get(kind="booking"))
    assert (offer.way, offer.join_url) == ("zoom", given["join_url"])


def test_link_that_cannot_be_opened_keeps_nothing(harlow, signed_in):
    given = {"do": "new", "way": "link", "join_url": "javascript:alert(1)"}
    answer = signed_in(owner()).post(f"/clients/{harlow.pk}/booking/", given)
    assert "no link that can be opened" in page_of_hers(answer, 422).css_first(".field.wrong").text()
    assert not Share.objects.exists()


def page_of_hers(answer, status: int) -> LexborHTMLParser:
    assert answer.status_code == status
    return LexborHTMLParser(answer.content.decode())


@pytest.fixture
def room_link(harlow) -> Made:
    return make(owner(), kind="booking", client_id=harlow.pk, now=timezone.now(), choices={"way": "room"})


def test_booked_room_is_entered_by_the_page_of_the_call_and_is_the_one_she_opens(guest, room_link):
    there = booked(guest, room_link).partition("?")[0]
    row = Appointment.objects.get()
    soon = timezone.now() + timedelta(minutes=5)
    Appointment.objects.update(starts_at=soon, ends_at=soon + timedelta(minutes=30))
    shown = page(guest.get(there))
    stamp = {"form": shown.css_first(f"form[action='{there}join/'] input").attributes["value"]}
    first, second = (guest.post(f"{there}join/", stamp)["Location"] for _ in range(2))
    assert first != second
    assert first.startswith("/join/")
    call = start_planned(owner(), row.pk, now=timezone.now())
    assert open_room_of(owner(), call.pk, now=timezone.now()) == Room.objects.get()


def test_room_opens_only_when_it_is_time(guest, room_link):
    there = booked(guest, room_link).partition("?")[0]
    shown = page(guest.get(there))
    assert not shown.css(f"form[action='{there}join/']")
    assert "quarter of an hour before" in shown.text()
    assert guest.post(f"{there}join/", {"form": form(shown)["form"]})["Location"] == there
    assert not Room.objects.exists()


def test_button_that_is_played_with_makes_no_more_links(guest, room_link, monkeypatch):
    there = booked(guest, room_link).partition("?")[0]
    soon = timezone.now() - timedelta(minutes=5)
    Appointment.objects.update(starts_at=soon, ends_at=soon + timedelta(minutes=30))
    monkeypatch.setattr(opening, "MOST_LINKS", 1)
    stamp = {"form": form(page(guest.get(there)))["form"]}
    assert guest.post(f"{there}join/", stamp).status_code == 303
    assert "cannot be entered" in page(guest.post(f"{there}join/", stamp), 422).text()
    assert Share.objects.filter(kind="room").count() == 1


def test_number_they_gave_is_the_one_she_rings(guest, link, signed_in):
    shown = page(guest.get(path_of(link)))
    answer = guest.post(path_of(link), form(shown, at=times(shown)[-1], number="+44 20 7946 0018"))
    row = Appointment.objects.get()
    assert "rung at +44 20 7946 0018" in page(guest.get(answer["Location"])).text()
    assert start_planned(owner(), row.pk, now=timezone.now()).number == "+442079460018"
    assert "tel:+442079460018" in signed_in(owner()).get(f"/diary/{row.pk}/").content.decode()


def test_what_is_no_number_is_said(guest, link):
    shown = page(guest.get(path_of(link)))
    answer = guest.post(path_of(link), form(shown, at=times(shown)[0], number="tel:1;ext=<b>"))
    assert "no phone number" in page(answer, 422).css_first(".field.wrong").text()
    assert not Appointment.objects.exists()
