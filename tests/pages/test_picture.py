"""A client's picture on its page: kept in place, refused in words, undone; people and their faces."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Anniversary, Person
from alongside.picture.models import Face, Line
from alongside.picture.queries import picture_for
from alongside.processes.follow_ups import follow_all
from tests.making import ME, arrive, arrive_raw, mailbox, message, rich_mail
from tests.making import owner as make_owner
from tests.pages.reading import words_apart as words

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def harlow(owner):
    client = add_client("Harlow & Sons", by=owner)
    add_person(client, "Mara <b>Quill</b>", ["mara@harlow.example"])
    return client


@pytest.fixture
def desk(signed_in, owner):
    return signed_in(owner)


def at(name: str, *numbers: int) -> str:
    return reverse(name, args=numbers)


def keep(desk, harlow, **typed):
    given = {"kind": "place", "name": "The mill", **typed}
    return desk.post(at("picture-line", harlow.pk), given, follow=True)


@pytest.mark.broad
def test_a_line_is_kept_and_read(desk, harlow):
    page = words(keep(desk, harlow, address="Lane 4\nStroud", parking="Behind"))
    assert "The mill" in page
    assert "Address Lane 4 Stroud Parking Behind" in page


def test_what_a_stranger_wrote_is_words_alone(desk, harlow):
    page = keep(desk, harlow, name="<b>Mill", way="<script>alert(1)</script>").content.decode()
    assert "<b>Mill" not in page and "<script>alert" not in page
    assert "Mara &lt;b&gt;Quill&lt;/b&gt;" in page


@pytest.mark.broad
def test_undo_takes_a_change_back(desk, harlow):
    keep(desk, harlow)
    line = Line.objects.get()
    page = desk.post(at("picture-line-change", line.pk), {"name": "The barn"}, follow=True)
    assert picture_of(harlow).places[0].name == "The barn"
    desk.post(undo_in(page))
    assert picture_of(harlow).places[0].name == "The mill"


def picture_of(harlow):
    return picture_for(make_owner(), harlow.pk)


def undo_in(page) -> str:
    return (
        LexborHTMLParser(page.content.decode())
        .css_first("#toasts button[formaction]")
        .attributes["formaction"]
    )


@pytest.mark.broad
def test_taken_away_and_back_again(desk, harlow):
    keep(desk, harlow)
    page = desk.post(at("picture-line-drop", Line.objects.get().pk), follow=True)
    assert "The mill" not in words(page).partition("Who changed what")[0]
    assert "The mill" in words(desk.post(undo_in(page), follow=True))


def test_a_password_is_refused_kindly_and_not_shown_again(desk, harlow):
    given = {"kind": "tool", "name": "Xero", "what_for": "Invoices", "account": "Mara, Tr0ub4dor&3"}
    answer = desk.post(at("picture-line", harlow.pk), given)
    assert answer.status_code == 422
    assert "None is kept here: put it into a password manager" in words(answer)
    assert "Tr0ub4dor" not in answer.content.decode()
    assert 'value="Invoices"' in answer.content.decode()
    assert Line.objects.count() == 0


def test_what_is_missing_is_said_beside_its_field_in_the_open_form(desk, harlow):
    answer = desk.post(at("picture-line", harlow.pk), {"kind": "place", "name": ""})
    tree = LexborHTMLParser(answer.content.decode())
    assert answer.status_code == 422
    assert tree.css_first("details.line-new[open] .field.wrong .error") is not None


def test_a_link_opens_elsewhere_and_tells_nobody_where_it_stood(desk, harlow):
    page = keep(desk, harlow, kind="tool", name="Xero", link="go.xero.com")
    link = LexborHTMLParser(page.content.decode()).css_first('a[href="https://go.xero.com"]')
    assert "noreferrer" in link.attributes["rel"]


def test_a_person_is_told_of_and_stands_below_whom_they_answer_to(desk, harlow):
    desk.post(at("picture-people", harlow.pk), {"name": "Tom Harlow"})
    mara, tom = Person.objects.order_by("id")
    given = {"name": "Mara Quill", "role": "Office", "answers_to": tom.pk, "told": "By message"}
    page = words(desk.post(at("picture-person", harlow.pk, mara.pk), given, follow=True))
    assert page.index("Tom Harlow") < page.index("Mara Quill")
    assert "Office" in page and "How to tell them By message" in page


@pytest.mark.broad
def test_a_note_for_herself_is_on_no_other_members_page(desk, harlow, signed_in, assistant):
    harlow.assignments.create(member=assistant)
    mara = Person.objects.get()
    desk.post(at("picture-person", harlow.pk, mara.pk), {"name": "Mara", "aside": "CANARY"})
    keep(desk, harlow, name="CANARY too", is_private="on")
    assert "CANARY too" in words(desk.get(at("client-picture", harlow.pk)))
    ada = signed_in(assistant)
    for path in (
        at("client-picture", harlow.pk),
        at("picture-person", harlow.pk, mara.pk),
        at("client", harlow.pk),
    ):
        assert "CANARY" not in ada.get(path).content.decode()


def test_a_note_that_holds_a_password_is_refused_at_the_note(desk, harlow):
    path = at("picture-person", harlow.pk, Person.objects.get().pk)
    answer = desk.post(path, {"name": "Mara", "aside": "PIN 4711", "notes": "Kind"})
    wrong = LexborHTMLParser(answer.content.decode()).css(".field.wrong")
    assert [one.css_first("label").text() for one in wrong] == ["Just for me"]
    assert "4711" not in answer.content.decode()


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (640, 480), "#806040").save(out, "JPEG")
    return SimpleUploadedFile("mara.jpg", out.getvalue(), "image/jpeg")


@pytest.mark.broad
def test_a_face_is_shown_beside_the_name(desk, harlow):
    mara = Person.objects.get()
    desk.post(at("picture-face", harlow.pk, mara.pk), {"face": photo()})
    page = LexborHTMLParser(desk.get(at("client-picture", harlow.pk)).content.decode())
    answer = desk.get(page.css_first("img.face").attributes["src"])
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    desk.post(at("picture-face-drop", harlow.pk, mara.pk))
    assert Face.objects.count() == 0


@pytest.mark.broad
def test_a_file_that_is_no_picture_is_refused_in_words(desk, harlow):
    path = at("picture-face", harlow.pk, Person.objects.get().pk)
    answer = desk.post(path, {"face": SimpleUploadedFile("a.jpg", b"<svg/>", "image/jpeg")})
    assert answer.status_code == 422
    assert "This is no picture that can be shown" in words(answer)
    assert "Choose a picture first" in words(desk.post(path))


def test_a_day_is_kept_and_taken_away_in_place(desk, harlow):
    typed = {"whose": Person.objects.get().pk, "kind": "birthday", "day": 3, "month": 4, "year": ""}
    page = words(desk.post(at("picture-day", harlow.pk), typed, follow=True))
    assert "birthday 3 April" in page
    path = at("client-picture", harlow.pk)
    answer = desk.post(at("day-drop", Anniversary.objects.get().pk), {"next": path})
    assert answer["Location"] == path


def test_a_day_that_no_year_has_is_refused_on_the_picture(desk, harlow):
    typed = {"whose": "", "kind": "birthday", "day": 31, "month": 2, "year": ""}
    answer = desk.post(at("picture-day", harlow.pk), typed)
    assert answer.status_code == 422
    assert "There is no such day" in words(answer)


def test_who_changed_what_names_member_and_line(desk, harlow, signed_in, assistant):
    harlow.assignments.create(member=assistant)
    keep(signed_in(assistant), harlow)
    assert "ada@practice.example added The mill" in words(desk.get(at("client-picture", harlow.pk)))


@pytest.mark.broad
def test_files_lead_to_the_file_its_letter_and_elsewhere(desk, harlow):
    arrive_raw(mailbox(), rich_mail())
    link = "The plan: https://www.dropbox.com/s/abc/Plan.pdf?dl=0&<b>\n"
    arrive(mailbox(label="B"), message("mara@harlow.example", ME, text=link, hours=9))
    follow_all()
    page = LexborHTMLParser(desk.get(at("client-files", harlow.pk)).content.decode())
    there, file = page.css(".file-row")
    outside = there.css_first("a.file-name")
    assert outside.attributes["href"] == "https://www.dropbox.com/s/abc/Plan.pdf?dl=0&"
    assert "noreferrer" in outside.attributes["rel"]
    assert "leads to www.dropbox.com" in outside.text()
    assert desk.get(file.css_first("a.file-name").attributes["href"]).getvalue() == b"%PDF-1.4 quote"
    letter = desk.get(file.css_first("a.file-letter").attributes["href"])
    assert letter.status_code == 200


@pytest.mark.broad
def test_files_are_filtered_by_the_form_and_odd_filters_show_everything(desk, harlow):
    arrive_raw(mailbox(), rich_mail())
    follow_all()
    path = at("client-files", harlow.pk)
    assert "quote.pdf" in words(desk.get(path, {"q": "QUOTE", "kind": "pdf", "who": Person.objects.get().pk}))
    assert "Nothing like this was sent." in words(desk.get(path, {"q": "oak"}))
    assert "quote.pdf" in words(desk.get(path, {"kind": "\0odd", "who": "999", "before": "x~y"}))
