"""Long filing goes on behind the page, which says how far it is and goes on by itself."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.clients.models import Client, CompanyDomain
from alongside.intake.carrying_out import noting, spans
from alongside.jobs.models import Job
from alongside.jobs.runner import run
from alongside.timeline.models import Filing, Interaction
from tests.making import ME, arrive, assistant, mailbox, message, owner

MARA = "mara@harlow.example"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _much(monkeypatch):
    """Three messages are more than a page waits for."""
    monkeypatch.setattr("alongside.intake.carrying_out.AT_ONCE", 2)


@pytest.fixture
def browser(signed_in):
    arrive(mailbox(), *(message(MARA, ME, hours=n) for n in range(3)))
    return signed_in(owner())


def shown(answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.content.decode())


def file_company(browser) -> str:
    filing = {"address": MARA, "whole": "harlow.example", "client": "new", "name": "Harlow"}
    return browser.post("/tray/file/", filing)["Location"]


@pytest.mark.broad
def test_much_is_filed_behind_a_page_that_tells(browser):
    path = file_company(browser)
    page = shown(browser.get(path))
    assert (page.css_first("h1").text(), Filing.objects.count()) == ("Filing under Harlow", 0)
    assert "Waiting for its turn" in page.css_first("#progress[hx-get]").text()
    assert page.css_first("noscript") is not None


@pytest.mark.broad
def test_page_goes_on_when_the_work_is_done(browser):
    path = file_company(browser)
    run(until_idle=True)
    answer = browser.get(path)
    words = shown(browser.get("/tray/")).css_first(".toasts").text()
    assert (answer["Location"], Filing.objects.count()) == ("/tray/", 3)
    assert "3 messages were filed anew." in words


@pytest.mark.broad
def test_polled_page_goes_on_as_a_whole(browser):
    path = file_company(browser)
    is_fragment = shown(browser.get(path, headers={"HX-Target": "progress"})).css("h1") == []
    run(until_idle=True)
    answer = browser.get(path, headers={"HX-Target": "progress"})
    assert (is_fragment, answer["HX-Redirect"]) == (True, "/tray/")


@pytest.mark.broad
def test_what_stopped_says_why_and_is_begun_again(browser):
    path = file_company(browser)
    DBTaskResult.objects.update(status="FAILED")
    Job.objects.create(result=DBTaskResult.objects.get(), failure="The disk is full.")
    words = shown(browser.get(path)).css_first(".notice.error").text()
    browser.post(f"{path}again/")
    run(until_idle=True)
    assert ("The disk is full." in words, Filing.objects.count()) == (True, 3)


@pytest.mark.broad
def test_undo_before_the_work_has_begun_leaves_nothing_filed(browser):
    page = shown(browser.get(file_company(browser)))
    browser.post(page.css_first("[data-key=z]").attributes["formaction"])
    run(until_idle=True)
    assert (Filing.objects.count(), CompanyDomain.objects.count()) == (0, 0)


@pytest.mark.broad
def test_owner_of_a_large_source_is_set_behind_a_page(browser):
    source = Interaction.objects.first().connection
    path = browser.post(f"/imports/{source.pk}/owner/", {"addresses": MARA})["Location"]
    run(until_idle=True)
    assert path.startswith("/work/")
    assert set(Interaction.objects.values_list("direction", flat=True)) == {"out"}


@pytest.mark.broad
def test_many_personal_messages_come_back_by_one_undo(browser):
    page = browser.post("/tray/personal/", {"address": MARA}, follow=True)
    run(until_idle=True)
    were_hers = Interaction.objects.exclude(private_to=None).count()
    browser.post(shown(page).css_first("[data-key=z]").attributes["formaction"])
    run(until_idle=True)
    assert (were_hers, Interaction.objects.exclude(private_to=None).count()) == (3, 0)


@pytest.mark.broad
def test_work_of_others_is_not_there(browser, signed_in):
    path = file_company(browser)
    assert signed_in(assistant()).get(path).status_code == 404


def test_work_is_begun_again_by_post(browser):
    assert browser.get(f"{file_company(browser)}again/").status_code == 405


def test_an_error_while_noting_takes_all_of_it_back():
    with pytest.raises(ZeroDivisionError), noting(owner()):
        add_client("Harlow")
        raise ZeroDivisionError
    assert (Client.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_numbers_travel_as_runs():
    assert spans([7, 1, 2, 3, 9, 8]) == [(1, 3), (7, 9)]
