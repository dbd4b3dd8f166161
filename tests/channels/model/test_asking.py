"""A model's endpoint over real HTTP: what is sent, what is taken from the answer, each trouble by its name."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from alongside.channels.model.client import ask, try_out
from alongside.channels.model.rules import ModelError, Told, Window, endpoint_of, read_answer
from tests.modelling import Model, found, running_model

WINDOW = Window("Dear Nell,", "I'll send the plan by Friday.", "It rains.")


@pytest.fixture(scope="module")
def server() -> Iterator[Model]:
    with running_model() as running:
        yield running


@pytest.fixture
def model(server: Model) -> Model:
    server.heard.clear()
    server.say = lambda asked: found()
    return server


def told(model: Model, *, key: str = "", seconds: float = 10.0) -> list[Told]:
    return ask(WINDOW, base_url=model.url, model="small", key=key, seconds=seconds)


def trouble(model: Model, *, seconds: float = 10.0) -> str:
    with pytest.raises(ModelError) as raised:
        told(model, seconds=seconds)
    return raised.value.trouble


def test_sentence_its_neighbours_and_the_key_are_sent_and_nothing_else(model):
    told(model, key="sk-1")
    path, headers, asked = model.heard[0]
    assert (path, headers["Authorization"], asked["model"]) == (
        "/v1/chat/completions",
        "Bearer sk-1",
        "small",
    )
    sent = json.loads(asked["messages"][1]["content"])
    assert sent == {"before": WINDOW.before, "sentence": WINDOW.sentence, "after": WINDOW.after}
    assert set(headers) <= {"Host", "Accept-Encoding", "Content-Length", "User-Agent", "Connection", "Content-Type",
                            "Accept", "Authorization"}  # fmt: skip


def test_no_key_is_no_header(model):
    told(model)
    assert "Authorization" not in model.heard[0][1]


def test_answer_is_read_also_within_a_fence(model):
    model.say = lambda asked: f"```json\n{found(('promise', asked['sentence'], 'by Friday', 0.9))}\n```"
    assert told(model) == [Told("promise", WINDOW.sentence, "by Friday", 0.9)]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, "", "refused"),
        (403, "", "refused"),
        (404, '{"error": "model not found"}', "unknown"),
        (400, '{"error": {"message": "The model `x` does not exist"}}', "unknown"),
        (429, "", "busy"),
        (500, "", "failed"),
        (302, "", "failed"),
        (200, "<html>", "nonsense"),
        (200, "[]", "nonsense"),
        (200, '{"choices": []}', "nonsense"),
        (200, '{"choices": [{"message": {"content": "Yes, a promise."}}]}', "nonsense"),
        (200, '{"choices": [{"message": {"content": "{\\"found\\": 7}"}}]}', "nonsense"),
        (200, '{"choices": [{"message": {"content": null}}]}', "nonsense"),
        (200, "[" * 100_000, "nonsense"),
        (200, "x" * 300_000, "nonsense"),
    ],
)
def test_each_trouble_has_its_name(model, status, body, expected):
    model.say = lambda asked: (status, body)
    assert trouble(model) == expected


@pytest.mark.broad
def test_server_that_hangs_is_left_at_the_deadline(model):
    model.say = model.hang
    assert trouble(model, seconds=0.5) == "slow"


def test_nobody_there_is_away():
    with pytest.raises(ModelError) as raised:
        ask(WINDOW, base_url="http://127.0.0.1:1", model="small", key="")
    assert raised.value.trouble == "away"


@pytest.mark.parametrize(
    "address",
    ["http://models.example", "http://10.0.0.2:8080", "ftp://localhost", "http://a:b@localhost", "localhost:80", "",
     "https://", "http://localhost/v1?to=x", "http://local host", "http://localhost:99999"],
)  # fmt: skip
def test_without_tls_nothing_leaves_this_machine(address):
    with pytest.raises(ModelError) as raised:
        ask(WINDOW, base_url=address, model="small", key="")
    assert raised.value.trouble == "address"


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("http://localhost:11434", "/v1/chat/completions"),
        ("http://localhost:11434/v1/", "/v1/chat/completions"),
        ("https://models.example/v1/chat/completions", "/v1/chat/completions"),
        ("https://models.example/api", "/api/v1/chat/completions"),
    ],
)
def test_address_is_taken_as_documents_show_it(written, path):
    assert endpoint_of(written)[3] == path


def test_what_is_no_finding_is_passed_over():
    odd = [7, {}, {"kind": "order", "quote": "x"}, {"kind": "promise", "quote": 7},
           {"kind": "promise", "quote": "x", "sure": 7}, {"kind": "promise", "quote": "x", "sure": True},
           {"kind": "promise", "quote": " ", "sure": 1}, {"kind": "promise", "quote": "x", "due": 7},
           {"kind": "request", "quote": "y", "due": None}]  # fmt: skip
    body = json.dumps({"choices": [{"message": {"content": json.dumps({"found": odd[-6:]})}}]})
    assert read_answer(200, body.encode()) == [Told("request", "y", "", 0.5)]
    body = json.dumps({"choices": [{"message": {"content": json.dumps({"found": odd[:6]})}}]})
    assert read_answer(200, body.encode()) == []


def test_trial_sends_nothing_of_anybody(model):
    model.say = lambda asked: found(("promise", asked["sentence"], "", 1))
    assert try_out(base_url=model.url, model="small", key="")
    assert "plan by Friday" in model.texts


def test_model_that_finds_no_promise_in_a_promise_is_of_no_use(model):
    with pytest.raises(ModelError) as raised:
        try_out(base_url=model.url, model="small", key="")
    assert raised.value.trouble == "nonsense"
