"""A client, a questionnaire that was made for it, and the desk of the owner."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client, add_person
from alongside.picture.questionnaires import ask


@pytest.fixture
def harlow(owner):
    client = add_client("Harlow & Sons", by=owner)
    add_person(client, "Mara Quill", ["mara@harlow.example"])
    return client


@pytest.fixture
def made(owner, harlow):
    return ask(owner, harlow.pk, now=timezone.now())


@pytest.fixture
def desk(signed_in, owner):
    return signed_in(owner)
