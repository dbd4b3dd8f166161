"""Measures the finder of promises: real mail and labelled sentences in, tables of speed and of finding out.

    script/bench promises [--seconds 10]

One process, one core: splitting, rules and dates together, over the newly written text of the open mail.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
CORPORA = Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))

from alongside.channels.email.parse import parse  # noqa: E402
from alongside.promises.finder import find  # noqa: E402
from alongside.promises.finder.history import fresh  # noqa: E402
from alongside.promises.finder.measuring import intervals, outcomes, score  # noqa: E402
from alongside.promises.finder.sentences import sentences  # noqa: E402

FOLDERS = ("enron-categories", "sa-easy-ham-1", "usrp-users")
LEAST = 5_000
MEANT = {
    "promise": {"promise"},
    "request": {"request"},
    "both": {"promise", "request"},
    "question": {"question"},
}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=float, default=10)
    wanted = reader.parse_args()
    letters = read_letters()
    if not letters:
        sys.exit(f"{CORPORA} holds no mail. Set ALONGSIDE_CORPORA to the folder of the corpora.")
    print(f"{len(letters):,} letters\n")
    measure_speed(letters, wanted.seconds)
    measure_finding()


def read_letters() -> list[tuple[str, list[tuple[int, int]], datetime]]:
    letters = []
    for folder in FOLDERS:
        for path in sorted((CORPORA / "mail" / "maildir" / folder).rglob("*")):
            if path.is_file():
                letter = parse(path.read_bytes())
                folds = [(fold.start, fold.end) for fold in letter.folds]
                letters.append((letter.text, folds, letter.happened_at or datetime(2001, 1, 1, tzinfo=UTC)))
    return letters


def measure_speed(letters: list[tuple[str, list[tuple[int, int]], datetime]], seconds: float) -> None:
    count = found = dated = 0
    spent = 0.0
    for text, folds, said_at in letters:
        count += sum(1 for start, end in fresh(text, folds) for _ in sentences(text, start, end))
        began = time.process_time()
        findings = find(
            text,
            speaker="",
            addressees=(),
            said_at=said_at,
            timezone="Europe/London",
            locale="en-US",
            folds=folds,
        )
        spent += time.process_time() - began
        found += len(findings)
        dated += sum(one.due is not None and one.due.on is not None for one in findings)
        if spent > seconds:
            break
    print("| sentences | findings | of them dated | CPU s | sentences a CPU-second | aim |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(f"| {count:,} | {found:,} | {dated:,} | {spent:.1f} | {count / spent:,.0f} | {LEAST:,} |\n")


def measure_finding() -> None:
    print("| sentences | kind | labelled | precision | recall | F1 | 95 % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, rows in labelled().items():
        for kind in ("promise", "request", "question"):
            if kind == "question" and name.startswith("Parakweet"):
                continue
            told = outcomes([(text, kind in meant) for text, meant in rows], kind)
            one, likely = score(told), intervals(told)["f1"]
            figures = f"{one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {likely.low:.3f} to {likely.high:.3f}"
            print(f"| {name}, {len(rows):,} | {kind} | {one.positives} | {figures} |")


class Sentences:
    """A labelled row in, its words out: a place in a mail, or a row of Parakweet's sentences."""

    def __init__(self) -> None:
        rows = (CORPORA / "intent" / "parakweet_intent_train.jsonl").read_text("utf-8").splitlines()
        self._rows = [json.loads(row)["text"] for row in rows]
        self._texts: dict[str, str] = {}

    def __call__(self, row: dict[str, Any]) -> str:
        if "row" in row:
            return str(self._rows[row["row"]])
        if row["mail"] not in self._texts:
            self._texts[row["mail"]] = parse((CORPORA / "mail" / row["mail"]).read_bytes()).text
        return self._texts[row["mail"]][row["start"] : row["end"]]


def labelled() -> dict[str, list[tuple[str, set[str]]]]:
    path = CORPORA / "intent" / "parakweet_test_relabelled.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    sets = {
        "Parakweet, relabelled": [
            (row["text"], {kind for kind in ("promise", "request") if row[kind]})
            for row in rows
            if not row["ambiguous"]
        ]
    }
    read = Sentences()
    for name, called in (("labels.jsonl", "open mail"), ("labels_fresh.jsonl", "not seen")):
        for line in (ROOT / "tests" / "promises" / name).read_text().splitlines():
            row = json.loads(line)
            if row["label"] != "ambiguous":
                meant = MEANT.get(row["label"], set())
                sets.setdefault(f"{called}, {row['half']}", []).append((read(row), meant))
    return sets


if __name__ == "__main__":
    main()
