"""Writing down by hand on a page: little is needed, nothing is lost, and what is private stays so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.accounts.models import Member
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Assignment, Person
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Interaction, Thread
from alongside.timeline.queries.lists import timeline_for
from alongside.waiting.following import look_again
from alongside.waiting.queries import WaitingLine, waiting_for
from tests.making import ME, MONDAY, arrive_raw, assistant, mailbox, owner, rich_mail
from tests.pages.reading import shown

CANARY = "Zirkelmooswald"
pytestmark = pytest.mark.django_db


def waits() -> list[WaitingLine]:
    """On the next day: what is older than weeks is not kept."""
    now = MONDAY + timedelta(days=1)
    look_again(Thread.objects.values_list("id", flat=True), now=now)
    return waiting_for(owner(), now=now)


@pytest.fixture
def harlow():
    made = add_client("Harlow & Sons", domains=["harlow.example"], by=owner())
    add_person(made, "Tom Harlow", ["tom@harlow.example"])
    return made


def kept(browser, client, **more):
    answer = browser.post("/write-down/", {"client": client.pk, "kind": "call", "next": "/tray/", **more})
    assert answer.status_code == 302, shown_errors(answer)
    return answer


def shown_errors(answer) -> list[str]:
    return [node.text() for node in LexborHTMLParser(answer.content.decode()).css(".error")]


def test_client_and_kind_are_enough(harlow, browser):
    answer = kept(browser, harlow)

    assert answer["Location"] == "/tray/"
    assert Interaction.objects.get().kind == "call"


@pytest.mark.broad
def test_call_that_ended_just_now_began_its_length_ago(harlow, browser):
    tom = Person.objects.get(name="Tom Harlow")
    kept(browser, harlow, length="15", person=tom.pk, others="Their accountant", direction="in")

    call = Interaction.objects.get()
    assert call.ended_at - call.happened_at == timedelta(minutes=15)
    assert abs(timezone.now() - call.ended_at) < timedelta(minutes=1)
    line = shown(browser, f"/clients/{harlow.pk}/").css_first(".call-line")
    assert (
        " ".join(line.css_first(".row-open").text().split())
        == "15 min call from Tom Harlow, Their accountant"
    )


def test_somebody_who_is_known_is_known_by_name_and_by_address(harlow, browser):
    tom = Person.objects.get(name="Tom Harlow")
    kept(browser, harlow, person=tom.pk, others="tom harlow, ada@home.example, Kim")
    call = Interaction.objects.get()
    found = set(call.parties.values_list("name", "address__value"))
    assert {("Tom Harlow", "tom@harlow.example"), ("", "ada@home.example")} <= found
    assert [name for name, _ in found].count("Tom Harlow") == 1
    assert "Kim" in {name for name, _ in found}


def test_time_is_that_of_her_clock(harlow, signed_in):
    me = owner()
    me.timezone = "America/New_York"
    me.save()
    kept(signed_in(me), harlow, when="2026-03-02T09:30", minutes="30")

    assert Interaction.objects.get().happened_at == MONDAY + timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"client": ""}, "Choose whose it is."),
        ({"minutes": "a while"}, "Minutes are a number"),
        ({"minutes": "99999"}, "Minutes are a number"),
        ({"when": "2999-01-01T10:00"}, "This is no time that has been."),
        ({"when": "yesterday"}, "This is no time that has been."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(harlow, browser, typed, words):
    answer = browser.post("/write-down/", {"client": harlow.pk, "kind": "call", "text": CANARY, **typed})

    assert answer.status_code == 422
    assert words in " ".join(shown_errors(answer))
    assert CANARY in answer.content.decode()
    assert not Interaction.objects.exists()


def test_form_sent_twice_is_one_entry(harlow, browser):
    identity = shown(browser, "/write-down/").css_first("input[name=id]").attributes["value"]
    for _ in range(2):
        answer = kept(browser, harlow, id=identity, text="One line.\r\nAnother.", others="Tom")

    assert Interaction.objects.count() == 1
    assert answer.cookies["written-down"].value == identity


def test_page_gone_back_to_and_changed_is_never_taken_for_kept(harlow, browser):
    identity = shown(browser, "/write-down/").css_first("input[name=id]").attributes["value"]
    kept(browser, harlow, id=identity, text="The oak is late.")
    changed = {"client": harlow.pk, "kind": "call", "id": identity, "text": CANARY}
    answer = browser.post("/write-down/", changed)

    form = LexborHTMLParser(answer.content.decode())
    assert answer.status_code == 422 and form.css_first("textarea").text() == CANARY
    kept(browser, harlow, id=form.css_first("input[name=id]").attributes["value"], text=CANARY)
    assert Interaction.objects.count() == 2


def test_link_brings_no_number_of_a_form(browser):
    given = "0" * 32
    page = shown(browser, f"/write-down/?id={given}")
    assert page.css_first("input[name=id]").attributes["value"] != given


def test_client_is_chosen_where_she_stands(harlow, browser):
    page = shown(browser, f"/clients/{harlow.pk}/")
    address = page.css_first("a[data-key=l]").attributes["href"]
    form = shown(browser, address)

    assert form.css_first("option[selected]").text() == "Harlow & Sons"
    assert form.css_first("input[name=next]").attributes["value"] == f"/clients/{harlow.pk}/"
    assert "Tom Harlow" in form.css_first("#by-hand-people").text()


def test_people_of_another_client_are_not_taken(harlow, browser):
    birch = add_client("Birch", by=owner())
    add_person(birch, "Ann Birch", ["ann@birch.example"])
    kept(browser, harlow, person=Person.objects.get(name="Ann Birch").pk)

    assert "ann@birch.example" not in set(
        Interaction.objects.values_list("parties__address__value", flat=True)
    )


def test_way_back_never_leads_elsewhere(harlow, browser):
    assert kept(browser, harlow, next="https://evil.example/")["Location"] == "/"
    link = shown(browser, "/write-down/?next=javascript:alert(1)").css_first("a.button.quiet")
    assert link.attributes["href"] == "/"


def test_undo_takes_it_back(harlow, browser):
    kept(browser, harlow, text="Said in error.")
    undo = shown(browser, "/").css_first(".toast [formaction]").attributes["formaction"]

    browser.post(undo)

    assert not Interaction.objects.exists()


def test_undo_of_hers_does_nothing_for_another(harlow, browser, signed_in):
    kept(browser, harlow)
    undo = shown(browser, "/").css_first(".toast [formaction]").attributes["formaction"]

    signed_in(assistant()).post(undo)

    assert Interaction.objects.count() == 1


@pytest.mark.broad
def test_call_from_a_conversation_answers_it(harlow, browser):
    arrive_raw(mailbox(), rich_mail().replace(b"Here is the plan.", b"Is it free?"))
    mail = Interaction.objects.get()
    assert waits()
    address = shown(browser, f"/conversations/{mail.pk}/").css_first("a[data-key=l]").attributes["href"]
    chosen = shown(browser, address).css_first("#field-answers option[selected]").attributes["value"]

    kept(browser, harlow, answers=chosen)

    assert waits() == []
    page = shown(browser, f"/conversations/{mail.pk}/")
    assert len(page.css(".letter")) == 2
    assert page.css_first(".spoken .letter-from strong").text() == "Call"


def test_what_was_written_down_is_moved_to_a_client_and_never_to_the_tray(harlow, browser):
    kept(browser, harlow, others="Somebody")
    birch = add_client("Birch", by=owner())
    call = Interaction.objects.get()
    page = f"/conversations/{call.pk}/"
    assert "back to the tray" not in browser.get(page).content.decode()

    browser.post(f"{page}correct/", {"wrong": harlow.pk})
    assert not Interaction.objects.get().is_unfiled
    browser.post(f"{page}correct/", {"wrong": harlow.pk, "right": birch.pk})

    assert [line.id for line in timeline_for(owner(), birch.pk)] == [call.pk]
    assert timeline_for(owner(), harlow.pk) == []


@pytest.mark.broad
def test_each_kind_has_its_shape(harlow, browser):
    kept(browser, harlow, minutes="20")
    kept(browser, harlow, kind="meeting", others="Tom")
    kept(browser, harlow, kind="visit", place="The workshop")
    kept(browser, harlow, kind="chat", text="On my way.")
    kept(browser, harlow, kind="note", text="Likes oak.")
    page = shown(browser, f"/clients/{harlow.pk}/")

    assert {
        name: len(page.css(f".{name}")) for name in ("call-line", "visit-rule", "chat-run", "note-line")
    } == {
        "call-line": 2,
        "visit-rule": 1,
        "chat-run": 1,
        "note-line": 1,
    }
    assert [node.text() for node in page.css("nav[aria-label=Kinds] a")] == [
        "Everything", "Calls", "Meetings", "Messages", "Visits", "Notes",
    ]  # fmt: skip
    for number in Interaction.objects.values_list("id", flat=True):
        assert "No subject" not in browser.get(f"/conversations/{number}/").content.decode()


def test_own_call_is_not_told_as_come_in(harlow, browser):
    kept(browser, harlow, text=CANARY)
    assert CANARY not in browser.get("/").content.decode()


def private_note(signed_in, harlow) -> tuple[Member, Interaction]:
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    kept(signed_in(ann), harlow, kind="note", text=CANARY, private="on")
    return ann, Interaction.objects.get()


def test_private_note_is_shown_to_its_writer(harlow, signed_in):
    ann, note = private_note(signed_in, harlow)
    browser = signed_in(ann)

    line = shown(browser, f"/clients/{harlow.pk}/").css_first(".note-line")
    assert CANARY in line.text() and "only you" in line.text()
    assert "Only you see this note." in browser.get(f"/conversations/{note.pk}/").content.decode()


@pytest.mark.broad
@pytest.mark.parametrize("who", ["owner", "assistant"])
def test_private_note_is_nowhere_for_anybody_else(harlow, signed_in, who):
    _, note = private_note(signed_in, harlow)
    follow_all()
    other = owner() if who == "owner" else Member.objects.create_member("bea@desk.example", role="assistant")
    if who == "assistant":
        Assignment.objects.create(member=other, client=harlow)
    browser = signed_in(other)

    open_ones = ["/", "/clients/", f"/clients/{harlow.pk}/", f"/clients/{harlow.pk}/?kind=note", "/tray/"]
    open_ones += [f"/search/?q={CANARY[:9]}*", "/arrived/", "/imports/", f"/write-down/?client={harlow.pk}"]
    for path in open_ones:
        answer = browser.get(path)
        assert answer.status_code == 200 and CANARY not in answer.content.decode(), path
    for path in (f"/conversations/{note.pk}/", f"/mail/{note.pk}/", f"/mail/{note.pk}/original/"):
        assert browser.get(path).status_code == 404


def test_only_a_note_is_private(harlow, browser):
    kept(browser, harlow, kind="call", private="on")
    assert Interaction.objects.get().private_to is None


def test_what_she_writes_down_is_no_source_of_mail(harlow, browser):
    kept(browser, harlow)
    assert "By hand" not in browser.get("/imports/").content.decode()
    assert "By hand" not in browser.get("/arrived/").content.decode()


def test_foreign_words_stay_words(harlow, browser):
    kept(browser, harlow, text="<script>alert(1)</script>", others="<b>Tom</b>", kind="chat")
    page = browser.get(f"/clients/{harlow.pk}/").content.decode()
    assert "<script>alert" not in page and "<b>Tom" not in page
    assert re.search(r"&lt;script&gt;", page)
    assert ME not in page
