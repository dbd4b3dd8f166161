"""Hours as a client is told them: terms, running out, the monthly report by a link, as a file, and who sees what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls.models import AgendaLine
from alongside.clients.actions import add_client
from alongside.hours.agreeing import agree, state
from alongside.hours.models import Entry, Heeded, Retainer, Timer
from alongside.intake.by_hand import Wanted, write_down
from alongside.pages.guests.forms import new_stamp
from alongside.sharing.actions import make, revoke
from alongside.sharing.models import Share
from alongside.support.models import Aspect
from alongside.timeline.models import Interaction
from tests.hours.making import DAY, NINE, worked
from tests.making import assistant
from tests.pages.counting import MARCH, body, harlow, her, tree, undo

__all__ = ["harlow", "her"]

pytestmark = pytest.mark.django_db


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
        assert "1.0167,1.25" in answer.content.decode()


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
