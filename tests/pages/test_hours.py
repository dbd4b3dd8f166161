"""Hours on their pages: the timer on every page, the week, a client's account, and the month that a client reads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.hours.models import Entry, Habit, Timer
from alongside.intake.by_hand import Wanted, write_down
from alongside.intake.joining import join_clients
from alongside.support.models import Aspect
from tests.hours.making import NINE, spent, worked
from tests.pages.counting import MARCH, body, harlow, her, tree, undo

__all__ = ["harlow", "her"]

pytestmark = pytest.mark.django_db


def rail(answer) -> str:
    return " ".join(tree(answer).css_first("#rail-timer").text().split())


@pytest.mark.broad
def test_timer_is_started_at_a_client_and_stands_on_every_page(her, harlow):
    at = f"/clients/{harlow.pk}/"
    assert "Start the timer" in rail(her.get(at))
    answer = her.post("/timer/start/", {"client": harlow.pk, "next": at}, follow=True)
    assert answer.redirect_chain == [(at, 302)]
    assert "The timer runs for Harlow &amp; Sons." in body(answer)
    for page in ("/", "/clients/", "/hours/", "/timer/", "/settings/", at):
        assert "Harlow & Sons" in rail(her.get(page)), page
        assert "Stop" in rail(her.get(page)), page


def test_stopping_it_notes_the_time_and_undo_runs_it_again(her, harlow):
    her.post("/timer/start/", {"client": harlow.pk})
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=80))
    page = body(her.post("/timer/stop/", follow=True))
    assert "1 h 20 noted for Harlow &amp; Sons." in page
    undo(her, page)
    assert Timer.objects.exists()
    assert not Entry.objects.exists()


def test_one_press_at_another_client_switches(her, harlow, owner):
    birch = add_client("Birch", by=owner)
    her.post("/timer/start/", {"client": harlow.pk})
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    page = her.get(f"/clients/{birch.pk}/")
    assert "Switch to this client" in rail(page)
    assert tree(page).css_first('#rail-timer [data-key="t"]').attributes["value"] == str(birch.pk)
    page = body(her.post("/timer/start/", {"client": birch.pk}, follow=True))
    assert "10 min noted for Harlow &amp; Sons." in page
    undo(her, page)
    assert Timer.objects.get().client == harlow
    assert not Entry.objects.exists()


@pytest.mark.broad
def test_timer_of_an_aspect_is_started_on_its_page(her, harlow):
    inbox, diary = (Aspect.objects.create(client=harlow, name=name) for name in ("Inbox", "Diary"))
    form = tree(her.get(f"/support/{inbox.pk}/")).css_first('#rail-timer form[action="/timer/start/"]')
    assert form.css_first("[name=aspect]").attributes["value"] == str(inbox.pk)
    her.post("/timer/start/", {"client": harlow.pk, "aspect": inbox.pk})
    assert "Switch" not in rail(her.get(f"/support/{inbox.pk}/"))
    assert "Switch to this part" in rail(her.get(f"/support/{diary.pk}/"))
    assert Timer.objects.get().aspect == inbox


def test_timer_that_was_forgotten_asks_and_decides_nothing(her, harlow):
    her.post("/timer/start/", {"client": harlow.pk})
    began = timezone.now() - timedelta(hours=30)
    Timer.objects.update(started_at=began)
    form = tree(her.get("/")).css_first('#rail-timer form[action="/timer/away/"]')
    assert "Is that right?" in rail(her.get("/"))
    assert Timer.objects.get().started_at == began
    since = form.css_first("[name=since]").attributes["value"]
    her.post("/timer/away/", {"do": "stop", "since": since})
    assert Entry.objects.get().ended_at == datetime.fromisoformat(since)


@pytest.mark.parametrize(("do", "noted"), [("keep", []), ("off", [20]), ("stop", [20])])
def test_what_was_away_is_answered_by_one_of_three(her, harlow, do, noted):
    her.post("/timer/start/", {"client": harlow.pk})
    now = timezone.now()
    Timer.objects.update(started_at=now - timedelta(minutes=60))
    sent = {"since": (now - timedelta(minutes=40)).isoformat(), "until": now.isoformat(), "do": do}
    her.post("/timer/away/", sent)
    lengths = [round((one.ended_at - one.started_at).total_seconds() / 60) for one in Entry.objects.all()]
    assert lengths == noted
    assert Timer.objects.filter(client=harlow).exists() == (do != "stop")


@pytest.mark.parametrize(("ran", "noted"), [(60, 20), (41, 1)])
def test_what_was_away_by_a_clock_that_is_ahead_is_taken_off_too(her, harlow, ran, noted):
    her.post("/timer/start/", {"client": harlow.pk})
    now = timezone.now()
    Timer.objects.update(started_at=now - timedelta(minutes=ran))
    since, until = now - timedelta(minutes=37), now + timedelta(minutes=3)
    sent = {"since": since.isoformat(), "until": until.isoformat(), "do": "off"}
    her.post("/timer/away/", sent)
    entry = Entry.objects.get()
    assert round((entry.ended_at - entry.started_at).total_seconds() / 60) == noted
    assert Timer.objects.get().started_at <= timezone.now()


def test_minutes_are_taken_off_without_script(her, harlow):
    her.post("/timer/start/", {"client": harlow.pk})
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=60))
    assert "Say how long you were away" in body(
        her.post("/timer/away/", {"do": "off", "amount": "x"}, follow=True)
    )
    assert "20 min taken off" in body(her.post("/timer/away/", {"do": "off", "amount": "20m"}, follow=True))


@pytest.mark.parametrize("sent", [{}, {"do": "stop"}, {"do": "stop", "since": "x"},
     {"do": "stop", "since": "2026-01-01T10:00"}, {"do": "off", "since": "2026-13-01T10:00Z"}])  # fmt: skip
def test_answers_that_no_page_sends_are_refused(her, harlow, sent):
    her.post("/timer/start/", {"client": harlow.pk})
    assert her.post("/timer/away/", sent).status_code == 400
    assert Timer.objects.exists()


def test_looking_at_a_page_writes_nothing(her, harlow, owner):
    Timer.objects.create(member=owner, client=harlow, started_at=timezone.now() - timedelta(hours=30))
    wrote_down(owner, harlow)
    for page in (
        "/hours/",
        "/timer/",
        f"/clients/{harlow.pk}/hours/",
        f"/clients/{harlow.pk}/hours/{MARCH}/",
        "/",
    ):
        with CaptureQueriesContext(connection) as asked:
            her.get(page)
        assert not [
            one for one in asked if not one["sql"].strip().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ], page


def wrote_down(member, harlow) -> None:
    write_down(member, harlow, Wanted("1" * 32, "call", NINE, NINE + timedelta(minutes=25), text="Said"))


@pytest.mark.broad
def test_week_is_typed_into(her, harlow):
    inbox = Aspect.objects.create(client=harlow, name="Inbox")
    rows = f"for={harlow.pk}.&for={harlow.pk}.{inbox.pk}"
    page = tree(her.get(f"/hours/?day=2026-03-02&{rows}"))
    names = [
        one.attributes["name"] for one in page.css("td input") if one.attributes["name"].startswith("c.")
    ]
    assert len(names) == 14
    sent = dict.fromkeys(names, "") | {
        f"c.{harlow.pk}.0.2026-03-02": "1:20",
        f"c.{harlow.pk}.{inbox.pk}.2026-03-04": "1.5",
    }
    page = body(her.post("/hours/keep/", {**sent, "day": "2026-03-02"}, follow=True))
    assert 'value="1:20"' in page and 'value="1:30"' in page
    assert "2:50" in page
    undo(her, page)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (("2:00", "1:30"), "Kept: 1 h 30 more."),
        (("0:30", "0:45"), "Kept: 45 min less."),
        (("0:45", "1:15"), "Kept."),
    ],
)
def test_what_several_cells_came_to_is_said_as_more_or_less(her, harlow, now, words):
    cells = [f"{harlow.pk}.0.2026-03-0{day}" for day in (2, 3)]
    her.post("/hours/keep/", {**{f"c.{one}": "1:00" for one in cells}, "day": "2026-03-02"}, follow=True)
    then = {f"c.{one}": typed for one, typed in zip(cells, now, strict=True)} | {
        f"w.{one}": "60" for one in cells
    }
    page = tree(her.post("/hours/keep/", {**then, "day": "2026-03-02"}, follow=True))
    assert page.css_first(".toast").text(strip=True).startswith(words)


def test_cell_that_cannot_be_read_is_asked_for_again_and_others_are_kept(her, harlow):
    sent = {
        f"c.{harlow.pk}.0.2026-03-02": "soon",
        f"c.{harlow.pk}.0.2026-03-03": "2",
        "day": "2026-03-02",
        "for": f"{harlow.pk}.",
    }
    answer = her.post("/hours/keep/", sent)
    assert answer.status_code == 422
    assert 'value="soon"' in body(answer)
    assert "Write it like 1:20" in body(answer)
    assert Entry.objects.get().minutes == 120


@pytest.mark.parametrize("name", ["c.", "c.1", "c.x.0.2026-03-02", "c.1.0.2026-13-02",
     "c.1.0.0001-01-01", "c.99999999999999999999.0.2026-03-02"])  # fmt: skip
def test_cells_that_no_page_has_are_refused(her, harlow, name):
    assert her.post("/hours/keep/", {name: "1"}).status_code in (400, 404)


def test_proposal_is_taken_in_one_press_and_undone(her, harlow, owner):
    wrote_down(owner, harlow)
    page = tree(her.get("/hours/?day=2026-03-02"))
    form = page.css_first('form[action="/hours/proposed/"]')
    sent = {
        one.attributes["name"]: one.attributes["value"]
        for one in form.css("input[type=hidden]")
        if one.attributes["name"] != "csrfmiddlewaretoken"
    }
    done = body(her.post("/hours/proposed/", {**sent, "do": "take"}, follow=True))
    assert Entry.objects.get().source == "call"
    assert "noted or dropped already" in body(
        her.post("/hours/proposed/", {**sent, "do": "take"}, follow=True)
    )
    assert Entry.objects.count() == 1
    undo(her, done)
    assert not Entry.objects.exists()


def test_minutes_of_a_letter_are_hers_to_say(her, owner):
    her.post("/hours/letters/", {"minutes": "9"})
    assert Habit.objects.get(member=owner).letter_minutes == 9
    for wrong in ("0", "121", "x", ""):
        her.post("/hours/letters/", {"minutes": wrong})
    assert Habit.objects.get().letter_minutes == 9


def test_entry_is_changed_on_its_page(her, harlow, owner):
    entry = spent(owner, harlow, 0, 40)
    page = tree(her.get(f"/hours/entries/{entry.pk}/"))
    sent = {name: page.css_first(f"[name={name}]").attributes["value"] for name in ("started", "ended")}
    her.post(
        f"/hours/entries/{entry.pk}/", {**sent, "for": f"{harlow.pk}.", "note": "Post", "billable": "on"}
    )
    entry.refresh_from_db()
    assert (entry.note, entry.started_at, entry.is_billable) == ("Post", NINE, True)
    ends = {**sent, "ended": sent["started"][:11] + "10:30", "for": f"{harlow.pk}.", "note": ""}
    her.post(f"/hours/entries/{entry.pk}/", ends)
    entry.refresh_from_db()
    assert (entry.ended_at - entry.started_at, entry.is_billable) == (timedelta(minutes=90), False)
    answer = her.post(f"/hours/entries/{entry.pk}/", {**ends, "ended": sent["started"]})
    assert (answer.status_code, "ends before it begins" in body(answer)) == (422, True)


def test_entry_of_a_client_that_was_joined_twice_is_shown_for_the_one_it_is_part_of(her, harlow, owner):
    ash, birch = (add_client(name, by=owner) for name in ("Ash", "Birch"))
    entry = worked(owner, birch, 40)
    first = add_client("Cedar", by=owner)
    join_clients(first, birch, by=owner)
    join_clients(harlow, first, by=owner)
    page = tree(her.get(f"/hours/entries/{entry.pk}/"))
    chosen = page.css_first("#entry-for option[selected]").attributes["value"]
    sent = {"for": chosen, "on": "2026-03-02", "amount": "0:40", "note": "Post", "billable": "on"}
    her.post(f"/hours/entries/{entry.pk}/", sent)
    entry.refresh_from_db()
    assert (chosen, entry.client, entry.note) == (f"{harlow.pk}.", birch, "Post")
    assert not Entry.objects.filter(client=ash).exists()


def test_entry_is_taken_away_and_comes_back(her, harlow, owner):
    entry = worked(owner, harlow, 30, note="Post")
    page = body(her.post(f"/hours/entries/{entry.pk}/drop/", follow=True))
    assert not Entry.objects.exists()
    undo(her, page)
    assert Entry.objects.get().note == "Post"
