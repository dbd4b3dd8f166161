"""Ending a client: out of what asks for something, kept until a day, taken up again; erased with a proof of it."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.diary.queries import between_for
from alongside.handover import actions, archiving, covering
from alongside.handover import ending as endings
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import Archive, ErasureProof
from alongside.handover.packs import pack_for, parts_for
from alongside.handover.rules import Edits
from alongside.jobs.runner import run
from alongside.originals import storage
from alongside.processes.follow_ups import follow_all
from alongside.promises.queries import first_open_for
from alongside.rhythm.queries import quiet_for
from alongside.timeline.queries.lists import arrived_for, timeline_for
from alongside.waiting.queries import waiting_for
from alongside.waiting.rail import rail_for
from tests.handover.making import (
    CANARY,
    HER,
    NOW,
    ago,
    box_of,
    brought_in,
    call,
    letter,
    note,
    planned,
    to_do,
)

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


@pytest.fixture
def harlow(owner) -> Client:
    client = add_client(
        f"{CANARY} & Sons", addresses=[(f"{CANARY.lower()}@x.example", f"{CANARY} Quill")], by=owner
    )
    brought_in(
        box_of(owner),
        letter(
            f"{CANARY.lower()}@x.example", HER, f"Is {CANARY} here?", name=f"{CANARY} oak", at=ago(hours=5)
        ),
    )
    to_do(owner, client, f"{CANARY} invoices", at=ago(days=1), due_on="2026-11-30")
    planned(owner, client, at=NOW + timedelta(hours=3))
    return client


def end(owner, harlow, *, days: int = 365) -> None:
    endings.end(owner, harlow, keep_until=TODAY + timedelta(days=days), today=TODAY, now=NOW)


@pytest.mark.broad
def test_what_is_open_is_counted(owner, harlow):
    found = {one.many: one.count for one in endings.still_open(harlow, now=NOW)}
    assert found == {
        "conversations wait": 1,
        "promises and to-dos are open": 1,
        "calls and visits are planned": 1,
    }


def asks_for_something(owner) -> list[object]:
    tomorrow = NOW + timedelta(days=1)
    return [
        *waiting_for(owner, now=NOW),
        *arrived_for(owner, since=ago(days=2)),
        *(one for some, _ in first_open_for(owner, kinds=("todo",)) for one in some),
        *between_for(owner, since=NOW, until=tomorrow),
        *rail_for(owner),
        *quiet_for(owner, today=TODAY),
    ]


@pytest.mark.broad
def test_an_ended_client_asks_for_nothing_and_is_all_there(owner, harlow):
    assert len(asks_for_something(owner)) == 5
    end(owner, harlow)
    assert asks_for_something(owner) == []
    assert len(timeline_for(owner, harlow.pk)) == 1
    harlow.refresh_from_db()
    assert harlow.ended_on == TODAY
    endings.take_up_again(owner, harlow)
    assert len(asks_for_something(owner)) == 5


@pytest.mark.broad
def test_a_day_that_has_come_is_said_and_nothing_is_erased(owner, harlow, assistant):
    end(owner, harlow, days=30)
    assert endings.kept_long_enough_for(owner, today=TODAY + timedelta(days=29)) == []
    (over,) = endings.kept_long_enough_for(owner, today=TODAY + timedelta(days=30))
    assert (over.client_id, over.keep_until) == (harlow.pk, TODAY + timedelta(days=30))
    assert endings.kept_long_enough_for(assistant, today=TODAY + timedelta(days=30)) == []
    assert Client.objects.filter(pk=harlow.pk).exists()


@pytest.mark.broad
@pytest.mark.parametrize("days", [0, -1, 366 * 13])
def test_a_day_that_cannot_be_is_said_so(owner, harlow, days):
    with pytest.raises(HandoverError):
        end(owner, harlow, days=days)
    harlow.refresh_from_db()
    assert harlow.ended_on is None


@pytest.mark.broad
def test_only_an_owner_ends_and_erases(harlow, assistant):
    with pytest.raises(NotThere):
        end(assistant, harlow)
    with pytest.raises(NotThere):
        endings.take_up_again(assistant, harlow)
    with pytest.raises(NotThere):
        endings.begin_proof(assistant, harlow, now=NOW)


# Erased, with a proof


def everything_of(owner, harlow) -> None:
    """The canary in every table of this package, in an archive, in a link."""
    call(owner, harlow, at=ago(days=1), text=CANARY)
    note(owner, harlow, CANARY, at=ago(days=1))
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    actions.keep_edits(owner, harlow.pk, Edits(CANARY), now=NOW)
    actions.begin_letter(owner, harlow.pk, now=NOW)
    pack = covering.prepare(owner, harlow.pk, starts_on=TODAY, until_on=TODAY, name=CANARY, now=NOW)
    parts = parts_for(owner, pack_for(owner, pack.pk, now=NOW), now=NOW)
    line = parts[0].lines[0]
    covering.keep_edits(owner, pack.pk, Edits(CANARY, frozenset(), {line.key: (CANARY, None)}), now=NOW)
    covering.share(owner, pack.pk, now=NOW)
    end(owner, harlow)
    archive = archiving.ask_for(owner, harlow, with_notes=True, now=NOW)
    archiving.make(archive, owner, now=NOW)
    follow_all()


def rows_with_canary() -> list[str]:
    """Tables of which a row holds it, in whichever column and case."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == "search_text" and connection.vendor == "sqlite":
                continue  # Read by words alone; what it holds stands in the tables behind it.
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = b" ".join(
                    bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                    for cell in row
                )
                if CANARY.lower().encode() in text.lower():
                    found.append(table)
                    break
    return found


def files_with_canary() -> list[Path]:
    """Segments, archives, caches and logs; what is compressed is told by its record or zip, which is gone as well."""
    found = []
    for folder, _, names in os.walk(settings.HOME):
        for name in names:
            path = Path(folder) / name
            is_database = ".sqlite3" in name
            if path.is_file() and not is_database and CANARY.lower().encode() in path.read_bytes().lower():
                found.append(path)
    return found


@pytest.mark.broad
def test_erased_it_is_in_no_table_segment_archive_or_log_and_a_proof_says_so(
    owner, harlow, signed_in, caplog
):
    everything_of(owner, harlow)
    archive = Archive.objects.get()
    assert {"handover_coverpack", "handover_weeklynote", "clients_client", "outbox_draft"} <= set(
        rows_with_canary()
    )
    desk = signed_in(owner)
    erasing = desk.post(f"/clients/{harlow.pk}/erase/", {"sure": "yes"})["Location"]
    run(until_idle=True)
    answer = desk.get(erasing, follow=True)
    follow_all()

    assert rows_with_canary() == []
    assert files_with_canary() == []
    assert not archiving.path_of(archive).exists()
    assert sum(storage.store().sizes().values()) == 0
    assert CANARY.lower() not in caplog.text.lower()
    shown = answer.content.decode()
    assert f"Client number {harlow.pk} was erased" in shown and "Every byte of it has left" in shown
    proof = ErasureProof.objects.get()
    assert proof.counts == {"messages": 2, "files": 0, "people": 1, "addresses": 1}
    text = desk.get(f"/erasures/{proof.pk}/proof.txt").content.decode()
    hashes = [line for line in text.splitlines() if len(line.split(" ")[0]) == 64]
    # Of each entry its bytes and its source key.
    assert len(hashes) == 6
    assert CANARY.lower() not in (text + shown).lower()


@pytest.mark.broad
def test_a_proof_of_an_erasing_that_was_cut_short_is_finished(owner, harlow):
    proof = endings.begin_proof(owner, harlow, now=NOW)
    number = harlow.pk
    Client.objects.filter(pk=number).delete()
    assert endings.erase_with_proof(None, proof, now=NOW)
    proof.refresh_from_db()
    assert (proof.client_number, proof.erased_at) == (number, NOW)


@pytest.mark.broad
def test_a_proof_is_not_written_twice(owner, harlow):
    proof = endings.begin_proof(owner, harlow, now=NOW)
    endings.erase_with_proof(harlow, proof, now=NOW)
    endings.erase_with_proof(None, proof, now=NOW + timedelta(days=1))
    proof.refresh_from_db()
    assert proof.erased_at == NOW


@pytest.mark.broad
def test_the_page_walks_from_what_is_open_to_taking_it_up_again(owner, harlow, signed_in, monkeypatch):
    monkeypatch.undo()
    desk = signed_in(owner)
    shown = desk.get(f"/clients/{harlow.pk}/end/").content.decode()
    assert "1 promise or to-do is open" in shown
    until = date.today() + timedelta(days=400)
    wrong = desk.post(f"/clients/{harlow.pk}/end/keep/", {"keep_until": "2020-01-01"})
    assert wrong.status_code == 422 and "Choose a day to come" in wrong.content.decode()
    desk.post(f"/clients/{harlow.pk}/end/keep/", {"keep_until": f"{until:%Y-%m-%d}"})
    assert "1 client whose work has ended" in desk.get("/clients/").content.decode()
    endings.Ending.objects.update(keep_until=timezone.localdate())
    assert "nothing is erased by itself" in desk.get("/").content.decode()
    desk.post(f"/clients/{harlow.pk}/end/again/")
    harlow.refresh_from_db()
    assert harlow.ended_on is None and "nothing is erased" not in desk.get("/").content.decode()


@pytest.mark.broad
def test_what_waits_no_more_on_today_is_not_counted_as_open(owner, harlow):
    later = NOW + timedelta(days=30)
    assert waiting_for(owner, now=later) == []
    assert "conversations wait" not in {one.many for one in endings.still_open(harlow, now=later)}
