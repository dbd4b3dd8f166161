"""The pages of a video room: opened by a member, a link exchanged by a guest, closed to everybody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls.models import Call
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.connections.turn_servers import keep_turn_server, relay
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.erasing import erase, preview_client
from alongside.live.models import Event
from alongside.rooms.actions import (
    end_room,
    exchange,
    knock,
    make_link,
    open_room,
    stop_knocking,
    take_place,
)
from alongside.rooms.models import Guest, Room
from alongside.rooms.opening import link_for_guest
from alongside.sharing.actions import renew
from alongside.sharing.models import Share

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(owner) -> Room:
    return open_room(owner, add_client("Harlow", by=owner), now=timezone.now())


@pytest.fixture
def link(owner, room) -> str:
    return f"/join/{make_link(owner, room, now=timezone.now()).token}/"


def test_room_is_opened_once_for_a_call_and_shown_beside_its_notes(signed_in, owner):
    harlow = add_client("Harlow", by=owner)
    browser = signed_in(owner)
    first = browser.post(f"/clients/{harlow.pk}/room/")
    assert browser.post(f"/clients/{harlow.pk}/room/")["Location"] == first["Location"]
    shown = browser.get(first["Location"]).content.decode()
    assert f'data-room="{Room.objects.get().pk}"' in shown


def test_colleague_is_shown_the_way_into_a_call_that_goes_on(signed_in, owner, assistant, room):
    Assignment.objects.create(member=assistant, client=room.client)
    address = f"/clients/{room.client_id}/"
    assert "Go in" not in signed_in(assistant).get(address).content.decode()
    take_place(room.pk, member=owner, key="", is_fresh=True, now=timezone.now())
    assert f'href="/rooms/{room.pk}/"' in signed_in(assistant).get(address).content.decode()
    assert "Go in" not in signed_in(owner).get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_erased_client_takes_its_rooms_along(owner, room, link):
    Browser().post(link)
    take_place(room.pk, member=owner, key="", is_fresh=True, now=timezone.now())
    erase(preview_client(room.client))
    assert not Room.objects.exists()
    assert not Guest.objects.exists()


def test_camera_and_microphone_are_for_the_pages_of_calls_alone(signed_in, owner, room, link):
    guest = Browser()
    guest.post(link)
    asked = [signed_in(owner).get(f"/rooms/{room.pk}/"), guest.get(f"/call/{room.pk}/")]
    assert all("camera=(self), microphone=(self)" in one["Permissions-Policy"] for one in asked)
    others = [signed_in(owner).get("/"), guest.get(link), guest.get("/account/login/")]
    assert all("camera=(), microphone=()" in one["Permissions-Policy"] for one in others)


def test_content_policy_of_a_call_is_that_of_every_page(signed_in, owner, room):
    browser = signed_in(owner)
    here, there = browser.get(f"/rooms/{room.pk}/"), browser.get("/clients/")
    assert here["Content-Security-Policy"] == there["Content-Security-Policy"]


def test_reading_a_link_spends_nothing(link):
    for _ in range(3):
        assert Browser().get(link).status_code == 200
    assert not Guest.objects.exists()
    assert Browser().post(link).status_code == 302


def test_link_is_exchanged_for_a_cookie_that_only_the_browser_reads(room, link):
    answer = Browser().post(link)
    cookie = answer.cookies[settings.GUEST_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert answer["Location"] == f"/call/{room.pk}/"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert cookie.value.encode() not in bytes(Guest.objects.get().secret_hash)


def test_link_lets_a_second_browser_nowhere(room, link):
    Browser().post(link)
    other = Browser()
    assert other.post(link).status_code == 410
    assert other.get(f"/call/{room.pk}/").status_code == 404
    assert Guest.objects.count() == 1


def test_browser_that_exchanged_a_link_comes_in_by_it_again(room, link):
    browser = Browser()
    browser.post(link)
    assert browser.post(link).status_code == 302
    assert browser.get(f"/call/{room.pk}/").status_code == 200
    assert Guest.objects.count() == 1


def test_new_address_of_a_used_link_is_open_to_one_browser_again(owner, room, link):
    first, other = Browser(), Browser()
    first.post(link)
    token = renew(owner, Share.objects.get().pk, now=timezone.now()).token
    assert other.post(f"/join/{token}/").status_code == 302
    assert other.get(f"/call/{room.pk}/").status_code == 200
    assert first.get(f"/call/{room.pk}/").status_code == 404
    assert first.post(f"/join/{token}/").status_code == 410


def test_new_address_ends_the_cookie_of_the_one_before_at_once(owner, room, link):
    browser = Browser()
    browser.post(link)
    assert browser.get(f"/call/{room.pk}/").status_code == 200
    renew(owner, Share.objects.get().pk, now=timezone.now())
    assert browser.get(f"/call/{room.pk}/").status_code == 404


def test_guest_of_one_room_sees_no_other(owner, link):
    other = open_room(owner, add_client("Birch", by=owner), now=timezone.now())
    browser = Browser()
    browser.post(link)
    assert browser.get(f"/call/{other.pk}/").status_code == 404
    assert browser.get(f"/rooms/{other.pk}/")["Location"].startswith("/account/login/")


def revoke(room: Room) -> None:
    Share.objects.update(revoked_at=timezone.now())


def run_out(room: Room) -> None:
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def end(room: Room) -> None:
    end_room(room, now=timezone.now())


@pytest.mark.parametrize("happens", [revoke, run_out, end])
def test_link_and_cookie_end_together(room, link, happens):
    browser = Browser()
    browser.post(link)
    happens(room)
    guessed = browser.get("/join/" + "A" * 43 + "/")
    for answer in (browser.get(link), browser.post(link), browser.get(f"/call/{room.pk}/")):
        assert answer.status_code == 404
        assert answer.content == guessed.content


def test_foreign_page_exchanges_no_link(link):
    browser = Browser(enforce_csrf_checks=True)
    browser.get(link)
    answer = browser.post(link, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert not Guest.objects.exists()


def test_guests_pages_are_kept_out_of_searches_and_caches(room, link):
    browser = Browser()
    browser.post(link)
    for answer in (browser.get(link), browser.get(f"/call/{room.pk}/")):
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]


def test_address_of_a_link_is_shown_once(signed_in, owner, room):
    browser = signed_in(owner)
    made = browser.post(f"/rooms/{room.pk}/link/").content.decode()
    assert f"{settings.BASE_URL}/join/" in made
    assert "/join/" not in browser.get(f"/rooms/{room.pk}/").content.decode()


def test_link_made_beside_a_call_leaves_the_call_alone(signed_in, owner, room):
    part = signed_in(owner).post(f"/rooms/{room.pk}/link/", headers={"HX-Request": "true"}).content.decode()
    assert "/join/" in part
    assert "data-room=" not in part


def test_secret_of_the_relay_is_sealed_and_on_no_page(signed_in, owner):
    browser = signed_in(owner)
    browser.post("/settings/calls/", {"host": "turn.desk.example", "port": 3478, "secret": "north-secret"})
    found = relay()
    assert found is not None
    assert (found.host, found.secret) == ("turn.desk.example", "north-secret")
    assert "north-secret" not in browser.get("/settings/calls/").content.decode()


def test_secret_left_empty_stays(signed_in, owner):
    keep_turn_server(host="turn.desk.example", port=3478, tls_port=0, secret="north-secret")
    signed_in(owner).post("/settings/calls/", {"host": "relay.desk.example", "port": 3478, "secret": ""})
    found = relay()
    assert found is not None
    assert (found.host, found.secret) == ("relay.desk.example", "north-secret")


@pytest.mark.parametrize("host", ["turn desk", "https://turn.desk.example", "turn.desk.example?x", ""])
def test_relay_without_a_name_is_not_kept(signed_in, owner, host):
    answer = signed_in(owner).post("/settings/calls/", {"host": host, "port": 3478, "secret": "x"})
    assert answer.status_code == 422
    assert relay() is None


@pytest.fixture
def knocking(owner, room) -> Guest:
    """Ada stands at the door."""
    now = timezone.now()
    guest, _ = exchange(make_link(owner, room, now=now).share, secret="", now=now)
    knock(guest.pk, name="Ada", now=now)
    return guest


def test_knock_is_said_on_every_page_and_on_that_of_the_room_by_its_own_door(
    signed_in, owner, room, knocking
):
    browser = signed_in(owner)
    assert "is at the door of your call with" in browser.get("/settings/").content.decode()
    assert "at the door of" not in browser.get(f"/rooms/{room.pk}/").content.decode()
    assert "at the door of" not in browser.get(f"/rooms/knocks/?at={room.pk}").content.decode()


def test_link_that_is_used_is_told_to_open_pages(owner, room):
    made = make_link(owner, room, now=timezone.now())
    before = Event.objects.filter(kind="knock").count()
    exchange(made.share, secret="", now=timezone.now())
    assert Event.objects.filter(kind="knock", subject=str(room.pk)).count() == before + 1


def test_knock_is_said_to_nobody_who_does_not_work_for_them(signed_in, assistant, room, knocking):
    assert "is at the door" not in signed_in(assistant).get("/rooms/knocks/").content.decode()
    Assignment.objects.create(member=assistant, client=room.client)
    assert "is at the door" in signed_in(assistant).get("/rooms/knocks/").content.decode()


@pytest.mark.parametrize("why", ["gone", "lost", "ended", "taken back"])
def test_knock_ends_on_other_pages_too(signed_in, owner, room, knocking, why):
    if why == "gone":
        stop_knocking(knocking.pk)
    elif why == "lost":
        Guest.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    elif why == "ended":
        end_room(room, now=timezone.now())
    else:
        revoke(room)
    assert "is at the door" not in signed_in(owner).get("/rooms/knocks/").content.decode()


def test_letting_in_from_another_page_leads_to_the_call(signed_in, owner, knocking):
    client = knocking.room.client
    browser = signed_in(owner)
    call = browser.post(f"/clients/{client.pk}/room/")["Location"]
    Room.objects.filter(pk=knocking.room_id).delete()
    room = Room.objects.get()
    now = timezone.now()
    guest, _ = exchange(make_link(owner, room, now=now).share, secret="", now=now)
    knock(guest.pk, name="Ada", now=now)
    assert browser.post(f"/rooms/{room.pk}/door/", {"guest": guest.pk})["Location"] == call
    guest.refresh_from_db()
    assert (guest.knocked_at, guest.admitted_at is not None) == (None, True)


def test_going_there_lets_nobody_in(signed_in, owner, room, knocking):
    assert signed_in(owner).post(f"/rooms/{room.pk}/door/")["Location"] == f"/rooms/{room.pk}/"
    knocking.refresh_from_db()
    assert (knocking.knocked_at is not None, knocking.admitted_at) == (True, None)


def test_booked_call_whose_room_they_opened_first_becomes_hers(signed_in, owner, room):
    now = timezone.now()
    facts = Facts(now, now + timedelta(minutes=30), way="room")
    row = plan(owner, room.client, facts, now=now, origin="booking")
    made = link_for_guest(row, owner, now=now)
    there = signed_in(owner).post(f"/rooms/{made.share.object_id}/door/")["Location"]
    call = Call.objects.get(appointment=row)
    assert (there, call.room_id) == (f"/calls/{call.pk}/", made.share.object_id)
