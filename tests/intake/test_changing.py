"""What was written down, changed: the same entry with other words, found by those alone; the old version is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from alongside.channels.hand.parse import Somebody, compose, read
from alongside.clients.actions import add_client
from alongside.intake.by_hand import CannotWriteDownError, Wanted, take_back, write_down
from alongside.intake.changing import Changes, change, written_by_her
from alongside.intake.rebuilding import rebuild
from alongside.originals.models import Original
from alongside.processes.follow_ups import follow_all
from alongside.timeline.finding import find_for
from alongside.timeline.models import Body, Filing, Interaction, Revision
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.queries.lists import summaries_for, timeline_for
from alongside.timeline.verifying import problems
from tests.intake.test_rebuilding import everything
from tests.making import (
    ME,
    MONDAY,
    ParsingHere,
    arrive,
    arrive_raw,
    assistant,
    mailbox,
    message,
    owner,
    rich_mail,
)

# Writing waits for its own transaction to be durable.
pytestmark = pytest.mark.django_db(transaction=True)
TOM = Somebody("Tom Harlow", "tom@harlow.example")


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def call(harlow, *, identity: str = "1" * 32, kind: str = "call", **more) -> int:
    values = {"text": "The oak comes on Tuesday.", "who": (TOM,), "ended_at": MONDAY + timedelta(minutes=20)}
    return write_down(owner(), harlow, Wanted(identity, kind, MONDAY, **{**values, **more}))


def changed(number: int, *, member=None, revision: int | None = None, **more) -> bool:
    member = member or owner()
    entry = written_by_her(member, number)
    stands = (entry.happened_at, entry.ended_at, entry.place, entry.text, entry.next) if entry else ()
    changes = replace(Changes(*stands), **more) if entry else Changes(MONDAY, None, "", "x", "")
    known = revision if revision is not None else entry.revision if entry else 0
    return change(member, number, changes, revision=known)


def words_of(harlow, number: int) -> str:
    view = thread_for(owner(), number, client_id=harlow.pk)
    return next(one.text for one in view.entries if one.line.id == number)


def found(words: str) -> list[int]:
    return [hit.line.id for hit in find_for(owner(), words).hits]


def test_it_is_the_same_entry_with_other_words(harlow):
    number = call(harlow)
    assert changed(number, text="The ash comes on Friday.", happened_at=MONDAY - timedelta(hours=1))
    assert words_of(harlow, number) == "The ash comes on Friday.\n"
    (line,) = timeline_for(owner(), harlow.pk)
    assert (line.id, line.happened_at) == (number, MONDAY - timedelta(hours=1))
    assert [(one.pk, said) for one, said, _ in summaries_for(owner())] == [(harlow.pk, 1)]


def test_the_old_version_is_kept(harlow):
    number = call(harlow)
    changed(number, text="The ash comes on Friday.")
    assert Revision.objects.filter(interaction_id=number).count() == 2
    assert Original.objects.count() == 2


@pytest.mark.broad
def test_search_finds_the_new_words_only(harlow):
    number = call(harlow)
    follow_all()
    changed(number, text="The ash comes on Friday.")
    follow_all()
    assert (found("ash"), found("oak")) == ([number], [])


@pytest.mark.broad
def test_rebuilding_gives_the_same(harlow):
    arrive_raw(mailbox(), rich_mail())
    number = call(harlow, answers=Interaction.objects.get().pk)
    call(harlow, identity="2" * 32, kind="note", who=(), is_private=True)
    changed(number, text="The ash comes on Friday.", ended_at=MONDAY + timedelta(minutes=5))
    changed(number, text="The elm comes on Friday.")
    follow_all()
    before = everything()
    rebuild(ParsingHere())
    follow_all()
    assert everything() == before
    assert words_of(harlow, number) == "The elm comes on Friday.\n"
    assert list(problems()) == []


def test_it_stays_in_its_conversation(harlow):
    arrive_raw(mailbox(), rich_mail())
    asked = Interaction.objects.get().pk
    number = call(harlow, answers=asked)
    changed(number, text="It is.")
    assert {one.line.id for one in thread_for(owner(), asked, client_id=harlow.pk).entries} == {asked, number}


def test_back_to_the_first_words_is_a_version_too(harlow):
    number = call(harlow)
    for text in ("Other words.", "The oak comes on Tuesday."):
        changed(number, text=text)
    assert words_of(harlow, number) == "The oak comes on Tuesday.\n"
    assert Revision.objects.filter(interaction_id=number).count() == 3


def test_nothing_different_is_no_version(harlow):
    number = call(harlow)
    assert not changed(number)
    assert Original.objects.count() == 1


def test_another_window_is_not_written_over(harlow):
    number = call(harlow)
    changed(number, text="First.")
    with pytest.raises(CannotWriteDownError, match="another window"):
        changed(number, text="Second.", revision=0)
    assert words_of(harlow, number) == "First.\n"


def test_nobody_changes_what_somebody_else_wrote(harlow):
    number = call(harlow)
    ann = assistant()
    harlow.assignments.create(member=ann)
    with pytest.raises(CannotWriteDownError):
        changed(number, member=ann)
    arrive(mailbox(), message(TOM.address, ME))
    assert written_by_her(owner(), Interaction.objects.exclude(pk=number).get().pk) is None


def test_a_private_note_stays_hers_alone(harlow):
    number = call(harlow, kind="note", who=(), is_private=True)
    changed(number, text="Other thoughts.")
    assert Interaction.objects.get(pk=number).private_to == owner()
    assert not Filing.objects.exists()


def test_taken_back_every_version_goes(harlow):
    number = call(harlow)
    changed(number, text="The ash comes on Friday.")
    take_back(owner(), number)
    assert (Original.objects.count(), Body.objects.count(), Revision.objects.count()) == (0, 0, 0)


def test_a_version_reads_again_as_it_was_written():
    from alongside.channels.hand.parse import ByHand

    entry = ByHand("1" * 32, "call", "out", MONDAY, Somebody("Me", ME), revision=3)
    assert read(compose(entry)) == entry
    assert b"revision" not in compose(replace(entry, revision=0))
