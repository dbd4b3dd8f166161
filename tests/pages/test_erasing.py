"""Erasing a client or a person on a page: shown first, done behind it, by owners alone."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client, add_handle
from alongside.clients.models import Assignment, Client, Person
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.intake.actions import Unread
from alongside.jobs.runner import run
from alongside.timeline.models import Interaction, KeptUnparsed
from alongside.timeline.verifying import problems
from tests.making import ME, arrive, assistant, mailbox, message, owner
from tests.pages.reading import words

MARA, TOM = "mara@harlow.example", "tom@birch.example"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def harlow():
    """Two letters of hers alone, one that is Birch's too."""
    client = add_client("Harlow", domains=["harlow.example"], by=owner())
    add_handle(client, MARA, name="Mara")
    add_client("Birch", domains=["birch.example"], by=owner())
    arrive(
        mailbox(),
        message(MARA, ME, subject="One"),
        message("lee@harlow.example", ME, subject="Two", hours=1),
        message(ME, MARA, TOM, subject="Both", hours=2),
    )
    return client


def test_client_is_shown_before_it_is_erased(harlow, browser):
    shown = words(browser.get(f"/clients/{harlow.pk}/erase/"))
    assert "Harlow and 2 messages would be erased for good" in shown
    assert "1 message belongs to another client too" in shown


@pytest.mark.broad
def test_client_is_erased_when_she_is_sure(harlow, browser):
    path = browser.post(f"/clients/{harlow.pk}/erase/", {"sure": "yes"})["Location"]
    run(until_idle=True)
    said = browser.get(path, follow=True).content.decode()
    assert "The client is erased." in said and "Harlow" not in said
    assert list(Interaction.objects.values_list("subject", flat=True)) == ["Both"]
    assert list(problems()) == []


def test_nothing_is_erased_without_the_word(harlow, browser):
    browser.post(f"/clients/{harlow.pk}/erase/", {})
    assert DBTaskResult.objects.count() == 0


@pytest.mark.broad
def test_person_is_erased_with_what_they_took_part_in(harlow, browser):
    mara = Person.objects.get(name="Mara")
    path = f"/clients/{harlow.pk}/erase-person/?person={mara.pk}"
    shown = words(browser.get(path))
    browser.post(path, {"sure": "yes"})
    run(until_idle=True)
    assert "Mara and 2 messages in which mara@harlow.example took part" in shown
    assert list(Interaction.objects.values_list("subject", flat=True)) == ["Two"]
    assert not Person.objects.filter(name="Mara").exists()
    assert list(problems()) == []


def test_person_of_another_client_is_not_there(harlow, browser):
    mara, birch = Person.objects.get(name="Mara"), Client.objects.get(name="Birch")
    assert browser.get(f"/clients/{birch.pk}/erase-person/?person={mara.pk}").status_code == 404


@pytest.mark.parametrize("path", ["erase/", "erase-person/?person=1"])
def test_only_an_owner_erases(harlow, signed_in, path):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    assert signed_in(ann).get(f"/clients/{harlow.pk}/{path}").status_code == 404


@pytest.mark.broad
def test_mailbox_of_an_erased_client_goes_with_what_was_kept_unread(harlow, browser):
    source = open_files_source("Theirs", member=owner(), client=harlow, own_addresses=[MARA])
    arrive(source, message("press@paper.example", MARA), Unread("It took too long."))
    browser.post(f"/clients/{harlow.pk}/erase/", {"sure": "yes"})
    run(until_idle=True)
    assert (KeptUnparsed.objects.count(), Connection.objects.count()) == (0, 1)
    assert list(problems()) == []


@pytest.mark.broad
def test_mailbox_of_an_erased_client_stays_for_what_others_have_in_it(harlow, browser):
    source = open_files_source("Theirs", member=owner(), client=harlow, own_addresses=[MARA])
    arrive(source, message("press@paper.example", MARA, subject="Print"))
    browser.post(f"/conversations/{Interaction.objects.get(subject='Print').pk}/file/",
                 {"client": Client.objects.get(name="Birch").pk})  # fmt: skip
    browser.post(f"/clients/{harlow.pk}/erase/", {"sure": "yes"})
    run(until_idle=True)
    source.refresh_from_db()
    assert (source.owner_client, set(Interaction.objects.values_list("subject", flat=True))) == (
        None,
        {"Both", "Print"},
    )
    assert list(problems()) == []


def undo(browser, answer) -> None:
    page = LexborHTMLParser(browser.get(answer["Location"]).content.decode())
    browser.post(page.css_first("[data-key=z]").attributes["formaction"])


def test_client_made_by_mistake_is_gone_again(browser):
    undo(browser, browser.post("/clients/", {"name": "Corby"}))
    assert Client.objects.count() == 0


@pytest.mark.broad
def test_client_made_in_the_tray_goes_with_its_filing(browser):
    arrive(mailbox(), message("x@corby.example", ME))
    filing = {"address": "x@corby.example", "client": "new", "name": "Corby", "whole": "corby.example"}
    undo(browser, browser.post("/tray/file/", filing))
    assert (Client.objects.count(), Interaction.objects.get().is_unfiled) == (0, True)
    assert list(problems()) == []


@pytest.mark.broad
def test_client_that_was_there_before_stays_when_filing_is_undone(harlow, browser):
    arrive(mailbox(), message("x@corby.example", ME, hours=5))
    filing = {"address": "x@corby.example", "client": "new", "name": "Harlow"}
    undo(browser, browser.post("/tray/file/", filing))
    assert Client.objects.filter(name="Harlow").exists()


def test_client_used_meanwhile_is_not_unmade(browser):
    answer = browser.post("/clients/", {"name": "Corby"})
    add_handle(Client.objects.get(), "x@corby.example")
    undo(browser, answer)
    assert Client.objects.count() == 1


@pytest.mark.broad
def test_proposed_clients_are_unmade_together(browser):
    source = mailbox()
    arrive(
        source,
        *(message(ME, MARA, hours=n) for n in range(3)),
        *(message(ME, TOM, subject="Other", hours=n) for n in range(3)),
    )
    ticked = {"is-0": "birch.example", "name-0": "Birch", "is-1": "harlow.example", "name-1": "Harlow"}
    answer = browser.post(f"/imports/{source.pk}/clients/", ticked)
    made = Client.objects.count()
    undo(browser, answer)
    assert (made, Client.objects.count(), Interaction.objects.filter(is_unfiled=True).count()) == (2, 0, 6)
