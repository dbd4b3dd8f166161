"""Data files of Outlook: real ones, made by Outlook and Exchange."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from alongside.channels.email.parse import parse
from alongside.channels.files import client, outlook_data
from alongside.channels.files.client import Unreadable, count_hint, open_source
from alongside.channels.files.kinds import FileKind
from alongside.message import ParsedMessage, RawMessage
from tests.corpora import corpora_path
from tests.outlook_material import data_files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return data_files(tmp_path_factory.mktemp("outlook"))


def letters(path: Path) -> dict[str, ParsedMessage]:
    return {one.place: parse(one.raw) for one in open_source(path) if isinstance(one, RawMessage)}


def left(path: Path) -> dict[str, str]:
    return {one.place: one.reason for one in open_source(path) if isinstance(one, Unreadable)}


def test_every_letter_of_a_data_file_is_taken_out(files):
    path = files / "enron.pst"
    found = letters(path)
    assert (len(found), left(path), count_hint(path)) == (71, {}, 71)
    # Headers, text and files are those of the letter.
    assert all(one.message_id and one.happened_at.year in (2000, 2001) for one in found.values())
    assert sum(bool(one.text.strip()) for one in found.values()) == 71
    assert sum(len(one.attachments) for one in found.values()) == 70


def test_places_and_bytes_are_the_same_on_every_visit(files):
    def visit() -> list[tuple[str, bytes]]:
        return [
            (one.place, one.raw) for one in open_source(files / "enron.pst") if isinstance(one, RawMessage)
        ]

    assert visit() == visit()
    assert len({place for place, _ in visit()}) == 71


def test_letters_of_a_mailbox_kept_by_exchange_are_taken_and_its_dates_counted(files):
    path = files / "pstextractortest@outlook.com.ost"
    found = letters(path)
    assert len(found) == 13
    kinds = "dates of the calendar (169), letters that name no address (1)"
    assert left(path) == {path.name: outlook_data.THE_REST.format(kinds=kinds)}
    # What was written there has no headers: sender, recipients and time are those that the file knows.
    (sent,) = (one for one in found.values() if one.subject == "meeting with attachments (jpg, pdf, text)")
    assert {(one.role, one.address) for one in sent.parties} == {
        ("from", "pstextractortest@outlook.com"),
        ("to", "epfromer@gmail.com"),
    }
    assert [one.media_type for one in sent.attachments] == ["image/jpeg", "application/pdf", "text/plain"]
    assert sent.message_id.endswith(".prod.outlook.com")


def test_pictures_within_a_letter_stay_with_its_text(files):
    (found,) = (
        one
        for one in letters(files / "pstextractortest@outlook.com.ost").values()
        if one.subject.startswith("Welcome to your new")
    )
    assert found.has_html
    # All but the one that its text does not show.
    assert [one.name for one in found.attachments if not one.is_inline] == ["landing-winstore.png"]


def test_letter_that_is_too_large_costs_itself_alone(files, monkeypatch):
    monkeypatch.setattr(client, "MAX_MESSAGE_BYTES", 60_000)
    reasons = list(left(files / "enron.pst").values())
    assert 0 < len(reasons) < 30
    assert set(reasons) == {client.TOO_LARGE}
    assert len(letters(files / "enron.pst")) == 71 - len(reasons)


@pytest.mark.parametrize("start", range(5))
def test_damaged_data_file_never_stops_the_rest(files, tmp_path, start):
    """Stretches of it overwritten: every letter comes, or its reason does."""
    raw = bytearray((files / "enron.pst").read_bytes())
    for at in range(start * 100_003 + 20_000, len(raw), 700_001):
        raw[at : at + 3_000] = bytes((at + byte * 7) % 256 for byte in range(3_000))
    (tmp_path / "a.pst").write_bytes(raw)
    (tmp_path / "b.eml").write_bytes(b"From: a@b.example\nSubject: small\n\nHello.\n")
    assert "b.eml" in letters(tmp_path)


def test_what_is_no_data_file_inside_says_so_and_has_its_bytes(tmp_path):
    (tmp_path / "old.pst").write_bytes(b"!BDN" + bytes(2_000))
    (one,) = open_source(tmp_path)
    assert isinstance(one, Unreadable)
    assert (one.place, one.reason) == ("old.pst", outlook_data.DAMAGED)
    with one.open() as file:
        assert file.read(4) == b"!BDN"


def test_within_a_zip_file_it_is_listed(files, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(files / "enron.pst", "enron.pst")
    assert left(tmp_path) == {"all.zip/enron.pst": client.WHY_NOT[FileKind.OUTLOOK_DATA]}


def test_file_cut_short_gives_what_is_there_or_a_reason(files, tmp_path):
    shutil.copy(files / "enron.pst", tmp_path / "short.pst")
    with (tmp_path / "short.pst").open("rb+") as file:
        file.truncate(6_000_000)
    assert list(open_source(tmp_path))


@pytest.mark.corpora
def test_data_files_without_letters_tell_what_they_hold():
    paths = sorted(corpora_path().glob("formats/pst/*/*.pst"))
    assert paths
    for path in paths:
        (reason,) = left(path).values()
        is_empty = path.name == "Empty.pst"
        assert reason.startswith(
            outlook_data.NOTHING if is_empty else outlook_data.THE_REST.partition("{")[0]
        )
        assert letters(path) == {}
