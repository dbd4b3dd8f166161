from __future__ import annotations

import os
import socket
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.files import client
from alongside.channels.files.client import Unreadable, count_hint, open_source
from alongside.channels.files.kinds import FileKind, kind_of
from alongside.channels.files.outlook_data import DAMAGED
from alongside.message import RawMessage
from tests.channels.email.making import mail

SEPARATOR = b"From mara@client-a.example Tue Mar  3 10:00:00 2026\n"
ONE, TWO = mail("one\n"), mail("two\n", Message_ID="<two@client-a.example>")


def raws(path: Path) -> dict[str, bytes | str]:
    """Place to bytes, or to the reason why there are none."""
    return {one.place: one.raw if isinstance(one, RawMessage) else one.reason for one in open_source(path)}


def test_a_maildir_keeps_its_places_when_flags_change(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp", ".Work/cur", ".Work/new"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "new" / "1.a.host").write_bytes(ONE)
    (tmp_path / ".Work" / "cur" / "2.b.host:2,S").write_bytes(TWO)
    (tmp_path / "dovecot.index").write_bytes(b"x")
    (tmp_path / "tmp" / "3.c.host").write_bytes(b"half")
    before = raws(tmp_path)
    (tmp_path / "new" / "1.a.host").rename(tmp_path / "cur" / "1.a.host:2,FS")

    assert before == {"1.a.host": ONE, ".Work/2.b.host": TWO}
    assert raws(tmp_path) == before
    assert count_hint(tmp_path) == 4


def test_what_is_no_file_in_a_maildir_holds_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "cur" / "folder").mkdir(parents=True)
    (tmp_path / "cur" / "1.a.host:2,S").write_bytes(ONE)
    (tmp_path / "cur" / "2.b.host:2,S").symlink_to(tmp_path / "cur" / "1.a.host:2,S")
    (tmp_path / "cur" / "elsewhere").symlink_to("/")
    os.mkfifo(tmp_path / "cur" / "3.c.host:2,S")

    assert raws(tmp_path) == {
        "1.a.host": ONE,
        "2.b.host": client.A_LINK,
        "3.c.host": client.NO_FILE,
        "elsewhere": client.A_LINK,
    }


def test_what_lies_beside_the_letters_of_a_maildir_is_read(tmp_path: Path) -> None:
    for folder in ("cur/sub", "new", "tmp", ".Sub/cur"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "cur" / "1:2,S").write_bytes(ONE)
    (tmp_path / "cur" / "sub" / "x.eml").write_bytes(TWO)
    (tmp_path / ".Sub" / "cur" / "2:2,S").write_bytes(TWO)
    (tmp_path / "archive.mbox").write_bytes(SEPARATOR + ONE + b"\n" + SEPARATOR + TWO)
    (tmp_path / "letter.eml").write_bytes(TWO)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "tmp" / "half").write_bytes(b"half")
    for name in (
        "dovecot-uidlist",
        ".dovecot.sieve",
        ".mbsyncstate",
        "subscriptions",
        "courierpop3dsizelist",
    ):
        (tmp_path / name).write_bytes(b"x")

    assert raws(tmp_path) == {
        "1": ONE,
        "cur/sub/x.eml": TWO,
        ".Sub/2": TWO,
        "archive.mbox#0": ONE,
        "archive.mbox#1": TWO,
        "letter.eml": TWO,
        "photo.jpg": client.WHY_NOT[FileKind.OTHER],
    }


def test_pipes_and_sockets_are_listed_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.eml")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))

        assert raws(tmp_path) == {"pipe.eml": client.NO_FILE, "socket": client.NO_FILE}


def test_pipe_alone_holds_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert (raws(tmp_path / "pipe"), count_hint(tmp_path / "pipe")) == ({"pipe": client.NO_FILE}, None)


def test_a_folder_is_read_with_everything_below_it(tmp_path: Path) -> None:
    (tmp_path / "2025" / "May").mkdir(parents=True)
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "2025" / "May" / "b.eml").write_bytes(TWO)
    (tmp_path / "2025" / "Sent").write_bytes(SEPARATOR + ONE)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "Trash").write_bytes(b"")
    (tmp_path / "old.pst").write_bytes(b"!BDN")
    (tmp_path / "link.eml").symlink_to(tmp_path / "a.eml")

    assert raws(tmp_path) == {
        "2025/May/b.eml": TWO,
        "2025/Sent#0": ONE,
        "a.eml": ONE,
        "link.eml": client.A_LINK,
        "old.pst": DAMAGED,
        "photo.jpg": client.WHY_NOT[FileKind.OTHER],
    }


def test_one_mail_alone_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE)

    assert raws(tmp_path / "a.eml") == {"a.eml": ONE}
    assert count_hint(tmp_path / "a.eml") == 1


def test_a_mail_of_apple_is_unwrapped(tmp_path: Path) -> None:
    (tmp_path / "1.emlx").write_bytes(b"%d      \n" % len(ONE) + ONE + b"<?xml version='1.0'?><plist/>")

    assert raws(tmp_path / "1.emlx") == {"1.emlx": ONE}


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert list(open_source(tmp_path / "gone")) == [Unreadable("gone", client.NOT_THERE)]
    assert list(open_source(Path("/dev/null"))) == [Unreadable("null", client.NO_FILE)]


def test_a_mail_too_large_is_accounted_for(tmp_path: Path) -> None:
    with (tmp_path / "a.eml").open("wb") as file:
        file.write(ONE)
        file.truncate(client.MAX_MESSAGE_BYTES + 1)

    assert raws(tmp_path) == {"a.eml": client.TOO_LARGE}


@pytest.mark.slow
@pytest.mark.parametrize("is_zipped", [False, True], ids=["a file", "within a zip"])
def test_a_message_too_large_within_a_mailbox_file_gives_its_bytes(tmp_path: Path, is_zipped: bool) -> None:
    large = mail("x" * 70 + "\n") + b"\n" * client.MAX_MESSAGE_BYTES + b"the end\n"
    content = SEPARATOR + ONE + b"\n" + SEPARATOR + large + b"\n" + SEPARATOR + TWO
    if is_zipped:
        # One per line and so packed as tight as a zip may be, it would count as a bomb: stored as it is.
        with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("all.mbox", content)
    else:
        (tmp_path / "all.mbox").write_bytes(content)

    first, found, last = open_source(tmp_path)

    assert isinstance(found, Unreadable)
    assert (first.raw, found.reason, last.raw) == (ONE, client.TOO_LARGE, TWO)
    assert found.open is not None
    with found.open() as part:
        pieces = list(iter(lambda: part.read(1 << 20), b""))
    assert b"".join(pieces).startswith(large[:100])
    assert b"".join(pieces).rstrip(b"\n") == large.rstrip(b"\n")


def test_names_that_are_no_text_give_places_that_can_be_stored(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.eml")).write_bytes(ONE)

    assert raws(tmp_path) == {"caf\\xe9.eml": ONE}


def make_zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_mails_and_mailboxes_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "all.zip", {"b/a.eml": ONE, "c": SEPARATOR + TWO, "__MACOSX/._a": b"x"})

    assert raws(path) == {"all.zip/b/a.eml": ONE, "all.zip/c#0": TWO}
    assert count_hint(path) == 3


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "bomb.zip", {"a.eml": ONE + b" " * 5_000_000})

    assert "bomb" in str(raws(path)["bomb.zip"])


def test_files_that_overlap_are_refused(tmp_path: Path) -> None:
    content = bytearray(make_zip(tmp_path / "x.zip", {"a.eml": ONE, "b.eml": TWO}).read_bytes())
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    (tmp_path / "x.zip").write_bytes(content)

    assert "overlap" in str(raws(tmp_path / "x.zip")["x.zip"])


def test_names_that_lead_outside_of_a_zip_are_made_safe_and_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    names = ["/up.eml", "up.eml", "../../up.eml", "C:/Mail/a.eml", "..\\b\\c.eml", "/home/ann/mail/a.eml"]
    with zipfile.ZipFile(path, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(zipfile.ZipInfo(name), mail(f"{number}\n"))

    assert raws(path) == {
        "x.zip/up.eml": mail("1\n"),
        "x.zip/up.eml (2)": mail("2\n"),
        "x.zip/up.eml (3)": mail("0\n"),
        "x.zip/Mail/a.eml": mail("3\n"),
        "x.zip/b/c.eml": mail("4\n"),
        "x.zip/home/ann/mail/a.eml": mail("5\n"),
    }


def damage(path: Path, entry: str, at: int, *, by: bytes) -> None:
    """Writes over the packed bytes of one entry."""
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(entry).header_offset + 30 + len(entry) + at
    content = path.read_bytes()
    path.write_bytes(content[:start] + by + content[start + len(by) :])


def unread(path: Path) -> dict[str, tuple[str, bytes | None]]:
    """Place to reason and bytes of what gives no message."""
    found = [one for one in open_source(path) if isinstance(one, Unreadable)]
    return {one.place: (one.reason, _bytes_of(one)) for one in found}


def _bytes_of(one: Unreadable) -> bytes | None:
    if one.open is None:
        return None
    with one.open() as stream:
        return b"".join(iter(lambda: stream.read(700), b""))


def test_entry_that_is_not_what_was_packed_gives_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.eml", ONE)
        archive.writestr("b.eml", TWO)
    damage(path, "a.eml", len(ONE) - 4, by=b"ONE")

    assert unread(path) == {"x.zip/a.eml": (client.IN_PART, ONE[:-4] + b"ONE\n")}
    assert raws(path)["x.zip/b.eml"] == TWO


def test_entry_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    body = "".join(f"line {number * 7919 % 10007}\n" for number in range(20_000))
    path = make_zip(tmp_path / "x.zip", {"a.eml": mail(body)})
    damage(path, "a.eml", 30_000, by=b"\xff" * 200)

    ((reason, kept),) = unread(path).values()

    assert reason == client.IN_PART
    assert kept is not None
    assert kept[:20_000] == mail(body)[:20_000]


def test_entry_of_which_nothing_can_be_read_does_not_say_it_is_kept(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "x.zip", {"a.eml": ONE})
    damage(path, "a.eml", 0, by=b"\xff" * 20)

    assert unread(path) == {"x.zip/a.eml": (client.NOTHING_LEFT, None)}


def test_an_entry_that_leads_elsewhere_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    link = zipfile.ZipInfo("link.eml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("fine.eml", TWO)
        archive.writestr("inner.zip", b"PK\x05\x06" + b"\0" * 18)

    found = raws(path)

    assert found.pop("x.zip/fine.eml") == TWO
    assert set(found.values()) == {client.A_LINK, client.A_ZIP_IN_A_ZIP}


def test_a_damaged_zip_is_said(tmp_path: Path) -> None:
    content = make_zip(tmp_path / "x.zip", {"a.eml": ONE}).read_bytes()
    (tmp_path / "x.zip").write_bytes(content[:-10])

    assert raws(tmp_path / "x.zip") == {"x.zip": "The zip file is damaged and cannot be read."}
    assert count_hint(tmp_path / "x.zip") is None


@pytest.mark.broad
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_damage_to_a_zip_makes_it_raise(inserted: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = make_zip(Path(folder) / "x.zip", {"a.eml": ONE, "b": SEPARATOR + TWO})
        content = path.read_bytes()
        path.write_bytes(content[:at] + inserted + content[at + len(inserted) :])
        assert list(open_source(path))


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("mara.vcf", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mara Quill\r\nEND:VCARD\r\n"),
        ("call.ics", b"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nEND:VCALENDAR\n"),
        ("rows.jsonl", b'{"id": "r0", "payload": "x"}\n'),
        ("chat.txt", b"00:03:23\tPriya:\tmorning\n"),
        ("notes.md", b"Note: this is no letter.\n\nFrom: nobody\n"),
    ],
)
def test_what_only_begins_like_a_header_is_no_mail(name: str, head: bytes) -> None:
    assert kind_of(head, name) is FileKind.OTHER


@pytest.mark.parametrize(
    "head", [b"X-Mailer: x\r\nTo: a@b.example\r\n\r\nHello", b"\r\nsubject : hi\rfrom: a", b"List-Id: <a>\n"]
)
def test_one_known_header_makes_a_mail(head: bytes) -> None:
    assert kind_of(head, "12345") is FileKind.MAIL
