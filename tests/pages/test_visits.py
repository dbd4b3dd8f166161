"""The pages of a visit: planned, prepared, carried along, said of; each hers alone, each also without script."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.hand.parse import Somebody
from alongside.clients.models import Client
from alongside.intake.by_hand import Wanted, write_down
from alongside.picture.actions import keep_face, keep_line, keep_person
from alongside.picture.queries import picture_for
from alongside.support.actions import Facts as AspectFacts
from alongside.support.actions import add_own
from alongside.support.models import Rating
from alongside.timeline.models import Interaction
from alongside.visits import actions
from alongside.visits.models import Cost, Leg, Receipt, Visit
from tests.making import PIXEL, owner
from tests.visits.test_visits import TOM, harlow, held, planned, visited

__all__ = ["harlow"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def in_utc():
    member = owner()
    member.timezone = "UTC"
    member.save()


def shown(browser, path: str) -> LexborHTMLParser:
    answer = browser.get(path)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def text_of(page: LexborHTMLParser, selector: str = "main") -> str:
    return " ".join((page.css_first(selector) or page.body).text(separator=" ").split())


def leg(browser, visit, begins: str, ends: str, **more):
    day = timezone.localtime(visit.appointment.starts_at).date()
    form = {
        "from": "York",
        "to": "Hull",
        "way": "train",
        "leaves": f"{day}T{begins}",
        "arrives": f"{day}T{ends}",
        **more,
    }
    return browser.post(f"/visits/{visit.pk}/way/", form)


def test_planned_from_a_clients_page_and_prepared_from_the_diary(browser, harlow):
    assert f"client={harlow.pk}&way=visit" in browser.get(f"/clients/{harlow.pk}/").content.decode()
    checked = shown(browser, f"/diary/plan/?client={harlow.pk}&way=visit").css_first("[name=way][checked]")
    assert checked.attributes["value"] == "visit"
    row = planned(harlow, hours=3)
    assert f"/visits/planned/{row.pk}/" in browser.get("/diary/").content.decode()
    answer = browser.post(f"/visits/planned/{row.pk}/")
    visit = Visit.objects.get()
    assert answer["Location"] == f"/visits/{visit.pk}/"
    assert f'href="/visits/{visit.pk}/"' in browser.get(f"/clients/{harlow.pk}/").content.decode()
    words = text_of(shown(browser, f"/visits/{visit.pk}/"))
    assert "Visit to Harlow & Sons" in words
    assert "14 Mill Lane, Leeds" in words
    assert "The new yard" in words


def test_twelve_minutes_between_train_and_meeting_are_a_warning(browser, harlow, in_utc):
    visit = visited(harlow, typed=None)
    begins = visit.appointment.starts_at
    facts = actions.LegFacts(
        "York", "Leeds", "train", begins - timedelta(hours=1), begins - timedelta(minutes=12)
    )
    actions.keep_leg(owner(), visit.pk, facts)
    words = text_of(shown(browser, f"/visits/{visit.pk}/"), ".day-gap")
    assert words == "Look: 12 min between train and meeting; you wanted 20"


def test_both_clocks_stand_beside_a_time_and_a_stretch_is_typed_by_either(browser, harlow, in_utc):
    Client.objects.filter(pk=harlow.pk).update(timezone="Asia/Tokyo")
    visit = visited(harlow, typed=None)
    assert leg(browser, visit, "08:00", "19:00", arrives_clock="theirs").status_code == 302
    kept = Leg.objects.get()
    # To 19:00 in Tokyo, which is nine hours ahead and knows no summer time.
    assert kept.arrives_at - kept.leaves_at == timedelta(hours=2)
    there = [one.text() for one in shown(browser, f"/visits/{visit.pk}/").css(".day-times .there")]
    assert {"17:00", "19:00"} <= set(there)
    field = shown(browser, f"/visits/{visit.pk}/?leg={kept.pk}").css_first("[name=arrives]")
    assert field.attributes["value"].endswith("T19:00")


@pytest.mark.parametrize(
    "wrong", [{"leaves": "soon"}, {"arrives": "2026-12-03"}, {"from": ""}, {"way": "broom"}]
)
def test_a_stretch_that_cannot_be_says_why_and_keeps_what_was_typed(browser, harlow, wrong):
    visit = visited(harlow, typed=None)
    answer = leg(browser, visit, "08:00", "09:00", **wrong)
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.content.decode())
    assert page.css_first(".notice.error") is not None
    assert page.css_first("[name=to]").attributes["value"] == "Hull"
    assert not Leg.objects.exists()


def photo(kind: str = "JPEG") -> bytes:
    out = BytesIO()
    drawn = Image.new("RGB", (40, 30), "white")
    exif = Image.Exif()
    exif[0x010E] = "canary: at home"
    drawn.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


@pytest.mark.broad
def test_a_photo_is_drawn_anew_and_a_pdf_is_only_ever_saved(browser, harlow):
    visit = visited(harlow, typed=None)
    assert b"canary" in photo()
    files = [
        SimpleUploadedFile("till.jpg", photo(), "image/jpeg"),
        SimpleUploadedFile("ticket.pdf", b"%PDF-1.7 <script>alert(1)</script>", "application/pdf"),
    ]
    assert browser.post(f"/visits/{visit.pk}/receipts/", {"files": files}).status_code == 302
    till, ticket = Receipt.objects.order_by("id")
    answer = browser.get(f"/visits/{visit.pk}/receipts/{till.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"canary" not in answer.content
    answer = browser.get(f"/visits/{visit.pk}/receipts/{ticket.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="ticket.pdf"'
    for found in (till, ticket):
        policy = browser.get(f"/visits/{visit.pk}/receipts/{found.pk}/")["Content-Security-Policy"]
        assert policy.startswith("sandbox; default-src 'none'")


def test_what_is_neither_photo_nor_pdf_is_refused_in_words(browser, harlow):
    visit = visited(harlow, typed=None)
    file = SimpleUploadedFile("till.jpg", b"<html>", "image/jpeg")
    answer = browser.post(f"/visits/{visit.pk}/receipts/", {"files": [file]})
    assert answer.status_code == 422
    assert "“till.jpg”" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_stretch_taken_out_of_the_day_comes_back_as_it_was_once(browser, harlow):
    visit = visited(harlow, typed=None)
    leaves = visit.appointment.starts_at - timedelta(hours=1)
    facts = actions.LegFacts(
        "Skelby", "Calderby", "train", leaves, leaves + timedelta(minutes=55), False, True, "4TB8QW"
    )
    leg = actions.keep_leg(owner(), visit.pk, facts)
    before = Leg.objects.values().get()
    answer = browser.post(f"/visits/{visit.pk}/way/", {"drop": leg.pk}, follow=True)
    assert not Leg.objects.exists()
    way_back = (
        LexborHTMLParser(answer.content.decode()).css_first(".toast [formaction]").attributes["formaction"]
    )
    for _ in range(2):
        browser.post(way_back)
    assert Leg.objects.values().get() == before


@pytest.mark.broad
def test_costs_are_added_summed_and_taken_out_with_a_way_back(browser, harlow):
    visit = visited(harlow, typed=None)
    for amount in ("42.10", "7,9"):
        form = {"what": "travel", "amount": amount, "currency": "gbp", "label": "Ticket"}
        assert browser.post(f"/visits/{visit.pk}/costs/", form).status_code == 302
    assert text_of(shown(browser, f"/visits/{visit.pk}/"), ".cost-totals") == "50.00 GBP in all"
    first = Cost.objects.order_by("id")[0]
    answer = browser.post(f"/visits/{visit.pk}/costs/", {"drop": first.pk}, follow=True)
    page = LexborHTMLParser(answer.content.decode())
    assert text_of(page, ".cost-totals") == "7.90 GBP in all"
    browser.post(page.css_first(".toast [formaction]").attributes["formaction"])
    assert text_of(shown(browser, f"/visits/{visit.pk}/"), ".cost-totals") == "50.00 GBP in all"


def test_a_cost_pressed_twice_is_one_and_a_refused_one_stands_there_still(browser, harlow):
    visit = visited(harlow, typed=None)
    page = shown(browser, f"/visits/{visit.pk}/")
    form = {
        "key": page.css_first(".cost-form [name=key]").attributes["value"],
        "what": "food",
        "currency": "EUR",
    }
    refused = browser.post(f"/visits/{visit.pk}/costs/", {**form, "amount": "lots", "label": "Lunch"})
    page = LexborHTMLParser(refused.content.decode())
    values = [page.css_first(f"#cost-{name}").attributes["value"] for name in ("amount", "label", "currency")]
    assert (refused.status_code, values) == (422, ["lots", "Lunch", "EUR"])
    assert page.css_first("#cost-what [selected]").attributes["value"] == "food"
    assert page.css_first(".cost-form [name=key]").attributes["value"] != form["key"]
    for _ in range(2):
        browser.post(f"/visits/{visit.pk}/costs/", {**form, "amount": "12"})
    assert Cost.objects.count() == 1
    assert not shown(browser, f"/visits/{visit.pk}/").css_first("#cost-amount").attributes["value"]


def test_a_receipt_is_taken_out_with_a_way_back(browser, harlow):
    visit = visited(harlow, typed=None)
    file = SimpleUploadedFile("ticket.pdf", b"%PDF-1.7", "application/pdf")
    browser.post(f"/visits/{visit.pk}/receipts/", {"files": file})
    form = {"drop_receipt": Receipt.objects.get().pk}
    answer = browser.post(f"/visits/{visit.pk}/costs/", form, follow=True)
    page = LexborHTMLParser(answer.content.decode())
    assert page.css_first(".receipt") is None
    browser.post(page.css_first(".toast [formaction]").attributes["formaction"])
    assert shown(browser, f"/visits/{visit.pk}/").css_first(".receipt") is not None


def test_the_last_words_stand_beside_whom_she_meets_and_no_private_ones(browser, harlow):
    now, who = timezone.now(), (Somebody(*TOM),)
    write_down(owner(), harlow, Wanted("1" * 32, "call", now - timedelta(days=3), who=who, text="Oak is in"))
    write_down(owner(), harlow, Wanted("2" * 32, "note", now, text="canary", is_private=True))
    visit = visited(harlow, typed=None)
    for path in (f"/visits/{visit.pk}/", f"/visits/{visit.pk}/card/"):
        answer = browser.get(path).content.decode()
        assert "Oak is in" in answer
        assert "canary" not in answer


@pytest.mark.broad
def test_what_is_known_of_whom_she_meets_stands_on_the_card_and_nothing_kept_for_her_alone(browser, harlow):
    now, tom = timezone.now(), harlow.people.get()
    given = {"role": "Runs the yard", "say": "TOM"}
    keep_person(owner(), harlow.pk, tom.pk, name="", fields=given, answers_to=None, aside="canary", now=now)
    keep_face(owner(), harlow.pk, tom.pk, PIXEL, now=now)
    place = {"kind": "place", "name": "The yard", "fields": {"way": "Ring twice"}, "now": now}
    keep_line(owner(), harlow.pk, **place, is_private=False)
    keep_line(owner(), harlow.pk, **{**place, "name": "canary"}, is_private=True)
    visit = visited(harlow, typed=None)
    for path in (f"/visits/{visit.pk}/", f"/visits/{visit.pk}/card/"):
        page = browser.get(path).content.decode()
        assert all(word in page for word in ("Runs the yard", "Ring twice", 'src="/faces/'))
        assert "canary" not in page


@pytest.mark.broad
def test_what_she_noticed_is_offered_for_the_picture_without_what_is_hers_alone(browser, harlow):
    visit = held(visited(harlow, typed={"environment": "Two desks\n# canary"}))
    form = shown(browser, f"/visits/{visit.pk}/after/").css_first("form.noticed")
    given = {field.attributes["name"]: field.attributes["value"] for field in form.css("[type=hidden]")}
    assert browser.post(form.attributes["action"], given).status_code == 302
    (line,) = picture_for(owner(), harlow.pk).environment
    assert line.fields == {"text": "Two desks"}


def test_today_leads_to_the_card_and_in_the_evening_asks_how_it_was(browser, harlow):
    write_down(owner(), harlow, Wanted("1" * 32, "chat", timezone.now(), text="On my way"))
    visit, ahead = visited(harlow, typed=None), visited(harlow, typed=None, hours=2)
    page = browser.get("/").content.decode()
    assert f'href="/visits/{visit.pk}/after/"' in page
    assert f'href="/visits/{ahead.pk}/card/"' in page


@pytest.mark.broad
def test_kept_from_the_page_it_is_one_entry_with_the_costs_that_count(browser, harlow):
    visit = visited(harlow, typed=None)
    for label in ("Ticket", "Lunch"):
        form = {"what": "travel", "amount": "10", "currency": "GBP", "label": label}
        browser.post(f"/visits/{visit.pk}/costs/", form)
    ticket = Cost.objects.get(label="Ticket")
    diary = add_own(owner(), harlow.pk, AspectFacts("Diary"))
    assert f"rating-{diary.pk}" in browser.get(f"/visits/{visit.pk}/after/").content.decode()
    form = {
        f"rating-{diary.pk}": "4",
        "revision": 0,
        "environment": "Two desks\n# canary",
        "said": "> I send the rota by Friday",
        "outcome": "held",
        "hours": "4,5",
        "person": harlow.people.get().pk,
        "cost": ticket.pk,
        "keep": "yes",
    }
    for _ in range(2):
        answer = browser.post(f"/visits/{visit.pk}/after/", form, follow=True)
        assert answer.status_code == 200
    entry = Interaction.objects.get(kind="visit")
    assert entry.ended_at - entry.happened_at == timedelta(hours=4, minutes=30)
    words = text_of(shown(browser, f"/visits/{visit.pk}/after/"))
    assert "You were there for 4 h 30 , with Tom Harlow" in words
    assert "I send the rota by Friday" in words
    assert Cost.objects.filter(confirmed_at__isnull=False).get() == ticket
    assert Rating.objects.get().stars == 4
    story = browser.get(f"/clients/{harlow.pk}/").content.decode()
    assert "Two desks" in story


def test_hours_that_are_no_number_keep_what_was_typed(browser, harlow):
    visit = visited(harlow, typed=None)
    form = {"revision": 0, "said": "Oak", "outcome": "held", "hours": "long", "keep": "yes"}
    answer = browser.post(f"/visits/{visit.pk}/after/", form)
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert (visit.said, visit.kept_at) == ("Oak", None)


def test_without_script_what_comes_after_it_was_kept_still_stands_in_the_page(browser, harlow):
    visit = visited(harlow, typed=None)
    form = {"revision": 0, "said": "Oak", "outcome": "not_held", "keep": "yes"}
    browser.post(f"/visits/{visit.pk}/after/", form)
    answer = browser.post(f"/visits/{visit.pk}/after/", {**form, "said": "Oak\nElm, not ash"})
    assert answer.status_code == 409
    assert "Elm, not ash" in answer.content.decode()
    assert browser.post(f"/visits/{visit.pk}/after/", form).status_code == 302


def test_a_keeping_that_is_refused_forgets_no_tick(browser, harlow):
    visit = visited(harlow, typed=None)
    for label in ("Ticket", "Lunch"):
        browser.post(
            f"/visits/{visit.pk}/costs/", {"what": "food", "amount": "1", "currency": "GBP", "label": label}
        )
    tom, (ticket, lunch) = harlow.people.get(), Cost.objects.order_by("id")
    assert visit.people  # He is ticked unless she says otherwise.
    form = {"revision": 0, "outcome": "not_held", "hours": "long", "others": "Ada", "cost": lunch.pk}
    form |= {"keep": "yes", "shown_cost": [ticket.pk, lunch.pk]}
    for more, is_ticked in (({}, False), ({"person": tom.pk}, True)):
        answer = browser.post(f"/visits/{visit.pk}/after/", {**form, **more})
        page = LexborHTMLParser(answer.content.decode())
        chosen = {(one.attributes["name"], one.attributes["value"]) for one in page.css("[checked]")}
        assert (("person", str(tom.pk)) in chosen) is is_ticked
        assert ("outcome", "not_held") in chosen
        assert {value for name, value in chosen if name == "cost"} == {str(lunch.pk)}
        assert page.css_first("#after-others").attributes["value"] == "Ada"


def test_the_journal_answers_with_the_revision_and_tells_another_window(browser, harlow):
    visit = visited(harlow, typed=None)
    path = f"/visits/{visit.pk}/notes/"
    assert browser.post(path, {"revision": 0, "said": "Oak"}).json()["revision"] == 1
    answer = browser.post(path, {"revision": 0, "bigger": "Ash"})
    assert (answer.status_code, answer.json()["stands"]["said"]) == (409, "Oak")


def test_a_visit_prints_with_its_day_people_and_agenda(browser, harlow):
    visit = visited(harlow, typed=None)
    page = shown(browser, f"/visits/{visit.pk}/")
    assert all(page.css_first(one) is not None for one in (".day-line", ".met", ".agenda", "[data-print]"))
