"""Cover that is handed back: what changed meanwhile, by whom, and that it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.clients.models import Assignment
from alongside.handover import covering
from alongside.handover.packs import (
    changed_for,
    handed_back_for,
    pack_for,
)
from alongside.promises import actions as promises
from alongside.waiting.actions import reopen, settle
from alongside.waiting.models import Waiting
from tests.handover.covers import TODAY, parts_now, prepared
from tests.handover.making import (
    CANARY,
    HER,
    MARA,
    NOW,
    ago,
    brought_in,
    letter,
    planned,
    to_do,
    words_of,
)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_hand_back_says_what_changed_by_whom_and_nothing_where_nothing_did(owner, harlow, box, assistant):
    assistant.name = "Ann Bell"
    assistant.save()
    older = to_do(owner, harlow, "Chase invoices", at=ago(days=20))
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(days=6)))
    row = prepared(owner, harlow, starts_on=TODAY - timedelta(days=1), colleague=assistant, name="")
    Assignment.objects.filter(member=assistant).update(until_on=None)
    promises.say(assistant, older, "kept", now=ago(hours=2))
    to_do(assistant, harlow, "Order chairs", at=ago(hours=3))
    brought_in(box, letter(MARA, HER, "And the beech?", name="Beech", at=ago(hours=4)))
    parts = changed_for(owner, pack_for(owner, row.pk, now=NOW), now=NOW)
    assert [part.title for part in parts] == [
        "What was said",
        "What was promised",
        "What was closed",
        "What was planned",
    ]
    assert words_of(parts, "said") == ["Mara Quill: Beech: And the beech?"]
    assert words_of(parts, "promised") == ["Order chairs"]
    assert words_of(parts, "closed") == ["done: Chase invoices"]
    assert words_of(parts, "planned") == []
    assert parts[2].lines[0].said == "Ann Bell on Friday 27 November"
    assert all(line.url for part in parts for line in part.lines)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_what_was_settled_by_phone_and_planned_is_told(owner, harlow, box):
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(hours=5)))
    row = prepared(owner, harlow, starts_on=TODAY - timedelta(days=1))
    (wait,) = [part for part in parts_now(owner, row) if part.name == "waits"]
    waiting = Waiting.objects.get(interaction_id=wait.lines[0].entry)
    made = settle(owner, waiting, "phone", now=NOW)
    planned(owner, harlow, at=NOW + timedelta(days=2))
    parts = changed_for(owner, pack_for(owner, row.pk, now=NOW), now=NOW)
    assert words_of(parts, "closed") == ["answered by phone: Oak"]
    assert words_of(parts, "planned") == [f"Call on Sunday 29 November, 12:00 planned: {CANARY}"]
    reopen(owner, made, now=NOW)
    parts = changed_for(owner, pack_for(owner, row.pk, now=NOW), now=NOW)
    assert words_of(parts, "closed") == []


@pytest.mark.django_db
def test_today_says_once_that_cover_is_over(owner, harlow, assistant):
    row = prepared(owner, harlow)
    assert handed_back_for(owner, now=NOW) == []
    after = NOW + timedelta(days=8)
    (told,) = handed_back_for(owner, now=after)
    assert (told.id, told.who, told.client.name) == (row.pk, "Bea Outside", "Harlow & Sons")
    assert handed_back_for(assistant, now=after) == []
    covering.note_seen(owner, row.pk, now=after)
    assert handed_back_for(owner, now=after) == []


@pytest.mark.django_db
def test_what_comes_again_and_was_taken_back_is_told_as_nothing_that_was_closed(owner, harlow):
    key = to_do(owner, harlow, "Water the plants", at=ago(days=20), due_on="2026-11-23", repeat="week")
    row = prepared(owner, harlow, starts_on=TODAY - timedelta(days=1))
    promises.say(owner, key, "kept", now=ago(hours=3))
    pack = pack_for(owner, row.pk, now=NOW)
    assert words_of(changed_for(owner, pack, now=NOW), "closed") == ["done: Water the plants"]
    promises.undo(owner, key, now=ago(hours=2))
    assert words_of(changed_for(owner, pack, now=NOW), "closed") == []
