"""A notice of an absence for each client: its words, its days by their clock, who was told, and undo."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Practice
from alongside.agreements.actions import be_away, say_who_covers
from alongside.agreements.models import Away
from alongside.agreements.queries import clock_for
from alongside.agreements.rules import AbsenceThere, Clock, absence_there
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.outbox import away_notices
from alongside.outbox.actions import discard
from alongside.outbox.away_notices import addressee, draft_notices, drafts_about, throw_notices_away, told_of
from alongside.outbox.away_words import notice
from alongside.outbox.kit import save_signature
from alongside.outbox.letters import send, withdraw
from alongside.outbox.models import Draft, Letter, LetterState
from alongside.processes.follow_ups import follow_all
from tests.making import ME, arrive, assistant, mailbox, message, owner
from tests.outbox.desk import MARA, client_named, sending_mailbox

LONDON, NEW_YORK, AUCKLAND = map(ZoneInfo, ("Europe/London", "America/New_York", "Pacific/Auckland"))
NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)
FIRST, LAST = date(2026, 12, 24), date(2027, 1, 1)
THERE = AbsenceThere(FIRST, LAST, date(2027, 1, 4))


def days(theirs: ZoneInfo, hours: tuple[time, time] = (time(9), time(17))) -> tuple[date, date, date | None]:
    off = frozenset(FIRST + timedelta(days=ahead) for ahead in range(9))
    found = absence_there(FIRST, LAST, hers=Clock(LONDON, hours=hours, off=off), theirs=theirs)
    return found.first_on, found.last_on, found.back_on


def test_days_are_those_where_the_client_is():
    assert days(LONDON) == (FIRST, LAST, date(2027, 1, 4))
    assert days(AUCKLAND) == (FIRST, date(2027, 1, 2), date(2027, 1, 4))
    early = (time(4), time(12))
    assert days(NEW_YORK, early) == (date(2026, 12, 23), LAST, date(2027, 1, 3))


def words(
    signature: str = "", *, name: str = "Mara Quill", cover: str = "", there: AbsenceThere = THERE
) -> str:
    return notice(name, there, cover=cover, signature=signature, today=NOW.date()).text


def test_a_notice_says_from_when_until_when_and_when_she_is_back():
    assert words() == (
        "Dear Mara,\n\nI am away from Thursday 24 December to Friday 1 January 2027, and back on Monday 4 January"
        " 2027.\n\nWhat you write to me meanwhile waits here, and I answer when I am back.\n\nKind regards"
    )


def test_one_day_is_one_day():
    there = AbsenceThere(FIRST, FIRST, None)
    assert "I am away on Thursday 24 December.\n" in words(there=there)
    made = notice("", there, cover="", signature="", today=NOW.date())
    assert (made.subject, made.text.partition(",")[0]) == ("Away on Thursday 24 December", "Good day")


def test_who_covers_is_named():
    assert "Ann Bell looks after your messages meanwhile." in words(cover="Ann Bell")


def test_tone_is_that_of_her_signature():
    assert words("Cheers,\nNell").startswith("Hello Mara,")
    assert "regards" not in words("Cheers,\nNell")
    assert words("Kind regards\nNell Avery").startswith("Dear Mara,")
    assert words("Kind regards\nNell Avery").count("regards") == 0
    assert words("Nell Avery\nVirtual assistant").endswith("Kind regards")


@pytest.fixture
def harlow(db):
    Practice.objects.create(name="Desk", timezone="Europe/London", region="GB")
    return client_named()


@pytest.fixture
def away(harlow):
    return be_away(owner(), starts_on=FIRST, ends_on=LAST)


def told(away, *, now: datetime = NOW) -> dict[str, str]:
    return {one.client.name: one.state for one in told_of(owner(), away, now=now)}


def test_an_ordinary_draft_is_written_and_nothing_is_sent(harlow, away):
    sending_mailbox()
    save_signature(owner(), "Cheers\nNell")
    say_who_covers(away, " Ann\n Bell ")
    harlow.timezone = "Pacific/Auckland"
    harlow.save()
    (number,) = draft_notices(owner(), away, {harlow.pk}, now=NOW)
    draft = Draft.objects.get(pk=number)
    assert (draft.to, draft.subject) == (
        f"Mara Quill <{MARA}>",
        "Away from Thursday 24 December to Saturday 2 January 2027",
    )
    assert draft.text.startswith("Hello Mara,\n\nI am away from")
    assert "Ann Bell looks after" in draft.text
    assert draft.text.endswith("-- \nCheers\nNell\n")
    assert not Letter.objects.exists()
    assert told(away) == {"Harlow & Sons": "begun"}


def test_nobody_is_written_to_twice(harlow, away):
    assert len(draft_notices(owner(), away, {harlow.pk}, now=NOW)) == 1
    assert draft_notices(owner(), away, {harlow.pk}, now=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_nobody_is_written_to_twice_by_two_windows_at_once(harlow, away, monkeypatch):
    both_have_read = threading.Barrier(2)

    def read_first(*args, **kwargs):
        found = told_of(*args, **kwargs)
        both_have_read.wait(10)
        return found

    def press() -> list[int]:
        try:
            return draft_notices(owner(), away, {harlow.pk}, now=NOW)
        finally:
            connection.close()

    monkeypatch.setattr(away_notices, "told_of", read_first)
    with ThreadPoolExecutor(2) as pool:
        made = [number for one in [pool.submit(press), pool.submit(press)] for number in one.result()]
    assert made == [Draft.objects.get().pk] == drafts_about(away)


def test_an_absence_that_was_taken_out_meanwhile_is_told_to_nobody(harlow, away, monkeypatch):
    found = told_of(owner(), away, now=NOW)
    Away.objects.filter(pk=away.pk).delete()
    monkeypatch.setattr(away_notices, "told_of", lambda *_args, **_kwargs: found)
    assert draft_notices(owner(), away, {harlow.pk}, now=NOW) == []
    assert not Draft.objects.exists()


def test_who_was_told_is_marked(harlow, away):
    sending_mailbox()
    (number,) = draft_notices(owner(), away, {harlow.pk}, now=NOW)
    draft = Draft.objects.get(pk=number)
    letter = send(owner(), number, revision=draft.revision, now=timezone.now())
    assert told(away) == {"Harlow & Sons": "going"}
    withdraw(owner(), letter.pk, now=timezone.now())
    assert told(away) == {"Harlow & Sons": "begun"}
    letter = send(owner(), number, revision=draft.revision, now=timezone.now())
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT)
    assert told(away) == {"Harlow & Sons": "told"}


def test_a_notice_that_was_thrown_away_may_be_written_anew(harlow, away):
    made = draft_notices(owner(), away, {harlow.pk}, now=NOW)
    assert throw_notices_away(owner(), made, now=NOW) == 1
    assert (told(away), drafts_about(away)) == ({"Harlow & Sons": ""}, [])
    again = draft_notices(owner(), away, {harlow.pk}, now=NOW)
    assert again != made
    assert drafts_about(away) == again


def test_a_notice_in_somebody_elses_hands_is_not_thrown_away(harlow, away):
    made = draft_notices(owner(), away, {harlow.pk}, now=NOW)
    assert throw_notices_away(assistant(), made, now=NOW) == 0
    discard(owner(), made[0], now=NOW)
    assert throw_notices_away(owner(), made, now=NOW) == 0


@pytest.mark.broad
def test_whoever_wrote_last_is_written_to(harlow):
    client_named("Harlow & Sons", "tom@harlow.example", person="Tom Harlow")
    box = mailbox()
    arrive(box, message(MARA, ME, hours=1), message("tom@harlow.example", ME, hours=2))
    follow_all()
    assert addressee(harlow).name == "Tom Harlow"


def test_clients_of_others_and_those_without_an_address_are_not_written_to(harlow, away):
    ann = assistant()
    hers = be_away(ann, starts_on=FIRST, ends_on=LAST)
    penrose = add_client("Penrose", by=owner())
    Assignment.objects.create(member=ann, client=penrose)
    assert [one.client for one in told_of(ann, hers, now=NOW)] == [penrose]
    assert draft_notices(ann, hers, {harlow.pk, penrose.pk}, now=NOW) == []


def test_a_client_who_left_before_is_not_told(harlow, away):
    harlow.ended_on = FIRST - timedelta(days=1)
    harlow.save()
    assert told(away) == {}


def test_her_clock_knows_when_she_is_back(harlow, away):
    assert clock_for(owner(), now=NOW).next_opening(datetime(2026, 12, 23, 18, tzinfo=UTC)) == datetime(
        2027, 1, 4, 9, tzinfo=UTC
    )
