"""The page of a weekly note: lines changed in place, a letter, a message to copy, and the word on Today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.models import Client
from alongside.handover.actions import want_weekly
from alongside.handover.models import WeeklyNote, WeeklyWish
from alongside.handover.queries import weekly_for
from alongside.outbox.models import Draft
from tests.handover.making import box_of, harlow_of, to_do
from tests.pages.reading import part_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow(owner) -> Client:
    box_of(owner)
    return harlow_of(owner)


@pytest.fixture
def desk(owner, signed_in):
    return signed_in(owner)


@pytest.fixture
def keys(owner, harlow) -> list[str]:
    return [to_do(owner, harlow, words, at=timezone.now()) for words in ("Book the hall.", "Chairs.")]


def page_of(desk, harlow) -> LexborHTMLParser:
    return LexborHTMLParser(desk.get(f"/clients/{harlow.pk}/weekly/").content.decode())


def form_of(page: LexborHTMLParser) -> dict[str, list[str]]:
    """What a browser would send."""
    fields = page.css_first("form.note-edit")
    return {
        "top": [fields.css_first("[name=top]").text()],
        "key": [one.attributes["value"] for one in fields.css("[name=key]")],
        "was": [one.attributes["value"] for one in fields.css("[name=was]")],
        "words": [one.text() for one in fields.css("[name=words]")],
        "show": [one.attributes["value"] for one in fields.css("[name=show]") if "checked" in one.attributes],
    }


@pytest.mark.broad
def test_a_line_is_changed_and_another_taken_out(desk, owner, harlow, keys):
    form = form_of(page_of(desk, harlow))
    assert form["words"] == ["Book the hall.", "Chairs."]
    form |= {"top": ["All well."], "words": ["The hall is booked.", "Chairs."], "show": [f"p:{keys[0]}"]}
    assert desk.post(f"/clients/{harlow.pk}/weekly/", form).status_code == 302
    page = page_of(desk, harlow)
    assert page.css_first("#as-message").text() == "All well.\n\n*In hand*\n• The hall is booked.\n"
    assert "it said “Book the hall.”" in page.css_first("main").text()
    assert form_of(page)["show"] == [f"p:{keys[0]}"]


def test_a_page_that_is_only_looked_at_writes_nothing(desk, harlow, keys):
    page_of(desk, harlow)
    desk.get("/weekly/")
    assert not WeeklyNote.objects.exists()


@pytest.mark.broad
def test_a_letter_is_made_of_what_stands_on_the_page(desk, harlow, keys):
    form = form_of(page_of(desk, harlow)) | {"top": ["All well."]}
    answers = [desk.post(f"/clients/{harlow.pk}/weekly/letter/", form) for _ in range(2)]
    draft = Draft.objects.get()
    assert [one["Location"] for one in answers] == [f"/write/{draft.pk}/"] * 2
    assert "All well.\n\nIn hand\n- Book the hall." in draft.text
    assert "A letter of it is begun" in page_of(desk, harlow).css_first("main").text()


def test_told_can_be_taken_back(desk, owner, harlow, keys):
    told = desk.post(f"/clients/{harlow.pk}/weekly/told/", follow=True).content.decode()
    assert weekly_for(owner, harlow.pk, now=timezone.now()).state == "told"
    undo = LexborHTMLParser(told).css_first(".toast button[formaction]").attributes["formaction"]
    desk.post(undo)
    assert weekly_for(owner, harlow.pk, now=timezone.now()).state == ""


def test_each_week_is_off_until_she_says_so(desk, harlow):
    assert "No client is told each week yet." in desk.get("/weekly/").content.decode()
    desk.post(f"/clients/{harlow.pk}/weekly/want/", {"on": "yes"})
    assert WeeklyWish.objects.get().client == harlow
    assert "on Friday" in desk.get("/weekly/").content.decode()
    desk.post(f"/clients/{harlow.pk}/weekly/want/", {"on": "no"})
    assert not WeeklyWish.objects.exists()


def test_nobody_is_sent_to_a_list_of_clients_that_is_not_there(desk):
    page = part_of(desk.get("/weekly/"))
    assert "below" not in page.text()
    assert page.css_first(".empty .button").attributes["href"] == "/clients/"
    assert "below" not in words(desk.get("/hours/"))


def test_today_says_in_one_line_that_notes_are_ready(desk, owner, harlow, keys):
    assert "weekly note" not in desk.get("/").content.decode()
    want_weekly(owner, harlow.pk, is_on=True, now=timezone.now())
    week_on = weekly_for(owner, harlow.pk, now=timezone.now()).week_on
    WeeklyNote.objects.create(client=harlow, week_on=week_on, is_ready=True, made_at=timezone.now())
    assert "1 weekly note is ready" in desk.get("/").content.decode()
    desk.post(f"/clients/{harlow.pk}/weekly/told/")
    assert "weekly note is ready" not in desk.get("/").content.decode()


def test_words_from_outside_stay_words(desk, owner, harlow):
    to_do(owner, harlow, "<script>alert(1)</script>", at=timezone.now())
    page = desk.get(f"/clients/{harlow.pk}/weekly/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.broad
def test_last_weeks_note_waits_until_it_is_told_and_leads_to_this_weeks(desk, owner, harlow, keys):
    this_week = weekly_for(owner, harlow.pk, now=timezone.now()).week_on
    last = this_week - timedelta(days=7)
    kept = {"client": harlow, "is_ready": True, "made_at": timezone.now(), "top": "Of last week."}
    WeeklyNote.objects.create(week_on=last, **kept)
    page = page_of(desk, harlow)
    assert "Of last week." in page.css_first("#as-message").text()
    weeks = [one.attributes["value"] for one in page.css("main [name=week]")]
    assert weeks == [last.isoformat()] * 2
    newer = page.css_first(f"main a[href$='week={this_week}']").attributes["href"]
    assert "Of last week." not in desk.get(newer).content.decode()
    desk.post(f"/clients/{harlow.pk}/weekly/told/", {"week": last.isoformat()})
    assert WeeklyNote.objects.get().told_at is not None
    for odd in ("x", "0026-01-01", "9999-12-31", ""):
        assert desk.get(f"/clients/{harlow.pk}/weekly/", {"week": odd}).status_code == 200
