"""The day by mail: what it says, to whom, when, and that it is sent once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Practice
from alongside.agreements.actions import Hours, be_away, keep_own_hours
from alongside.agreements.rules import Clock
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.connections.models import Grant
from alongside.connections.outgoing import forget_outgoing
from alongside.diary.actions import Facts, plan
from alongside.digest.actions import keep_wish, send_due
from alongside.digest.content import day_for
from alongside.digest.models import Sent
from alongside.digest.queries import newest_sent_for, next_digest_at
from alongside.digest.rules import due_at, last_working_day
from alongside.digest.shapes import Day, Line, Part
from alongside.digest.wording import html_of, text_of
from alongside.intake.erasing import erase, preview_client
from alongside.outbox.errors import CannotSend
from alongside.outbox.models import Letter
from alongside.outbox.queries import letters_for
from alongside.outbox.sending import deliver
from alongside.processes.follow_ups import follow_all
from alongside.support import actions as support
from alongside.timeline.models import Interaction, Revision
from alongside.voices import actions as voices
from tests.making import ME, arrive, assistant, mailbox, message, owner
from tests.outbox.conftest import _parsing_here, post, server
from tests.outbox.desk import sending_mailbox

__all__ = ["_parsing_here", "post", "server"]
pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"
LONDON = ZoneInfo("Europe/London")
# A Tuesday, nine in the morning.
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
CANARY = "Zqxcanary"


@pytest.fixture(autouse=True)
def _it_is_tuesday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def harlow():
    Practice.objects.create(name="Desk", timezone="Europe/London", region="GB")
    client = add_client("Harlow & Sons", domains=["harlow.example"], by=owner())
    arrive(mailbox(), message(MARA, ME, text="Is the stand free on Friday?\n", hours=1))
    follow_all()
    return client


def wished(box=None, *, member=None, at=time(8)):
    box = box or sending_mailbox(member=member)
    keep_wish(member or owner(), is_on=True, at=at, connection_id=box.pk)
    return box


def letter_text(letter: Letter) -> str:
    mail = message_from_bytes(bytes(letter.raw), policy=policy.default)
    return "\n".join(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


# Rules


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 3, 5, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)),
        (datetime(2026, 3, 3, 22, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)),
        # The Monday after the clocks went forward.
        (datetime(2026, 3, 30, 12, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        (datetime(2026, 3, 7, 12, tzinfo=UTC), None),  # a Saturday
        (datetime(2026, 3, 4, 12, tzinfo=UTC), None),  # away
    ],
)
def test_the_day_is_due_at_her_time_on_days_of_work(now, expected):
    clock = Clock(LONDON, off=frozenset({date(2026, 3, 4)}))
    assert due_at(time(8), zone=LONDON, clock=clock, now=now) == expected


def test_her_own_clock_says_which_day_it_is():
    auckland, clock = ZoneInfo("Pacific/Auckland"), Clock(LONDON)
    # It is Saturday there already.
    assert due_at(time(8), zone=auckland, clock=clock, now=datetime(2026, 3, 6, 20, tzinfo=UTC)) is None


def test_on_monday_it_looks_back_to_friday():
    assert last_working_day(date(2026, 3, 9), Clock(LONDON)) == date(2026, 3, 6)
    assert last_working_day(date(2026, 3, 9), Clock(LONDON, days=frozenset())) == date(2026, 3, 2)


# Words


def test_after_days_away_it_looks_back_to_the_day_before_them(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    be_away(ann, starts_on=date(2026, 2, 26), ends_on=date(2026, 3, 2))
    arrive(mailbox(), message(MARA, ME, text="It is free.\n", hours=-80))
    follow_all()
    assert "Came in since Wednesday" in {part.title for part in day_for(ann, now=NOW).parts}


def test_what_strangers_wrote_is_neither_markup_nor_a_link():
    line = Line(
        "<b>Mara</b>", "see https://evil.example/x or www.evil.example now\n<script>", "2 h", "/clients/1/"
    )
    day = Day(
        date(2026, 3, 3), (Part("Waiting for you", (line,), more=2), Part("To do", (), nothing="Nothing."))
    )
    html, text = (made(day, base_url="https://desk.example") for made in (html_of, text_of))
    assert "evil.example" not in html + text
    assert "<b>" not in html
    assert "<script" not in html
    assert html.count("href=") == html.count('href="https://desk.example/') == 2
    assert (
        "* <b>Mara</b>: see (a link) or (a link) now <script> (2 h)\n  https://desk.example/clients/1/"
        in text
    )
    assert "and 2 more" in text


# Content


@pytest.mark.broad
def test_it_says_who_waits_for_how_long(harlow):
    parts = {part.title: part for part in day_for(owner(), now=NOW).parts}
    (line,) = parts["Waiting for you"].lines
    assert (line.who, line.words) == ("Mara, Harlow & Sons", "Is the stand free on Friday?")
    assert line.detail == "7 h"
    assert parts["Came in since Monday"].lines[0].detail == "1 message"


@pytest.mark.broad
def test_it_says_what_is_planned_and_not_how_to_come_in(harlow):
    at = NOW + timedelta(hours=2)
    link = "https://meet.example.org/secret"
    facts = Facts(at, at + timedelta(minutes=30), title="The spring list", way="link", join_url=link)
    plan(owner(), harlow, facts, now=NOW)
    plan(owner(), harlow, Facts(at + timedelta(days=1), at + timedelta(days=1)), now=NOW)
    parts = {part.title: part for part in day_for(owner(), now=NOW).parts}
    (line,) = parts["Speaking with"].lines
    assert (line.who, line.words, line.detail) == ("Harlow & Sons", "The spring list", "11:00")
    assert "secret" not in repr(parts)


@pytest.mark.broad
def test_it_says_what_comes_again_and_what_of_it_was_missed(harlow):
    inbox = support.add_own(owner(), harlow.pk, support.Facts("Inbox"))
    support.add_duty(owner(), inbox.pk, "Report", support.When("weeks", date(2026, 2, 24), 1, 1))
    parts = {part.title: part for part in day_for(owner(), now=NOW).parts}
    lines = [(one.who, one.words, one.detail) for one in parts["Comes again"].lines]
    who = "Inbox, Harlow & Sons"
    assert lines == [(who, "Report", "Tue 24 Feb, overdue"), (who, "Report", "today")]


def test_what_was_missed_often_is_told_as_a_number_as_on_today(harlow):
    inbox = support.add_own(owner(), harlow.pk, support.Facts("Inbox"))
    support.add_duty(owner(), inbox.pk, "Report", support.When("weeks", date(2026, 1, 6), 1, 1))
    parts = {part.title: part for part in day_for(owner(), now=NOW).parts}
    details = [one.detail for one in parts["Comes again"].lines]
    assert details[0] == "3 Feb, overdue, and 4 times before"
    assert not any("before" in detail for detail in details[1:])


@pytest.mark.broad
def test_a_stranger_is_told_nothing(harlow):
    (part,) = day_for(assistant(), now=NOW).parts
    assert (part.lines, part.nothing) == ((), "Nobody is waiting.")


@pytest.mark.broad
def test_what_is_hers_alone_is_not_in_it(harlow, post, server):
    voices.note_spoken(
        owner(), name=CANARY, kind="friend", by="face", minutes=30, on=NOW.date(), today=NOW.date()
    )
    wished(sending_mailbox(server.server()))
    send_due(now=NOW)
    assert CANARY not in letter_text(Letter.objects.get())


# Sending


@pytest.mark.broad
def test_it_goes_to_herself_once_a_day(harlow, post, server):
    wished(sending_mailbox(server.server()))
    assert [send_due(now=NOW - timedelta(hours=2)), send_due(now=NOW), send_due(now=NOW)] == [0, 1, 0]
    letter = Letter.objects.get()
    assert "Is the stand free on Friday?" in letter_text(letter)
    deliver.call(letter.pk)
    assert [(one.sender, one.recipients) for one in post.taken] == [(ME, [ME])]
    assert send_due(now=NOW + timedelta(days=1)) == 1


@pytest.mark.broad
def test_what_she_sent_herself_is_seen_by_nobody_else(harlow, post, server):
    wished(sending_mailbox(server.server()))
    send_due(now=NOW)
    letter = Letter.objects.get()
    deliver.call(letter.pk)
    letter.refresh_from_db()
    entry = Interaction.objects.get(pk=Revision.objects.get(original=letter.original_id).interaction_id)
    assert (entry.private_to, entry.is_unfiled) == (owner(), False)
    assert letters_for(owner(), states=("sent",)) == []


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_whoever_is_erased_is_gone_from_it_too(harlow, post, server):
    wished(sending_mailbox(server.server()))
    send_due(now=NOW)
    deliver.call(Letter.objects.get().pk)
    assert Interaction.objects.count() == 2
    erase(preview_client(harlow))
    assert (Letter.objects.count(), Interaction.objects.count()) == (0, 0)


@pytest.mark.broad
def test_a_day_off_or_away_sends_none(harlow):
    wished()
    assert send_due(now=NOW + timedelta(days=4)) == 0
    be_away(owner(), starts_on=NOW.date(), ends_on=NOW.date())
    assert send_due(now=NOW) == 0
    keep_own_hours(Hours(time(9), time(17), "02", ""))
    assert send_due(now=NOW + timedelta(days=2)) == 0
    assert send_due(now=NOW + timedelta(days=1)) == 1


@pytest.mark.broad
def test_off_by_default_and_off_again(harlow):
    box = sending_mailbox()
    assert send_due(now=NOW) == 0
    keep_wish(owner(), is_on=False, at=time(8), connection_id=box.pk)
    assert send_due(now=NOW) == 0


@pytest.mark.broad
def test_who_may_not_come_in_any_more_is_sent_nothing(harlow):
    ann = assistant()
    wished(sending_mailbox(member=ann, address="ann@desk.example"), member=ann)
    ann.cover_ends_at = NOW - timedelta(minutes=1)
    ann.save()
    assert send_due(now=NOW) == 0


@pytest.mark.broad
def test_it_goes_through_a_mailbox_of_her_own_alone(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    theirs = sending_mailbox(client=harlow, address="office@harlow.example")
    shared = sending_mailbox()
    Grant.objects.create(connection=shared.connection, member=ann)
    for box in (theirs, shared):
        for member in (owner(), ann):
            with pytest.raises(CannotSend):
                keep_wish(member, is_on=True, at=time(8), connection_id=box.pk)


@pytest.mark.broad
def test_a_mailbox_that_was_opened_to_others_meanwhile_sends_nothing_and_says_so(harlow):
    box = wished()
    Grant.objects.create(connection=box.connection, member=assistant())
    assert send_due(now=NOW) == 0
    assert "Choose another one" in Sent.objects.get().trouble
    assert Letter.objects.count() == 0


@pytest.mark.broad
def test_a_mailbox_that_sends_no_more_is_asked_once_a_day(harlow):
    box = wished()
    forget_outgoing(box)
    assert send_due(now=NOW) == 0
    Grant.objects.exclude(member=owner()).delete()
    assert (send_due(now=NOW), Sent.objects.count()) == (0, 1)


@pytest.mark.broad
def test_the_timetable_is_told_when_the_next_is_due(harlow):
    assert next_digest_at() is None
    wished(at=time(16, 30))
    assert next_digest_at() == datetime(2026, 3, 3, 16, 30, tzinfo=UTC)
    send_due(now=NOW + timedelta(hours=8))
    assert next_digest_at() is None


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(harlow):
    wished()
    ready, sent = threading.Barrier(2), []

    def work() -> None:
        try:
            ready.wait(30)
            sent.append(send_due(now=NOW))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert sorted(sent) == [0, 1]
    assert (Letter.objects.count(), Sent.objects.count()) == (1, 1)


def test_a_moment_that_has_passed_when_she_asks_for_it_begins_with_tomorrow(harlow):
    box = sending_mailbox()
    keep_wish(owner(), is_on=True, at=time(8), connection_id=box.pk, now=NOW)
    assert send_due(now=NOW) == 0
    assert newest_sent_for(owner()) is None
    assert send_due(now=NOW + timedelta(days=1)) == 1
    assert newest_sent_for(owner()).on == NOW.date() + timedelta(days=1)


def test_what_was_due_before_she_changed_another_thing_comes_all_the_same(harlow):
    """After hours in which nothing ran: the same time, kept once more."""
    box = wished()
    keep_wish(owner(), is_on=True, at=time(8), connection_id=box.pk, now=NOW)
    assert send_due(now=NOW) == 1


def test_a_later_time_today_is_today_s(harlow):
    box = sending_mailbox()
    keep_wish(owner(), is_on=True, at=time(18), connection_id=box.pk, now=NOW)
    assert send_due(now=NOW + timedelta(hours=10)) == 1
