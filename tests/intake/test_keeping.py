"""What is no mail is kept whole as well: its bytes are an original, and nothing depends on where it came from."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from alongside.channels.email.parse import EMPTY, NO_HEADER
from alongside.channels.files import client
from alongside.intake.erasing import erase, preview_source
from alongside.intake.importing import import_path, parser_pool
from alongside.intake.jobs import import_files
from alongside.intake.reading_again import worth_trying
from alongside.intake.rebuilding import rebuild
from alongside.originals.models import Original
from alongside.originals.queries import read
from alongside.originals.verifying import verify
from alongside.timeline.models import Interaction, KeptUnparsed
from alongside.timeline.verifying import problems
from tests.making import ParsingHere, mailbox, rich_mail

pytestmark = pytest.mark.django_db(transaction=True)
OUTLOOK = b"!BDN" + bytes(range(256)) * 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mail"
    made.mkdir()
    return made


def bring_in(folder: Path, label: str = "Mail"):
    return import_path(folder, connection=mailbox(label=label), pool=ParsingHere())


def kept() -> dict[str, bytes | None]:
    """By place the bytes that are here."""
    rows = KeptUnparsed.objects.values_list("place", "original_id")
    return {place: read(number) if number is not None else None for place, number in rows}


def all_is_well() -> bool:
    return [*problems(), *verify()] == []


def test_bytes_of_what_is_no_mail_are_kept(folder):
    (folder / "archive.pst").write_bytes(OUTLOOK)
    (folder / "list.csv").write_bytes(b"a,b\n1,2\n")
    bring_in(folder)
    assert kept() == {"archive.pst": OUTLOOK, "list.csv": b"a,b\n1,2\n"}
    assert all_is_well()


@pytest.mark.broad
def test_message_that_is_too_large_within_a_mailbox_file_is_kept_whole(folder, monkeypatch):
    monkeypatch.setattr(client, "MAX_MESSAGE_BYTES", 500)
    separator, raw = b"From mara@harlow.example Mon Mar  2 09:00:00 2026\n", rich_mail()
    small = b"From: a@b.example\nSubject: small\n\nHello.\n"
    (folder / "all.mbox").write_bytes(separator + raw + b"\n" + separator + small)
    source = mailbox()
    # As it was listed by a version that kept no bytes of it.
    KeptUnparsed.objects.create(connection=source, place="all.mbox#0", reason=client.TOO_LARGE)
    for _ in range(2):
        import_path(folder, connection=source, pool=ParsingHere())
    assert {place: found.rstrip(b"\n") for place, found in kept().items()} == {
        "all.mbox#0": raw.rstrip(b"\n")
    }
    assert Interaction.objects.count() == 1
    assert all_is_well()


def test_message_that_is_too_large_is_kept_whole(folder, monkeypatch):
    monkeypatch.setattr(client, "MAX_MESSAGE_BYTES", 500)
    (folder / "large.eml").write_bytes(raw := rich_mail())
    bring_in(folder)
    assert kept() == {"large.eml": raw}


def test_what_is_no_mail_within_a_zip_is_kept(folder):
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.eml", rich_mail())
        archive.writestr("archive.pst", OUTLOOK)
    bring_in(folder)
    assert (kept(), Interaction.objects.count()) == ({"all.zip/archive.pst": OUTLOOK}, 1)


def test_what_is_damaged_within_a_zip_is_kept_as_it_is(folder):
    raw = rich_mail()
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("one.eml", raw)
    content = (folder / "all.zip").read_bytes()
    (folder / "all.zip").write_bytes(content.replace(raw, raw[:-2] + b"!\n"))
    bring_in(folder)
    assert (kept(), Interaction.objects.count()) == ({"all.zip/one.eml": raw[:-2] + b"!\n"}, 0)
    assert all_is_well()


def test_what_has_no_head_of_a_mail_is_kept_with_the_reason(folder):
    (folder / "empty.eml").write_bytes(b"")
    (folder / "words.eml").write_bytes(b"Dear diary:\n\nnothing\n")
    (folder / "letter.eml").write_bytes(rich_mail())
    import_path(folder, connection=mailbox(), pool=ParsingHere(takes_all=False))
    reasons = dict(KeptUnparsed.objects.values_list("place", "reason"))
    assert reasons == {"empty.eml": EMPTY, "words.eml": NO_HEADER}
    assert (kept(), Interaction.objects.count()) == (
        {"empty.eml": b"", "words.eml": b"Dear diary:\n\nnothing\n"},
        1,
    )
    assert all_is_well()


@pytest.mark.broad
def test_what_was_taken_for_a_mail_once_stays_an_entry(folder):
    (folder / "words.eml").write_bytes(b"Dear diary:\n\nnothing\n")
    bring_in(folder)
    with parser_pool(1, takes_all=True) as pool:
        assert rebuild(pool) == 1


def test_letter_in_utf_16_stays_as_it_came(folder):
    raw = rich_mail().decode().encode("utf-16")
    (folder / "letter.eml").write_bytes(raw)
    import_path(folder, connection=mailbox(), pool=ParsingHere(takes_all=False))
    assert (read(Original.objects.get().pk), Interaction.objects.count()) == (raw, 1)


def test_bringing_it_in_again_adds_nothing(folder):
    (folder / "archive.pst").write_bytes(OUTLOOK)
    bring_in(folder)
    bring_in(folder)
    assert (Original.objects.count(), KeptUnparsed.objects.count()) == (1, 1)


def test_what_has_no_bytes_of_its_own_is_listed(folder):
    (folder / "away.eml").symlink_to(folder / "nothing")
    bring_in(folder)
    assert kept() == {"away.eml": None}


@pytest.mark.broad
def test_upload_goes_once_its_bytes_are_here(folder):
    (folder / "archive.pst").write_bytes(OUTLOOK)
    import_files.call(mailbox().pk, str(folder))
    assert (folder.exists(), kept()) == (False, {"archive.pst": OUTLOOK})


@pytest.mark.broad
def test_what_was_erased_is_not_kept_again(folder):
    (folder / "archive.pst").write_bytes(OUTLOOK)
    bring_in(folder)
    erase(preview_source(mailbox()))
    bring_in(folder)
    assert (Original.objects.count(), KeptUnparsed.objects.count()) == (0, 0)
    assert all_is_well()


@pytest.mark.broad
def test_kept_in_two_sources_stays_when_one_is_erased(folder):
    (folder / "archive.pst").write_bytes(OUTLOOK)
    bring_in(folder)
    bring_in(folder, label="Other")
    erase(preview_source(mailbox()))
    assert KeptUnparsed.objects.get().connection.label == "Other"
    assert all_is_well()


def test_message_that_comes_as_something_else_too_is_one(folder):
    (folder / "cur").mkdir()
    (folder / "cur" / "1").write_bytes(b"no header here\n")
    bring_in(folder)
    other = folder / "beside"
    other.mkdir()
    (other / "note.dat").write_bytes(b"no header here\n")
    bring_in(other, label="Other")
    assert all_is_well()


def test_what_is_no_mail_is_not_given_to_the_parser_later(folder):
    (folder / "archive.pst").write_bytes(OUTLOOK)
    bring_in(folder)
    assert not worth_trying().exists()
