"""The tray: its groups, filing them, personal mail."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.clients.models import Assignment, Client, CompanyDomain, Handle
from alongside.connections.models import Grant
from alongside.timeline.models import Filing, Interaction
from alongside.timeline.queries.tray import TrayPage, tray_groups_for
from tests.making import ME, arrive, assistant, mailbox, message, owner

SAM, KIM = "sam@else.example", "kim@else.example"


@pytest.fixture
def source(db):
    return mailbox()


def undo(browser) -> None:
    page = LexborHTMLParser(browser.get("/settings/").content.decode())
    browser.post(page.css_first("[data-key=z]").attributes["formaction"])


def said(browser) -> str:
    return LexborHTMLParser(browser.get("/settings/").content.decode()).css_first(".toast p").text()


def test_addresses_of_one_company_stand_in_one_line(source):
    arrive(source, message(SAM, ME), message(SAM, ME, hours=1), message(KIM, ME, hours=2))
    group = tray_groups_for(owner()).groups[0]
    assert (group.domain, group.addresses, group.count) == ("else.example", (SAM, KIM), 3)


def test_people_at_a_public_provider_stand_apart(source):
    arrive(source, message("a@gmail.com", ME), message("b@gmail.com", ME))
    assert [group.addresses for group in tray_groups_for(owner()).groups] == [
        ("a@gmail.com",),
        ("b@gmail.com",),
    ]


@pytest.mark.parametrize(
    ("sender", "nature"), [("news@shop.example", "newsletter"), ("no-reply@shop.example", "personal")]
)
def test_machines_stand_after_people(source, sender, nature):
    robot = [message(sender, ME, hours=number, nature=nature) for number in range(3)]
    arrive(source, *robot, message(SAM, ME))
    assert [group.is_automatic for group in tray_groups_for(owner()).groups] == [False, True]


def test_a_full_tray_goes_on_behind_its_newest(source):
    arrive(source, *(message(f"p{number}@gmail.com", ME, hours=number) for number in range(5)))
    shown: list[str] = []
    found = tray_groups_for(owner(), newest=2)
    while found.groups:
        shown += [group.address for group in found.groups]
        found = (
            tray_groups_for(owner(), newest=2, before=found.older)
            if found.older
            else TrayPage([], False, None)
        )
    assert sorted(shown) == [f"p{number}@gmail.com" for number in range(5)]


def test_a_group_counts_what_lies_further_back_too(source):
    arrive(source, *(message("p@gmail.com", ME, hours=number) for number in range(5)))
    found = tray_groups_for(owner(), newest=2)
    assert [group.count for group in found.groups] == [5]


def test_newest_of_several_sources_stand_together(db):
    first, second = mailbox(), mailbox()
    arrive(first, *(message("a@gmail.com", ME, hours=hours) for hours in (0, 3)))
    arrive(second, *(message("b@gmail.com", ME, hours=hours) for hours in (1, 2)))
    assert [group.address for group in tray_groups_for(owner(), newest=1).groups] == ["a@gmail.com"]
    assert {group.address for group in tray_groups_for(owner(), newest=2).groups} == {
        "a@gmail.com",
        "b@gmail.com",
    }


def test_older_part_of_the_tray_has_an_address(source, browser):
    arrive(source, message(SAM, ME), message(KIM, ME, hours=5))
    newest = Interaction.objects.get(counterpart__value=KIM)
    answer = browser.get("/tray/", {"before": f"{newest.happened_at.isoformat()}~{newest.pk}"})
    words = LexborHTMLParser(answer.content.decode()).css_first("main").text()
    assert (SAM in words, KIM in words, "To the newest" in words) == (True, False, True)


def test_group_and_its_past_are_filed(source, browser):
    arrive(source, message(SAM, ME), message(SAM, ME, hours=1))
    harlow = add_client("Harlow", by=owner())
    answer = browser.post("/tray/file/", {"address": SAM, "client": harlow.pk})
    assert (answer.status_code, Filing.objects.filter(client=harlow).count()) == (302, 2)


def test_person_keeps_the_name_that_the_mail_gave(source, browser):
    arrive(source, message(SAM, ME))
    browser.post("/tray/file/", {"address": SAM, "client": add_client("Harlow").pk})
    assert Handle.objects.get(value=SAM).person.name == "Sam"


def test_whole_company_is_filed_with_who_has_not_written_yet(source, browser):
    arrive(source, message(SAM, ME), message(KIM, ME))
    browser.post(
        "/tray/file/", {"address": [SAM, KIM], "whole": "else.example", "client": "new", "name": "Else"}
    )
    arrive(source, message("new@else.example", ME, hours=5))
    assert Filing.objects.filter(client__name="Else").count() == 3


@pytest.mark.broad
def test_filing_is_taken_back(source, browser):
    arrive(source, message(SAM, ME), message(KIM, ME))
    browser.post(
        "/tray/file/", {"address": [SAM, KIM], "whole": "else.example", "client": "new", "name": "Else"}
    )
    undo(browser)
    assert (Filing.objects.count(), Handle.objects.count(), CompanyDomain.objects.count()) == (0, 0, 0)


def test_personal_mail_leaves_the_tray_and_comes_back(source, browser):
    arrive(source, message(SAM, ME))
    browser.post("/tray/personal/", {"address": SAM})
    was_private = Interaction.objects.get().private_to_id
    undo(browser)
    assert (was_private, Interaction.objects.get().private_to_id) == (owner().pk, None)


def test_nothing_chosen_is_said(source, browser):
    arrive(source, message(SAM, ME))
    browser.post("/tray/file/", {"address": SAM, "client": ""})
    assert said(browser) == "Choose a client, or type a name for a new one."


@pytest.mark.parametrize(
    "wrong", [{}, {"address": "nobody@else.example"}, {"address": SAM, "whole": "gmail.com"}]
)
def test_what_is_not_in_the_tray_is_refused(source, browser, wrong):
    arrive(source, message(SAM, ME))
    assert browser.post("/tray/file/", {"client": "new", "name": "Else", **wrong}).status_code == 400


def test_client_of_others_is_not_there(source, signed_in):
    arrive(source, message(SAM, ME))
    ann = assistant()
    Grant.objects.create(connection=source, member=ann)
    birch = add_client("Birch", by=owner())
    assert signed_in(ann).post("/tray/file/", {"address": SAM, "client": birch.pk}).status_code == 404


def test_nobody_comes_to_see_a_client_by_its_name(source, signed_in):
    arrive(source, message(SAM, ME))
    ann = assistant()
    Grant.objects.create(connection=source, member=ann)
    add_client("Birch", by=owner())
    signed_in(ann).post("/tray/file/", {"address": SAM, "client": "new", "name": "birch"})
    assert (Assignment.objects.count(), Filing.objects.count(), Client.objects.count()) == (0, 0, 1)


def test_group_is_read_before_it_is_filed(source, browser):
    arrive(source, message(SAM, ME, subject="The stand"), message(KIM, ME, subject="The fair"))
    page = browser.get("/tray/group/?domain=else.example").content.decode()
    assert ("The stand" in page, "The fair" in page) == (True, True)


def test_somebody_else_sees_no_group(source, signed_in):
    arrive(source, message(SAM, ME, subject="The stand"))
    page = signed_in(assistant()).get(f"/tray/group/?address={SAM}").content.decode()
    assert "The stand" not in page


def test_tray_is_filed_by_form_alone(browser):
    assert browser.get("/tray/file/").status_code == 405
