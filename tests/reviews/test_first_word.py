"""When a client's first review is due: a letter without a date says nothing of when work began."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.processes.follow_ups import follow_all
from alongside.reviews.queries import standings_for
from tests.making import ME, arrive_raw, mailbox, owner

pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"


def letter(name: str, date: str) -> bytes:
    head = f"From: {MARA}\nTo: {ME}\nMessage-ID: <{name}@id.example>\n"
    return f"{head}{date}Subject: {name}\n\nHello.\n".encode()


def test_letter_without_a_date_makes_no_review_due():
    add_client("Harlow", addresses=[(MARA, "Mara")], by=owner())
    began = timezone.now() - timedelta(days=7)
    arrive_raw(mailbox(), letter("undated", ""), letter("first", f"Date: {format_datetime(began)}\n"))
    follow_all()
    (found,) = standings_for(owner(), now=timezone.now())
    assert found.due_on is not None
    assert not found.is_due
    assert found.due_on > timezone.localdate()


def test_with_nothing_but_letters_without_a_date_none_is_due():
    add_client("Harlow", addresses=[(MARA, "Mara")], by=owner())
    arrive_raw(mailbox(), letter("undated", ""))
    follow_all()
    (found,) = standings_for(owner(), now=timezone.now())
    assert (found.due_on, found.is_due) == (None, False)
