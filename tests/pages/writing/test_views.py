"""The writing pages by their addresses: begun, kept, sent, taken back, and what goes wrong on the way."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.actions import Hours, be_away, keep_agreement, keep_own_hours
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.clients.models import Handle, Person
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.outgoing import set_outgoing
from alongside.intake import filing
from alongside.outbox.kit import save_signature, save_snippet
from alongside.outbox.models import Draft, Letter
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Interaction
from tests.making import ME, arrive, arrive_raw, mailbox, message, owner, rich_mail

pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"


@pytest.fixture
def me():
    return owner()


@pytest.fixture
def desk(me, signed_in):
    return signed_in(me)


@pytest.fixture
def box(me):
    """A mailbox that sends; nobody answers there, so nothing goes out in these tests."""
    made = connect_mailbox(me, Wanted(ME, Server("127.0.0.1", 1, "none", ME), "secret"))
    set_outgoing(made, Server("127.0.0.1", 1, "none", ME))
    return made


@pytest.fixture
def harlow(me):
    client = add_client("Harlow & Sons", by=me)
    filing.learn_address(client, MARA, name="Mara Quill", by=me)
    return client


@pytest.fixture
def asked(me, harlow) -> Interaction:
    """A letter from Mara that waits for an answer."""
    now = timezone.now() - timedelta(hours=3)
    raw = rich_mail().replace(
        b"Mon, 02 Mar 2026 09:00:00 +0000", f"{now:%a, %d %b %Y %H:%M:%S +0000}".encode()
    )
    arrive_raw(mailbox(me, label="Old mail"), raw.replace(b"Here is the plan.", b"Is this the plan?"))
    follow_all()
    return Interaction.objects.get()


def begin(desk, **posted) -> Draft:
    answer = desk.post(reverse("write-start"), posted)
    assert answer.status_code == 302
    return Draft.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))


def form(draft: Draft, **typed: str) -> dict[str, str]:
    return {"revision": str(draft.revision), **typed}


def keep(desk, draft: Draft, **typed: str):
    return desk.post(reverse("write-keep", args=[draft.pk]), {"scripted": "1", **form(draft, **typed)})


def test_an_answer_has_its_address_and_its_letter_beside_it(desk, box, harlow, asked):
    draft = begin(desk, answer=asked.pk)
    page = desk.get(reverse("write", args=[draft.pk])).content.decode()
    assert "Mara Quill &lt;mara@harlow.example&gt;" in page
    assert 'value="Re: The stand"' in page
    assert 'class="beside-letter"' in page
    assert "Is this the plan?" in page.partition('class="beside-letter"')[2]
    assert "quote.pdf" in page


def test_r_pressed_twice_goes_on_with_the_same_answer(desk, box, harlow, asked):
    assert begin(desk, answer=asked.pk) == begin(desk, answer=asked.pk)
    assert Draft.objects.count() == 1


def test_a_part_of_a_page_is_led_to_the_whole_writing_page(desk, box, asked):
    answer = desk.post(reverse("write-start"), {"answer": asked.pk}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("write", args=[Draft.objects.get().pk])


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
