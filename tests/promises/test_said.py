"""What is a promise, a request, a question, a decision, and what only looks like one: plain sentences of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.promises.finder import judge

LINES = [
    [column.strip() for column in line.split("|", 1)]
    for line in (Path(__file__).parent / "said.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
EITHER = {"promise", "request"}


def kinds(sentence):
    return {one.kind for one in judge(sentence) if not one.is_unconfirmed}


def said(meant):
    return [sentence for kind, sentence in LINES if kind == meant]


def test_every_line_has_a_kind_that_is_looked_at():
    assert {kind for kind, _ in LINES} == {"promise", "request", "both", "question", "soft", "none"}


@pytest.mark.parametrize("sentence", said("promise"))
def test_promise_is_found(sentence):
    assert kinds(sentence) & EITHER == {"promise"}


@pytest.mark.parametrize("sentence", said("request"))
def test_request_is_found(sentence):
    assert kinds(sentence) & EITHER == {"request"}


@pytest.mark.parametrize("sentence", said("both"))
def test_sentence_may_promise_and_ask(sentence):
    assert kinds(sentence) == EITHER


@pytest.mark.parametrize("sentence", said("question"))
def test_question_is_no_request(sentence):
    assert kinds(sentence) == {"question"}


@pytest.mark.parametrize("sentence", [*said("soft"), *said("none")])
def test_what_only_looks_like_it_is_left(sentence):
    assert kinds(sentence) & EITHER == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "We'll discuss it next week.",
        "We will look at it when Robert is back.",
        "I'd be happy to help, I think.",
    ],
)
def test_joint_or_soft_plan_is_not_held_against_anybody(sentence):
    assert "promise" not in kinds(sentence)


def test_joint_plan_is_kept_as_unconfirmed():
    [plan] = judge("We'll look at it when Robert gets back.")
    assert (plan.kind, plan.is_unconfirmed) == ("promise", True)
    assert plan.confidence < 0.5


@pytest.mark.parametrize(
    "sentence", ["When does the lease end?", "Is Friday still fine for you?", "Who is coming to the lunch?"]
)
def test_question_is_found(sentence):
    assert kinds(sentence) == {"question"}


@pytest.mark.parametrize(
    "sentence", ["Who knows?", "How are you?", "Guess what?", "Can you believe it?", "???"]
)
def test_rhetorical_question_is_left(sentence):
    assert kinds(sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "We have decided to keep the old supplier.",
        "It was agreed that Tom signs.",
        "We're going with the blue one.",
    ],
)
def test_decision_is_found(sentence):
    assert "decision" in kinds(sentence)


def test_undecided_is_no_decision():
    assert kinds("We have not yet decided on the colour.") == set()
