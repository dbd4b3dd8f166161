"""Threads are the same in whatever order their messages arrive, and when they are filed elsewhere and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alongside.clients.actions import add_client
from alongside.intake import filing
from alongside.timeline.models import Filing, Interaction, Thread
from alongside.timeline.rules import base_subject, pack_hashes, reference_hashes, scoped, unpack_hashes
from alongside.timeline.verifying import problems
from tests.examples import examples
from tests.making import ME, arrive, mailbox, message, owner

MARA = "mara@harlow.example"


@st.composite
def conversations(draw):
    """Messages of which each may refer to any others, earlier or later, and share a subject."""
    size = draw(st.integers(2, 9))
    return [
        message(
            MARA if draw(st.booleans()) else ME,
            ME if draw(st.booleans()) else MARA,
            subject=draw(st.sampled_from(["", "Budget", "Re: Budget", "Travel plans"])),
            hours=number,
            text=f"Number {number}.\n",
            message_id=f"m{number}@x.example",
            references=draw(
                st.lists(st.sampled_from([f"m{n}@x.example" for n in range(size + 2)]), max_size=3)
            ),
        )
        for number in range(size)
    ]


def threads() -> tuple[frozenset[frozenset[str]], list[tuple[object, ...]]]:
    """Which texts stand together, and what each thread says of itself."""
    groups: dict[int, set[str]] = {}
    for thread, preview in Filing.objects.values_list("thread_id", "interaction__preview"):
        groups.setdefault(thread, set()).add(preview)
    rows = Thread.objects.values_list(
        "size", "subject", "first_at", "last_at", "last_in_at", "last_out_at", "is_waiting"
    )
    return frozenset(frozenset(group) for group in groups.values()), sorted(rows, key=repr)


class TestOrder(TestCase):
    @pytest.mark.slow
    @examples(30)
    @given(conversations(), st.randoms(use_true_random=False), st.integers(1, 4))
    def test_any_order_of_arrival_gives_the_same_threads(self, messages, random, step):
        add_client("Harlow & Sons", addresses=[(MARA, "Mara")])
        box = mailbox()
        arrive(box, *messages)
        expected = threads()
        problems_before = list(problems())
        for model in (Filing, Interaction, Thread):
            model.objects.all().delete()
        from alongside.originals.models import Original
        from alongside.timeline.models import ThreadKey

        Original.objects.all().delete()
        ThreadKey.objects.all().delete()
        random.shuffle(messages)

        for first in range(0, len(messages), step):
            arrive(box, *messages[first : first + step])

        assert threads() == expected
        assert problems_before == list(problems()) == []

    @pytest.mark.slow
    @examples(20)
    @given(conversations(), st.data())
    def test_filing_some_elsewhere_and_back_gives_the_same_threads(self, messages, data):
        harlow = add_client("Harlow & Sons", addresses=[(MARA, "Mara")])
        birch = add_client("Birch")
        arrive(mailbox(), *messages)
        before = threads()
        ids = list(Interaction.objects.values_list("id", flat=True))
        some = data.draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))

        filing.file_under(owner(), some, birch)
        filing.unfile(owner(), some, birch)

        assert {client for (client,) in Filing.objects.values_list("client_id")} <= {harlow.pk}
        assert threads() == before
        assert list(problems()) == []


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("Re: Budget", "budget"),
        ("AW: WG: Fwd: Budget", "budget"),
        ("[team] Re: [team] Budget", "budget"),
        ("RE[2]: Budget  for  May", "budget for may"),
        ("Regarding: the plan", "regarding: the plan"),
        ("", ""),
    ],
)
def test_reply_marks_do_not_count(written, base):
    assert base_subject(written) == base


@given(st.integers(-(2**63), 2**63 - 1), st.integers(1, 2**40))
def test_a_key_in_a_scope_is_a_signed_64_bit_number(number, scope):
    assert -(2**63) <= scoped(number, scope) < 2**63


def test_the_same_message_has_another_key_in_every_scope():
    assert len({scoped(1, scope) for scope in range(1000)}) == 1000


@given(st.lists(st.text(max_size=20), max_size=80))
def test_references_are_bounded_and_survive_packing(references):
    hashes = reference_hashes(references)

    assert len(hashes) <= 50
    assert unpack_hashes(pack_hashes(hashes)) == hashes
