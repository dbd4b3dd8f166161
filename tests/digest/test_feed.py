"""What is due, as a calendar reads it at a secret address."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.digest.actions import close_feed, open_feed
from alongside.digest.models import Feed
from alongside.pages.digest.feed import MOST_ANSWERS, MOST_MISSES
from alongside.promises.actions import move, say, write_down
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", by=owner())


def noted(client, words: str, *, due: str = "", at: str = "") -> str:
    changes = {"wording": words, "due_on": due or None, "due_at": at or None}
    return write_down(owner(), client.pk, kind="todo", side="ours", changes=changes, now=timezone.now())


def path_of(address: str) -> str:
    return "/" + address.partition("://")[2].partition("/")[2]


def events(address: str) -> list[dict[str, object]]:
    answer = Browser().get(path_of(address))
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_what_is_due_stands_on_its_day(harlow):
    noted(harlow, "Chase the invoices; all, of them\nnow", due="2026-03-06")
    noted(harlow, "No day")
    (event,) = events(open_feed(owner(), now=NOW))
    assert event["summary"] == "Chase the invoices; all, of them now (Harlow & Sons)"
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 3, 6), date(2026, 3, 7))
    assert event["transp"] == "TRANSPARENT"


def test_what_is_due_at_an_hour_stands_at_it(harlow):
    at = datetime(2026, 3, 6, 14, tzinfo=UTC)
    noted(harlow, "Ring", due="2026-03-06", at=at.isoformat())
    assert [one["dtstart"].dt for one in events(open_feed(owner(), now=NOW))] == [at]


def test_what_is_done_is_gone_and_what_is_moved_stays_the_same_event(harlow):
    keys = [noted(harlow, words, due="2026-03-06") for words in ("One", "Two")]
    address = open_feed(owner(), now=NOW)
    before = {str(one["summary"]): str(one["uid"]) for one in events(address)}
    say(owner(), keys[0], "kept", now=timezone.now())
    after = {str(one["summary"]): str(one["uid"]) for one in events(address)}
    assert after == {"Two (Harlow & Sons)": before["Two (Harlow & Sons)"]}
    assert keys[1] not in after["Two (Harlow & Sons)"]


def test_each_member_reads_of_her_own_clients(harlow):
    noted(harlow, "Ours", due="2026-03-06")
    ann = assistant()
    address = open_feed(ann, now=NOW)
    assert events(address) == []
    Assignment.objects.create(member=ann, client=harlow)
    assert len(events(address)) == 1


def test_only_a_hash_of_the_address_is_kept(harlow):
    token = open_feed(owner(), now=NOW).removesuffix(".ics").rpartition("/")[2]
    assert len(token) >= 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM digest_feed")
        assert token not in repr(
            [bytes(one) if isinstance(one, memoryview) else one for one in cursor.fetchone()]
        )
    assert Feed.objects.count() == 1


def nothing_at(path: str) -> tuple[int, bytes, str]:
    answer = Browser().get(path)
    told = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, answer.content, repr(sorted(told.items()))


def test_whatever_opens_nothing_is_told_the_same(harlow):
    taken_back = path_of(open_feed(owner(), now=NOW))
    close_feed(owner())
    renewed = path_of(open_feed(owner(), now=NOW))
    working = path_of(open_feed(owner(), now=NOW))
    gone = assistant()
    theirs = path_of(open_feed(gone, now=NOW))
    gone.is_active = False
    gone.save()
    told = {
        nothing_at(path) for path in (taken_back, renewed, theirs, "/feed/guessed.ics", "/feed/%F0%9F.ics")
    }
    assert len(told) == 1
    assert next(iter(told))[0] == 404
    assert Browser().get(working).status_code == 200


def test_it_is_kept_by_nobody_on_its_way(harlow):
    answer = Browser().get(path_of(open_feed(owner(), now=NOW)))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


@pytest.mark.broad
def test_guessing_soon_finds_nothing_even_where_something_is(harlow):
    path = path_of(open_feed(owner(), now=NOW))
    for number in range(MOST_MISSES):
        assert Browser().get(f"/feed/guess{number}.ics").status_code == 404
    assert nothing_at(path) == nothing_at("/feed/guessed.ics")
    assert Browser().get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_asking_without_end_is_put_off(harlow, monkeypatch):
    monkeypatch.setattr("alongside.pages.digest.feed.MOST_ANSWERS", 3)
    path = path_of(open_feed(owner(), now=NOW))
    assert [Browser().get(path).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert MOST_ANSWERS > 60


def test_the_page_shows_the_address_once(harlow, signed_in):
    desk = signed_in(owner())
    page = desk.post(reverse("settings-feed")).content.decode()
    assert 'id="feed-address"' in page
    again = desk.get(reverse("settings-digest")).content.decode()
    assert "feed-address" not in again
    assert "Make a new address" in again
    desk.post(reverse("settings-feed-close"))
    assert not Feed.objects.exists()


def test_a_sign_that_no_calendar_may_hold_spoils_nothing(harlow):
    harlow.name = "Harlow\x07 & \x1bSons"
    harlow.save()
    noted(harlow, "Ring the\x07 bell\x9b", due="2026-03-06")
    address = open_feed(owner(), now=NOW)
    (event,) = events(address)
    assert event["summary"] == "Ring the bell (Harlow & Sons)"
    assert not {one for one in Browser().get(path_of(address)).content if one < 32} - {10, 13}


def test_what_was_changed_says_when(harlow):
    key = noted(harlow, "Ring", due="2026-03-06")
    address = open_feed(owner(), now=NOW)
    (before,) = events(address)
    later = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    move(owner(), key, date(2026, 3, 9), now=later)
    (after,) = events(address)
    assert before["last-modified"].dt == before["dtstamp"].dt < later
    assert after["last-modified"].dt == after["dtstamp"].dt == later
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_work_that_has_ended_asks_for_nothing_any_more(harlow):
    noted(harlow, "Ring", due="2026-03-06")
    harlow.ended_on = timezone.localdate()
    harlow.save()
    assert events(open_feed(owner(), now=NOW)) == []


def test_every_year_that_a_day_may_be_in_has_an_end(harlow):
    noted(harlow, "Ring", due="2200-12-31")
    (event,) = events(open_feed(owner(), now=NOW))
    assert event["dtend"].dt == date(2201, 1, 1)
