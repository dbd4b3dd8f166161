"""In whatever order letters arrive and verdicts are read, the same is found and the same stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from alongside.clients.actions import add_client
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import follow_all
from alongside.promises import actions
from alongside.promises.errors import PromisesError
from alongside.promises.models import Finding, Promise, Verdict
from alongside.promises.settling import settle_all
from tests.examples import examples
from tests.making import ME, ParsingHere, arrive_raw, mailbox, owner
from tests.promises.making import MARA, letter

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC).replace(microsecond=0)
LETTERS = [
    letter("I'll send you the plan by Friday.\n", name="a", days=9),
    letter("Could you book the hall? When is it free?\n", name="b", days=8),
    letter("I will ring them tomorrow.\n", sender=ME, to=MARA, name="c", answers="b", days=7),
    letter("Please send me the bill.\n", sender="who@elsewhere.example", name="d", days=6),
    letter("Can you chase Tom? I'll let you know what he says.\n", name="e", answers="c", days=5),
]
WORDS = ("kept", "slipped", "dropped", "reopened", "moved", "undone")


class RolledBack(Exception):
    pass


def facts() -> list[tuple[object, ...]]:
    """Without numbers that follow the order of arrival."""
    rows = Finding.objects.values_list(
        "interaction__source_key", "start", "end", "kind", "side", "due_on", "due_at", "rule"
    )
    return sorted((bytes(key).hex(), *map(str, rest)) for key, *rest in rows)


def states() -> list[tuple[object, ...]]:
    return list(
        Promise.objects.order_by("key").values_list("key", "state", "due_on", "times_moved", "client__name")
    )


@pytest.mark.slow
@examples(12)
@given(order=st.permutations(range(len(LETTERS))), sizes=st.lists(st.integers(1, 3), min_size=5, max_size=5))
def test_any_order_of_arrival_finds_the_same(db, order, sizes):
    arrived = []
    for some, batches in ((range(len(LETTERS)), [5]), (order, sizes)):
        with pytest.raises(RolledBack), transaction.atomic():
            add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner())
            left = list(some)
            for size in batches:
                batch, left = left[:size], left[size:]
                if batch:
                    arrive_raw(mailbox(), *(LETTERS[number] for number in batch))
                    follow_all()
            arrived.append(facts())
            raise RolledBack
    assert len(arrived[0]) == 6
    assert arrived[0] == arrived[1]


@pytest.mark.slow
@examples(12)
@given(
    said=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(WORDS)), max_size=12), seed=st.integers(0, 9)
)
def test_states_are_the_same_after_a_rebuild_and_whatever_else_comes_in(db, said, seed):
    with pytest.raises(RolledBack), transaction.atomic():
        add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner())
        arrive_raw(mailbox(), *LETTERS[:3])
        follow_all()
        found = Finding.objects.filter(kind__in=("promise", "request")).order_by("interaction_id", "start")
        keys = [
            actions.accept(owner(), (one.interaction_id, one.start, one.end, one.kind), now=NOW)
            for one in found
        ]
        for number, (which, word) in enumerate(said):
            decide(keys[which], word, NOW + timedelta(minutes=number + 1))
        before = states()

        settle_all()
        assert states() == before
        rest = LETTERS[3:]
        Random(seed).shuffle(rest)
        arrive_raw(mailbox(), *rest)
        follow_all()
        assert states() == before
        everything = facts()
        rebuild(ParsingHere())
        follow_all()
        assert (states(), facts()) == (before, everything)
        raise RolledBack


def decide(key: str, word: str, at: datetime) -> None:
    """What a page would send; what is gone by then is refused, and nothing changes."""
    count = Verdict.objects.count()
    try:
        if word == "moved":
            actions.move(owner(), key, (at + timedelta(days=3)).date(), now=at)
        elif word == "undone":
            actions.undo(owner(), key, now=at)
        else:
            actions.say(owner(), key, word, now=at)
    except PromisesError:
        assert Verdict.objects.count() == count
