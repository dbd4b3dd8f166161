"""The page on which an owner chooses a language model: what it says in each state, and that a key is never shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.clients.models import Join
from alongside.connections.model_servers import (
    asked_of,
    keep_model_server,
    model_server,
    note_trouble,
    switch,
)
from alongside.intake.joining import join_clients, part_clients
from alongside.promises.jobs import try_model
from alongside.promises.models import NotRead
from tests.making import assistant, owner
from tests.modelling import Model, found, running_model

pytestmark = pytest.mark.django_db
KEY = "sk-very-secret"
WHERE = "https://models.example/v1"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture(scope="module")
def server() -> Iterator[Model]:
    with running_model() as running:
        yield running


def shown(desk) -> LexborHTMLParser:
    answer = desk.get("/settings/model/")
    assert answer.status_code == 200
    return LexborHTMLParser(answer.content.decode())


def words(desk) -> str:
    return " ".join(shown(desk).css_first("main").text().split())


def do(desk, what: str, **more):
    return desk.post("/settings/model/change/", {"do": what, **more})


def test_without_one_it_says_that_nothing_leaves(desk):
    assert "None is chosen. Nothing leaves this machine." in words(desk)


def test_kept_it_is_off_and_its_key_is_shown_nowhere(desk):
    desk.post("/settings/model/", {"base_url": WHERE, "model": "small", "key": KEY})
    assert "It is switched off. Nothing is sent." in words(desk)
    assert KEY not in shown(desk).html
    assert asked_of(model_server()).key == KEY


def test_on_it_says_where_to_sentences_go(desk):
    keep_model_server(base_url=WHERE, model="small", key="")
    do(desk, "on")
    assert "leave this machine and go to models.example" in words(desk)
    do(desk, "off")
    assert model_server().is_on is False


def test_on_this_machine_it_says_that_nothing_leaves_it(desk):
    keep_model_server(base_url="http://localhost:11434", model="small", key="")
    switch(is_on=True)
    assert "at localhost, which is this machine: nothing leaves it." in words(desk)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"base_url": "http://models.example"}, "Only https is asked"),
        ({"base_url": "gopher://x"}, "Only https is asked"),
        ({"key": "two words"}, "A key has no blanks"),
        ({"model": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_kept(desk, typed, said):
    answer = desk.post("/settings/model/", {"base_url": WHERE, "model": "small", "key": "", **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert model_server() is None


def test_trial_runs_behind_the_page_and_its_answer_stands_there(desk, server):
    server.say = lambda asked: found(("promise", asked["sentence"], "", 1))
    keep_model_server(base_url=server.url, model="small", key="")
    do(desk, "try")
    do(desk, "try")
    assert DBTaskResult.objects.filter(task_path=try_model.module_path).count() == 1
    assert "Trying it" in words(desk)
    assert shown(desk).css_first("meta[http-equiv=refresh]") is not None
    try_model.func()
    assert "It answered" in words(desk)


def test_trial_that_was_cut_short_is_said_and_may_be_tried_again(desk):
    keep_model_server(base_url=WHERE, model="small", key="")
    do(desk, "try")
    DBTaskResult.objects.update(status="FAILED")
    assert "The trial was cut short" in words(desk)
    assert shown(desk).css_first("meta[http-equiv=refresh]") is None
    do(desk, "try")
    assert "Trying it" in words(desk)


def test_trouble_says_what_happened_what_is_safe_and_what_to_do(desk):
    keep_model_server(base_url=WHERE, model="small", key=KEY)
    note_trouble(asked_of(model_server()), "refused", now=timezone.now())
    assert "It refused the key. Enter another one. Nothing was changed by it" in words(desk)


def test_clients_are_left_out_and_taken_in_again(desk):
    harlow = add_client("Harlow", by=owner())
    keep_model_server(base_url=WHERE, model="small", key="")
    do(desk, "clients", client=[harlow.pk, 999_999, "x"])
    assert list(NotRead.objects.values_list("client_id", flat=True)) == [harlow.pk]
    assert shown(desk).css_first("input[name=client]").attributes.get("checked", "no") is None
    do(desk, "clients")
    assert NotRead.objects.count() == 0


def test_what_was_left_out_is_shown_and_stays_left_out_after_a_join(desk):
    harlow, birch = (add_client(name, by=owner()) for name in ("Harlow", "Birch"))
    keep_model_server(base_url=WHERE, model="small", key="")
    do(desk, "clients", client=[birch.pk])
    join_clients(harlow, birch, by=owner())
    (ticked,) = shown(desk).css("input[name=client][checked]")
    assert ticked.attributes["value"] == str(harlow.pk)
    do(desk, "clients", client=[harlow.pk])
    part_clients(Join.objects.get())
    assert len(shown(desk).css("input[name=client][checked]")) == 2


def test_taken_in_again_after_a_join_it_is_whole(desk):
    harlow, birch = (add_client(name, by=owner()) for name in ("Harlow", "Birch"))
    keep_model_server(base_url=WHERE, model="small", key="")
    do(desk, "clients", client=[birch.pk])
    join_clients(harlow, birch, by=owner())
    do(desk, "clients")
    assert NotRead.objects.count() == 0


def test_taken_away_its_key_is_gone(desk):
    keep_model_server(base_url=WHERE, model="small", key=KEY)
    do(desk, "drop")
    assert model_server() is None


def test_nobody_but_an_owner_finds_it(signed_in):
    desk = signed_in(assistant())
    assert desk.get("/settings/model/").status_code == 404
    assert desk.post("/settings/model/change/", {"do": "on"}).status_code == 404
