"""Connecting a mailbox on the pages: what is asked, tried, said and kept, against real servers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.channels.imap.trouble import TROUBLES, MailboxError
from alongside.clients.actions import add_client
from alongside.connections import attempts
from alongside.connections.attempts import State, begin, next_forgetting_at
from alongside.connections.mailboxes import note_trouble
from alongside.connections.models import Attempt
from alongside.intake.connecting import forget_left_lying
from alongside.jobs.runner import run
from alongside.processes.timetable import TIMETABLE
from tests.channels.discovery.servers import name_server
from tests.dovecot import PASSWORD
from tests.mailboxes import connected
from tests.making import ME, assistant, owner
from tests.pages.connecting import SERVER, _home, browser, by_hand, settings, shown, words

__all__ = ["_home", "browser"]


# Which mailbox


@pytest.mark.broad
@pytest.mark.parametrize(
    "address", ["", "nell", "nell@", "nell@desk", "a@b.example\r\nBcc: x@y.example", "a" * 5000]
)
def test_what_is_no_address_is_asked_again(browser, address):
    assert browser.post("/mailboxes/connect/", {"address": address}).status_code == 422
    assert Attempt.objects.count() == 0


def test_known_provider_is_there_at_once_with_its_steps(browser):
    path = browser.post("/mailboxes/connect/", {"address": "nell@gmail.com"})["Location"]
    page = shown(browser, path)
    assert "This is Gmail." in page.text()
    assert "2-Step Verification" in page.css_first("ol.steps").text()
    assert page.css_first('a[href="https://myaccount.google.com/apppasswords"]') is not None
    assert page.css_first("[name=reading_host]").attributes["value"] == "imap.gmail.com"
    assert DBTaskResult.objects.count() == 0


def test_nobody_is_asked_by_hand(browser):
    path = by_hand(browser)
    assert DBTaskResult.objects.count() == 0
    assert shown(browser, path).css_first("[name=reading_host]").attributes.get("value") is None


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_settings_are_found_by_dns(signed_in, settings):
    browser = signed_in(owner())
    records = {("_imaps._tcp.desk.example", "SRV"): ["0 0 1993 mail.desk.example."]}
    with name_server(records) as (server, _):
        settings.DNS_SERVER = server
        path = browser.post("/mailboxes/connect/", {"address": ME})["Location"]
        assert "Waiting for its turn" in words(browser, path)
        run(until_idle=True, queues=["connect"])
    page = shown(browser, path)
    assert "own DNS names the server mail.desk.example" in " ".join(page.css_first(".lead").text().split())
    assert page.css_first("[name=reading_port]").attributes["value"] == "1993"


def test_server_of_another_domain_is_pointed_out(browser):
    path = by_hand(browser)
    Attempt.objects.update(via="srv", source="desk.example", reading={"host": "mail.other.example"})
    reading = {"host": "mail.other.example", "port": 993, "security": "tls", "user": ME, "certificate": ""}
    Attempt.objects.update(reading=reading)
    assert "That server is another’s" in words(browser, path)


def test_mailbox_that_is_connected_is_shown_instead(browser):
    mailbox = connected(SERVER)
    assert by_hand(browser) == f"/mailboxes/{mailbox.pk}/"


def test_mailbox_of_another_cannot_be_taken(signed_in, db):
    connected(SERVER)
    browser = signed_in(assistant())
    path = by_hand(browser)
    begun = Attempt.objects.get()
    assert path == f"/mailboxes/connect/{begun.pk}/"
    attempts.note_taken(begun)
    assert "This mailbox is connected already." in words(browser, path)


def test_clients_of_others_are_not_offered(signed_in, db):
    add_client("Harlow & Sons", by=owner())
    assert "Harlow" not in words(signed_in(assistant()), "/mailboxes/connect/")
    theirs = {"address": ME, "client": "1"}
    assert signed_in(assistant("bo@desk.example")).post("/mailboxes/connect/", theirs).status_code == 422


# Which settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": ""}, {"password": "a\r\nb"}, {"password": "x" * 2000}, {"user": "a\nb"}, {"user": ""},
        {"user": "x" * 5000}, {"reading_host": "imap.example/x"}, {"reading_host": "imap example"},
        {"reading_host": "x" * 5000}, {"reading_port": "0"}, {"reading_port": "70000"}, {"reading_port": "9" * 500},
        {"reading_security": "none"}, {"reading_security": "ssl3"}, {"sending_host": "a b"}, {"reading_host": "a\r\nb"},
        {"sending_host": "smtp.example", "sending_port": ""}, {"sending_user": "a\nb"},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_asked_again(browser, wrong):
    answer = browser.post(by_hand(browser), settings("imap.example") | wrong)
    assert answer.status_code == 422
    assert PASSWORD not in answer.content.decode()
    assert (Attempt.objects.get().sealed_secret, DBTaskResult.objects.count()) == (None, 0)


def test_server_may_be_named_in_any_script(browser):
    browser.post(by_hand(browser), settings("imap.bücher.example"))
    assert Attempt.objects.get().reading["host"] == "imap.xn--bcher-kva.example"


@pytest.mark.broad
def test_password_is_never_shown_and_stored_sealed(browser):
    path = by_hand(browser)
    browser.post(path, settings())
    begun = Attempt.objects.get()
    assert PASSWORD.encode() not in bytes(begun.sealed_secret)
    attempts.note_trouble(begun, MailboxError("certificate_untrusted"), side="reading")
    page = shown(browser, path)
    field = page.css_first("[name=password]")
    assert (field.attributes.get("value"), field.attributes["autocomplete"]) == (None, "new-password")
    assert PASSWORD not in page.html


def test_password_goes_when_it_is_refused(browser):
    browser.post(by_hand(browser), settings())
    attempts.note_trouble(Attempt.objects.get(), MailboxError("wrong_password"), side="reading")
    assert Attempt.objects.get().sealed_secret is None


@pytest.mark.parametrize(
    "changed",
    [
        {"reading_host": "imap.evil.example"}, {"reading_port": "994"}, {"reading_security": "starttls"},
        {"reading_security": "none", "in_the_open": "on"}, {"sending_host": "smtp.evil.example", "sending_port": "465"},
    ],
)  # fmt: skip
def test_password_that_was_typed_for_one_server_is_not_sent_to_another(browser, changed):
    path = by_hand(browser)
    browser.post(path, settings("imap.desk.example"))
    attempts.note_trouble(Attempt.objects.get(), MailboxError("certificate_untrusted"), side="reading")
    answer = browser.post(path, settings("imap.desk.example", password="") | changed)
    assert (answer.status_code, "Type it again" in answer.content.decode()) == (422, True)
    assert Attempt.objects.get().state == State.ASKING
    assert browser.post(path, settings("imap.desk.example", password="")).status_code == 302


def test_what_was_left_lying_goes(browser, settings):
    by_hand(browser)
    Attempt.objects.update(moved_at="2026-01-01T00:00Z")
    begin(owner(), "other@desk.example")
    assert [one.address for one in Attempt.objects.all()] == ["other@desk.example"]


def test_what_was_left_lying_goes_by_itself(browser):
    by_hand(browser)
    assert next_forgetting_at() > timezone.now()
    Attempt.objects.update(moved_at=timezone.now() - timedelta(hours=2))
    assert next_forgetting_at() < timezone.now()
    assert forget_left_lying in [one.task for one in TIMETABLE]
    forget_left_lying.func()
    assert (Attempt.objects.count(), next_forgetting_at()) == (0, None)


@pytest.mark.parametrize("kind", TROUBLES)
def test_each_trouble_says_what_it_is_and_what_to_do(browser, kind):
    path = by_hand(browser)
    attempts.note_trouble(Attempt.objects.get(), MailboxError(kind, "<b>no</b>"), side="reading")
    said = words(browser, path)
    assert TROUBLES[kind].sentence in said
    assert TROUBLES[kind].next_step.partition(". ")[0].rstrip(".") in said
    assert "<b>no</b>" in said


@pytest.mark.parametrize("kind", TROUBLES)
def test_each_trouble_of_a_connected_mailbox_says_what_it_is_and_what_to_do(browser, kind):
    mailbox = connected(SERVER)
    note_trouble(mailbox, MailboxError(kind))
    said = words(browser, f"/mailboxes/{mailbox.pk}/")
    assert TROUBLES[kind].sentence in said
    assert TROUBLES[kind].next_step in said
    assert ("The next try is at" in said) is not TROUBLES[kind].stops
    assert TROUBLES[kind].sentence in words(browser, "/mailboxes/")


def test_troubles_have_sentences_of_their_own():
    sentences = [trouble.sentence for trouble in TROUBLES.values()]
    assert len(sentences) == len(set(sentences))


@pytest.mark.broad
def test_mailbox_that_waits_for_her_is_a_line_of_today(browser):
    mailbox = connected(SERVER)
    assert ME not in words(browser, "/")
    note_trouble(mailbox, MailboxError("wrong_password"))
    page = shown(browser, "/")
    line = page.css_first(f'.notice a[href="/mailboxes/{mailbox.pk}/"]')
    assert "does not accept the password" in line.parent.text()


def test_mailbox_that_helps_itself_is_no_line_of_today(browser):
    note_trouble(connected(SERVER), MailboxError("timed_out"))
    assert "does not answer" not in words(browser, "/")


def test_mailbox_of_another_is_no_line_of_today(signed_in, db):
    note_trouble(connected(SERVER), MailboxError("wrong_password"))
    assert ME not in words(signed_in(assistant()), "/")


def test_password_that_has_to_be_typed_again_is_not_said_to_be_left_empty(browser):
    path = by_hand(browser)
    browser.post(path, settings(host="imap.desk.example"))
    Attempt.objects.update(state=State.ASKING, trouble="cannot_connect", trouble_with="reading")
    said = browser.post(path, settings(host="imap.other.example", password="")).content.decode()
    assert "Type it again" in said and "Leave it empty" not in said
