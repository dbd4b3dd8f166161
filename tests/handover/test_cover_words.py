"""What a colleague writes below the pack, signed in: hers, waiting for who asked; no word of the client's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.accounts.models import Member, Role
from alongside.clients.actions import add_client
from alongside.handover import covering, words
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import Word
from alongside.handover.packs import pack_for
from alongside.handover.queries import weekly_for
from alongside.intake.erasing import erase, preview_client
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.outbox.answering import start_answer
from alongside.processes.follow_ups import follow_all
from alongside.promises.models import Finding
from alongside.timeline.models import Thread
from alongside.timeline.queries.lists import timeline_for
from alongside.waiting.following import look_again
from alongside.waiting.queries import waiting_clients, waiting_for
from tests.handover.making import CANARY, NOW, box_of, harlow_of
from tests.making import ParsingHere

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(hours=1)
ASKS = f"I'll send {CANARY} by Friday. Where is the {CANARY} key?"


@pytest.fixture
def bea(db) -> Member:
    return Member.objects.create_member("bea@practice.example", role=Role.ASSISTANT, name="Bea Bell")


@pytest.fixture
def harlow(owner):
    box_of(owner)
    return harlow_of(owner)


@pytest.fixture
def pack(owner, harlow, bea):
    days = {"starts_on": NOW.date(), "until_on": NOW.date() + timedelta(days=7)}
    return covering.prepare(owner, harlow.pk, **days, colleague=bea, now=NOW)


def written(bea, pack, text=ASKS, *, form="a form") -> Word:
    return words.write(bea, pack.pk, form=form, text=text, now=NOW)


def waits(member):
    look_again(Thread.objects.values_list("id", flat=True), now=SOON)
    return [line.who for line in waiting_for(member, now=SOON)]


def test_it_stands_in_the_story_as_the_colleagues_and_is_no_word_of_the_clients(owner, harlow, bea, pack):
    written(bea, pack)
    follow_all()
    (line,) = timeline_for(owner, harlow.pk)
    assert (line.who, line.address, line.nature, line.reason) == ("Bea Bell", bea.email, "colleague", "cover")
    assert not Finding.objects.exists()
    assert CANARY not in str(weekly_for(owner, harlow.pk, now=SOON))


def test_it_waits_for_who_asked_her_and_not_for_herself(owner, harlow, bea, pack):
    written(bea, pack)
    follow_all()
    assert (waits(owner), waits(bea)) == (["Bea Bell"], [])
    assert (waiting_clients(owner, now=SOON), waiting_clients(bea, now=SOON)) == ([harlow.pk], [])


def test_the_answer_goes_to_her_own_address(owner, harlow, bea, pack):
    written(bea, pack)
    (line,) = timeline_for(owner, harlow.pk)
    draft = start_answer(owner, line.id, kind="answer", client_id=harlow.pk, now=SOON)
    assert bea.email in draft.to


def test_sent_twice_it_is_one(bea, pack):
    assert written(bea, pack) == written(bea, pack)
    assert written(bea, pack, form="another").pk != written(bea, pack).pk


def test_only_who_covers_writes_there_and_only_until_it_is_over(owner, bea, pack):
    with pytest.raises(NotThere):
        words.write(owner, pack.pk, form="f", text="Mine", now=NOW)
    stranger = Member.objects.create_member("sam@practice.example", role=Role.ASSISTANT)
    with pytest.raises(NotThere):
        words.write(stranger, pack.pk, form="f", text="Mine", now=NOW)
    covering.end(owner, pack.pk, now=NOW)
    with pytest.raises(NotThere):
        written(bea, pack)
    assert not Word.objects.exists()


@pytest.mark.parametrize("text", ["  \n", "a" * 5_001])
def test_nothing_and_too_much_are_refused_in_words(bea, pack, text):
    with pytest.raises(HandoverError):
        written(bea, pack, text)


def test_below_the_pack_it_stands_once_also_after_a_rebuild(owner, bea, pack):
    written(bea, pack, "Done.")
    follow_all()
    rebuild(ParsingHere())
    follow_all()
    (said,) = words.words_below(pack_for(owner, pack.pk, now=NOW))
    assert (said.name, said.text) == ("Bea Bell", "Done.")


def test_of_a_client_that_was_joined_it_is_the_survivors(owner, harlow, bea, pack):
    written(bea, pack, "Done.")
    follow_all()
    birch = add_client("Birch", by=owner)
    join_clients(birch, harlow, by=owner)
    written(bea, pack, "Done too.")
    assert [one.text for one in words.words_below(pack_for(owner, pack.pk, now=NOW))] == [
        "Done.",
        "Done too.",
    ]
    assert len(timeline_for(owner, birch.pk)) == 2


@pytest.mark.django_db(transaction=True)
def test_erasing_the_client_takes_it(owner, harlow, bea, pack):
    written(bea, pack)
    erase(preview_client(harlow))
    assert not Word.objects.exists()
