"""What was promised to a client or a person goes when they are erased, wherever it was written down."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.intake import erasing
from alongside.intake.by_hand import Wanted, take_back, write_down
from alongside.intake.joining import join_clients
from alongside.jobs.runner import run
from alongside.processes.follow_ups import follow_all
from alongside.promises import actions as promises
from alongside.promises.models import Finding, Verdict
from tests.handover.test_ending import CANARY, rows_with_canary

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def harlow(owner: Member) -> Client:
    return add_client("Harlow", addresses=[("mara@harlow.example", "Mara")], by=owner)


def to_do(member: Member, client: Client) -> str:
    changes = promises.cleaned(wording=CANARY)
    now = timezone.now()
    return promises.write_down(member, client.pk, kind="todo", side="ours", changes=changes, now=now)


def test_promises_from_before_two_clients_were_one_go_with_that_one(owner, harlow):
    birch = add_client("Birch", by=owner)
    to_do(owner, birch)
    promises.say(owner, to_do(owner, birch), "dropped", now=timezone.now())
    join_clients(harlow, birch, by=owner)
    elm = to_do(owner, add_client("Elm", by=owner))

    erasing.erase(erasing.preview_client(harlow))

    assert list(Verdict.objects.values_list("key", flat=True)) == [elm]


def test_promise_of_what_was_taken_back_goes_with_its_client(owner, harlow):
    said = Wanted("a" * 32, "note", timezone.now(), text="I will send the plan by Friday.")
    entry = write_down(owner, harlow, said)
    follow_all()
    found = Finding.objects.get()
    place = (entry, found.start, found.end, found.kind)
    promises.accept(owner, place, now=timezone.now(), changes=promises.cleaned(wording=CANARY))
    take_back(owner, entry)
    run(until_idle=True)

    erasing.erase(erasing.preview_client(harlow))

    assert rows_with_canary() == []
