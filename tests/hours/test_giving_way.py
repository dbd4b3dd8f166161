"""What a typed cell may change of what was noted, what comes back once, and which days an amount may be on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from alongside.hours.entries import Facts, bring_back, change, set_cell, take_away
from alongside.hours.errors import HoursError
from alongside.hours.grid import week_for
from alongside.hours.models import Counted, Entry
from tests.hours.making import DAY, NINE, worked

pytestmark = pytest.mark.django_db
NOW = NINE + timedelta(days=30)
_KEY = b"k" * 16


def cell(me, client, minutes: int, was: int) -> None:
    set_cell(me, client.pk, aspect_id=None, on=DAY, minutes=minutes, was=was, now=NOW)


@pytest.mark.parametrize("said", [{"is_billable": False}, {"note": "Post"}, {"source": "letters"}])
def test_cell_changes_nothing_that_more_is_known_of(me, harlow, said):
    kept = worked(me, harlow, 30, **said)
    with pytest.raises(HoursError, match="30 min of it"):
        cell(me, harlow, 20, 30)
    cell(me, harlow, 50, 30)
    cell(me, harlow, 40, 50)
    cell(me, harlow, 30, 40)
    assert list(Entry.objects.values_list("pk", "minutes")) == [(kept.pk, 30)]
    assert week_for(me, DAY).lines[0].typed[0] == 0


def test_what_was_taken_away_comes_back_once(me, harlow):
    entry = worked(me, harlow, 30)
    kept = take_away(me, entry.pk)
    for _ in range(2):
        bring_back(me, kept)
    assert list(Entry.objects.values_list("pk", "minutes")) == [(entry.pk, 30)]


def test_letters_that_were_taken_anew_meanwhile_are_not_counted_twice(me, harlow):
    entry = worked(me, harlow, 12, source="letters")
    Counted.objects.create(member=me, source_key=_KEY, entry=entry)
    kept = take_away(me, entry.pk)
    again = worked(me, harlow, 12, source="letters")
    Counted.objects.create(member=me, source_key=_KEY, entry=again)
    bring_back(me, kept)
    assert Entry.objects.get() == again


@pytest.mark.parametrize("on", [date(26, 3, 2), date(1999, 12, 31), NOW.date() + timedelta(days=2)])
def test_amount_is_on_a_day_that_can_have_been_worked(me, harlow, on):
    entry = worked(me, harlow, 30)
    with pytest.raises(HoursError, match="Look at the day"):
        change(me, entry.pk, Facts(harlow.pk, None, "", True, on=on, minutes=30), now=NOW)


def test_amount_that_was_typed_ahead_keeps_its_day_when_its_words_change(me, harlow):
    entry = worked(me, harlow, 30, ahead=60)
    change(me, entry.pk, Facts(harlow.pk, None, "Trip", True, on=entry.on, minutes=30), now=NOW)
    assert Entry.objects.get().note == "Trip"


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_cell_that_is_sent_twice_at_once_is_noted_once(me, harlow, monkeypatch):
    """Both have read an empty cell before either writes, unless one waits for the other."""
    together, create = Barrier(2), Entry.objects.create

    def late(**values):
        # Broken where the other waits its turn, as it should.
        with suppress(BrokenBarrierError):
            together.wait(1)
        return create(**values)

    def send(_: int) -> str:
        try:
            cell(me, harlow, 30, 0)
        except HoursError:
            return "refused"
        finally:
            connection.close()
        return "kept"

    monkeypatch.setattr(Entry.objects, "create", late)
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)))
    assert (answers, list(Entry.objects.values_list("minutes", flat=True))) == (["kept", "refused"], [30])
