"""Planning on a page: both clocks, the way in, Today, what is said of a call, no stranger's markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from alongside.accounts.models import Practice
from alongside.accounts.queries import practice
from alongside.calls.models import Call
from alongside.channels.calendar.parse import parse
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.clients.models import Handle, Person
from alongside.diary import actions
from alongside.diary.models import Appointment
from alongside.diary.rules import Facts
from alongside.outbox.models import Draft, Letter
from alongside.pages.diary.words import both, there
from alongside.timeline.models import Interaction
from tests.making import ME, mailbox, owner
from tests.outbox.desk import sending_mailbox
from tests.pages.reading import shown

LONDON, NEW_YORK, AUCKLAND = (
    ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Pacific/Auckland")
)
ZOOM = "https://us02web.zoom.us/j/86412345678?pwd=a"
NAME = '<script>alert("x")</script>'


@pytest.fixture
def harlow(db):
    made = add_client("Harlow", addresses=[("ada@harlow.example", "Ada Harlow")], by=owner())
    made.timezone = "America/New_York"
    made.save()
    return made


@pytest.fixture
def browser(harlow, signed_in):
    mailbox()
    Practice.objects.filter(pk=practice().pk).update(timezone="Europe/London")
    return signed_in(owner())


def words(node) -> str:
    return " ".join(node.text().split())


def form(harlow, **more) -> dict:
    ada = Person.objects.get(name="Ada Harlow")
    given = {
        "client": harlow.pk,
        "way": "link",
        "on": "2031-12-03",
        "at": "15:00",
        "length": "30",
        "person": ada.pk,
    }
    return {**given, **more}


def planned(harlow, *, hours: float, **more) -> Appointment:
    at = timezone.now() + timedelta(hours=hours)
    facts = Facts(
        at, at + timedelta(minutes=30), "Europe/London", people=(("Ada Harlow", "ada@harlow.example"),)
    )
    return actions.plan(owner(), harlow, replace(facts, **more), now=timezone.now())


def test_visit_is_planned_on_a_page_that_says_so(harlow, browser):
    assert words(shown(browser, "/diary/plan/?way=visit").css_first("h1")) == "Plan a visit"
    assert words(shown(browser, "/diary/plan/").css_first("h1")) == "Plan a call"


def test_call_is_planned_by_her_clock_and_told_by_both(harlow, browser):
    answer = browser.post("/diary/plan/", form(harlow, join_url=ZOOM))
    row = Appointment.objects.get()
    assert (row.starts_at, row.way) == (datetime(2031, 12, 3, 15, tzinfo=UTC), "zoom")
    assert answer["Location"] == f"/diary/{row.pk}/"
    page = shown(browser, answer["Location"])
    assert "15:00 for you, 10:00 for Ada" in words(page.css_first(".lead"))
    assert "15:00 for you, 10:00 for Harlow" in words(page.css_first(".toast p"))


def test_call_is_planned_by_the_clients_clock(harlow, browser):
    browser.post("/diary/plan/", form(harlow, at="10:00", clock="theirs"))
    row = Appointment.objects.get()
    assert (row.starts_at, row.zone) == (datetime(2031, 12, 3, 15, tzinfo=UTC), "America/New_York")


def test_hour_that_the_clocks_leave_out_is_refused_in_words(harlow, browser):
    answer = browser.post("/diary/plan/", form(harlow, on="2031-03-30", at="01:30"))
    assert answer.status_code == 422
    assert "clocks go forward" in answer.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"join_url": "javascript:alert(1)"}, "no link that can be opened"),
        ({"on": "the third"}, "Choose a day and a time"),
        ({"on": "9999-12-31", "at": "23:59"}, "too far away"),
        ({"on": "2026-11-02"}, "This time is past"),
        ({"minutes": "many"}, "Minutes are a number"),
        ({"way": "carrier pigeon"}, "Choose how you will speak"),
        ({"client": "0"}, "Choose with whom"),
    ],
)
def test_what_cannot_be_planned_is_said_and_what_was_typed_is_kept(harlow, browser, wrong, part):
    answer = browser.post("/diary/plan/", form(harlow, title="Prices", **wrong))
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.content.decode())
    assert part in page.text()
    assert page.css_first("#field-title").attributes["value"] == "Prices"


def test_planning_is_undone_by_one_click(harlow, browser):
    browser.post("/diary/plan/", form(harlow))
    undo = shown(browser, "/").css_first(".toast button").attributes["formaction"]
    assert browser.post(undo).status_code == 302
    assert not Appointment.objects.exists()


def test_form_opens_with_the_way_that_was_used_last(harlow, browser):
    planned(harlow, hours=-48, way="link", join_url=ZOOM)
    page = shown(browser, f"/diary/plan/?client={harlow.pk}")
    assert page.css_first("input[name=way][checked]").attributes["value"] == "zoom"
    assert page.css_first("#field-join_url").attributes["value"] == ZOOM


def test_rest_of_the_form_is_that_of_the_client_chosen(harlow, browser):
    page = shown(browser, f"/diary/plan/rest/?client={harlow.pk}&way=visit&on=2031-12-03&at=15:00")
    assert "Ada Harlow" in page.text()
    assert "New York" in page.text()
    assert words(page.css_first("#plan-both")) == "15:00 for you, 10:00 for Harlow"


def test_moved_by_its_form_it_keeps_all_else(harlow, browser):
    row = planned(harlow, hours=30, title="Prices", way="zoom", join_url=ZOOM)
    page = shown(browser, f"/diary/{row.pk}/change/")
    fields = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in page.css(".planned input:not([type=radio], [type=checkbox]), .planned input[checked]")
    }
    browser.post(f"/diary/{row.pk}/change/", {**fields, "on": "2031-12-10", "at": "09:00"})
    after = Appointment.objects.get()
    assert after.starts_at == datetime(2031, 12, 10, 9, tzinfo=UTC)
    assert (after.title, after.join_url, after.people, after.times_moved) == ("Prices", ZOOM, row.people, 1)


def form_of(browser, row) -> dict:
    page = shown(browser, f"/diary/{row.pk}/change/")
    wanted = ".planned input:not([type=radio], [type=checkbox]), .planned input[checked]"
    return {one.attributes["name"]: one.attributes.get("value") or "" for one in page.css(wanted)}


@pytest.mark.parametrize(
    "who",
    [("Tom", "tom@home.example"), ("", "tom@home.example"), ("Ada Harlow", "ada@home.example"), ("A, B", "")],
)
def test_whom_it_is_with_keeps_the_address_when_all_else_changes(harlow, browser, who):
    row = planned(harlow, hours=30, people=(who,))
    browser.post(f"/diary/{row.pk}/change/", {**form_of(browser, row), "title": "Prices"})
    after = Appointment.objects.get()
    assert (after.title, after.people) == ("Prices", [list(who)])


def test_whole_day_stays_one_when_it_moves_over_the_change_of_clocks(harlow, browser):
    first, last = (datetime(2031, 3, day, tzinfo=LONDON) for day in (29, 30))
    day = {"is_all_day": True, "way": "visit", "starts_at": first, "ends_at": last}
    row = planned(harlow, hours=30, **day)
    browser.post(f"/diary/{row.pk}/change/", {**form_of(browser, row), "on": "2031-03-30"})
    after = Appointment.objects.get()
    assert (after.is_all_day, after.times_moved) == (True, 1)
    assert (after.starts_at, after.ends_at) == (last, datetime(2031, 3, 31, tzinfo=LONDON))
    browser.post(f"/diary/{row.pk}/change/", {**form_of(browser, row), "at": "10:00", "minutes": "60"})
    after = Appointment.objects.get()
    assert (after.is_all_day, after.ends_at - after.starts_at) == (False, timedelta(hours=1))


def test_today_shows_both_clocks_and_join_in_a_tab_of_its_own(harlow, browser):
    row = planned(harlow, hours=0.2, way="zoom", join_url=ZOOM)
    line = shown(browser, "/").css_first(f"#d{row.pk}")
    assert words(line.css_first("time")) == row.starts_at.astimezone(LONDON).strftime("%H:%M")
    assert row.starts_at.astimezone(NEW_YORK).strftime("%H:%M") in words(line.css_first(".there"))
    join = line.css_first("a.join").attributes
    assert (join["href"], join["target"], join["rel"]) == (ZOOM, "_blank", "noopener noreferrer")


def test_call_in_a_room_here_is_joined_from_its_line_and_stands_beside_the_notes(harlow, browser):
    row = planned(harlow, hours=0.2, way="room")
    later = planned(harlow, hours=40, way="room")
    join = shown(browser, "/").css_first(f"#d{row.pk} button.join")
    assert (join.text(), join.attributes["name"]) == ("Join", "then")
    answer = browser.post(join.attributes["formaction"], {"then": join.attributes["value"]}, follow=True)
    call = Call.objects.get(appointment=row)
    assert answer.redirect_chain[-1][0] == f"/calls/{call.pk}/"
    assert b"data-room" in answer.content
    assert (call.room.appointment, call.state) == (row, "planned")
    assert shown(browser, "/diary/").css_first(f"#d{later.pk} .join") is None


def test_call_on_her_mobile_is_dialled_to_whom_it_is_with(harlow, browser):
    for name, number in (("Bob", "+15550100"), ("Ada Harlow", "+15550199")):
        person, _ = Person.objects.get_or_create(client=harlow, name=name)
        Handle.objects.create(person=person, kind="phone", value=number)
    row = planned(harlow, hours=0.2, way="mobile")
    assert shown(browser, "/").css_first(f"#d{row.pk} a.join").attributes["href"] == "tel:+15550199"


def test_call_that_took_place_becomes_an_entry_and_is_held(harlow, browser):
    row = planned(harlow, hours=-1, way="mobile")
    page = shown(browser, f"/diary/{row.pk}/")
    button = page.css_first('button[data-key="e"]').attributes
    after = browser.post(button["formaction"], {button["name"]: button["value"]})["Location"]
    minutes = shown(browser, after).css_first("[name=minutes]").attributes["value"]
    browser.post(
        after, {"outcome": "held", "minutes": minutes, "said": "We spoke.", "revision": "0", "keep": "yes"}
    )
    row.refresh_from_db()
    entry = Interaction.objects.get()
    assert (row.state, bytes(row.held_as)) == ("held", bytes(entry.source_key))
    assert entry.ended_at - entry.happened_at == timedelta(minutes=30)
    assert "took place" in shown(browser, f"/diary/{row.pk}/").text()


def test_what_nobody_has_accounted_for_is_asked_about_on_the_next_days(harlow, browser):
    row = planned(harlow, hours=-50)
    assert "did it take place?" in shown(browser, "/").text()
    browser.post(f"/diary/{row.pk}/say/", {"word": "not_held", "next": "/"})
    assert "did it take place?" not in shown(browser, "/").text()


def test_cancelled_call_is_struck_out_and_planned_again_by_undo(harlow, browser):
    row = planned(harlow, hours=0)
    browser.post(f"/diary/{row.pk}/say/", {"word": "cancelled-theirs", "next": "/"})
    page = shown(browser, "/")
    assert "is-off" in page.css_first(f"#d{row.pk}").attributes["class"]
    assert "cancelled by them" in words(page.css_first(f"#d{row.pk}"))
    browser.post(page.css_first(".toast button").attributes["formaction"])
    row.refresh_from_db()
    assert row.state == "planned"


def test_call_that_took_place_is_not_struck_out(harlow, browser):
    row = planned(harlow, hours=-0.2)
    actions.held(owner(), row.pk, now=timezone.now())
    (line,) = shown(browser, "/").css(".appointment-row")
    assert ("took place" in line.text(), "is-off" in line.attributes["class"]) == (True, False)


def test_client_page_shows_what_is_next(harlow, browser):
    planned(harlow, hours=200)
    planned(harlow, hours=30, title="Prices")
    beside = words(shown(browser, f"/clients/{harlow.pk}/").css_first(".planned-next"))
    assert "Prices" in beside
    assert "there" in beside


def test_words_of_a_stranger_are_never_markup(harlow, browser):
    row = planned(harlow, hours=0.2, title=NAME, place=NAME, people=((NAME, ""),), way="visit")
    for path in ("/", "/diary/", f"/diary/{row.pk}/", f"/diary/{row.pk}/change/", f"/clients/{harlow.pk}/"):
        text = browser.get(path).content.decode()
        assert "alert(" in text, path
        assert "<script>alert" not in text, path


@pytest.mark.parametrize(("hour", "expected"), [(15, "10:00"), (2, "Tue 21:00"), (23, "18:00")])
def test_clients_clock_names_its_day_where_it_is_another(hour, expected):
    at = datetime(2026, 12, 2, hour, tzinfo=UTC)
    assert there(at, hers=LONDON, theirs=NEW_YORK) == expected


def test_same_time_is_said_once():
    at = datetime(2026, 7, 2, 12, tzinfo=UTC)
    assert both(at, hers=LONDON, theirs=ZoneInfo("Europe/Lisbon"), who="Ada") == "13:00"
    assert both(at, hers=LONDON, theirs=AUCKLAND, who="Ada") == "13:00 for you, Fri 00:00 for Ada"


def test_file_for_a_calendar_gives_back_what_is_planned(harlow, browser):
    row = planned(harlow, hours=30, title='Prices; and "more", all', way="zoom", join_url=ZOOM)
    answer = browser.get(f"/diary/{row.pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    (event,) = parse(answer.content)
    assert (event.uid, event.title, event.method, event.organizer) == (row.uid, row.title, "PUBLISH", None)
    assert event.starts.replace(tzinfo=UTC) == row.starts_at.replace(microsecond=0)
    assert ZOOM in event.links


def test_letter_with_the_date_is_a_draft_that_she_sends(harlow, browser):
    sending_mailbox(Server("smtp.desk.example", 587, "starttls", ME))
    row = planned(harlow, hours=0, way="zoom", join_url=ZOOM)
    actions.move(owner(), row.pk, starts_at=datetime(2031, 12, 3, 15, tzinfo=UTC), now=timezone.now())
    answer = browser.post(f"/diary/{row.pk}/letter/")
    draft = Draft.objects.get()
    assert answer["Location"] == f"/write/{draft.pk}/"
    assert (draft.to, draft.subject) == ("Ada Harlow <ada@harlow.example>", "New time: Meeting with Me")
    assert "Wednesday 3 December 2031, 10:00 to 10:30 (New York time)" in draft.text
    assert ZOOM in draft.text
    (event,) = parse(bytes(draft.files.get().content))
    assert (event.method, event.sequence, event.organizer.address) == ("REQUEST", 1, draft.from_address)
    assert [one.address for one in event.guests] == ["ada@harlow.example"]
    assert not Letter.objects.exists()


def test_what_a_client_booked_for_later_stands_on_today_for_two_days(harlow, browser):
    at = timezone.now() + timedelta(days=9)
    facts = Facts(at, at + timedelta(minutes=30), title="Autumn")
    row = actions.plan(owner(), harlow, facts, now=timezone.now(), origin="booking")
    assert "Booked by your clients" in shown(browser, "/").text()
    Appointment.objects.filter(pk=row.pk).update(made_at=timezone.now() - timedelta(days=3))
    assert "Booked by your clients" not in shown(browser, "/").text()


def test_undo_pressed_twice_takes_back_one_word_and_leaves_the_call(harlow, browser):
    row = planned(harlow, hours=0)
    browser.post(f"/diary/{row.pk}/say/", {"word": "cancelled-theirs", "next": "/"})
    undo = shown(browser, "/").css_first(".toast button").attributes["formaction"]
    for _ in range(2):
        browser.post(undo)
    row.refresh_from_db()
    assert row.state == "planned"


def test_undo_of_a_call_says_so_where_something_else_was_said_since(harlow, browser):
    row = planned(harlow, hours=0)
    browser.post(f"/diary/{row.pk}/say/", {"word": "cancelled-theirs", "next": "/"})
    undo = shown(browser, "/").css_first(".toast button").attributes["formaction"]
    actions.reopen(owner(), row.pk, now=timezone.now())
    actions.held(owner(), row.pk, now=timezone.now())
    browser.post(undo)
    assert "was said of it since" in shown(browser, "/").css_first(".toast").text()
    row.refresh_from_db()
    assert row.state == "held"


@pytest.mark.broad
def test_undoing_the_call_that_it_became_plans_it_again(harlow, browser):
    row = planned(harlow, hours=-0.5)
    kept = {"client": harlow.pk, "kind": "call", "appointment": row.pk, "minutes": "10", "next": "/"}
    for _ in range(2):
        browser.post("/write-down/", {**kept, "id": "1" * 32})
    undo = shown(browser, "/").css_first(".toast button").attributes["formaction"]
    row.refresh_from_db()
    assert row.state == "held"
    for _ in range(2):
        browser.post(undo)
    row.refresh_from_db()
    assert (row.state, row.held_as) == ("planned", None)
    assert not Interaction.objects.filter(kind="call").exists()
