"""What was agreed with a client, the desk's hours and days away, on their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.models import Agreement, Away, OwnHours
from alongside.clients.actions import add_client, add_handle
from alongside.outbox.models import Draft
from alongside.processes.follow_ups import follow_all
from tests.making import ME, MONDAY, arrive, assistant, mailbox, message, owner

MARA = "mara@harlow.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def form(**given: object) -> dict[str, object]:
    return {"begins": "", "ends": "", "holidays": "", "answer_hours": "", "channels": "", **given}


@pytest.mark.broad
def test_what_is_typed_is_agreed(desk, harlow):
    address = reverse("client-agreement", args=[harlow.pk])
    typed = form(
        begins="10:00", ends="16:30", days=["0", "2"], holidays="GB-SCT", answer_hours="4", urgent="Ring."
    )
    assert desk.post(address, typed).status_code == 302
    kept = Agreement.objects.get()
    assert (f"{kept.begins:%H:%M}", f"{kept.ends:%H:%M}", kept.days) == ("10:00", "16:30", "02")
    assert (kept.holidays, kept.answer_hours, kept.urgent) == ("GB-SCT", 4, "Ring.")
    told = desk.get(address).content.decode()
    assert "Monday, Wednesday, 10:00 to 16:30" in told
    assert "Scotland" in told


@pytest.mark.parametrize(
    "typed",
    [{"begins": "16:00", "ends": "10:00"}, {"begins": "10:00"}, {"answer_hours": "0"}, {"holidays": "??"}],
)
def test_what_cannot_be_is_not_kept(desk, harlow, typed):
    assert desk.post(reverse("client-agreement", args=[harlow.pk]), form(**typed)).status_code == 422
    assert not Agreement.objects.exists()


def test_paper_says_what_holds(desk, harlow):
    desk.post(
        reverse("client-agreement", args=[harlow.pk]),
        form(answer_hours="4", channels="<b>Invoices</b> by mail"),
    )
    told = LexborHTMLParser(desk.get(reverse("client-agreement-paper", args=[harlow.pk])).content.decode())
    words = told.css_first("main").text()
    assert "within 4 working hours" in words
    assert "<b>Invoices</b> by mail" in words
    assert "Monday to Friday, 09:00 to 17:00" in words


@pytest.mark.broad
def test_who_waits_longer_than_agreed_stands_out(desk, harlow):
    at = timezone.now() - timedelta(days=8)
    asked = message(MARA, ME, text="Is it free?\n", hours=(at - MONDAY).total_seconds() / 3600)
    arrive(mailbox(), asked)
    follow_all()
    late = [bool(LexborHTMLParser(desk.get("/").content.decode()).css(".waiting-row .over"))]
    desk.post(reverse("client-agreement", args=[harlow.pk]), form(answer_hours="4"))
    late.append(bool(LexborHTMLParser(desk.get("/").content.decode()).css(".waiting-row .over")))
    assert late == [False, True]


@pytest.mark.broad
def test_questions_answered_in_time_are_counted_by_month(desk, harlow):
    hours = (timezone.now() - timedelta(days=40) - MONDAY).total_seconds() / 3600
    box = mailbox()
    for number, wait in enumerate((1, 24 * 9)):
        key = f"q{number}@id.example"
        arrive(
            box, message(MARA, ME, subject=f"No {number}", text="Is it free?\n", hours=hours, message_id=key)
        )
        answer = message(ME, MARA, text="Yes.\n", hours=hours + wait, references=[key], message_id=f"a{key}")
        arrive(box, answer)
    follow_all()
    desk.post(reverse("client-agreement", args=[harlow.pk]), form(answer_hours="10"))
    page = LexborHTMLParser(desk.get(reverse("client-agreement", args=[harlow.pk])).content.decode())
    cells = [[cell.text() for cell in row.css("td")][:2] for row in page.css(".figures tbody tr")]
    assert cells == [["2", "1"]]


def test_owner_sets_the_hours_of_the_desk(desk):
    typed = {"begins": "08:00", "ends": "14:00", "days": ["0", "1", "2", "3"], "holidays": "DE"}
    assert desk.post(reverse("settings-hours-keep"), typed).status_code == 302
    assert (OwnHours.objects.get().days, OwnHours.objects.get().holidays) == ("0123", "DE")
    assert desk.post(reverse("settings-hours-keep"), {**typed, "days": []}).status_code == 422


def test_days_away_are_entered_once_and_taken_away_by_oneself_alone(desk, signed_in):
    desk.post(reverse("settings-away"), {"starts_on": "2026-12-24", "ends_on": "2027-01-02"})
    absence = Away.objects.get()
    signed_in(assistant()).post(reverse("settings-away-drop"), {"away": absence.pk})
    assert Away.objects.count() == 1
    desk.post(reverse("settings-away-drop"), {"away": absence.pk})
    assert Away.objects.count() == 0


def test_days_that_end_before_they_begin_are_refused(desk):
    typed = {"starts_on": "2026-12-24", "ends_on": "2026-12-20"}
    assert desk.post(reverse("settings-away"), typed).status_code == 422


@pytest.mark.broad
def test_entering_days_away_leads_to_a_letter_for_each_client(desk, harlow):
    add_handle(harlow, MARA, name="Mara Quill")
    first = timezone.localdate() + timedelta(days=3)
    answer = desk.post(reverse("settings-away"), {"starts_on": first, "ends_on": first})
    page = desk.get(answer["Location"]).content.decode()
    assert "Mara Quill" in page
    assert not Draft.objects.exists()
    done = desk.post(answer["Location"], {"clients": [harlow.pk], "cover": "Ann Bell"}, follow=True)
    draft = Draft.objects.get()
    assert "Ann Bell looks after" in draft.text
    assert "written, not sent" in done.content.decode()
    undo = LexborHTMLParser(done.content.decode()).css_first(".toasts [formaction], .toasts form")
    desk.post(undo.attributes.get("formaction") or undo.attributes["action"])
    draft.refresh_from_db()
    assert draft.discarded_at is not None


def test_being_here_after_all_throws_unsent_letters_away(desk, harlow):
    add_handle(harlow, MARA, name="Mara Quill")
    first = timezone.localdate() + timedelta(days=3)
    at = desk.post(reverse("settings-away"), {"starts_on": first, "ends_on": first})["Location"]
    desk.post(at, {"clients": [harlow.pk], "cover": ""})
    page = desk.post(reverse("settings-away-drop"), {"away": Away.objects.get().pk}, follow=True)
    assert "not sent is thrown away" in page.content.decode()
    assert Draft.objects.get().discarded_at is not None


def test_days_that_have_passed_are_told_to_nobody(desk, harlow):
    past = timezone.localdate() - timedelta(days=3)
    answer = desk.post(reverse("settings-away"), {"starts_on": past, "ends_on": past})
    assert answer["Location"] == reverse("settings-hours")
    assert "Tell your clients" not in desk.get(reverse("settings-hours")).content.decode()


@pytest.mark.parametrize("wrong", [{"clients": ["999"]}, {"clients": ["x"]}, {"cover": "x" * 101}])
def test_what_nobody_can_choose_writes_nothing(desk, harlow, wrong):
    add_handle(harlow, MARA, name="Mara Quill")
    first = timezone.localdate() + timedelta(days=3)
    at = desk.post(reverse("settings-away"), {"starts_on": first, "ends_on": first})["Location"]
    assert desk.post(at, wrong).status_code == 422
    assert not Draft.objects.exists()


def test_second_press_enters_the_days_once(desk):
    typed = {"starts_on": "2026-12-24", "ends_on": "2027-01-02"}
    places = [desk.post(reverse("settings-away"), typed)["Location"] for _ in range(2)]
    assert Away.objects.count() == 1
    assert places[0] == places[1]


@pytest.mark.parametrize(("first", "last"), [("9999-12-01", "9999-12-31"), ("0001-01-01", "0001-01-02")])
def test_days_that_nobody_plans_are_refused(desk, first, last):
    answer = desk.post(reverse("settings-away"), {"starts_on": first, "ends_on": last})
    assert (answer.status_code, Away.objects.count()) == (422, 0)
    assert "within" in answer.content.decode()


def test_days_away_that_were_taken_out_by_mistake_come_back_with_what_was_written(desk, harlow):
    add_handle(harlow, MARA, name="Mara Quill")
    first = timezone.localdate() + timedelta(days=3)
    at = desk.post(reverse("settings-away"), {"starts_on": first, "ends_on": first})["Location"]
    desk.post(at, {"clients": [harlow.pk], "cover": "Ann Bell"}, follow=True)
    page = desk.post(reverse("settings-away-drop"), {"away": Away.objects.get().pk}, follow=True)
    undo = LexborHTMLParser(page.content.decode()).css_first(".toasts [formaction]").attributes["formaction"]
    for _ in range(2):
        desk.post(undo)
    away = Away.objects.get()
    assert (away.starts_on, away.ends_on, away.cover) == (first, first, "Ann Bell")
    assert Draft.objects.get().discarded_at is None
    assert "written, not sent" in desk.get(reverse("away-notices", args=[away.pk])).content.decode()
