"""The archive to hand back: what is in it and what is not, under names that any computer can store."""

from __future__ import annotations

import csv
import io
import subprocess
import tracemalloc
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from django.utils import timezone

from alongside.accounts.models import Practice
from alongside.clients.actions import add_client
from alongside.handover import archiving
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import Archive
from alongside.intake.erasing import erase, preview_address
from alongside.jobs.errors import Stopping
from alongside.jobs.runner import run
from alongside.originals.models import Original
from alongside.promises import actions as promises
from alongside.promises.models import Finding
from tests.handover.making import (
    CANARY,
    HER,
    MARA,
    NOW,
    ago,
    brought_in,
    call,
    letter,
    note,
    to_do,
)
from tests.making import arrive_raw, rich_mail

TOM = "tom@birch.example"


# What is in it

pytestmark = pytest.mark.django_db(transaction=True)


def made(owner, harlow, *, with_notes: bool = False) -> Archive:
    return archiving.make(archiving.ask_for(owner, harlow, with_notes=with_notes, now=NOW), owner, now=NOW)


def opened(archive: Archive) -> ZipFile:
    return ZipFile(archiving.path_of(archive))


def whole(archive: Archive) -> str:
    """Every name and every word in it."""
    with opened(archive) as file:
        return "\n".join(name + file.read(name).decode("utf-8", "replace") for name in file.namelist())


@pytest.mark.broad
def test_letters_stand_by_year_as_they_came(owner, harlow, box):
    raw = letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=400))
    brought_in(box, raw, rich_mail())
    archive = made(owner, harlow)
    with opened(archive) as file:
        assert file.testzip() is None
        letters = [name for name in file.namelist() if name.startswith("mail/")]
        assert [name.split("/")[1] for name in letters] == ["2025", "2026"]
        assert file.read(letters[0]) == raw
        assert b"quote.pdf" in file.read(letters[1])
        assert {"README.txt", "index.html", "timeline.csv", "manifest.txt", "timeline/2025.html"} <= set(
            file.namelist()
        )
    assert (archive.entries, archive.left_out) == (2, 0)


@pytest.mark.broad
def test_anybody_can_check_it(owner, harlow, box, tmp_path):
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=1)))
    archive = made(owner, harlow)
    assert archive.sha256 == sha256(archiving.path_of(archive).read_bytes()).hexdigest()
    with opened(archive) as file:
        file.extractall(tmp_path)
        listed = file.read("manifest.txt").decode().splitlines()
        assert len(listed) == len(file.namelist()) - 1
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest.txt"], cwd=tmp_path, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.broad
def test_table_and_pages_lead_to_each_letter(owner, harlow, box):
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="=Oak <b>", at=ago(days=1)))
    with opened(made(owner, harlow)) as file:
        rows = list(csv.DictReader(io.StringIO(file.read("timeline.csv").decode("utf-8-sig"))))
        assert rows[0]["subject"] == "'=Oak <b>" and rows[0]["address"] == MARA
        assert rows[0]["file"] in file.namelist()
        page = file.read("timeline/2026.html").decode()
        assert "=Oak &lt;b&gt;" in page and "<b>" not in page and "<script" not in page
        assert "default-src 'none'" in page


@pytest.mark.broad
def test_nothing_private_and_nothing_of_another_client_is_in_it(owner, harlow, box):
    add_client("Birch", addresses=[(TOM, "Tom")], by=owner)
    brought_in(
        box,
        letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=1)),
        letter(HER, f"{MARA}, {TOM}", f"To both of you: {CANARY}", name=f"Both {CANARY}", at=ago(days=2)),
        letter(TOM, HER, f"Only Birch: {CANARY}", name="Birch", at=ago(days=3)),
    )
    note(owner, harlow, f"{CANARY} private", at=ago(days=1))
    to_do(owner, harlow, f"{CANARY} to do", at=ago(days=1))
    archive = made(owner, harlow, with_notes=True)
    text = whole(archive)
    assert CANARY not in text and TOM not in text and "Birch" not in text
    assert "Is the oak here?" in text
    assert (archive.entries, archive.left_out) == (1, 1)
    assert "1 more belong to somebody else as well" in text


@pytest.mark.broad
def test_what_she_noted_of_calls_goes_along_only_when_she_says_so(owner, harlow, box):
    call(owner, harlow, at=ago(days=1), minutes=30, text=CANARY)
    note(owner, harlow, f"{CANARY} for all here", at=ago(days=1), is_private=False)
    without = whole(made(owner, harlow))
    assert CANARY not in without
    assert "call,we,Mara Quill" in without
    assert whole(made(owner, harlow, with_notes=True)).count(f"{CANARY} for all here") >= 1


@pytest.mark.broad
def test_promises_stand_in_the_words_of_their_letter(owner, harlow, box):
    brought_in(box, letter(MARA, HER, "I'll send you the list by Friday.", name="List", at=ago(days=1)))
    found = Finding.objects.get(kind="promise")
    place = (found.interaction_id, found.start, found.end, found.kind)
    promises.accept(owner, place, now=NOW, changes={"wording": CANARY})
    with opened(made(owner, harlow)) as file:
        listed = file.read("about/promises.csv").decode()
    assert "I'll send you the list by Friday." in listed and CANARY not in listed


@pytest.mark.broad
def test_what_cannot_be_read_is_named(owner, harlow, box):
    brought_in(
        box,
        letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=1)),
        letter(MARA, HER, "And the beech?", name="Beech", at=ago(days=2)),
    )
    last = Original.objects.order_by("-id").first()
    Original.objects.filter(pk=last.pk).update(offset=last.offset + 3)
    archive = made(owner, harlow)
    assert archive.unreadable == 1
    with opened(archive) as file:
        assert "Beech" in file.read("unreadable.txt").decode()
        assert "1 could not be read any more" in file.read("README.txt").decode()


@pytest.mark.slow
def test_memory_stays_flat(owner, harlow, box):
    """Ten letters of 3 MB each, and never much more than one of them at once."""
    for number in range(10):
        text = f"{number:04}\n" * 600_000
        arrive_raw(box, letter(MARA, HER, text, name=f"Long {number}", at=ago(days=number)))
    archive = archiving.ask_for(owner, harlow, with_notes=False, now=NOW)
    tracemalloc.start()
    archiving.make(archive, owner, now=NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


# Made, kept for a while, let go


def test_only_an_owner_makes_and_finds_one(owner, harlow, assistant):
    with pytest.raises(NotThere):
        archiving.ask_for(assistant, harlow, with_notes=False, now=NOW)
    archive = made(owner, harlow)
    assert archiving.find_for(assistant, archive.pk) is None
    assert archiving.find_for(owner, archive.pk) == archive


def test_asked_twice_it_is_one(owner, harlow):
    first = archiving.ask_for(owner, harlow, with_notes=False, now=NOW)
    assert archiving.ask_for(owner, harlow, with_notes=False, now=NOW) == first


@pytest.mark.broad
def test_what_stops_it_early_leaves_no_half_file(owner, harlow, box, monkeypatch):
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=1)))
    archive = archiving.ask_for(owner, harlow, with_notes=False, now=NOW)

    def stop(*_: object, **__: object) -> None:
        raise Stopping

    monkeypatch.setattr(archiving, "report", stop)
    with pytest.raises(Stopping):
        archiving.make(archive, owner, now=NOW)
    assert list(archiving.folder().glob(archive.file.removesuffix(".zip") + "*")) == []


def test_a_disk_that_takes_nothing_is_said_in_words(owner, harlow):
    archive = archiving.ask_for(owner, harlow, with_notes=False, now=NOW)
    archive.file = "no-such-folder/x.zip"
    with pytest.raises(HandoverError, match="Nothing is lost"):
        archiving.make(archive, owner, now=NOW)


def test_it_leaves_after_its_days_and_so_does_what_nobody_knows(owner, harlow):
    archive = made(owner, harlow)
    path = archiving.path_of(archive)
    stray = archiving.folder() / "stray.part"
    stray.write_bytes(b"half")
    assert archiving.next_forgetting_at() == archive.delete_at
    archiving.forget_due(now=NOW)
    assert path.exists() and not stray.exists()
    archiving.forget_due(now=archive.delete_at)
    assert not path.exists() and not Archive.objects.exists()


@pytest.mark.broad
def test_an_erased_letter_leaves_no_archive_behind(owner, harlow, box):
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=1)))
    path = archiving.path_of(made(owner, harlow))
    path.with_suffix(".part").write_bytes(b"what a killed worker left")
    erase(preview_address(MARA))
    assert not path.exists() and not path.with_suffix(".part").exists() and not Archive.objects.exists()


@pytest.mark.broad
def test_the_work_behind_the_page_makes_it(owner, harlow, box, signed_in, monkeypatch):
    monkeypatch.undo()
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=timezone.now()))
    desk = signed_in(owner)
    work = desk.post(f"/clients/{harlow.pk}/end/archive/")["Location"]
    run(until_idle=True)
    assert desk.get(work)["Location"] == f"/clients/{harlow.pk}/end/"
    shown = desk.get(f"/clients/{harlow.pk}/end/").content.decode()
    archive = Archive.objects.get()
    assert f"/archives/{archive.pk}/" in shown and archive.sha256 in shown
    answer = desk.get(f"/archives/{archive.pk}/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Harlow & Sons')
    content = b"".join(answer.streaming_content)
    answer.close()
    assert sha256(content).hexdigest() == archive.sha256


def test_promises_are_dated_by_the_clock_of_the_desk(owner, harlow, box):
    Practice.objects.update_or_create(defaults={"timezone": "Asia/Tokyo"})
    late = NOW.replace(hour=20) - timedelta(days=1)
    brought_in(box, letter(MARA, HER, "I'll send you the list soon.", name="List", at=late))
    found = Finding.objects.get(kind="promise")
    promises.accept(owner, (found.interaction_id, found.start, found.end, found.kind), now=NOW)
    with opened(made(owner, harlow)) as file:
        listed = file.read("about/promises.csv").decode()
    assert f"{NOW:%Y-%m-%d}," in listed
