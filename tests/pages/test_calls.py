"""The pages of a call: opened from anywhere, noted in two windows, kept with one click, hers alone."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.agreements.models import Agreement
from alongside.calls import actions
from alongside.calls.actions import How
from alongside.calls.models import AgendaLine, Call
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Assignment, Handle, Person
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.outgoing import set_outgoing
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.pages.calls.brief import clock_there
from alongside.processes.follow_ups import follow_all
from alongside.promises.actions import write_down
from alongside.promises.models import Promise
from alongside.rooms.models import Room
from alongside.sharing.models import Share
from alongside.timeline.models import Interaction
from tests.making import ME, MONDAY, arrive, assistant, mailbox, message, owner
from tests.pages.calling import opened, typed
from tests.pages.reading import shown

pytestmark = pytest.mark.django_db
CANARY = "Zirkelmooswald"


@pytest.fixture
def harlow():
    made = add_client("Harlow & Sons", by=owner())
    add_person(made, "Tom Harlow", ["tom@harlow.example"])
    return made


def test_one_click_on_the_clients_page_opens_a_call(harlow, browser):
    page = shown(browser, f"/clients/{harlow.pk}/")
    button = page.css_first("button[formaction='/calls/new/']")
    assert button.text() == "Call Harlow & Sons"
    assert opened(browser, harlow).client == harlow


def test_a_pasted_link_is_joined_in_a_new_tab(harlow, browser):
    call = opened(browser, harlow, join_url="https://zoom.us/j/123")
    link = shown(browser, f"/calls/{call.pk}/").css_first("#call-place a.button")
    assert (link.text(), link.attributes["href"]) == ("Join by Zoom", "https://zoom.us/j/123")
    assert "noopener" in link.attributes["rel"]
    assert link.attributes["target"] == "_blank"


def test_a_bad_link_is_said_in_words_and_opens_nothing(harlow, browser):
    answer = browser.post("/calls/new/", {"client": harlow.pk, "join_url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert "no link that can be opened" in answer.content.decode()
    assert Call.objects.count() == 0


def test_a_number_is_rung_by_tel(harlow, browser):
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/how/", {"way": "mobile", "number": "+44 20 7946 0018<script>"})
    link = shown(browser, f"/calls/{call.pk}/").css_first("#call-place a.button")
    assert link.attributes["href"] == "tel:+442079460018"


def test_the_brief_says_what_is_open(harlow, browser):
    write_down(
        owner(),
        harlow.pk,
        kind="promise",
        side="ours",
        changes={"wording": "Send the list"},
        now=timezone.now(),
    )
    call = opened(browser, harlow)
    beside = shown(browser, f"/calls/{call.pk}/").css_first("#call-beside")
    assert "Send the list" in beside.text()
    assert beside.css_first("button[data-row-key=e]").text() == "Kept"


def test_the_clients_clock_and_agreed_hours_are_said_before_ringing(harlow):
    harlow.timezone = "America/New_York"
    harlow.save()
    Agreement.objects.create(client=harlow, begins=time(9), ends=time(17))
    words, is_late = clock_there(owner(), harlow, now=MONDAY + timedelta(hours=3))
    assert words == "It is 07:00 for Harlow & Sons; you agreed 09:00 to 17:00."
    assert is_late
    assert not clock_there(owner(), harlow, now=MONDAY + timedelta(hours=6))[1]


def test_nothing_is_said_of_a_clock_that_shows_the_same(harlow):
    assert clock_there(owner(), harlow, now=MONDAY) == ("", False)


def test_what_is_typed_is_kept_with_a_revision(harlow, browser):
    call = opened(browser, harlow)
    answer = typed(browser, call, prepared="Ask about oak", said="")
    assert answer.json()["revision"] == 1
    page = shown(browser, f"/calls/{call.pk}/")
    assert page.css_first("[name=prepared]").text().strip() == "Ask about oak"
    assert page.css_first("[data-notes]").attributes["data-revision"] == "1"


def test_a_window_that_is_behind_is_given_what_stands(harlow, browser):
    call = opened(browser, harlow)
    typed(browser, call, said="One")
    answer = browser.post(f"/calls/{call.pk}/notes/", {"revision": 0, "said": "Two"})
    assert answer.status_code == 409
    assert answer.json()["stands"] == {"prepared": "", "said": "One"}


def test_without_script_two_windows_lose_nothing(harlow, browser):
    call = opened(browser, harlow)
    typed(browser, call, said="One")
    answer = browser.post(f"/calls/{call.pk}/", {"revision": 0, "said": "Two", "keep": "yes"})
    assert answer.status_code == 302
    call.refresh_from_db()
    assert call.said == "One\nTwo"


@pytest.mark.parametrize("part", ["", "after/"])
def test_without_script_what_comes_after_it_was_kept_still_stands_in_the_page(harlow, browser, part):
    call = opened(browser, harlow)
    typed(browser, call, said="One")
    browser.post(f"/calls/{call.pk}/after/", {"keep": "yes", "outcome": "held", "minutes": "5"})
    late = {"revision": 1, "said": f"One\n# {CANARY}", "keep": "yes", "outcome": "held"}
    answer = browser.post(f"/calls/{call.pk}/{part}", late)
    assert answer.status_code == 409
    assert "kept in another window" in answer.content.decode()
    assert f"# {CANARY}" in answer.content.decode()
    # Of what stands there already nothing is to be said.
    assert browser.post(f"/calls/{call.pk}/{part}", {**late, "said": "One"}).status_code == 302


def test_what_is_too_long_is_said_and_still_stands_in_the_page(harlow, browser):
    call = opened(browser, harlow)
    answer = browser.post(f"/calls/{call.pk}/", {"revision": 0, "said": CANARY + "x" * 200_001})
    assert answer.status_code == 422
    assert CANARY in answer.content.decode()


@pytest.mark.broad
def test_from_begin_to_kept_without_script(harlow, browser):
    call = opened(browser, harlow)
    tom = Person.objects.get(name="Tom Harlow")
    browser.post(f"/calls/{call.pk}/begin/")
    call.spans.update(began_at=timezone.now() - timedelta(minutes=25))
    answer = browser.post(
        f"/calls/{call.pk}/", {"revision": 0, "said": "Oak.\n> I send the list by Friday", "end": "yes"}
    )
    assert answer["Location"] == f"/calls/{call.pk}/after/"
    page = shown(browser, answer["Location"])
    assert page.css_first("[name=minutes]").attributes["value"] == "25"
    minutes = {"outcome": "held", "minutes": "25", "person": tom.pk, "keep": "yes"}
    browser.post(answer["Location"], {**minutes, "revision": 1, "said": "Oak.\n> I send the list by Friday"})
    kept = shown(browser, answer["Location"])
    assert "You spoke for 25 min" in kept.css_first(".after-kept").text()
    assert "I send the list by Friday" in kept.css_first(".promise-row").text()
    assert Interaction.objects.get().kind == "call"
    assert Promise.objects.get().side == "ours"


@pytest.mark.parametrize("verb", ["begin", "room"])
def test_without_script_beginning_keeps_what_was_typed(harlow, browser, verb):
    call = opened(browser, harlow, way="room")
    page = shown(browser, f"/calls/{call.pk}/")
    assert page.css_first(f"button.only-plain[form=call-notes][name={verb}]") is not None
    browser.post(f"/calls/{call.pk}/", {"revision": call.revision, "said": "The oak", verb: "yes"})
    call.refresh_from_db()
    assert call.said == "The oak"
    assert call.spans.exists() if verb == "begin" else call.room is not None


def test_the_brief_does_not_name_the_call_itself_as_the_next(harlow, browser):
    at = timezone.now() + timedelta(hours=1)
    facts = Facts(starts_at=at, ends_at=at + timedelta(minutes=30), title="Spring fair")
    row = plan(owner(), harlow, facts, now=timezone.now())
    call = actions.start_planned(owner(), row.pk, now=timezone.now())
    assert "Spring fair" not in shown(browser, f"/calls/{call.pk}/").css_first("#call-beside").text()
    other = opened(browser, harlow, new="yes")
    assert "Spring fair" in shown(browser, f"/calls/{other.pk}/").css_first("#call-beside").text()


def test_the_finders_promises_are_offered_after_the_call(harlow, browser):
    call = opened(browser, harlow)
    browser.post(
        f"/calls/{call.pk}/", {"revision": 0, "said": "I'll send the drawings tomorrow.", "end": "yes"}
    )
    browser.post(f"/calls/{call.pk}/after/", {"outcome": "held", "keep": "yes"})
    offer = shown(browser, f"/calls/{call.pk}/after/").css_first(".offer")
    browser.post(offer.css_first("button").attributes["formaction"])
    assert Promise.objects.get().state == "open"


@pytest.mark.broad
def test_undo_opens_the_call_again(harlow, browser):
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/after/", {"outcome": "held", "minutes": "5", "keep": "yes"})
    toast = shown(browser, f"/calls/{call.pk}/after/").css_first(".toast button").attributes["formaction"]
    browser.post(toast)
    assert Interaction.objects.count() == 0
    assert shown(browser, f"/calls/{call.pk}/after/").css_first("[name=outcome]") is not None


@pytest.mark.parametrize("minutes", ["-5", "abc", "99999999", "0"])
def test_minutes_that_are_none_are_refused_and_nothing_is_lost(harlow, browser, minutes):
    call = opened(browser, harlow)
    form = {"outcome": "held", "minutes": minutes, "said": CANARY, "revision": 0, "keep": "yes"}
    answer = browser.post(f"/calls/{call.pk}/after/", form)
    assert answer.status_code == 422
    assert CANARY in answer.content.decode()
    assert Interaction.objects.count() == 0


def test_agenda_is_written_ticked_and_taken_off(harlow, browser):
    call = opened(browser, harlow)
    path = f"/calls/{call.pk}/agenda/"
    browser.post(path, {"line": "The gate"})
    browser.post(path, {"line": "The invoice"})
    gate, invoice = AgendaLine.objects.order_by("id")
    browser.post(path, {"tick": gate.pk})
    browser.post(path, {"drop": invoice.pk})
    lines = shown(browser, f"/calls/{call.pk}/").css(".agenda li")
    assert [line.attributes.get("class") for line in lines] == ["reached"]


def test_an_agenda_line_of_another_client_is_not_there(harlow, browser):
    other = opened(browser, add_client("Birch", by=owner()))
    browser.post(f"/calls/{other.pk}/agenda/", {"line": "Theirs"})
    call = opened(browser, harlow)
    answer = browser.post(f"/calls/{call.pk}/agenda/", {"tick": AgendaLine.objects.get().pk})
    assert answer.status_code == 404


def test_a_call_just_cut_off_goes_on(harlow, browser):
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/begin/")
    browser.post(f"/calls/{call.pk}/", {"end": "yes"})
    assert opened(browser, harlow).pk == call.pk
    assert opened(browser, harlow, new="yes").pk != call.pk


def test_the_call_of_an_appointment_opens_its_own_page(harlow, browser):
    now = timezone.now()
    row = plan(owner(), harlow, Facts(now, now + timedelta(hours=1), way="mobile"), now=now)
    first = browser.post(f"/calls/planned/{row.pk}/")
    assert first["Location"] == browser.post(f"/calls/planned/{row.pk}/")["Location"]
    after = browser.post(f"/calls/planned/{row.pk}/", {"then": "after"})
    assert after["Location"].endswith("/after/")


@pytest.mark.broad
def test_private_lines_are_nowhere_for_anybody_else(harlow, signed_in):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    hers = signed_in(ann)
    call = opened(hers, harlow)
    said = f"Oak.\n# {CANARY}\n> I send it"
    hers.post(f"/calls/{call.pk}/after/", {"revision": 0, "said": said, "outcome": "held", "keep": "yes"})
    assert CANARY in shown(hers, f"/clients/{harlow.pk}/").css_first("main").text()
    browser = signed_in(owner())
    entry = Interaction.objects.get(kind="call").pk
    for path in (
        "/",
        f"/clients/{harlow.pk}/",
        "/calls/",
        f"/conversations/{entry}/",
        f"/search/?q={CANARY[:9]}*",
    ):
        page = browser.get(path)
        assert page.status_code == 200 and CANARY not in page.content.decode()
    assert browser.get(f"/calls/{call.pk}/").status_code == 404
    assert CANARY not in browser.get(f"/mail/{entry}/original/").content.decode()


def test_foreign_words_stay_words(harlow, browser):
    harlow.name = "<b>Harlow</b>"
    harlow.save()
    call = actions.start(owner(), harlow, How(people=(("<i>Tom</i>", ""),)), now=timezone.now())
    typed(browser, call, said="</textarea><script>alert(1)</script>")
    page = browser.get(f"/calls/{call.pk}/").content.decode()
    for words in ("<b>Harlow", "<i>Tom", "<script>alert"):
        assert words not in page


def test_a_persons_number_is_kept_once_and_rung_from_the_call(harlow, browser):
    tom = Person.objects.get(name="Tom Harlow")
    browser.post(
        f"/clients/{harlow.pk}/learn/", {"what": "phone", "person": tom.pk, "value": "020 7946 0018"}
    )
    call = opened(browser, harlow)
    link = shown(browser, f"/calls/{call.pk}/").css_first("#call-place a.button")
    assert link.attributes["href"] == "tel:+442079460018"
    assert "Tom Harlow" in link.text()
    browser.post(f"/clients/{harlow.pk}/forget/", {"what": "phone", "value": "+442079460018"})
    assert shown(browser, f"/calls/{call.pk}/").css_first("#call-place a.button") is None


@pytest.mark.parametrize("number", ["", "abc", "12", "+44 20 7946 0018 0000 00000"])
def test_what_is_no_number_is_said_in_words(harlow, browser, number):
    tom = Person.objects.get(name="Tom Harlow")
    browser.post(f"/clients/{harlow.pk}/learn/", {"what": "phone", "person": tom.pk, "value": number})
    assert not Handle.objects.filter(kind="phone").exists()
    assert "telephone number" in shown(browser, "/clients/").css_first(".toast").text()


def test_today_asks_what_an_open_call_was(harlow, browser):
    mailbox()
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/", {"end": "yes"})
    notice = shown(browser, "/").css_first(".notice a[href*='/calls/']")
    assert notice.attributes["href"] == f"/calls/{call.pk}/after/"


@pytest.mark.parametrize(("direction", "words"), [("out", "Not reached"), ("in", "Missed call")])
def test_a_call_that_did_not_come_about_is_told_so_in_the_story(harlow, browser, direction, words):
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/after/", {"outcome": "missed", "direction": direction, "keep": "yes"})
    assert words in shown(browser, f"/clients/{harlow.pk}/").css_first(".call-line").text()


def test_a_room_is_opened_once_and_stands_beside_the_notes(harlow, browser):
    call = opened(browser, harlow, way="room")
    assert shown(browser, f"/calls/{call.pk}/").css_first("[data-room]") is None
    browser.post(f"/calls/{call.pk}/room/")
    browser.post(f"/calls/{call.pk}/room/")
    answer = browser.get(f"/calls/{call.pk}/")
    page = LexborHTMLParser(answer.content.decode())
    assert page.css_first("[data-room]").attributes["data-room"] == str(Room.objects.get().pk)
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert page.css_first("form[data-notes]") is not None


@pytest.mark.broad
def test_a_kept_call_ends_its_room_and_its_links(harlow, browser):
    call = opened(browser, harlow, way="room")
    browser.post(f"/calls/{call.pk}/room/")
    room = Room.objects.get()
    browser.post(f"/rooms/{room.pk}/link/")
    browser.post(f"/calls/{call.pk}/after/", {"outcome": "held", "minutes": "5", "keep": "yes"})
    room.refresh_from_db()
    assert room.ended_at is not None
    assert not Share.objects.filter(object_id=room.pk, revoked_at=None).exists()


def test_no_camera_where_the_call_is_elsewhere(harlow, browser):
    call = opened(browser, harlow, way="mobile")
    assert "camera=()" in browser.get(f"/calls/{call.pk}/")["Permissions-Policy"]


def test_the_recap_is_one_click_and_opens_as_a_letter(harlow, browser):
    server = Server("127.0.0.1", 1, "tls", "me")
    set_outgoing(connect_mailbox(owner(), Wanted("me@desk.example", server, "secret")), server)
    call = opened(browser, harlow)
    browser.post(f"/calls/{call.pk}/", {"revision": 0, "said": "= Oak it is\n# hush", "end": "yes"})
    assert "Write a recap" in shown(browser, f"/calls/{call.pk}/after/").css_first("#call-steps").text()
    letter = browser.post(f"/calls/{call.pk}/recap/")["Location"]
    text = shown(browser, letter).css_first("[name=text]").text()
    assert "Decided:\n- Oak it is" in text
    assert "hush" not in text
    assert browser.post(f"/calls/{call.pk}/recap/")["Location"] == letter


@pytest.mark.broad
def test_whoever_is_not_known_keeps_the_address_they_came_with(harlow, browser):
    people = [("Tom", "tom@home.example")]
    call = actions.start(owner(), harlow, actions.How(way="mobile", people=people), now=timezone.now())
    browser.post(f"/calls/{call.pk}/how/", {"way": "mobile", "others": "Tom", "number": "+15550100"})
    browser.post(
        f"/calls/{call.pk}/after/", {"keep": "1", "outcome": "held", "minutes": "5", "others": "Tom, Ann"}
    )
    call.refresh_from_db()
    assert call.people == [["Tom", "tom@home.example"], ["Ann", ""]]


def test_what_waits_is_settled_from_the_call_and_leads_back_to_it(harlow, browser):
    now_hours = (timezone.now() - MONDAY).total_seconds() / 3600
    arrive(
        mailbox(), message("tom@harlow.example", ME, text="When does the oak come?\n", hours=now_hours - 2)
    )
    follow_all()
    call = opened(browser, harlow)
    page = shown(browser, f"/calls/{call.pk}/")
    assert "When does the oak come?" in page.css_first("#call-beside").text()
    button = page.css_first("#call-beside .row-does button").attributes
    answer = browser.post(button["formaction"], {button["name"]: button["value"]})
    assert answer["Location"] == f"/calls/{call.pk}/"
    assert shown(browser, f"/calls/{call.pk}/").css_first("#call-beside .row-does") is None
