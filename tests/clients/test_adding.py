"""Clients are added by name, and a name gives nobody sight of a client."""

from __future__ import annotations

import pytest

from alongside.clients.actions import ClientsError, add_client, add_domain, add_handle, rename_client
from alongside.clients.models import Assignment, Client, CompanyDomain
from alongside.clients.queries import find_client_for
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db


def test_assistant_is_refused_a_client_that_is_not_hers():
    add_client("Harlow", by=owner())
    ann = assistant()
    with pytest.raises(ClientsError, match="Ask an owner"):
        add_client("harlow", domains=["harlow.example"], by=ann)
    assert (Assignment.objects.count(), CompanyDomain.objects.count()) == (0, 0)


def test_assistant_works_for_the_client_she_adds_and_takes_it_further():
    ann = assistant()
    made = add_client("Harlow", by=ann)
    again = add_client("HARLOW", domains=["harlow.example"], by=ann)
    assert (again, list(made.assignments.values_list("member", flat=True))) == (made, [ann.pk])


@pytest.mark.parametrize(
    "keep",
    [
        lambda harlow: add_client("x" * 201),
        lambda harlow: rename_client(harlow, "x" * 201),
        lambda harlow: add_handle(harlow, f"{'x' * 320}@harlow.example"),
        lambda harlow: add_domain(harlow, f"{'x' * 255}.example"),
    ],
)
def test_what_the_database_cannot_hold_is_refused_in_words(keep):
    with pytest.raises(ClientsError, match="is longer than .* can be"):
        keep(add_client("Harlow"))
    assert list(Client.objects.values_list("name", flat=True)) == ["Harlow"]


def test_a_name_as_long_as_it_may_be_is_kept():
    assert add_client("x" * 200).name == "x" * 200


def test_no_half_letters_and_no_nul_are_in_a_name():
    assert add_client("Har\0low \ud800").name == "Harlow ?"


def test_number_beyond_all_numbers_is_no_client():
    assert find_client_for(owner(), "9" * 30) is None


def test_client_who_is_called_by_a_number_is_meant_by_it():
    other = add_client("Harlow", by=owner())
    named = add_client(str(other.pk), by=owner())
    assert find_client_for(owner(), str(other.pk)) == named
    assert find_client_for(owner(), str(named.pk)) == named
