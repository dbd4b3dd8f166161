"""Letters about booked calls: by itself only where she said so, each once, whoever is killed, and reminders."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from msgspec.structs import replace

from alongside.channels.calendar.parse import parse
from alongside.clients.actions import add_client
from alongside.clients.joining import join
from alongside.clients.models import Client
from alongside.diary import actions, confirming
from alongside.diary.booking import cancel
from alongside.diary.confirming import STRANGE, reminder_of, tell_of
from alongside.diary.models import Appointment, BookingNotice
from alongside.diary.queries import to_confirm_for
from alongside.diary.reminding import remind_due, still_to_remind
from alongside.outbox.actions import journal
from alongside.outbox.letters import send
from alongside.outbox.models import Draft, Letter
from alongside.processes.follow_ups import DIARY
from alongside.sharing.actions import choose, revoke
from alongside.sharing.queries import resolve
from alongside.timeline.changes import follow
from tests.diary.bookings import ADA, booked, link_to, moved, to_them, told
from tests.making import arrive_raw, assistant, mailbox, owner
from tests.outbox.desk import sending_mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow() -> Client:
    sending_mailbox()
    made = add_client("Harlow", addresses=[(ADA, "Ada Harlow")], by=owner())
    made.timezone = "America/New_York"
    made.save()
    return made


def test_letter_is_ready_and_does_not_go(harlow):
    row = booked(link_to(harlow))
    notice = told(row)
    assert notice is not None
    draft = notice.draft
    assert (draft.to, draft.subject, draft.sent_at) == (f"Ada Harlow <{ADA}>", "Prices", None)
    assert "New York time" in draft.text
    assert not Letter.objects.exists()
    (file,) = draft.files.all()
    (event,) = parse(bytes(file.content))
    assert (event.uid, event.method) == (row.uid, "REQUEST")
    (waiting,) = to_confirm_for(owner(), now=timezone.now())
    assert (waiting.draft_id, waiting.trouble) == (draft.pk, "")


def test_job_is_asked_for_with_the_booking(harlow):
    from django_tasks_db.models import DBTaskResult

    row = booked(link_to(harlow))
    asked = DBTaskResult.objects.get(task_path="alongside.diary.jobs.confirm")
    assert asked.args_kwargs["args"] == [row.pk, "booked 0"]


def test_it_goes_by_itself_where_she_said_so(harlow):
    row = booked(link_to(harlow, by_itself=True))
    told(row)
    letter = Letter.objects.get(is_to_herself=False)
    mail = to_them(letter)
    assert (mail["To"], mail["Auto-Submitted"], letter.state) == (
        f"Ada Harlow <{ADA}>",
        "auto-generated",
        "waiting",
    )
    text = mail.get_body(("plain",)).get_content()
    address = text.partition("cancel it: ")[2].split()[0]
    share = resolve(address.rstrip("/").rpartition("/")[2], kind="booked")
    assert share is not None
    assert share.object_id == row.pk
    assert not to_confirm_for(owner(), now=timezone.now())


def test_she_gets_one_for_her_own_calendar(harlow):
    row = booked(link_to(harlow, by_itself=True))
    told(row)
    mail = to_them(Letter.objects.get(is_to_herself=True))
    assert mail["To"] == "Me <me@desk.example>"
    assert mail["Subject"] == "Booked by Ada Harlow (Harlow)"
    (file,) = mail.iter_attachments()
    (event,) = parse(file.get_content().encode())
    assert (event.uid, event.method) == (row.uid, "PUBLISH")


def test_stranger_cannot_have_letters_sent_in_her_name(harlow):
    notice = told(booked(link_to(harlow, by_itself=True), address="victim@elsewhere.example"))
    assert notice is not None
    assert (notice.trouble, notice.draft.sent_at) == (STRANGE, None)
    assert not Letter.objects.filter(is_to_herself=False).exists()


def test_twice_is_once(harlow):
    row = booked(link_to(harlow, by_itself=True))
    assert [told(row) is not None for _ in range(3)] == [True, False, False]
    assert Letter.objects.filter(is_to_herself=False).count() == 1


@pytest.mark.parametrize("place", ["begin_once", "make", "send", "_tell_herself"])
def test_killed_anywhere_it_is_written_once(harlow, monkeypatch, place):
    row = booked(link_to(harlow, by_itself=True))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(confirming, place, killed)
        with pytest.raises(KeyboardInterrupt):
            told(row)
    assert not BookingNotice.objects.exists()
    assert not Draft.objects.exists()
    told(row)
    assert Letter.objects.filter(is_to_herself=False).count() == 1


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_it_once(harlow):
    row = booked(link_to(harlow, by_itself=True))

    def work(_: int) -> bool:
        try:
            return tell_of(row.pk, "booked 0", now=timezone.now()) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]
    assert Letter.objects.filter(is_to_herself=False).count() == 1


def test_draft_of_before_goes_when_they_move_it(harlow):
    made = link_to(harlow)
    row = booked(made)
    first = told(row).draft
    moved(row, made)
    second = told(row).draft
    first.refresh_from_db()
    assert first.discarded_at is not None
    assert second.subject == "New time: Prices"


def test_draft_that_she_has_touched_stays(harlow):
    made = link_to(harlow)
    row = booked(made)
    first = told(row).draft
    words = {"text": "With a word of hers."}
    journal(owner(), first.pk, revision=first.revision, fields=words, now=timezone.now())
    moved(row, made)
    told(row)
    first.refresh_from_db()
    assert first.discarded_at is None


def test_what_was_never_told_is_not_called_off(harlow):
    row = booked(link_to(harlow))
    first = told(row).draft
    cancel(row, now=timezone.now())
    assert told(row).draft is None
    first.refresh_from_db()
    assert first.discarded_at is not None


def test_what_was_told_is_called_off_in_their_calendar(harlow):
    row = booked(link_to(harlow))
    first = told(row).draft
    send(owner(), first.pk, revision=first.revision, now=timezone.now())
    cancel(row, now=timezone.now())
    draft = told(row).draft
    (event,) = parse(bytes(draft.files.get().content))
    assert (draft.subject, event.method) == ("Cancelled: Prices", "CANCEL")


def test_late_worker_says_only_what_holds_by_now(harlow):
    made = link_to(harlow, by_itself=True)
    row = booked(made)
    moved(row, made)
    assert tell_of(row.pk, "booked 0", now=timezone.now()) is None
    told(row)
    (letter,) = Letter.objects.filter(is_to_herself=False)
    assert letter.subject == "New time: Prices"


def test_what_she_calls_it_is_not_in_the_letter(harlow):
    made = link_to(harlow, by_itself=True)
    row = booked(made)
    facts = replace(actions.facts_of(row), title="Late payer, do not extend")
    actions.change(owner(), row.pk, facts, now=timezone.now())
    told(row)
    assert all(b"Late payer" not in bytes(one.raw) for one in Letter.objects.all())


def test_call_in_the_room_here_is_joined_by_the_page_of_the_call(harlow):
    told(booked(link_to(harlow, by_itself=True, way="room")))
    mail = to_them(Letter.objects.get(is_to_herself=False))
    text = mail.get_body(("plain",)).get_content()
    (file,) = mail.iter_attachments()
    address = text.partition("cancel it here: ")[2].split()[0]
    assert f"URL:{address}" in file.get_content().replace("\r\n ", "")


def test_what_was_booked_before_clients_became_one_is_still_told_and_reminded_of(harlow):
    made = link_to(harlow, by_itself=True)
    row = booked(made, number=20)
    join(add_client("Penrose", by=owner()), harlow, by=owner())
    told(row)
    agreed_long_ago(row)
    assert remind_due(now=at_reminder(row)) == 1
    for letter in Letter.objects.filter(is_to_herself=False):
        text = to_them(letter).get_body(("plain",)).get_content()
        address = text.partition("cancel it: ")[2].split()[0]
        shown = Browser().get(address.partition("8000")[2])
        assert (shown.status_code, b"Cancel this call" in shown.content) == (200, True)
    moved(row, made)
    told(row)
    assert Letter.objects.filter(is_to_herself=False, subject__startswith="New time").exists()


@pytest.mark.broad
def test_own_confirmation_that_comes_in_is_no_second_appointment(harlow):
    row = booked(link_to(harlow, by_itself=True))
    told(row)
    arrive_raw(mailbox(label="Sent"), bytes(Letter.objects.get(is_to_herself=False).raw))
    follow(DIARY)
    assert Appointment.objects.get() == row


def test_without_a_mailbox_it_is_said_where_she_wanted_it_sent(harlow):
    from alongside.connections.models import Outgoing

    Outgoing.objects.all().delete()
    notice = told(booked(link_to(harlow, by_itself=True)))
    assert "No mailbox of yours sends" in notice.trouble
    assert to_confirm_for(owner(), now=timezone.now())[0].draft_id is None
    assert told(booked(link_to(harlow), number=9)).trouble == ""


def test_whoever_works_for_them_no_more_writes_nothing(harlow):
    ann = assistant()
    row = booked(link_to(harlow, by_itself=True))
    Appointment.objects.update(member=ann)
    assert told(row) is None


def test_client_whose_work_has_ended_is_written_nothing(harlow):
    row = booked(link_to(harlow, by_itself=True), number=20)
    agreed_long_ago(row)
    Client.objects.filter(pk=harlow.pk).update(ended_on=timezone.localdate())
    assert told(row) is None
    # And is not asked about without end.
    assert still_to_remind(now=at_reminder(row)) == []
    assert not Draft.objects.exists()


# The day before.


def at_reminder(row: Appointment):
    return row.starts_at - timedelta(hours=23)


def agreed_long_ago(row: Appointment) -> None:
    row.said.update(said_at=timezone.now() - timedelta(days=10))


def test_reminder_goes_the_day_before_once(harlow):
    row = booked(link_to(harlow, by_itself=True), number=20)
    agreed_long_ago(row)
    assert remind_due(now=row.starts_at - timedelta(hours=25)) == 0
    assert [remind_due(now=at_reminder(row)) for _ in range(2)] == [1, 0]
    letter = Letter.objects.get()
    assert letter.subject == "Reminder: Prices"
    assert "To move or cancel it: http" in to_them(letter).get_content()
    assert not still_to_remind(now=at_reminder(row))


def test_moved_call_is_reminded_of_at_its_new_time(harlow):
    made = link_to(harlow, by_itself=True)
    row = booked(made, number=20)
    agreed_long_ago(row)
    remind_due(now=at_reminder(row))
    moved(row, made)
    agreed_long_ago(row)
    row.refresh_from_db()
    assert remind_due(now=at_reminder(row)) == 1
    assert BookingNotice.objects.filter(occasion=reminder_of(row)).count() == 1


def test_reminder_waits_until_they_were_told_and_throws_nothing_away(harlow):
    # From an address that is not known here: her letter is ready, and does not go.
    row = booked(link_to(harlow, by_itself=True), address="ada@home.example", number=20)
    agreed_long_ago(row)
    draft = told(row).draft
    now = at_reminder(row)
    assert (remind_due(now=now), still_to_remind(now=now)) == (0, [])
    assert tell_of(row.pk, reminder_of(row), now=now) is None
    draft.refresh_from_db()
    assert draft.discarded_at is None
    send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    assert remind_due(now=now) == 1
    draft.refresh_from_db()
    assert draft.discarded_at is None


@pytest.mark.parametrize("why", ["off", "taken back", "cancelled", "just agreed", "about to begin"])
def test_nobody_is_reminded(harlow, why):
    made = link_to(harlow, by_itself=True)
    row = booked(made, number=20)
    agreed_long_ago(row)
    now = at_reminder(row)
    if why == "off":
        choose(owner(), made.share.pk, {"by_itself": False})
    elif why == "taken back":
        revoke(owner(), made.share.pk, now=timezone.now())
    elif why == "cancelled":
        cancel(row, now=timezone.now())
    elif why == "just agreed":
        row.said.update(said_at=row.starts_at - timedelta(hours=29))
    else:
        now = row.starts_at - timedelta(minutes=50)
    assert remind_due(now=now) == 0
    assert not Letter.objects.filter(subject__startswith="Reminder").exists()


def test_today_leads_to_the_letter(harlow):
    notice = told(booked(link_to(harlow), number=20))
    browser = Browser()
    browser.force_login(owner())
    assert f'href="/write/{notice.draft.pk}/"' in browser.get("/").content.decode()
