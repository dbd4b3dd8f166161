"""Hours on their pages: the timer on every page, the week, a client's account, and the month that a client reads."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.calls.models import AgendaLine
from alongside.clients.actions import add_client
from alongside.hours.agreeing import agree, state
from alongside.hours.models import Entry, Habit, Heeded, Retainer, Timer
from alongside.intake.by_hand import Wanted, write_down
from alongside.pages.guests.forms import new_stamp
from alongside.sharing.actions import make, revoke
from alongside.sharing.models import Share
from alongside.support.models import Aspect
from alongside.timeline.models import Interaction
from tests.hours.making import DAY, NINE, spent, worked
from tests.making import assistant, mailbox

pytestmark = pytest.mark.django_db
MARCH = 202603


@pytest.fixture
def harlow(owner):
    return add_client("Harlow & Sons", addresses=[("tom@harlow.example", "Tom Harlow")], by=owner)


@pytest.fixture
def her(owner, signed_in):
    mailbox(owner)
    return signed_in(owner)


def body(answer) -> str:
    return answer.content.decode()


def tree(answer) -> LexborHTMLParser:
    return LexborHTMLParser(body(answer))


def rail(answer) -> str:
    return " ".join(tree(answer).css_first("#rail-timer").text().split())


def undo(her, page: str) -> None:
    """What was done last: what is told of what was done before stands above it."""
    her.post(re.findall(r'formaction="(/undo/[^"]+)"', page)[-1])


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


def test_entry_is_taken_away_and_comes_back(her, harlow, owner):
    entry = worked(owner, harlow, 30, note="Post")
    page = body(her.post(f"/hours/entries/{entry.pk}/drop/", follow=True))
    assert not Entry.objects.exists()
    undo(her, page)
    assert Entry.objects.get().note == "Post"


def test_terms_are_agreed_and_taken_back(her, harlow):
    at = f"/clients/{harlow.pk}/hours/"
    sent = {"hours": "7:30", "from": "2026-03", "carry": "months", "limit": "2"}
    page = body(her.post(at, sent, follow=True))
    assert "7 h 30 a month; what is left can be used for 2 more months" in page
    terms = Retainer.objects.get()
    page = body(her.post(f"{at}terms/", {"terms": terms.pk}, follow=True))
    assert not Retainer.objects.exists()
    undo(her, page)
    assert Retainer.objects.get().limit == 2


@pytest.mark.parametrize("wrong", [{"hours": "x"}, {"from": "soon"},
     {"from": "0001-01"}, {"carry": "cap", "limit": ""}, {"hours": "999"}])  # fmt: skip
def test_terms_that_do_not_hold_are_asked_for_again(her, harlow, wrong):
    answer = her.post(
        f"/clients/{harlow.pk}/hours/", {"hours": "10", "from": "2026-03", "carry": "none", **wrong}
    )
    assert answer.status_code == 422
    assert not Retainer.objects.exists()


def test_today_tells_once_of_hours_that_run_out(her, harlow, owner):
    today = timezone.localdate()
    agree(owner, harlow.pk, from_on=today, minutes=60, carry="none", limit=0)
    worked(owner, harlow, 60, ahead=(today.replace(day=1) - DAY).days)
    assert "Hours that run out" in body(her.get("/"))
    assert "are used up" in tree(her.get(f"/clients/{harlow.pk}/")).css_first("#margin").text()
    her.post(f"/clients/{harlow.pk}/hours/heeded/", {"next": "/"})
    assert Heeded.objects.count() == 1
    assert "Hours that run out" not in body(her.get("/"))


def the_link(page: str) -> str:
    found = re.search(r"/shared/[\w-]{43}/", page)
    assert found is not None
    return found[0]


def test_month_is_shared_with_what_she_ticked(her, harlow, owner):
    inbox = Aspect.objects.create(client=harlow, name="Inbox")
    agree(owner, harlow.pk, from_on=DAY, minutes=120, carry="none", limit=0)
    shown = worked(owner, harlow, 60, aspect=inbox, note="Sorted the post")
    worked(owner, harlow, 30, ahead=1, note="Not for them")
    worked(owner, harlow, 99, ahead=2, note="Not charged", is_billable=False)
    at = f"/clients/{harlow.pk}/hours/{MARCH}/"
    assert "Sorted the post" in body(her.get(at))
    link = the_link(body(her.post(f"{at}share/", {"list": "on", "notes": "on", "show": [shown.pk]})))
    page = body(Browser().get(link))
    assert "Hours in March 2026" in page
    assert "Sorted the post" in page and "Inbox" in page
    assert "Not for them" not in page and "Not charged" not in page
    assert "All else of this month" in page
    assert "1 h 30" in page
    assert "30 min lapsed at the end of the month" in page


def test_what_shows_is_changed_under_the_same_address(her, harlow, owner):
    entry = worked(owner, harlow, 60, note="Sorted the post")
    at = f"/clients/{harlow.pk}/hours/{MARCH}/share/"
    link = the_link(body(her.post(at, {"list": "on", "notes": "on", "show": [entry.pk]})))
    her.post(at, {"list": "on", "show": [entry.pk]})
    assert Share.objects.count() == 1
    assert "Sorted the post" not in body(Browser().get(link))
    her.post(at, {})
    page = body(Browser().get(link))
    assert "Day by day" not in page and "1 h" in page


def test_entry_that_is_noted_later_is_in_the_sums_and_not_in_the_list(her, harlow, owner):
    entry = worked(owner, harlow, 60)
    link = the_link(
        body(
            her.post(
                f"/clients/{harlow.pk}/hours/{MARCH}/share/",
                {"list": "on", "notes": "on", "show": [entry.pk]},
            )
        )
    )
    worked(owner, harlow, 30, note="Later")
    page = body(Browser().get(link))
    assert "Later" not in page
    assert "1 h 30" in page


def test_preview_shows_the_report_as_the_client_sees_it(her, harlow, owner):
    worked(owner, harlow, 60)
    her.post(f"/clients/{harlow.pk}/hours/{MARCH}/share/", {})
    page = body(her.get(f"/links/{Share.objects.get().pk}/"))
    assert "As Harlow &amp; Sons sees it" in page and "Hours in March 2026" in page
    assert "What shows there" in body(her.get(f"/clients/{harlow.pk}/links/"))


def test_reply_below_a_report_reaches_the_story(harlow, owner):
    worked(owner, harlow, 60)
    made = make(owner, kind="monthly-report", client_id=harlow.pk, object_id=MARCH, now=timezone.now())
    stamp = new_stamp(made.share, now=timezone.now() - timedelta(seconds=10))
    sent = {"form": stamp, "name": "Tom", "address": "tom@harlow.example", "reply": "Thank you"}
    assert Browser().post(f"/shared/{made.token}/reply/", sent).status_code == 303
    assert Interaction.objects.filter(filings__client=harlow, sender_name="Tom").exists()


def test_report_that_was_taken_back_or_is_of_no_month_opens_nothing(harlow, owner):
    made = make(owner, kind="monthly-report", client_id=harlow.pk, object_id=MARCH, now=timezone.now())
    revoke(owner, made.share.pk, now=timezone.now())
    gone = Browser().get(f"/shared/{made.token}/")
    Share.objects.update(revoked_at=None, object_id=202613)
    none = Browser().get(f"/shared/{made.token}/")
    assert (gone.status_code, none.status_code) == (404, 404)
    assert gone.content == none.content == Browser().get(f"/shared/{'A' * 43}/").content


def test_nothing_that_is_hers_alone_is_in_what_a_client_reads(her, harlow, owner):
    """Private notes, what she prepares for a call, what she calls the running timer, and the words of a call."""
    canary = "CANARY-ffe1"
    now = timezone.now()
    write_down(owner, harlow, Wanted("1" * 32, "note", NINE, text=canary, is_private=True))
    write_down(owner, harlow, Wanted("2" * 32, "call", NINE, NINE + timedelta(minutes=25), text=canary))
    AgendaLine.objects.create(member=owner, client=harlow, text=canary, made_at=now)
    Timer.objects.create(member=owner, client=harlow, note=canary, started_at=now)
    entry = worked(owner, harlow, 60, note=canary)
    agree(owner, harlow.pk, from_on=DAY, minutes=120, carry="none", limit=0)
    report = the_link(
        body(her.post(f"/clients/{harlow.pk}/hours/{MARCH}/share/", {"list": "on", "show": [entry.pk]}))
    )
    made = make(owner, kind="client", client_id=harlow.pk, now=now, choices={"sections": ["hours"]})
    for link in (report, f"/shared/{made.token}/"):
        page = body(Browser().get(link))
        assert "March" in page or "Hours" in page
        assert canary not in page


def test_hours_left_stand_on_the_clients_page_where_she_ticks_it(her, harlow, owner):
    agree(owner, harlow.pk, from_on=timezone.localdate(), minutes=600, carry="none", limit=0)
    made = make(owner, kind="client", client_id=harlow.pk, now=timezone.now())
    assert "10 h are left" not in " ".join(body(Browser().get(f"/shared/{made.token}/")).split())
    her.post(f"/links/{made.share.pk}/choose/", {"show": ["hours"]})
    assert "10 h are left of the hours" in " ".join(body(Browser().get(f"/shared/{made.token}/")).split())


@pytest.mark.parametrize(("ending", "begins"), [("csv", b"\xef\xbb\xbfDay,"), ("ods", b"PK")])
def test_month_is_a_file(her, harlow, owner, ending, begins):
    state(owner, harlow.pk, step=15, way="up", per="entry")
    worked(owner, harlow, 61, note="=1+1")
    answer = her.get(f"/clients/{harlow.pk}/hours/{MARCH}.{ending}")
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'attachment; filename="hours-harlow-sons-2026-03.{ending}"'
    if ending == "csv":
        assert "'=1+1" in answer.content.decode()
        assert "1.02,1.25" in answer.content.decode()


def test_colleague_sees_hours_of_her_clients_alone(harlow, owner, signed_in):
    ann = assistant()
    elm = add_client("Elm", by=ann)
    worked(owner, harlow, 60)
    worked(owner, elm, 30, note="By the owner")
    hers = signed_in(ann)
    assert hers.get(f"/clients/{harlow.pk}/hours/").status_code == 404
    assert "By the owner" in body(hers.get(f"/clients/{elm.pk}/hours/{MARCH}/"))
    assert "Harlow" not in body(hers.get("/hours/?day=2026-03-02")) + body(hers.get("/timer/"))


def test_hostile_names_and_notes_stay_text(her, owner):
    bad = '"><script>alert(1)</script>'
    elm = add_client(bad, by=owner)
    aspect = Aspect.objects.create(client=elm, name=bad)
    worked(owner, elm, 60, aspect=aspect, note=bad)
    her.post("/timer/start/", {"client": elm.pk, "aspect": aspect.pk, "note": bad})
    link = the_link(
        body(
            her.post(
                f"/clients/{elm.pk}/hours/{MARCH}/share/",
                {"list": "on", "notes": "on", "show": [Entry.objects.first().pk]},
            )
        )
    )
    for page in (
        "/hours/?day=2026-03-02",
        "/timer/",
        f"/clients/{elm.pk}/hours/",
        f"/clients/{elm.pk}/hours/{MARCH}/",
        link,
    ):
        assert "<script>alert" not in body(her.get(page)), page
