"""What was kept unread is tried again: read now, or kept with the reason of today."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner

from alongside.channels.email.parse import parse
from alongside.cli import build_app
from alongside.clients.actions import add_client
from alongside.intake.actions import Unread, receive_again
from alongside.intake.edition import parser_version
from alongside.intake.erasing import erase, preview_source
from alongside.intake.reading_again import ask_where_parser_changed, last_try
from alongside.jobs.runner import run
from alongside.processes.serving import behind_pages
from alongside.timeline.models import Filing, Interaction, KeptUnparsed
from alongside.timeline.verifying import problems
from tests.making import arrive_outcomes, mailbox, owner, rich_mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept():
    """A readable mail that an older parser gave up on."""
    source = mailbox()
    arrive_outcomes(source, {rich_mail(): Unread("It took too long to read.")})
    KeptUnparsed.objects.update(read_with="older")
    return source


def tries() -> int:
    ask_where_parser_changed()
    return DBTaskResult.objects.count()


@pytest.mark.broad
def test_newer_parser_reads_it_once_by_itself(kept):
    add_client("Harlow", domains=["harlow.example"])
    asked = tries(), tries()
    run(until_idle=True)
    assert (asked, tries()) == ((1, 1), 1)
    assert (KeptUnparsed.objects.count(), Filing.objects.count()) == (0, 1)
    assert list(problems()) == []


@pytest.mark.broad
def test_what_came_of_it_is_told(kept):
    ask_where_parser_changed()
    run(until_idle=True)
    assert last_try()[1] == "1 of 1 could be read now."


def test_serving_asks_for_it_once_pages_are_made(kept):
    assert set(behind_pages()) == {"work", "listen"}
    assert DBTaskResult.objects.count() == 1


def test_work_that_stands_alone_asks_for_it(kept):
    told = CliRunner().invoke(build_app("work"), ["work", "--until-idle", "--queue", "send"])
    assert (told.exit_code, DBTaskResult.objects.count()) == (0, 1)


def test_same_parser_does_not_try_by_itself(kept):
    KeptUnparsed.objects.update(read_with=parser_version())
    assert tries() == 0


def test_what_is_no_mail_is_not_tried(kept):
    KeptUnparsed.objects.update(read_with="-")
    assert tries() == 0


def test_what_can_still_not_be_read_stays_with_the_reason_of_today(kept):
    receive_again(KeptUnparsed.objects.get().pk, Unread("It is made to do harm."))
    now = KeptUnparsed.objects.get()
    assert (now.reason, now.read_with, Interaction.objects.count()) == (
        "It is made to do harm.",
        parser_version(),
        0,
    )


@pytest.mark.broad
def test_copy_of_what_was_erased_does_not_come_in_by_a_second_try(kept):
    copy = rich_mail().replace(b"Subject", b"X-Seen: 1\nSubject", 1)
    other = mailbox(label="Other")
    arrive_outcomes(other, {copy: parse(copy)})
    erase(preview_source(other))
    ask_where_parser_changed()
    run(until_idle=True)
    assert (Interaction.objects.count(), KeptUnparsed.objects.count()) == (0, 0)
    assert list(problems()) == []


@pytest.mark.broad
def test_known_message_is_not_doubled_by_a_second_try(kept):
    copy = rich_mail().replace(b"Subject", b"X-Seen: 1\nSubject", 1)
    arrive_outcomes(kept, {copy: parse(copy)})
    ask_where_parser_changed()
    run(until_idle=True)
    assert Interaction.objects.count() == 1
    assert list(problems()) == []


@pytest.mark.broad
def test_button_tries_what_she_sees_and_tells(kept, signed_in):
    browser = signed_in(owner())
    path = browser.post("/imports/again/")["Location"]
    run(until_idle=True)
    page = browser.get(path, follow=True).content.decode()
    assert "1 of 1 could be read now." in page


def test_button_is_there_only_while_something_can_be_tried(kept, signed_in):
    browser = signed_in(owner())
    was_there = "/imports/again/" in browser.get("/imports/").content.decode()
    KeptUnparsed.objects.all().delete()
    assert (was_there, "/imports/again/" in browser.get("/imports/").content.decode()) == (True, False)
