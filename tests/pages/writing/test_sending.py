"""Letters sent from the page: taken back, later, past the wall, with files, within and outside of hours."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.actions import Hours, be_away, keep_agreement, keep_own_hours
from alongside.clients.actions import add_client
from alongside.clients.models import Handle, Person
from alongside.intake import filing
from alongside.outbox import attaching
from alongside.outbox.kit import save_signature, save_snippet
from alongside.outbox.models import Draft, Letter
from alongside.timeline.models import Interaction
from tests.making import arrive_raw, mailbox, rich_mail
from tests.pages.writing.desk import MARA, asked, begin, box, desk, form, harlow, keep, me

__all__ = ["asked", "box", "desk", "harlow", "me"]

pytestmark = pytest.mark.django_db


def send(desk, draft: Draft, **posted):
    draft.refresh_from_db()
    return desk.post(reverse("write", args=[draft.pk]), form(draft, **{"send": "now", **posted}))


def test_sent_it_can_be_taken_back_and_is_the_same_letter(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    answer = send(desk, draft, to=MARA, subject="Hello", text="Dear Mara")
    assert answer["Location"] == reverse("client", args=[harlow.pk])
    letter = Letter.objects.get()
    assert desk.get(reverse("write", args=[draft.pk]))["Location"] == reverse("letter", args=[letter.pk])
    assert "data-seconds" in desk.get(reverse("letter", args=[letter.pk])).content.decode()
    back = desk.post(reverse("letter-withdraw", args=[letter.pk]))
    assert back["Location"] == reverse("write", args=[draft.pk])
    assert "Dear Mara" in desk.get(back["Location"]).content.decode()


def test_the_page_after_sending_offers_undo_without_script(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    send(desk, draft, to=MARA, subject="Hello", text="Dear Mara")
    page = desk.get(reverse("client", args=[harlow.pk])).content.decode()
    assert f'formaction="{reverse("letter-withdraw", args=[Letter.objects.get().pk])}"' in page


def test_it_is_not_sent_to_nobody_and_says_so(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    answer = send(desk, draft, to="", text="Dear Mara")
    assert answer.status_code == 422
    assert 'class="notice error"' in answer.content.decode()
    assert "Dear Mara" in answer.content.decode()
    assert not Letter.objects.exists()


def test_later_it_goes_at_the_chosen_time(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, to=MARA, subject="Hello", text="Dear Mara")
    draft.refresh_from_db()
    at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    answer = desk.post(reverse("write", args=[draft.pk]), form(draft, later=at.isoformat()))
    assert answer.status_code == 302
    assert Letter.objects.get().send_at == at
    assert "On their way" in desk.get(reverse("letters")).content.decode()


@pytest.mark.parametrize("at", ["", "soon", "2001-01-01T09:00"])
def test_no_time_or_one_that_has_passed_is_said(desk, box, harlow, at):
    draft = begin(desk, client=harlow.pk)
    typed = form(draft, to=MARA, text="Hi", later="", at=at)
    answer = desk.post(reverse("write", args=[draft.pk]), typed)
    assert answer.status_code == 422
    assert not Letter.objects.exists()


@pytest.fixture
def birch(me):
    client = add_client("Birch Interiors", by=me)
    filing.learn_address(client, "jo@birch.example", name="Jolyon Birchwood", by=me)
    return client


def test_words_of_another_client_are_shown_before_it_goes(desk, box, harlow, birch):
    draft = begin(desk, client=harlow.pk)
    answer = send(desk, draft, to=MARA, subject="Hello", text="As Jolyon Birchwood told us.")
    assert answer["Location"] == reverse("write-check", args=[draft.pk])
    page = desk.get(answer["Location"]).content.decode()
    assert "<mark>Jolyon Birchwood</mark>" in page
    assert "Birch Interiors" in page
    assert not Letter.objects.exists()
    assert send(desk, draft, anyway="yes")["Location"] == reverse("client", args=[harlow.pk])
    assert Letter.objects.count() == 1


@pytest.mark.broad
def test_what_was_seen_at_the_wall_is_what_goes(desk, box, harlow, birch):
    draft = begin(desk, client=harlow.pk)
    send(desk, draft, to=MARA, subject="Hello", text="As Jolyon Birchwood told us.")
    draft.refresh_from_db()
    seen = form(draft, send="now", anyway="yes")
    keep(desk, draft, text="As Jolyon Birchwood told us, and jo@birch.example as well.")
    assert desk.post(reverse("write", args=[draft.pk]), seen).status_code == 409
    assert not Letter.objects.exists()


def test_a_check_of_a_letter_with_nothing_to_see_leads_back(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    assert desk.get(reverse("write-check", args=[draft.pk]))["Location"] == reverse("write", args=[draft.pk])


@pytest.mark.broad
def test_an_answer_on_its_way_closes_the_waiting_line_at_once_and_undo_opens_it(desk, box, harlow, asked):
    def waits() -> bool:
        return f'id="do-w{asked.pk}"' in desk.get(reverse("today")).content.decode()

    assert waits()
    draft = begin(desk, answer=asked.pk)
    send(desk, draft, text="It is fine.")
    assert not waits()
    desk.post(reverse("letter-withdraw", args=[Letter.objects.get().pk]))
    assert waits()


def test_thrown_away_it_comes_back(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    desk.post(reverse("write", args=[draft.pk]), form(draft, text="Dear", throw="yes"))
    draft.refresh_from_db()
    assert draft.discarded_at is not None
    desk.post(reverse("write-back", args=[draft.pk]))
    draft.refresh_from_db()
    assert (draft.discarded_at, draft.text) == (None, "Dear")


@pytest.mark.broad
def test_files_come_from_her_machine_and_from_their_letter(desk, box, harlow, asked):
    draft = begin(desk, answer=asked.pk)
    files = reverse("write-files", args=[draft.pk])
    desk.post(files, {"files": [SimpleUploadedFile("rates.txt", b"one")]})
    key = asked.attachments.get(is_inline=False).key
    desk.post(files, {"take": key})
    assert sorted(draft.files.values_list("name", flat=True)) == ["quote.pdf", "rates.txt"]
    file = draft.files.get(name="rates.txt")
    taken = desk.get(reverse("write-file", args=[draft.pk, file.pk]))
    assert (taken.content, taken["Content-Disposition"]) == (b"one", 'attachment; filename="rates.txt"')
    part = desk.post(files, {"remove": file.pk}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div class="letter-files"')
    assert "rates.txt" not in part


def test_a_file_of_another_clients_member_cannot_be_taken(desk, box, harlow, assistant, me):
    hers = mailbox(assistant, label="Hers", own=["ada@practice.example"])
    arrive_raw(hers, rich_mail("hers@id.example").replace(b"harlow.example", b"elsewhere.example"))
    foreign = Interaction.objects.get().attachments.get(is_inline=False).key
    draft = begin(desk, client=harlow.pk)
    assert desk.post(reverse("write-files", args=[draft.pk]), {"take": foreign}).status_code == 404


def names(desk, draft: Draft, typed: str) -> list[tuple[str, str, bool]]:
    found = desk.get(reverse("write-people", args=[draft.pk]), {"q": typed}).json()["people"]
    return [(one["address"], one["of"], one["is_other"]) for one in found]


def test_the_clients_people_come_first_and_anothers_are_named_as_such(desk, box, harlow, birch, me):
    filing.learn_address(birch, "mabel@birch.example", name="Mabel", by=me)
    draft = begin(desk, client=harlow.pk)
    assert names(desk, draft, "ma") == [
        (MARA, "Harlow & Sons", False),
        ("mabel@birch.example", "Birch Interiors", True),
    ]
    assert names(desk, draft, "quill m")[0][0] == MARA
    assert names(desk, draft, "zz") == []


def test_people_of_a_client_that_is_not_hers_are_not_offered(box, me, harlow, birch, assistant, signed_in):
    draft = Draft.objects.create(author=assistant, changed_at=timezone.now())
    hers = signed_in(assistant)
    assert Handle.objects.filter(value=MARA).exists() and Person.objects.exists()
    assert names(hers, draft, "ma") == []


def test_a_text_written_often_goes_to_the_end_without_script(desk, box, harlow, me):
    save_snippet(me, name="Thanks", text="Thank you, {first_name}.")
    draft = begin(desk, client=harlow.pk)
    number = me.snippets.get().pk
    typed = form(draft, to=f"Mara Quill <{MARA}>", text="Dear Mara,", insert="yes", snippet=str(number))
    assert desk.post(reverse("write", args=[draft.pk]), typed).status_code == 302
    assert Draft.objects.get().text == "Dear Mara,\n\nThank you, Mara."


def test_the_signature_stands_below_a_new_letter(desk, box, harlow, me):
    save_signature(me, "Me, at the desk")
    draft = begin(desk, client=harlow.pk)
    assert "Me, at the desk" in desk.get(reverse("write", args=[draft.pk])).content.decode()


def test_settings_of_writing_keep_and_drop(desk, box, harlow, me):
    desk.post(reverse("settings-signature"), {"client": harlow.pk, "text": "For Harlow"})
    desk.post(reverse("settings-snippet"), {"name": "Thanks", "text": "Thank you."})
    sender = {
        "address": "desk@harlow.example",
        "name": "Desk",
        "mailbox": box.pk,
        "client": harlow.pk,
        "is_on_behalf": "on",
    }
    desk.post(reverse("settings-from"), sender)
    page = desk.get(reverse("settings-writing")).content.decode()
    assert "For Harlow" in page and "Thank you." in page and "desk@harlow.example" in page
    desk.post(reverse("settings-snippet-drop"), {"snippet": me.snippets.get().pk})
    desk.post(reverse("settings-signature"), {"client": harlow.pk, "text": ""})
    assert not me.snippets.exists() and not me.signatures.exists()


def test_a_text_with_a_place_that_nothing_fills_is_refused_and_stays_typed(desk, box):
    answer = desk.post(reverse("settings-snippet"), {"name": "Odd", "text": "Dear {unknown_thing}"})
    assert answer.status_code == 422
    assert "Dear {unknown_thing}" in answer.content.decode()


def test_a_letter_that_did_not_go_stands_on_today_with_what_to_do(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    send(desk, draft, to=MARA, subject="Hello", text="Dear Mara")
    Letter.objects.update(state="maybe_sent", due_at=None)
    page = desk.get(reverse("today")).content.decode()
    assert "Letters that did not go" in page
    assert "Look in Sent" in page and "Send again" in page
    assert "would get it twice" in page


def always_open() -> None:
    keep_own_hours(Hours(time(0), time(23, 59, 59, 999_999), "0123456", ""))


def test_within_her_hours_a_letter_is_sent(desk, box, harlow):
    always_open()
    page = desk.get(reverse("write", args=[begin(desk, client=harlow.pk).pk])).content.decode()
    assert "Send now" not in page
    assert "Outside your hours" not in page


def test_outside_her_hours_a_letter_may_wait_for_them(desk, box, harlow, me):
    always_open()
    today = timezone.localdate()
    be_away(me, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1))
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, to=MARA, subject="The oak", text="It comes.")
    page = LexborHTMLParser(desk.get(reverse("write", args=[draft.pk])).content.decode())
    offered = page.css_first(".write-does > button[name=later]")
    assert offered.text().startswith("Send at 00:00 on ")
    draft.refresh_from_db()
    as_typed = {"to": MARA, "subject": "The oak", "text": "It comes.", "later": offered.attributes["value"]}
    desk.post(reverse("write", args=[draft.pk]), form(draft, **as_typed))
    letter = Letter.objects.get()
    here = timezone.localtime(letter.send_at, ZoneInfo("Europe/London"))
    assert (here.date(), here.time()) == (today + timedelta(days=2), time(0))
    assert "Take it back" in desk.get(reverse("letters")).content.decode()


def test_outside_the_hours_agreed_with_a_client_too(desk, box, harlow):
    always_open()
    never = (timezone.localdate() + timedelta(days=3)).weekday()
    keep_agreement(
        harlow, Hours(None, None, str(never), ""), answer_hours=None, channels="", urgent="", notes=""
    )
    page = desk.get(reverse("write", args=[begin(desk, client=harlow.pk).pk])).content.decode()
    assert "Outside the hours agreed with Harlow &amp; Sons." in page


def test_what_was_to_go_later_goes_at_once_when_she_says_so(desk, box, harlow, assistant, signed_in):
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, to=MARA, subject="The oak", text="It comes.")
    draft.refresh_from_db()
    at = (timezone.now() + timedelta(days=2)).isoformat(timespec="seconds")
    typed = {"to": MARA, "subject": "The oak", "text": "It comes."}
    desk.post(reverse("write", args=[draft.pk]), form(draft, later=at, **typed))
    planned = Letter.objects.get()
    now_address = reverse("letter-now", args=[planned.pk])
    assert now_address in desk.get(reverse("letters")).content.decode()
    assert signed_in(assistant).post(now_address).status_code == 404
    answer = desk.post(now_address, {"next": reverse("letter", args=[planned.pk])})
    letter = Letter.objects.exclude(pk=planned.pk).get()
    assert answer["Location"] == reverse("letter", args=[letter.pk])
    assert letter.send_at < timezone.now() + timedelta(seconds=11)
    assert "too late" in desk.post(now_address, follow=True).content.decode()


def test_a_file_that_is_chosen_when_send_is_pressed_goes_along(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    send(desk, draft, to=MARA, subject="Hello", text="Hi", files=SimpleUploadedFile("rates.txt", b"one"))
    assert Letter.objects.get().raw.count(b"rates.txt") == 1


def test_one_that_has_arrived_meanwhile_is_not_there_twice(desk, box, harlow):
    draft = begin(desk, client=harlow.pk)
    files = {"files": SimpleUploadedFile("rates.txt", b"one")}
    desk.post(reverse("write-files", args=[draft.pk]), files, headers={"HX-Request": "true"})
    send(desk, draft, to=MARA, subject="Hello", text="Hi", files=SimpleUploadedFile("rates.txt", b"one"))
    assert Letter.objects.get().raw.count(b"rates.txt") == 1


def test_one_that_is_too_large_sends_nothing_and_says_so(desk, box, harlow, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_BYTES", 2)
    draft = begin(desk, client=harlow.pk)
    answer = send(desk, draft, to=MARA, text="Dear Mara", files=SimpleUploadedFile("rates.txt", b"one"))
    assert answer.status_code == 422
    assert "would be larger than mail servers take" in answer.content.decode()
    assert "Dear Mara" in answer.content.decode()
    assert not Letter.objects.exists()
    monkeypatch.undo()
    draft.refresh_from_db()
    assert send(desk, draft).status_code == 302
