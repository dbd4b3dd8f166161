"""Whatever is wrong with a call is said in a sentence, ends with 2, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.originals.practice import Practice, open_whole_practice

pytestmark = pytest.mark.slow
BEYOND = "9" * 23


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    with open_whole_practice(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def call(practice: Practice, *words: str | bytes, typed: str = "", **more: str):
    said = practice.environment | {"DJANGO_SETTINGS_MODULE": "alongside.config.settings", "COLUMNS": "200"}
    command = [sys.executable, "-m", "alongside", *map(os.fsdecode, words)]
    return subprocess.run(
        command, env=said | more, input=typed, capture_output=True, text=True, check=False, timeout=120
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--port", "99999"], "99999 is not in the range"),
        (["web", "--port", "-1"], "-1 is not in the range"),
        (["file", BEYOND, "Odd"], f"There is no entry {BEYOND}."),
        (["file", "7", "Odd"], "There is no entry 7."),
        (["file", b"a\xff@b.example", "Odd"], "“a\\xff@b.example” is no text"),
        (["file", "a@b.example", b"Odd\xff"], "“Odd\\xff” is no text"),
        (["file", f"{'a' * 320}@b.example", "Odd"], "longer than an e-mail address can be"),
        (["file", f"{'a' * 255}.example", "Odd"], "longer than a domain can be"),
        (["file", "b.example", "x" * 201], "longer than a client’s name can be"),
        (["timeline", BEYOND], f"There is no client “{BEYOND}”."),
        (["work", "--queue", "foo"], "There is no queue “foo”. There are: default, connect, send,"),
        (["import", ".", "--own", f"{'a' * 320}@b.example"], "longer than an e-mail address can be"),
        (["import", ".", "--trust", "a" * 256], "longer than the name of a server can be"),
    ],
)
def test_wrong_call_is_refused_in_words(practice, words, sentence):
    assert sentence in refused(call(practice, *words))
    if words[0] not in ("serve", "web"):
        assert sentence in refused(call(practice, *words, "--json"))


def test_wrong_call_adds_no_client(practice):
    assert json.loads(call(practice, "clients", "--json").stdout) == []


@pytest.mark.parametrize("command", ["clients", "serve", "web", "work"])
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://x", "$DATABASE_URL cannot be read: it must begin with sqlite:/// or"),
        ("DATABASE_URL", "postgresql://x:y/z", "$DATABASE_URL cannot be read: Port could not be cast"),
        ("DATABASE_URL", "postgresql://x/z?sslmode=require", "sslmode is not read from there"),
        (
            "ALONGSIDE_HOME",
            "/dev/null",
            "$ALONGSIDE_HOME names nothing that can be used. /dev/null: File exists.",
        ),
        (
            "ALONGSIDE_HOME",
            "/dev/null/x",
            "$ALONGSIDE_HOME names nothing that can be used. /dev/null/x: Not a",
        ),
        ("TRUSTED_PROXIES", "one", "$TRUSTED_PROXIES cannot be read: invalid literal"),
        ("SIGN_IN_ENDPOINTS", "{", "$SIGN_IN_ENDPOINTS cannot be read:"),
    ],
)
def test_environment_that_does_not_fit_is_told_in_words(practice, command, name, value, sentence):
    assert sentence in refused(call(practice, command, **{name: value}))


def test_doctor_tells_of_an_environment_that_does_not_fit(practice):
    done = call(practice, "doctor", "--json", DATABASE_URL="mysql://x")
    told = {one["subject"]: one["words"] for one in json.loads(done.stdout)["findings"]}
    assert (done.returncode, "must begin with sqlite:///" in told["settings"]) == (1, True)


def test_file_whose_name_is_no_text_is_imported(practice, tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.eml"
    Path(os.fsdecode(path)).write_bytes(b"From: mara@harlow.example\r\nSubject: Oak\r\n\r\nOak.\r\n")
    done = call(practice, "import", path, "--json")
    assert json.loads(done.stdout)["read"] == 1, done.stderr


@pytest.fixture(scope="module")
def encrypted(practice, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "desk.tar.zst.age"
    assert call(practice, "backup", str(path)).returncode == 0
    return path


def test_restore_without_a_key_says_so(practice, encrypted, tmp_path):
    done = call(practice, "restore", str(encrypted), "--json", ALONGSIDE_HOME=str(tmp_path / "new"))
    assert "No key was given" in refused(done)


def test_restore_asks_for_the_key_on_stderr(practice, encrypted, tmp_path):
    home = str(tmp_path / "new")
    done = call(practice, "restore", str(encrypted), "--json", typed="ABCD\n", ALONGSIDE_HOME=home)
    assert "The key from your recovery sheet: The key has" in refused(done)


def test_size_of_a_backup_is_that_of_its_files(practice, tmp_path):
    told = json.loads(call(practice, "backup", str(tmp_path / "desk"), "--json").stdout)
    files = [one for one in (tmp_path / "desk").rglob("*") if one.is_file()]
    assert told["size_bytes"] == sum(one.stat().st_size for one in files) > 10_000


def test_sheet_is_a_document_as_well(practice):
    told = json.loads(call(practice, "backup", "sheet", "--json").stdout)
    assert set(told) == {"key", "folder", "file_pattern"}
    assert told["key"] == (practice.home / "backup.key").read_text().strip()


def test_new_key_says_how_many_there_are(practice, encrypted):
    assert json.loads(call(practice, "backup", "new-key", "--json").stdout) == {"keys": 2}


def test_listening_tells_how_many_visits_it_paid(practice):
    said = practice.environment | {"DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
    command = ["timeout", "--signal=INT", "8", sys.executable, "-m", "alongside", "listen", "--json"]
    done = subprocess.run(command, env=said, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout) == {"visits": 0}
