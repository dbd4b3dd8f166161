"""A paragraph asked for over real HTTP: what is sent, what is read from good answers and bad ones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from alongside.channels.model.client import draft
from alongside.channels.model.drafting import WORDS, Sentence
from alongside.channels.model.rules import ModelError
from tests.modelling import Model, drafted, running_model

LINES = ["3 calls: Mara Quill.", "“Blue, please” (Mara Quill, 2 Mar)"]


@pytest.fixture(scope="module")
def server() -> Iterator[Model]:
    with running_model() as running:
        yield running


@pytest.fixture
def model(server: Model) -> Model:
    server.heard.clear()
    server.say = lambda asked: drafted(("3 calls.", [1]))
    return server


def told(model: Model, *, seconds: float = 10.0) -> list[Sentence]:
    return draft("How we spoke", LINES, base_url=model.url, model="small", key="sk-1", seconds=seconds)


def test_title_and_numbered_lines_are_sent_and_nothing_else(model):
    assert told(model) == [Sentence("3 calls.", (1,))]
    (path, headers, asked) = model.heard[0]
    assert (path, headers["Authorization"]) == ("/v1/chat/completions", "Bearer sk-1")
    assert json.loads(asked["messages"][1]["content"]) == {
        "title": "How we spoke",
        "lines": [{"number": 1, "text": LINES[0]}, {"number": 2, "text": LINES[1]}],
    }
    assert set(asked) == {"model", "temperature", "max_tokens", "response_format", "messages"}


def test_what_is_no_sentence_with_its_lines_is_passed_over(model):
    odd = [7, {}, {"text": "x"}, {"text": 7, "lines": [1]}, {"text": " ", "lines": [1]}, {"text": "x", "lines": 1},
           {"text": "x", "lines": ["1"]}, {"text": "x", "lines": [True]}, {"text": "x" * 601, "lines": [1]},
           {"text": "y", "lines": [2, 2, 1]}]  # fmt: skip
    model.say = lambda asked: json.dumps({"sentences": odd})
    assert told(model) == [Sentence("y", (2, 1))]


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ((500, ""), "failed"),
        ((302, ""), "failed"),
        ((429, ""), "busy"),
        ((401, ""), "refused"),
        ((200, "x" * 300_000), "nonsense"),
        ("Here is your paragraph: 3 calls.", "nonsense"),
        ('{"sentences": "3 calls"}', "nonsense"),
        ('["3 calls"]', "nonsense"),
        ('{"sentences": [' + "[" * 50_000, "nonsense"),
    ],
)
def test_each_bad_answer_has_words_of_its_own(model, said, trouble):
    model.say = lambda asked: said
    with pytest.raises(ModelError) as raised:
        told(model)
    assert raised.value.trouble == trouble
    assert WORDS[trouble]
    assert len(model.heard) == 1  # redirected, the lines went nowhere else


def test_answer_that_never_comes_is_left_at_the_deadline(model):
    model.say = model.hang
    begun = time.monotonic()
    with pytest.raises(ModelError) as raised:
        told(model, seconds=0.3)
    assert raised.value.trouble == "slow"
    assert time.monotonic() - begun < 5
