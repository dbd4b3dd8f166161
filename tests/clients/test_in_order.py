"""Names in a list stand where one looks for them, whatever signs they begin with."""

from __future__ import annotations

import pytest

from alongside.clients.actions import add_client
from alongside.clients.queries import all_for, facts_for, names_and_hues_for
from tests.making import owner

pytestmark = pytest.mark.django_db
IN_ORDER = ["abbey", "Élan", "Farm", "zebra", "Zoo"]


def test_clients_are_sorted_whatever_their_first_letter_is():
    for name in reversed(IN_ORDER):
        add_client(name, by=owner())
    assert [one.name for one in all_for(owner())] == IN_ORDER
    assert [name for _, name, _ in names_and_hues_for(owner())] == IN_ORDER


def test_people_of_a_client_are_sorted_so_too():
    people = [(f"p{place}@x.example", name) for place, name in enumerate(reversed(IN_ORDER))]
    client = add_client("Harlow", addresses=people, by=owner())
    facts = facts_for(owner(), client.pk)
    assert facts is not None
    assert [one.name for one in facts.people] == IN_ORDER
