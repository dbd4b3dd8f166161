"""Two clients turn out to be one: what was written down by hand for either goes along, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.intake.erasing import erase, preview_client
from alongside.intake.joining import join_clients, part_clients
from alongside.promises import actions
from alongside.promises.models import Verdict
from alongside.promises.queries import open_for
from tests.making import owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both() -> tuple[Client, Client]:
    return add_client("Harlow & Sons", by=owner()), add_client("Harlow Joinery", by=owner())


def noted(client: Client, words: str) -> str:
    changes = actions.cleaned(wording=words, due_on="2031-03-03")
    return actions.write_down(
        owner(), client.pk, kind="todo", side="ours", changes=changes, now=timezone.now()
    )


def stands() -> dict[str, str]:
    return {one.words: one.client.name for one in open_for(owner())}


def test_what_was_noted_for_either_stands_under_the_one(both):
    harlow, joinery = both
    noted(joinery, "Chase invoices")
    join_clients(harlow, joinery, by=owner())
    assert stands() == {"Chase invoices": "Harlow & Sons"}


def test_what_was_noted_before_goes_back_when_they_are_parted(both):
    harlow, joinery = both
    key = noted(joinery, "Chase invoices")
    joined = join_clients(harlow, joinery, by=owner())
    actions.edit(owner(), key, {"wording": "Chase two"}, now=timezone.now() + timedelta(seconds=1))
    noted(harlow, "Book the hall")
    part_clients(joined)
    assert stands() == {"Chase two": "Harlow Joinery", "Book the hall": "Harlow & Sons"}


def test_joined_twice_it_stands_under_the_last(both):
    harlow, joinery = both
    third = add_client("Harlow Group", by=owner())
    noted(joinery, "Chase invoices")
    join_clients(harlow, joinery, by=owner())
    join_clients(third, harlow, by=owner())
    assert stands() == {"Chase invoices": "Harlow Group"}


def test_erasing_the_one_leaves_no_words_of_the_other(both):
    harlow, joinery = both
    noted(joinery, "Chase the canary")
    actions.undo(owner(), noted(joinery, "Feed the canary"), now=timezone.now())
    join_clients(harlow, joinery, by=owner())
    harlow.refresh_from_db()
    erase(preview_client(harlow))
    assert not Verdict.objects.exists()
