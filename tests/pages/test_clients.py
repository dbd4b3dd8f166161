"""Clients: the list, one story, people and what is filed by itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client, add_handle
from alongside.clients.models import Assignment, Client, CompanyDomain, Person
from alongside.connections.actions import open_files_source
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.processes.follow_ups import follow_all
from tests.handover import making as handover
from tests.making import ME, MONDAY, arrive, assistant, mailbox, message, owner

MARA = "mara@harlow.example"


@pytest.fixture
def harlow(db):
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def shown(browser, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(browser.get(path).content.decode())


def test_header_says_since_when_and_when_last(harlow, browser):
    arrive(mailbox(), message(MARA, ME), message(MARA, ME, subject="Other", hours=48))
    facts = " ".join(shown(browser, f"/clients/{harlow.pk}/").css_first(".head-facts").text().split())
    assert facts.startswith("since 2 Mar") and "last in touch 4 Mar" in facts


def test_letter_without_a_date_says_so_and_begins_nothing(harlow, browser):
    arrive(mailbox(), replace(message(MARA, ME), happened_at=None), message(MARA, ME, hours=5))
    page = shown(browser, f"/clients/{harlow.pk}/")
    assert page.css_first(".head-facts").text().strip().startswith("since 2 Mar")
    assert "No date" in [one.text(strip=True) for one in page.css(".day-rule")]
    assert "1970" not in page.text()


def test_headings_of_a_story_and_of_the_diary_leave_out_no_step(harlow, browser):
    arrive(mailbox(), message(MARA, ME))
    begins = timezone.now() + timedelta(days=1)
    plan(owner(), harlow, Facts(begins, begins + timedelta(hours=1), way="mobile"), now=timezone.now())
    for path in (f"/clients/{harlow.pk}/", "/diary/"):
        page = shown(browser, path)
        assert page.css_first(".day-rule") is not None
        levels = [int(one.tag[1]) for one in page.css("h1, h2, h3, h4")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_note_is_no_contact(harlow, browser):
    arrive(mailbox(), message(MARA, ME))
    handover.note(owner(), harlow, "Likes oak.", at=timezone.now(), is_private=False)
    assert "last in touch 2 Mar" in shown(browser, f"/clients/{harlow.pk}/").css_first(".head-facts").text()


def test_one_kind_needs_no_filter(harlow, browser):
    arrive(mailbox(), message(MARA, ME))
    assert shown(browser, f"/clients/{harlow.pk}/").css(".either") == []


def kinds_offered(browser, path: str) -> list[str]:
    return [node.text() for node in shown(browser, path).css("nav[aria-label=Kinds] a")]


def test_what_can_be_chosen_stays_when_one_kind_is_chosen(harlow, browser):
    arrive(mailbox(), message(MARA, ME))
    handover.call(owner(), harlow, at=MONDAY)
    page = f"/clients/{harlow.pk}/"
    assert kinds_offered(browser, page) == ["Everything", "Mail", "Calls"]
    assert kinds_offered(browser, f"{page}?kind=email") == ["Everything", "Mail", "Calls"]


def test_a_kind_that_stands_on_an_older_page_can_be_chosen(harlow, browser):
    arrive(mailbox(), *(message(MARA, ME, subject=f"Number {n}", hours=n * 24) for n in range(85)))
    offered = ["Everything", "Mail", "Calls", "Meetings", "Messages", "Visits", "Notes"]
    assert kinds_offered(browser, f"/clients/{harlow.pk}/") == offered


@pytest.mark.broad
def test_line_that_waits_says_how_long(harlow, browser):
    hours = (timezone.now() - timedelta(days=7) - MONDAY).total_seconds() / 3600
    arrive(mailbox(), message(MARA, ME, text="Is it free?\n", hours=hours))
    follow_all()
    assert shown(browser, f"/clients/{harlow.pk}/").css_first(".letter-line .waits").text() == "5 days"


def test_line_of_two_letters_says_how_long_whichever_of_them_asks(harlow, browser):
    noon = timezone.now().replace(hour=12) - timedelta(days=2)
    hours = (noon - MONDAY).total_seconds() / 3600
    first = message(MARA, ME, text="Is it free?\n", message_id="a@id.example", hours=hours)
    later = message(MARA, ME, text="I ask for Tom.\n", references=["a@id.example"], hours=hours + 0.01)
    arrive(mailbox(), first, later)
    follow_all()
    page = LexborHTMLParser(browser.get(f"/clients/{harlow.pk}/").content.decode())
    assert len(page.css("main .letter-line")) == 1
    assert page.css_first("main .letter-line .waits") is not None


@pytest.mark.broad
def test_list_says_how_many_wait(harlow, browser):
    hours = (timezone.now() - timedelta(hours=1) - MONDAY).total_seconds() / 3600
    arrive(mailbox(), message(MARA, ME, text="Is it free?\n", hours=hours))
    follow_all()
    assert shown(browser, "/clients/").css_first("main .waits").text() == "1 waiting"


def test_older_pages_follow_without_gap(harlow, browser):
    arrive(mailbox(), *(message(MARA, ME, subject=f"Number {n}", hours=n * 24) for n in range(90)))
    first = shown(browser, f"/clients/{harlow.pk}/")
    older = shown(browser, first.css_first(".older").attributes["href"])
    subjects = [node.text() for page in (first, older) for node in page.css(".letter-line .subject")]
    assert subjects == [f"Number {n}" for n in reversed(range(90))]


def test_person_is_added_and_removed(harlow, browser):
    arrive(mailbox(), message("mara@home.example", ME))
    learn = {"what": "address", "value": "mara@home.example", "name": "Mara"}
    browser.post(f"/clients/{harlow.pk}/learn/", learn)
    was_there = Person.objects.filter(name="Mara").exists()
    browser.post(f"/clients/{harlow.pk}/forget/", learn)
    assert (was_there, Person.objects.filter(name="Mara").exists()) == (True, False)


def test_public_provider_is_no_company(harlow, browser):
    page = browser.post(f"/clients/{harlow.pk}/learn/", {"what": "domain", "value": "gmail.com"}, follow=True)
    assert "Anybody can have an address at gmail.com." in page.content.decode()
    assert CompanyDomain.objects.count() == 1


def test_remove_names_what_it_removes(harlow, browser):
    add_handle(harlow, MARA, name="Mara")
    buttons = shown(browser, f"/clients/{harlow.pk}/people/").css(".known-values button")
    assert [node.attributes["aria-label"] for node in buttons][:1] == [f"Remove {MARA}"]


def test_two_become_one_and_two_again(harlow, browser):
    one, other = (add_handle(harlow, f"{n}@harlow.example", name=n).person for n in ("mara", "mq"))
    merge = {"survivor": one.pk, "absorbed": other.pk}
    page = browser.post(f"/clients/{harlow.pk}/merge/", merge, follow=True).content.decode()
    merged = Person.objects.filter(merged_into=None).count()
    browser.post(LexborHTMLParser(page).css_first("[data-key=z]").attributes["formaction"])
    assert (merged, Person.objects.filter(merged_into=None).count()) == (1, 2)


def test_client_without_a_name_is_refused_in_words(browser):
    answer = browser.post("/clients/", {"name": " "})
    assert (answer.status_code, "A client needs a name." in answer.content.decode()) == (422, True)


def test_name_of_a_foreign_client_gives_no_sight(harlow, signed_in):
    ann = assistant()
    answer = signed_in(ann).post("/clients/", {"name": "harlow & sons"})
    assert (answer.status_code, Assignment.objects.filter(member=ann).count()) == (422, 0)


@pytest.mark.parametrize("path", ["", "people/", "merge/?survivor=1&absorbed=2"])
def test_strangers_find_nothing(harlow, signed_in, path):
    assert signed_in(assistant()).get(f"/clients/{harlow.pk}/{path}").status_code == 404


def test_rename_is_posted(harlow, browser):
    was_refused = browser.get(f"/clients/{harlow.pk}/rename/").status_code
    browser.post(f"/clients/{harlow.pk}/rename/", {"name": "Harlow"})
    assert (was_refused, Client.objects.get().name) == (405, "Harlow")


@pytest.mark.broad
def test_outside_contact_becomes_one_of_their_people_and_again_none(harlow, browser):
    source = open_files_source("Theirs", member=owner(), client=harlow, own_addresses=[MARA])
    arrive(source, message("press@paper.example", MARA), message(MARA, "press@paper.example", hours=1))
    path = f"/clients/{harlow.pk}/people/"
    form = shown(browser, path).css_first(".contacts form")
    given = {node.attributes["name"]: node.attributes["value"] for node in form.css("input")}
    page = browser.post(form.attributes["action"], given, follow=True).content.decode()
    outside = LexborHTMLParser(page).css(".contacts form")
    browser.post(LexborHTMLParser(page).css_first("[data-key=z]").attributes["formaction"])
    again = [node.text() for node in shown(browser, path).css(".contacts .who")]
    assert (outside, again) == ([], ["Press"])


def test_client_without_a_mailbox_of_its_own_has_no_outside_contacts(harlow, browser):
    arrive(mailbox(), message(MARA, ME, "press@paper.example"))
    assert shown(browser, f"/clients/{harlow.pk}/people/").css(".contacts") == []


@pytest.fixture
def birch(db):
    return add_client("Birch", domains=["birch.example"], by=owner())


def test_joining_is_shown_first(harlow, birch, browser):
    arrive(mailbox(), message("tom@birch.example", ME))
    page = shown(browser, f"/clients/{harlow.pk}/join/?other={birch.pk}")
    details = [" ".join(node.text().split()) for node in page.css(".person-line .detail")]
    assert details == ["0 messages, 0 people, everybody at harlow.example",
                       "1 message, 0 people, everybody at birch.example"]  # fmt: skip
    assert [client.name for client in Client.objects.filter(joined_into=None)] == ["Harlow & Sons", "Birch"]


def test_two_clients_become_one_and_two_again(harlow, birch, browser):
    page = browser.post(f"/clients/{harlow.pk}/join/", {"other": birch.pk}, follow=True).content.decode()
    joined = Client.objects.filter(joined_into=None).count()
    browser.post(LexborHTMLParser(page).css_first("[data-key=z]").attributes["formaction"])
    assert (joined, Client.objects.filter(joined_into=None).count()) == (1, 2)


def test_joined_clients_are_parted_on_their_page(harlow, birch, browser):
    browser.post(f"/clients/{harlow.pk}/join/", {"other": birch.pk})
    form = shown(browser, f"/clients/{harlow.pk}/people/").css_first(
        f"form[action='/clients/{harlow.pk}/part/']"
    )
    number = form.css_first("[name=join]").attributes["value"]
    browser.post(f"/clients/{harlow.pk}/part/", {"join": number})
    assert Client.objects.filter(joined_into=None).count() == 2


def test_page_of_the_absorbed_leads_to_the_survivor(harlow, birch, browser):
    browser.post(f"/clients/{harlow.pk}/join/", {"other": birch.pk})
    assert browser.get(f"/clients/{birch.pk}/")["Location"] == f"/clients/{harlow.pk}/"


def test_joining_needs_sight_of_both(harlow, birch, signed_in):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    answers = [signed_in(ann).post(f"/clients/{one}/join/", {"other": other}).status_code
               for one, other in ((harlow.pk, birch.pk), (birch.pk, harlow.pk))]  # fmt: skip
    assert (answers, Client.objects.exclude(joined_into=None).count()) == ([404, 404], 0)


def test_clock_of_a_client_is_kept_and_shown_where_it_differs(harlow, browser):
    browser.post(f"/clients/{harlow.pk}/clock/", {"timezone": "Pacific/Auckland"})
    chosen = shown(browser, f"/clients/{harlow.pk}/people/").css_first("#client-clock option[selected]")
    assert chosen.text() == "Pacific/Auckland"
    assert "there now" in shown(browser, f"/clients/{harlow.pk}/").css_first(".head-facts").text()


def test_new_name_of_a_client_is_taken_back(harlow, browser):
    answer = browser.post(f"/clients/{harlow.pk}/rename/", {"name": "Harlow Joinery"}, follow=True)
    page = LexborHTMLParser(answer.content.decode())
    assert page.css_first(".toast p").text() == "Harlow & Sons is called Harlow Joinery now."
    browser.post(page.css_first(".toast [formaction]").attributes["formaction"])
    harlow.refresh_from_db()
    assert harlow.name == "Harlow & Sons"


def test_colour_of_a_mark_is_chosen_shown_everywhere_and_given_back(harlow, browser):
    path = f"/clients/{harlow.pk}/people/"
    before = shown(browser, path).css_first("[name=hue][checked]").attributes["value"]
    other = str((int(before) + 5) % 12)
    answer = browser.post(f"/clients/{harlow.pk}/colour/", {"hue": other}, follow=True)
    page = LexborHTMLParser(answer.content.decode())
    assert page.css_first("[name=hue][checked]").attributes["value"] == other
    assert f"hue-{other}" in shown(browser, "/clients/").css_first(".client-row .mark").attributes["class"]
    browser.post(page.css_first(".toast [formaction]").attributes["formaction"])
    assert shown(browser, path).css_first("[name=hue][checked]").attributes["value"] == before


@pytest.mark.parametrize("hue", ["12", "-1", "", "red"])
def test_colour_that_is_none_changes_nothing(harlow, browser, hue):
    before = harlow.hue
    browser.post(f"/clients/{harlow.pk}/colour/", {"hue": hue})
    harlow.refresh_from_db()
    assert harlow.hue == before


def test_clock_that_does_not_exist_is_refused(harlow, browser):
    assert browser.post(f"/clients/{harlow.pk}/clock/", {"timezone": "Mars/Olympus"}).status_code == 400
