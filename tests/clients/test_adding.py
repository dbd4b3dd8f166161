"""Clients are added by name, and a name gives nobody sight of a client."""

from __future__ import annotations

import pytest

from alongside.clients.actions import ClientsError, add_client
from alongside.clients.models import Assignment, CompanyDomain
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
