"""Who waits for an answer at the end of a conversation: plain letters, and the ends of 175 real threads."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from alongside.channels.email.parse import parse
from alongside.lib.closing_words import only_closes
from alongside.promises.finder.waiting import awaits_answer
from alongside.timeline.text import new_words, preview
from alongside.waiting.judging import judge_text
from tests.corpora import corpora_path

THREADS = [json.loads(line) for line in (Path(__file__).parent / "threads.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hi,\n\nCould you book the table for four?\n\nMara", "asks"),
        ("When does the lease end?", "asks"),
        ("Please send the figures.", "asks"),
        ("The link still doesn't work.", "trouble"),
        ("I get the same error as before.", "trouble"),
    ],
)
def test_whoever_asks_or_is_in_trouble_waits(text, why):
    told = awaits_answer(text)
    assert (told.waits, told.why) == (True, why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Thanks!", "closes"),
        ("I've paid the invoice this morning.", "tells"),
        ("I'll send it tomorrow.", "tells"),
        ("That error is gone, it works now.", "tells"),
        ("Done.\n\n> Could you book the table?\n", "closes"),
    ],
)
def test_whoever_thanks_or_tells_does_not_wait(text, why):
    told = awaits_answer(text)
    assert (told.waits, told.why) == (False, why)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Look at the llamas.", False),
        ("Keep it up on a cushion, and let Ben carry things for once.", False),
        ("Post them anyway.", False),
        ("Please look at the llamas.", True),
        ("Send me the llamas.", True),
        ("Sign it by Friday.", True),
        ("Look at the llamas. Which do you like?", True),
    ],
)
def test_advice_of_one_who_serves_is_no_question(text, asks):
    assert awaits_answer(text, serves=True).waits is asks
    # Whom she serves may bid her do something.
    assert awaits_answer(text).why == "asks"


def test_it_is_the_question_that_waits_not_the_advice_before_it():
    text = "Look at the llamas. Which do you like?"
    assert text[slice(*awaits_answer(text, serves=True).span)] == "Which do you like?"


@cache
def letters_of(mail: str):
    raw = (corpora_path() / "mail" / mail).read_bytes()
    pieces = re.split(rb"(?m)^From (?=.*\d{4}$)", raw)[1:] if mail.startswith("mbox/") else [b"\n" + raw]
    return {
        letter.source_key.hex(): letter for letter in (parse(piece.partition(b"\n")[2]) for piece in pieces)
    }


def measured(rule):
    """Precision and recall over the threads that are not doubtful."""
    told = [
        (rule(letters_of(row["mail"])[row["key"]]), row["label"] == "waits")
        for row in THREADS
        if row["label"] != "doubtful"
    ]
    right = sum(one and other for one, other in told)
    return right / sum(one for one, _ in told), right / sum(other for _, other in told)


def by_asking(letter):
    """As Today has it: `waiting` judges so, and lists who asks or is in trouble."""
    folds = [(fold.start, fold.end) for fold in letter.folds]
    return judge_text(letter.text, folds, "").why in ("asks", "trouble")


def by_closing(letter):
    """Who is listed at all, if folded away: whoever does not only thank."""
    return not only_closes(preview(new_words(letter.text, letter.folds)))


@pytest.mark.corpora
def test_there_are_enough_threads():
    assert len(THREADS) >= 150


@pytest.mark.corpora
def test_ends_of_real_threads_are_told_apart():
    precision, recall = measured(by_asking)
    assert precision >= 0.6
    assert recall >= 0.95


@pytest.mark.corpora
def test_whoever_waits_is_listed_somewhere():
    assert measured(by_closing)[1] >= 0.97
