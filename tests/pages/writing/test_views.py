"""The writing pages by their addresses: begun, kept, sent, taken back, and what goes wrong on the way."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.outbox import attaching
from alongside.outbox.kit import save_signature
from alongside.outbox.models import Draft
from alongside.timeline.models import Interaction
from tests.making import arrive, mailbox, message
from tests.pages.writing.desk import MARA, asked, begin, box, desk, form, harlow, keep, me

__all__ = ["asked", "box", "desk", "harlow", "me"]

pytestmark = pytest.mark.django_db


@pytest.mark.broad
def test_an_answer_has_its_address_and_its_letter_beside_it(desk, box, harlow, asked):
    draft = begin(desk, answer=asked.pk)
    page = desk.get(reverse("write", args=[draft.pk])).content.decode()
    assert "Mara Quill &lt;mara@harlow.example&gt;" in page
    assert 'value="Re: The stand"' in page
    assert 'class="beside-letter"' in page
    assert "Is this the plan?" in page.partition('class="beside-letter"')[2]
    assert "quote.pdf" in page


@pytest.mark.broad
def test_r_pressed_twice_goes_on_with_the_same_answer(desk, box, harlow, asked):
    assert begin(desk, answer=asked.pk) == begin(desk, answer=asked.pk)
    assert Draft.objects.count() == 1


@pytest.mark.broad
def test_a_part_of_a_page_is_led_to_the_whole_writing_page(desk, box, asked):
    answer = desk.post(reverse("write-start"), {"answer": asked.pk}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("write", args=[Draft.objects.get().pk])


@pytest.mark.broad
def test_without_a_mailbox_that_sends_the_page_offers_her_own_program(desk, harlow, asked):
    page = desk.get(reverse("conversation", args=[asked.pk])).content.decode()
    assert "mailto:mara@harlow.example?subject=Re%3A%20The%20stand" in page
    assert reverse("write-start") not in page
    assert desk.post(reverse("write-start"), {"answer": asked.pk}).status_code == 302
    assert not Draft.objects.exists()


def test_a_number_that_is_none_is_400(desk, box):
    assert desk.post(reverse("write-start"), {"answer": "x"}).status_code == 400
    assert desk.post(reverse("write-start"), {"client": "x"}).status_code == 400


def test_an_entry_of_somebody_else_is_404(desk, box, assistant):
    arrive(
        mailbox(assistant, label="Hers", own=["ada@practice.example"]),
        message("x@y.example", "ada@practice.example"),
    )
    foreign = Interaction.objects.get()
    assert desk.post(reverse("write-start"), {"answer": foreign.pk}).status_code == 404


def test_a_letter_in_which_nothing_was_typed_is_not_listed(desk, box, harlow, me):
    save_signature(me, "Me, at the desk")
    draft = begin(desk, client=harlow.pk)
    letters = reverse("letters")
    assert "No letter is begun" in desk.get(letters).content.decode()
    keep(desk, draft, text="Dear Mara,\n\n-- \nMe, at the desk", to=f"Mara Quill <{MARA}>")
    page = desk.get(letters).content.decode()
    assert '<bdi class="who">Mara Quill</bdi>' in page
    assert '<bdi class="words">Dear Mara,</bdi>' in page


def test_what_is_typed_is_kept_with_a_new_revision(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    answer = keep(desk, draft, text="Dear Mara,", to=MARA)
    assert answer.status_code == 200
    assert answer.json()["revision"] == draft.revision + 1
    draft.refresh_from_db()
    assert (draft.text, draft.to) == ("Dear Mara,", MARA)


def test_a_second_window_overwrites_nothing_and_is_told(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, text="From the first window")
    answer = keep(desk, draft, text="From the second window")
    assert answer.status_code == 409
    assert answer.json()["stands"]["text"] == "From the first window"
    assert Draft.objects.get().text == "From the first window"


def test_an_answer_that_was_lost_and_is_asked_again_is_no_other_version(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, text="Once")
    again = keep(desk, draft, text="Once")
    assert again.status_code == 200
    assert again.json()["revision"] == Draft.objects.get().revision


def test_letters_out_of_order_do_not_bring_back_what_was_deleted(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    late = form(draft, text="Dear", scripted="1")
    keep(desk, draft, text="Dear Mara")
    draft.refresh_from_db()
    keep(desk, draft, text="Dear Mara,")
    assert desk.post(reverse("write-keep", args=[draft.pk]), late).status_code == 409
    assert Draft.objects.get().text == "Dear Mara,"


@pytest.mark.broad
def test_a_form_without_script_shows_both_versions_and_keeps_hers_when_told(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, text="Theirs")
    answer = desk.post(reverse("write", args=[draft.pk]), form(draft, text="Mine", keep="yes"))
    assert answer.status_code == 409
    assert "changed in another window" in answer.content.decode()
    now = Draft.objects.get()
    assert now.text == "Theirs"
    kept = desk.post(reverse("write", args=[draft.pk]), form(now, text="Mine", keep="mine"))
    assert kept.status_code == 302
    assert Draft.objects.get().text == "Mine"


def test_a_revision_that_is_none_is_400(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    assert desk.post(reverse("write", args=[draft.pk]), {"text": "Hi"}).status_code == 400


def test_what_a_forwarded_letter_leaves_behind_is_named(desk, box, harlow, asked, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_BYTES", 10)
    draft = begin(desk, forward=asked.pk)
    asked.attachments.create(
        key="p", number=9, name="p.png", media_type="image/png", size_bytes=30_000, is_inline=True
    )
    page = desk.get(reverse("write", args=[draft.pk])).content.decode()
    assert not draft.files.exists()
    assert "Not along: <bdi>quote.pdf</bdi>" in page
    assert "1 picture that stands in the text" in page


def test_a_file_that_was_taken_out_again_is_not_left_behind(desk, box, harlow, asked):
    draft = begin(desk, forward=asked.pk)
    for file in draft.files.all():
        desk.post(reverse("write-files", args=[draft.pk]), {"remove": file.pk})
    page = desk.get(reverse("write", args=[draft.pk])).content.decode()
    assert "Not along" not in page
