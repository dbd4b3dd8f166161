"""`alongside promises` without a database: texts and letters in, findings and figures out."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from alongside.cli import build_app

LETTER = b"""From: Mara Quill <mara@harlow.example>
To: Priya Nair <priya@desk.example>
Subject: Minutes
Date: Wed, 04 Mar 2026 10:00:00 +0000
Message-ID: <1@harlow.example>

Hi Priya,

I'll send you the minutes by Friday. Could you book the room for Tuesday at 2pm?

Mara

On Tue, 3 Mar 2026 at 09:00, Priya Nair <priya@desk.example> wrote:
> Please send me the minutes.
"""


def run(*words, given=None):
    return CliRunner().invoke(build_app("promises"), ["promises", *words], input=given)


def lines(told):
    assert told.exit_code == 0, told.output
    return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.eml"
    path.write_bytes(LETTER)
    return str(path)


def test_letter_tells_who_whom_and_when(letter):
    promise, request = lines(run("find", letter, "--json"))

    assert (promise["kind"], promise["who"], promise["whom"]) == ("promise", "Mara Quill", ["Priya Nair"])
    assert (promise["due_on"], promise["due_at"]) == ("2026-03-06", None)
    assert (request["kind"], request["due_at"]) == ("request", "2026-03-10T14:00:00+00:00")
    assert 0 < promise["confidence"] <= 1


def test_quoted_history_of_a_letter_is_not_searched(letter):
    assert len(lines(run("find", letter, "--json"))) == 2


def test_text_is_read_with_what_is_said_of_it(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("I'll pay it by 3/9.")
    [found] = lines(
        run("find", str(path), "--said-at", "2026-03-04", "--locale", "en-US", "--speaker", "Tom", "--json")
    )
    assert (found["who"], found["due_on"], found["start"], found["end"]) == ("Tom", "2026-03-09", 0, 19)


def test_dash_reads_standard_input():
    [found] = lines(run("find", "-", "--json", given="Please call me.\n"))
    assert found["kind"] == "request"


def test_a_person_reads_words(letter):
    told = run("find", letter)
    assert "2026-03-06" in told.stdout
    assert "Could you book the room" in told.stdout


def test_nothing_found_says_so(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("It rained.")
    assert "Nothing was promised or asked." in run("find", str(path)).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["find", "missing.txt"], "cannot be read"),
        (["find", "-", "--timezone", "Mars/North"], "no time zone"),
        (["find", "-", "--said-at", "soon"], "no moment"),
    ],
)
def test_wrong_call_ends_with_2_and_says_what_to_do(words, told):
    done = run(*words, given="")
    assert done.exit_code == 2
    assert told in done.stderr


def test_evaluate_counts_and_leaves_the_ambiguous_out(tmp_path):
    path = tmp_path / "data.jsonl"
    rows = [
        {"text": "I'll send it by Friday.", "promise": 1, "request": 0, "ambiguous": 0},
        {"text": "It rained all day.", "promise": 1, "request": 0, "ambiguous": 0},
        {"text": "Please call me.", "promise": 0, "request": 1, "ambiguous": 0},
        {"text": "Please sign it.", "promise": 0, "request": 0, "ambiguous": 0},
        {"text": "Please sign it.", "promise": 0, "request": 0, "ambiguous": 1},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    [told] = lines(run("evaluate", str(path), "--json"))

    assert told["sentences"] == 4
    assert told["promise"]["precision"] == 1.0
    assert told["promise"]["recall"] == 0.5
    assert told["request"]["f1"] == 0.6667
    low, high = told["request"]["intervals_95"]["f1"]
    assert low <= 0.6667 <= high


def test_evaluate_says_the_same_twice(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text('{"text": "Please call me.", "request": 1}\n{"text": "It rained.", "request": 1}\n')
    assert run("evaluate", str(path), "--json").stdout == run("evaluate", str(path), "--json").stdout


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"promise": 1}',
        '{"text": "I will send it."}',
        '{"text": "I will send it.", "promise": "0"}',
        "[" * 100_000,
    ],
    ids=["no JSON", "a list", "no text", "no label", "a word for a label", "too deep"],
)
def test_evaluate_names_the_line_that_is_wrong(tmp_path, line):
    path = tmp_path / "data.jsonl"
    path.write_text(f'{{"text": "Hello.", "promise": 0}}\n{line}\n')
    done = run("evaluate", str(path), "--json")
    assert done.exit_code == 2
    assert "Line 2" in done.stderr


def test_evaluate_of_nothing_says_so(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text("\n")
    done = run("evaluate", str(path), "--json")
    assert done.exit_code == 2
    assert "no sentence to measure" in done.stderr


def test_kind_that_a_row_does_not_label_is_measured_without_it(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text('{"text": "Please call me.", "promise": 0}\n{"text": "Please sign it.", "request": 1}\n')
    [told] = lines(run("evaluate", str(path), "--json"))
    assert told["request"]["precision"] == 1.0


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (b"\xef\xbb\xbfI'll send it by Friday.\r\n", 0),
        ("Hi Tom,\r\n\r\nI\u2019ll send it by Friday.\r\n".encode("cp1252"), 9),
        ("I'll send it by Friday.\n".encode("utf-16"), 0),
        (b"Hi Tom,\rI'll send it by Friday.\r", 8),
        (b"<!DOCTYPE html><html><body><p>Hi Tom,</p><p>I&#39;ll send it by Friday.</p></body></html>", 9),
    ],
    ids=["mark and Windows line ends", "old Windows letters", "UTF-16", "old Mac line ends", "HTML"],
)
def test_text_is_read_however_it_was_written(tmp_path, written, place):
    path = tmp_path / "note.txt"
    path.write_bytes(written)
    [found] = lines(run("find", str(path), "--said-at", "2026-03-04T10:00", "--json"))
    assert (found["kind"], found["due_on"], found["start"]) == ("promise", "2026-03-06", place)


def test_line_of_five_million_letters_is_read_as_far_as_is_promised(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("I'll send it by Friday. " + "a" * 5_000_000)
    found = lines(run("find", str(path), "--said-at", "2026-03-04T10:00", "--json"))
    assert [one["kind"] for one in found] == ["promise"]


@pytest.mark.broad
def test_no_database_and_no_data_folder_are_touched(tmp_path, letter):
    home = tmp_path / "home"
    environment = {
        **os.environ,
        "ALONGSIDE_HOME": str(home),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "alongside", "promises", "find", letter, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert not home.exists()
