"""A practice full of decisions comes out of a rebuild as it went in."""

from __future__ import annotations

import pytest

from alongside.clients.actions import add_client
from alongside.clients.models import Person
from alongside.intake import filing
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import follow_all
from alongside.timeline.finding import find_for
from alongside.timeline.models import (
    Attachment,
    ClientSummary,
    Filing,
    Interaction,
    Party,
    Thread,
    Verdict,
)
from alongside.timeline.verifying import problems
from tests.intake.corpus import ME, mails
from tests.making import ParsingHere, arrive_raw, mailbox, owner, rich_mail

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def everything() -> dict[str, object]:
    """All derived rows, by the ids that must be kept; what has no lasting id by its content."""
    threads: dict[int, list[int]] = {}
    for thread, entry in Filing.objects.order_by("interaction_id").values_list("thread_id", "interaction_id"):
        threads.setdefault(thread, []).append(entry)
    for thread, entry in Interaction.objects.order_by("id").values_list("thread_id", "id"):
        threads.setdefault(thread, []).append(entry)
    facts = ("client_id", "subject", "size", "first_at", "last_at", "last_in_at", "last_out_at", "is_waiting")
    return {
        "entries": list(
            Interaction.objects.order_by("id").values_list(
                "id",
                "source_key",
                "direction",
                "nature",
                "proof",
                "happened_at",
                "subject",
                "preview",
                "message_hash",
                "sender__value",
                "counterpart__value",
                "connection_id",
                "is_unfiled",
                "private_to_id",
                "body__text",
                "body__folds",
            )
        ),
        "filings": list(
            Filing.objects.order_by("interaction_id", "client_id").values_list(
                "interaction_id", "client_id", "happened_at", "reason", "evidence"
            )
        ),
        "parties": list(
            Party.objects.order_by("interaction_id", "id").values_list(
                "interaction_id", "role", "name", "address__value"
            )
        ),
        "attachments": list(Attachment.objects.order_by("key").values_list("interaction_id", "key", "name")),
        "threads": sorted(
            (threads[row[0]], *row[1:])
            for row in Thread.objects.values_list("id", *facts)
            if row[0] in threads
        ),
        "summaries": list(
            ClientSummary.objects.filter(interactions__gt=0)
            .order_by("client_id")
            .values_list("client_id", "interactions", "last_at")
        ),
    }


def checked_mail() -> bytes:
    """A mail that the server which received it let pass."""
    hop = b"Received: from out.harlow.example by mx.desk.example; Mon, 02 Mar 2026 09:00:01 +0000\n"
    verdict = b"Authentication-Results: mx.desk.example; dkim=pass header.d=harlow.example\n"
    return hop + verdict + rich_mail("checked@id.example")


@pytest.fixture
def practice():
    """Two sources, clients by person, domain and rule, corrections, personal mail, a merge and one undone."""
    me = owner()
    harlow = add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=me)
    birch = add_client("Birch", domains=["birch.example"], by=me)
    box = mailbox(own=[ME])
    arrive_raw(box, *mails(120), rich_mail(), checked_mail())
    arrive_raw(mailbox(label="Another", own=[ME]), *mails(120)[:30], *mails(20, seed=2))
    ids = list(Interaction.objects.order_by("id").values_list("id", flat=True))
    filing.set_trust(box, ["mx.desk.example"])
    filing.learn_rule(harlow, field="subject", pattern="invoice", by=me)
    filing.file_under(me, ids[3:9], birch)
    filing.unfile(me, ids[5:7], birch)
    filing.make_personal(me, ids[10:12])
    filing.make_personal(me, ids[12:14])
    filing.decide(me, ids[12:14], Verdict.SHARED)
    first = Filing.objects.filter(client=harlow, reason="person").first()
    filing.correct(me, first.interaction_id, wrong=harlow, right=birch)
    filing.learn_address(harlow, "mara.quill@home.example", name="Mara at home")
    filing.merge_people(*Person.objects.filter(client=harlow).order_by("id")[:2], by=me)
    stranger = filing.learn_address(birch, "stranger@elsewhere.example")
    filing.forget_address(stranger)
    follow_all()
    return me


def test_a_rebuild_gives_back_what_was_there(practice):
    before = everything()
    assert Interaction.objects.filter(proof="proven").exists()

    rebuild(ParsingHere())

    assert everything() == before
    assert list(problems()) == []


def found(member) -> set[int]:
    return {hit.line.id for hit in find_for(member, "meeting", limit=1000).hits}


def test_a_rebuilt_practice_is_found_again(practice):
    before = found(practice)

    rebuild(ParsingHere())
    follow_all()

    assert before
    assert found(practice) == before
    assert list(problems()) == []


def test_rebuilding_twice_changes_nothing(practice):
    rebuild(ParsingHere())
    before = everything()

    rebuild(ParsingHere())

    assert everything() == before


def test_after_a_rebuild_new_mail_still_comes_in(practice):
    rebuild(ParsingHere())

    received = arrive_raw(mailbox(own=[ME]), *mails(3, seed=9))

    assert received.new == 3
