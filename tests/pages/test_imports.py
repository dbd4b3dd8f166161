"""Bringing mail in and erasing it: what the pages say at each step."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.connections.models import Connection
from alongside.intake.actions import Unread
from alongside.jobs.models import Job
from alongside.jobs.runner import run
from alongside.timeline.models import Interaction
from tests.intake.corpus import mails
from tests.making import ME, arrive, assistant, mailbox, message, owner, vouched
from tests.pages.reading import shown

MARA = "mara@harlow.example"


def upload(browser, *raws: bytes):
    files = [SimpleUploadedFile(f"{n}.eml", raw) for n, raw in enumerate(raws)]
    return browser.post("/imports/upload/", {"files": files})


def test_page_waits_with_and_without_script(browser):
    path = upload(browser, *mails(1))["Location"]
    page = shown(browser, path)
    assert "Waiting for its turn" in page.css_first("#progress[hx-get]").text()
    assert page.css_first("noscript") is not None


def test_progress_is_a_fragment_while_it_goes_on(browser):
    path = upload(browser, *mails(1))["Location"]
    assert shown(browser, path, hx_target="progress").css("main") == []


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_whole_page_takes_the_place_of_the_bar(signed_in):
    browser = signed_in(owner())
    path = upload(browser, *mails(1))["Location"]
    run(until_idle=True)
    answer = browser.get(path, headers={"HX-Target": "progress"})
    assert (answer["HX-Retarget"], "1 message came from here." in answer.content.decode()) == ("#desk", True)


def test_what_stopped_says_why_and_is_begun_again(browser):
    path = upload(browser, *mails(1))["Location"]
    source = Connection.objects.get()
    DBTaskResult.objects.update(status="FAILED")
    Job.objects.create(result=DBTaskResult.objects.get(), failure="The file is broken.")
    words = shown(browser, path).css_first(".notice.error").text()
    browser.post(f"{path}again/")
    assert ("The file is broken." in words, DBTaskResult.objects.get(pk=source.job_id).status) == (
        True,
        "READY",
    )


def test_what_could_not_be_read_is_listed_with_its_reason(browser):
    source = mailbox()
    arrive(source, message(MARA, ME), Unread("It is no mail."))
    page = shown(browser, f"/imports/{source.pk}/")
    assert "It is no mail." in page.css_first(".figures").text()


def test_owner_is_asked_until_she_says(browser):
    source = mailbox()
    arrive(source, message(MARA, ME))
    asked = "Whose mailbox is this?" in shown(browser, f"/imports/{source.pk}/").css_first("main").text()
    browser.post(f"/imports/{source.pk}/owner/", {"addresses": ME})
    told = shown(browser, f"/imports/{source.pk}/").css_first("main").text()
    assert (asked, f"It is your mailbox: {ME}." in told) == (True, True)


@pytest.fixture
def checked(browser):
    """A confirmed source whose letters one server has checked."""
    source = mailbox()
    source.is_owner_confirmed = True
    source.save()
    arrive(source, *(vouched(message(MARA, ME, hours=n)) for n in range(3)))
    return source


def proofs() -> set[str]:
    return set(Interaction.objects.values_list("proof", flat=True))


def test_who_checked_the_senders_is_asked_once(checked, browser):
    page = shown(browser, f"/imports/{checked.pk}/")
    question = page.css_first(f"form[action='/imports/{checked.pk}/trust/'] button[name=servers]")
    browser.post(f"/imports/{checked.pk}/trust/", {"servers": question.attributes["value"]})
    asked_again = shown(browser, f"/imports/{checked.pk}/").css("button[name=servers]")
    assert (proofs(), asked_again) == ({"proven"}, [])


def test_whose_word_counts_is_not_asked_before_whose_mailbox_it_is(checked, browser):
    checked.is_owner_confirmed = False
    checked.save()
    assert shown(browser, f"/imports/{checked.pk}/").css("button[name=servers]") == []


def test_trust_is_taken_back(checked, browser):
    page = browser.post(f"/imports/{checked.pk}/trust/", {"servers": "mx.desk.example"}, follow=True)
    browser.post(LexborHTMLParser(page.content.decode()).css_first("[data-key=z]").attributes["formaction"])
    assert (proofs(), Connection.objects.get().trusted_servers) == ({"unproven"}, [])


def test_servers_are_kept_as_they_call_themselves(checked, browser):
    browser.post(f"/imports/{checked.pk}/trust/", {"servers": "MX.Desk.Example, other.example"})
    assert Connection.objects.get().trusted_servers == ["mx.desk.example", "other.example"]


def test_ticked_proposals_become_clients(browser):
    source = mailbox()
    arrive(source, *(message(ME, MARA, hours=n) for n in range(3)), message(MARA, ME, hours=9))
    browser.post(f"/imports/{source.pk}/clients/", {"is-0": "harlow.example", "name-0": "Harlow & Sons"})
    assert Client.objects.get().filings.count() == 4


def test_nothing_chosen_to_bring_in_is_said(browser):
    page = browser.post("/imports/upload/", {}, follow=True).content.decode()
    assert "Choose a file first" in page


def test_erasing_is_previewed_and_asked(browser):
    source = mailbox()
    arrive(source, message(MARA, ME), message(MARA, ME, hours=1))
    page = shown(browser, f"/imports/{source.pk}/erase/")
    assert page.css_first("button.danger").text() == "Erase 2 messages for good"


def test_erasing_needs_the_word(browser):
    source = mailbox()
    arrive(source, message(MARA, ME))
    browser.post(f"/imports/{source.pk}/erase/", {})
    assert DBTaskResult.objects.count() == 0


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_source_is_erased_with_the_clients_it_emptied(signed_in):
    harlow, birch = (add_client(name, domains=[domain], by=owner()) for name, domain in
                     (("Harlow", "harlow.example"), ("Birch", "birch.example")))  # fmt: skip
    source, other = mailbox(), mailbox(label="Other")
    arrive(source, message(MARA, ME), message("tom@birch.example", ME))
    arrive(other, message("tom@birch.example", ME, hours=5))
    signed_in(owner()).post(f"/imports/{source.pk}/erase/", {"sure": "yes", "clients": "yes"})
    run(until_idle=True)
    assert (list(Client.objects.all()), Interaction.objects.count()) == ([birch], 1)
    assert harlow.name not in [client.name for client in Client.objects.all()]


def test_only_an_owner_erases(signed_in, db):
    ann = assistant()
    source = mailbox(ann, label="Hers")
    assert signed_in(ann).get(f"/imports/{source.pk}/erase/").status_code == 404


def test_source_of_others_is_not_there(signed_in, db):
    assert signed_in(assistant()).get(f"/imports/{mailbox().pk}/").status_code == 404


def test_two_files_of_one_name_are_two_sources(browser):
    """Programs call every mailbox alike: the second may be another client's."""
    for raw in mails(2):
        browser.post("/imports/upload/", {"files": [SimpleUploadedFile("INBOX", raw)]})
    assert list(Connection.objects.order_by("id").values_list("label", flat=True)) == ["INBOX", "INBOX (2)"]


def test_upload_is_posted(browser):
    assert browser.get("/imports/upload/").status_code == 405


@pytest.mark.parametrize(
    ("way", "form", "sentence"),
    [
        ("trust", {"servers": f"mx.{'x' * 255}"}, "longer than the name of a server can be"),
        ("owner", {"addresses": f"{'x' * 320}@desk.example"}, "longer than an e-mail address can be"),
    ],
)
def test_what_is_too_long_to_be_one_is_refused_in_words(browser, way, form, sentence):
    source = mailbox()
    answer = browser.post(f"/imports/{source.pk}/{way}/", form, follow=True)
    assert sentence in answer.content.decode()
    source.refresh_from_db()
    assert source.trusted_servers == []
