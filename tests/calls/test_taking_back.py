"""Keeping a call or visit taken back: what it put on the next agenda leaves it, unless somebody has gone on with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.calls import actions, keeping, notes
from alongside.calls.actions import How
from alongside.calls.keeping import Outcome
from alongside.calls.models import AgendaLine, Call
from alongside.calls.queries import agenda_for
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.joining import join_clients
from alongside.visits import keeping as visits_keeping
from alongside.visits import notes as visit_notes
from alongside.visits.actions import prepare
from tests.making import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow() -> Client:
    return add_client("Harlow & Sons", by=owner())


def kept(harlow: Client, said: str) -> Call:
    now = timezone.now()
    call = actions.start(owner(), harlow, How(way="mobile"), now=now, is_new=True)
    notes.journal(owner(), call.pk, revision=0, fields={"said": said}, now=now)
    return keeping.keep(owner(), call.pk, Outcome("held", 5), now=now)


def agenda(client: Client) -> list[str]:
    return [one.text for one in agenda_for(owner(), client.pk)]


def test_question_leaves_the_next_agenda_and_is_put_there_again_as_it_is_asked_then(harlow):
    actions.put_lines(owner(), harlow.pk, ["Who pays"], now=timezone.now() - timedelta(days=1))
    call = kept(harlow, "? Who pays\n? Who opens")
    assert agenda(harlow) == ["Who pays", "Who opens"]
    call = keeping.reopen(owner(), call.pk, now=timezone.now())
    assert agenda(harlow) == ["Who pays"]
    fields = {"said": "? Who shuts"}
    notes.journal(owner(), call.pk, revision=call.revision, fields=fields, now=timezone.now())
    keeping.keep(owner(), call.pk, Outcome("held", 5), now=timezone.now())
    assert agenda(harlow) == ["Who pays", "Who shuts"]


def test_question_that_was_reached_since_stays(harlow):
    call = kept(harlow, "? Who pays")
    other = actions.start(owner(), harlow, How(way="mobile"), now=timezone.now(), is_new=True)
    actions.tick(owner(), other.pk, AgendaLine.objects.get().pk, now=timezone.now())
    keeping.reopen(owner(), call.pk, now=timezone.now())
    assert AgendaLine.objects.get().call == other


def test_question_leaves_the_agenda_of_the_client_that_it_became_part_of(harlow):
    call = kept(harlow, "? Who pays")
    home = add_client("Harlow Group", by=owner())
    join_clients(home, harlow, by=owner())
    keeping.reopen(owner(), call.pk, now=timezone.now())
    assert agenda(home) == []


def test_question_of_a_visit_leaves_the_agenda_too(harlow):
    now = timezone.now()
    facts = Facts(now - timedelta(hours=3), now - timedelta(hours=1), way="visit")
    visit = prepare(owner(), plan(owner(), harlow, facts, now=now).pk, now=now)
    visit_notes.journal(owner(), visit.pk, revision=0, fields={"said": "? Who pays"}, now=now)
    visits_keeping.keep(owner(), visit.pk, visits_keeping.Outcome("held"), now=now)
    assert agenda(harlow) == ["Who pays"]
    visits_keeping.reopen(owner(), visit.pk, now=now)
    assert agenda(harlow) == []
