"""The `alongside` command as a person or a script calls it: one JSON document, the promised keys, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.intake.corpus import mails, write_mbox
from tests.program import PROGRAM, environment, migrated

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
CANARY = b"Zirkelmooswald"


class Desk:
    """A practice in a folder of its own, spoken to by commands."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [*PROGRAM, *words]
        said = environment(self.home, COLUMNS="100")
        return subprocess.run(command, env=said, capture_output=True, text=True, check=False)

    def json(self, *words: str, code: int = 0):
        done = self.run(*words, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("mail") / "mail.mbox"
    write_mbox(path, mails(200))
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory, mailbox) -> Desk:
    desk = Desk(migrated(tmp_path_factory.mktemp("filled")))
    desk.json("import", str(mailbox), "--own", "me@desk.example")
    desk.json("file", "birch.example", "Birch")
    return desk


@pytest.fixture
def desk(tmp_path, filled) -> Desk:
    """A copy that may be changed."""
    home = tmp_path / "home"
    shutil.copytree(filled.home, home)
    return Desk(home)


def test_import_into_a_new_folder_counts_what_it_read(tmp_path, mailbox):
    told = Desk(tmp_path).json("import", str(mailbox))

    assert set(told) == {"read", "new", "duplicate", "kept_unparsed", "seconds"}
    assert (told["read"], told["new"], told["duplicate"], told["kept_unparsed"]) == (200, 200, 0, [])


def test_import_again_adds_nothing(desk, mailbox):
    told = desk.json("import", str(mailbox))

    assert (told["new"], told["duplicate"]) == (0, 200)


def test_import_lists_what_it_kept_unparsed_and_ends_with_1(desk, tmp_path):
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 not a zip")

    told = desk.json("import", str(tmp_path / "broken.zip"), code=1)

    assert [set(kept) for kept in told["kept_unparsed"]] == [{"source", "reason"}]


def test_what_holds_nothing_is_listed_and_leaves_no_source(desk, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()

    told = desk.json("import", str(tmp_path / "pipe"), str(tmp_path / "folder"), code=1)

    assert told["kept_unparsed"] == [{"source": "pipe", "reason": "It is neither a file nor a folder."}]
    with closing(sqlite3.connect(desk.home / "alongside.sqlite3")) as database:
        (labels,) = zip(*database.execute("SELECT label FROM connections_connection"), strict=True)
    assert not [label for label in labels if label.endswith(("pipe", "folder"))]


def test_a_wrong_call_ends_with_2_and_a_sentence(filled):
    done = filled.run("import", "/nowhere/at/all", "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing at /nowhere/at/all" in done.stderr


def test_clients_lists_who_is_supported(filled):
    (birch,) = filled.json("clients")

    assert set(birch) == {"id", "name", "people", "interactions", "last_at"}
    assert birch["name"] == "Birch"
    assert birch["interactions"] > 50


def test_search_finds_in_one_client(filled):
    hits = filled.json("search", "meeting", "--client", "Birch", "--limit", "5")

    assert len(hits) == 5
    assert set(hits[0]) == {"id", "client", "kind", "happened_at", "from", "subject", "snippet"}
    assert {hit["client"] for hit in hits} == {"Birch"}
    assert all("meeting" in hit["snippet"].lower() for hit in hits)


def test_search_that_finds_nothing_is_an_empty_list_and_says_what_is_not_known(filled):
    done = filled.run("search", "kind:banana nobodyeverwrotethis", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "There is no kind “banana”" in done.stderr


def test_timeline_tells_one_clients_story_in_order(filled):
    entries = filled.json("timeline", "Birch")

    times = [entry["happened_at"] for entry in entries]
    assert times == sorted(times)
    assert {entry["reason"] for entry in entries} == {"domain"}


def test_an_unknown_client_is_named_in_the_complaint(filled):
    done = filled.run("timeline", "Nobody", "--json")

    assert done.returncode == 2
    assert "There are: Birch." in done.stderr


def test_the_tray_shrinks_when_a_group_is_filed(desk):
    before = {group["address"]: group["count"] for group in desk.json("tray")}

    told = desk.json("file", "mara@harlow.example", "Harlow & Sons", "--name", "Mara Quill")

    after = {group["address"] for group in desk.json("tray")}
    assert told["filed"] == before["mara@harlow.example"]
    assert after == set(before) - {"mara@harlow.example"}


def test_verify_is_clean(filled):
    told = filled.json("verify")

    assert told == {"ok": True, "originals": 200, "interactions": 200, "kept_unparsed": 0, "problems": []}


def test_verify_finds_a_damaged_original(desk):
    segment = next((desk.home / "originals").glob("*.segment*"), None) or next(
        path for path in (desk.home / "originals").iterdir() if path.stat().st_size > 1000
    )
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment.write_bytes(content)

    told = desk.json("verify", code=1)

    assert told["ok"] is False
    assert told["problems"]


def test_rebuild_keeps_every_entry(desk):
    before = desk.json("timeline", "Birch")

    told = desk.json("rebuild")

    strip = [{key: value for key, value in entry.items() if key != "thread"} for entry in before]
    after = [
        {key: value for key, value in entry.items() if key != "thread"}
        for entry in desk.json("timeline", "Birch")
    ]
    assert told == {"interactions": 200}
    assert after == strip
    assert desk.json("verify")["ok"]


def test_a_backup_comes_back_whole(desk, tmp_path):
    desk.json("backup", str(tmp_path / "desk.tar"))
    empty = Desk(tmp_path / "empty")

    verified = empty.json("restore", str(tmp_path / "desk.tar"))

    assert verified["ok"]
    assert empty.json("clients") == desk.json("clients")


def test_erase_previews_and_changes_nothing(desk):
    told = desk.json("erase", "--client", "Birch")

    assert told["erased"] is False
    assert told["entries"] > 50
    assert desk.json("verify")["interactions"] == 200


def test_what_is_erased_is_in_no_file_any_more(tmp_path):
    mail = (
        b"From: Mara <mara@zirkelmooswald.example>\nTo: me@desk.example\nSubject: About " + CANARY + b"\n"
        b"Date: Mon, 02 Mar 2026 09:00:00 +0000\nMessage-ID: <1@x.example>\n\nSaid of " + CANARY + b".\n"
    )
    (tmp_path / "one.eml").write_bytes(mail)
    write_mbox(tmp_path / "others.mbox", mails(30))
    desk = Desk(migrated(tmp_path / "home"))
    desk.json("import", str(tmp_path / "one.eml"), str(tmp_path / "others.mbox"), "--own", "me@desk.example")
    desk.json("file", "mara@zirkelmooswald.example", "Zirkel")

    told = desk.json("erase", "--client", "Zirkel", "--yes")

    assert (told["entries"], told["complete"]) == (1, True)
    assert _files_with(desk.home, CANARY) == []
    assert _files_with(desk.home, CANARY.lower()) == []
    assert desk.json("verify")["ok"]
    assert desk.json("import", str(tmp_path / "one.eml"))["new"] == 0
    assert _files_with(desk.home, CANARY) == []


def _files_with(home: Path, text: bytes) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and text in path.read_bytes()]


def test_log_writes_down_what_the_timeline_then_tells(desk):
    told = desk.json(
        "log", "Birch", "--kind", "call", "--minutes", "20", "--who", "Jo", "--text", "Oak it is."
    )

    assert (told["client"], told["kind"], told["minutes"]) == ("Birch", "call", 20)
    entry = desk.json("timeline", "Birch")[-1]
    assert (entry["id"], entry["kind"], entry["with"]) == (told["id"], "call", "Jo")
    assert (entry["reason"], entry["preview"]) == ("hand", "Oak it is.")
    assert [hit["id"] for hit in desk.json("search", "kind:call oak")] == [told["id"]]
    assert desk.json("verify")["ok"]
    desk.json("rebuild")
    assert desk.json("timeline", "Birch")[-1] == {
        **entry,
        "thread": desk.json("timeline", "Birch")[-1]["thread"],
    }


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--kind", "letter"], "--kind is one of"),
        (["--began", "yesterday"], "a time like"),
        (["--began", "2999-01-01 10:00"], "has not been yet"),
        (["--private"], "Only a note"),
    ],
)
def test_log_says_what_is_wrong(filled, words, complaint):
    done = filled.run("log", "Birch", *words)
    assert done.returncode == 2 and complaint in done.stderr
