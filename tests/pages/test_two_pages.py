"""Two pages that say the same thing say the same of it: Today, the rail, the list of clients, a client's page."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.handover import ending
from alongside.handover.actions import begin_letter, want_weekly
from alongside.handover.models import WeeklyNote
from alongside.handover.queries import weekly_for
from alongside.hours.agreeing import agree
from alongside.hours.models import Entry
from alongside.outbox.actions import discard
from alongside.outbox.models import Draft, Letter
from alongside.processes.follow_ups import follow_all
from tests.handover.making import to_do
from tests.making import ME, arrive, arrive_raw, mailbox, message
from tests.pages.writing.desk import MARA, asked, begin, box, desk, form, harlow, me

__all__ = ["asked", "box", "desk", "harlow", "me"]

pytestmark = pytest.mark.django_db


def page_of(desk, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(desk.get(path).content.decode())


def send(desk, draft: Draft, **typed: str) -> None:
    draft.refresh_from_db()
    way = {} if "later" in typed else {"send": "now"}
    desk.post(reverse("write", args=[draft.pk]), form(draft, **way, **typed))


def waits_on(desk, harlow) -> dict[str, bool]:
    """By page whether somebody waits at this client."""
    today, listed = page_of(desk, "/"), page_of(desk, "/clients/")
    story = page_of(desk, f"/clients/{harlow.pk}/")
    return {
        "today": bool(today.css(".waiting-row")),
        "rail": bool(today.css(".waits-dot")),
        "list": "1 waiting" in listed.css_first("main").text(),
        "story": bool(story.css("main .waits")),
    }


def test_answer_on_its_way_closes_what_waits_on_every_page(desk, box, harlow, asked):
    assert set(waits_on(desk, harlow).values()) == {True}, waits_on(desk, harlow)
    draft = begin(desk, answer=asked.pk)
    send(desk, draft, text="It is fine.")
    assert Letter.objects.exists()
    assert set(waits_on(desk, harlow).values()) == {False}, waits_on(desk, harlow)
    desk.post(reverse("letter-withdraw", args=[Letter.objects.get().pk]))
    assert set(waits_on(desk, harlow).values()) == {True}, waits_on(desk, harlow)


def test_passing_a_question_on_to_somebody_else_answers_nobody(desk, box, harlow, asked):
    draft = begin(desk, forward=asked.pk)
    send(desk, draft, to="plumber@pipes.example", text="Can you do this?")
    assert Letter.objects.get().answers == asked.pk
    assert waits_on(desk, harlow)["today"]


def test_all_who_wait_are_counted_though_not_all_are_shown(desk, me, harlow):
    at = (timezone.now() - timedelta(hours=3) - message(MARA, ME).happened_at).total_seconds() / 3600
    asking = [
        message(MARA, ME, subject=f"No. {n}", text="Is it free?\n", hours=at + n / 60) for n in range(33)
    ]
    arrive(mailbox(), *asking)
    follow_all()
    today = page_of(desk, "/")
    heading = next(one for one in today.css("h2") if "Waiting for you" in one.text())
    assert heading.css_first(".figure").text() == "33"
    assert "3 more" in today.css_first("main").text()
    assert "33 waiting" in page_of(desk, "/clients/").css_first("main").text()


@pytest.fixture
def ready(desk, me, harlow) -> WeeklyNote:
    to_do(me, harlow, "Book the hall.", at=timezone.now())
    want_weekly(me, harlow.pk, is_on=True, now=timezone.now())
    week_on = weekly_for(me, harlow.pk, now=timezone.now()).week_on
    return WeeklyNote.objects.create(client=harlow, week_on=week_on, is_ready=True, made_at=timezone.now())


def notes_on(desk) -> tuple[bool, bool]:
    """Whether Today and the list say that a note is ready."""
    today, listed = desk.get("/").content.decode(), page_of(desk, "/weekly/")
    return "1 weekly note is ready" in today, "not told yet" in listed.css_first("main").text()


def test_weekly_note_whose_draft_was_thrown_away_is_ready_again(desk, me, harlow, ready):
    assert notes_on(desk) == (True, True)
    draft = begin_letter(me, harlow.pk, now=timezone.now())
    assert notes_on(desk) == (False, False)
    discard(me, draft.pk, now=timezone.now())
    assert notes_on(desk) == (True, True)


def test_weekly_note_that_is_wanted_no_more_is_not_ready(desk, me, harlow, ready):
    want_weekly(me, harlow.pk, is_on=False, now=timezone.now())
    assert notes_on(desk) == (False, False)


def test_weekly_note_of_ended_work_is_not_ready(desk, me, harlow, ready):
    today = timezone.localdate()
    ending.end(me, harlow, keep_until=today + timedelta(days=90), today=today, now=timezone.now())
    assert notes_on(desk) == (False, False)


def test_hours_of_ended_work_that_ran_out_are_no_news(desk, me, harlow):
    today = timezone.localdate()
    agree(me, harlow.pk, minutes=60, from_on=today.replace(day=1), carry="none", limit=0)
    Entry.objects.create(member=me, client=harlow, on=today, minutes=90)
    told = page_of(desk, "/").css_first("main").text()
    assert "hours" in told and "Harlow" in told
    ending.end(me, harlow, keep_until=today + timedelta(days=90), today=today, now=timezone.now())
    assert "Harlow" not in page_of(desk, "/").css_first("main").text()


def test_no_review_is_due_with_a_client_whose_work_has_ended(desk, me, asked, harlow):
    assert "Harlow" in page_of(desk, "/reviews/").css_first("main").text()
    today = timezone.localdate()
    ending.end(me, harlow, keep_until=today + timedelta(days=90), today=today, now=timezone.now())
    assert "Harlow" not in page_of(desk, "/reviews/").css_first("main").text()


def test_who_asks_again_after_an_answer_was_sent_off_waits_before_it_goes(desk, me, box, harlow, asked):
    draft = begin(desk, answer=asked.pk)
    send(desk, draft, text="It is fine.", later="", at=f"{timezone.localdate() + timedelta(days=3)}T09:00")
    assert set(waits_on(desk, harlow).values()) == {False}, waits_on(desk, harlow)
    refers = Letter.objects.get().draft.in_reply_to.strip("<>")
    at = format_datetime(timezone.now() + timedelta(minutes=1))
    head = f"From: {MARA}\nTo: {ME}\nDate: {at}\nMessage-ID: <again@id.example>\nIn-Reply-To: <{refers}>\n"
    arrive_raw(mailbox(me, label="Old mail"), f"{head}Subject: Plan\n\nOr is it the other one?\n".encode())
    follow_all()
    assert set(waits_on(desk, harlow).values()) == {True}, waits_on(desk, harlow)
    talk = page_of(desk, f"/conversations/{asked.pk}/?client={harlow.pk}")
    assert talk.css(".standing-bar")
