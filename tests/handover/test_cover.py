"""Cover: what stands in a pack, who sees the client until when, and what the link shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.actions import Hours, keep_agreement
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.clients.queries import sees_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.handover import covering
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import CoverPack
from alongside.handover.packs import (
    changed_for,
    frozen_parts,
    own_pack_for,
    pack_for,
)
from alongside.handover.rules import Edits
from alongside.intake.erasing import erase, preview_address, preview_client, preview_person
from alongside.intake.joining import join_clients, part_clients
from alongside.picture.actions import keep_person
from alongside.sharing.actions import renew
from alongside.sharing.errors import SharingError
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve_page
from tests.handover.covers import LAST, TODAY, parts_now, prepared
from tests.handover.making import (
    CANARY,
    HER,
    MARA,
    NOW,
    ago,
    brought_in,
    call,
    letter,
    note,
    planned,
    to_do,
    words_of,
)

# The pack


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_a_pack_says_who_what_waits_and_what_was_promised(owner, harlow, box):
    keep_agreement(
        harlow,
        Hours(None, None, "", ""),
        answer_hours=4,
        channels="Mail.\nBy phone in the morning.",
        urgent="Ring Mara.",
        notes="",
    )
    brought_in(
        box,
        letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(hours=5)),
        letter(HER, MARA, "Which hall shall I book?", name="Hall", at=ago(days=1)),
    )
    to_do(owner, harlow, "Chase invoices", at=ago(days=2), due_on="2026-11-30")
    call(owner, harlow, at=ago(days=2), text="The fair.")
    planned(owner, harlow, at=NOW + timedelta(days=2))
    parts = parts_now(owner, prepared(owner, harlow))
    assert [part.name for part in parts] == [
        "people",
        "agreed",
        "waits",
        "in_hand",
        "needed",
        "planned",
        "talks",
    ]
    assert words_of(parts, "people") == ["Mara Quill, mara@harlow.example"]
    assert words_of(parts, "agreed")[1:] == [
        "Questions are answered within 4 working hours",
        "Which way: Mail.",
        "Which way: By phone in the morning.",
        "When it is urgent: Ring Mara.",
    ]
    assert words_of(parts, "waits") == ["Mara Quill: Is the oak here?"]
    assert words_of(parts, "in_hand") == ["Chase invoices (by Monday 30 November)"]
    assert words_of(parts, "needed") == ["Which hall shall I book?"]
    assert [words.partition(":")[0] for words in words_of(parts, "talks")] == [
        "Friday 27 November, Mara Quill",
        "Thursday 26 November, We",
        "Wednesday 25 November, We",
    ]
    sources = [line for part in parts for line in part.lines]
    assert all(line.url for line in sources)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_nothing_private_is_in_a_pack_or_its_link(owner, harlow, box):
    brought_in(box, letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(hours=5)))
    note(owner, harlow, f"I'll send {CANARY} by Friday. {CANARY}?", at=ago(hours=2))
    row = prepared(owner, harlow)
    assert CANARY not in str(parts_now(owner, row))
    assert CANARY not in str(covering.freeze(owner, row.pk, now=NOW).frozen)
    assert CANARY not in str(changed_for(owner, pack_for(owner, row.pk, now=NOW), now=NOW))


# Inside


@pytest.mark.django_db
def test_a_colleague_sees_the_client_until_the_last_day(owner, harlow, assistant, monkeypatch):
    row = prepared(owner, harlow, colleague=assistant, name="")
    assert Assignment.objects.get(member=assistant).until_on == LAST
    assert row.gave_access and sees_client(assistant, harlow.pk)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=7))
    assert sees_client(assistant, harlow.pk)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=8))
    assert not sees_client(assistant, harlow.pk)


@pytest.mark.django_db
def test_access_ends_when_the_cover_is_handed_back(owner, harlow, assistant):
    row = prepared(owner, harlow, colleague=assistant, name="")
    covering.end(owner, row.pk, now=NOW + timedelta(days=1))
    assert not Assignment.objects.filter(member=assistant).exists()


@pytest.mark.django_db
def test_who_works_for_the_client_anyway_goes_on_after_it(owner, harlow, assistant):
    Assignment.objects.create(member=assistant, client=harlow)
    row = prepared(owner, harlow, colleague=assistant, name="")
    covering.end(owner, row.pk, now=NOW + timedelta(days=1))
    assert Assignment.objects.get(member=assistant).until_on is None


@pytest.mark.django_db
def test_second_cover_ends_like_the_first(owner, harlow, assistant):
    """An access that ran out is none, though its row is still there."""
    Assignment.objects.create(member=assistant, client=harlow, until_on=TODAY - timedelta(days=5))
    row = prepared(owner, harlow, colleague=assistant, name="")
    assert row.gave_access and sees_client(assistant, harlow.pk)
    covering.end(owner, row.pk, now=NOW + timedelta(days=1))
    assert not sees_client(assistant, harlow.pk)


@pytest.mark.django_db
def test_cover_that_only_lengthens_gives_the_earlier_day_back(owner, harlow, assistant):
    earlier = TODAY + timedelta(days=2)
    Assignment.objects.create(member=assistant, client=harlow, until_on=earlier)
    row = prepared(owner, harlow, colleague=assistant, name="")
    assert Assignment.objects.get(member=assistant).until_on == LAST
    covering.end(owner, row.pk, now=NOW + timedelta(days=1))
    assert Assignment.objects.get(member=assistant).until_on == earlier


@pytest.mark.django_db
def test_last_day_that_is_over_where_she_is_is_given_back_as_long_as_it_lasts_here(owner, harlow, assistant):
    Assignment.objects.create(member=assistant, client=harlow, until_on=TODAY)
    # There it is Saturday already.
    with timezone.override("Pacific/Auckland"):
        row = prepared(owner, harlow, colleague=assistant, name="")
        covering.end(owner, row.pk, now=NOW)
    assert Assignment.objects.get(member=assistant).until_on == TODAY


@pytest.mark.django_db
def test_cover_of_a_client_that_was_joined_leaves_no_access_behind(owner, harlow, assistant):
    birch = add_client("Birch", by=owner)
    row = prepared(owner, birch, colleague=assistant, name="")
    joined = join_clients(harlow, birch, by=owner)
    assert sees_client(assistant, harlow.pk)
    covering.end(owner, row.pk, now=NOW)
    part_clients(joined)
    assert not Assignment.objects.filter(member=assistant).exists()


@pytest.mark.django_db
def test_of_two_covers_each_handed_back_none_leaves_access_behind(owner, harlow, assistant):
    first = prepared(owner, harlow, colleague=assistant, name="")
    second = prepared(
        owner, harlow, colleague=assistant, name="", until_on=LAST + timedelta(days=7), starts_on=LAST
    )
    covering.end(owner, first.pk, now=NOW)
    assert Assignment.objects.get(member=assistant).until_on == second.until_on
    covering.end(owner, second.pk, now=NOW)
    assert not Assignment.objects.filter(member=assistant).exists()


@pytest.mark.django_db
def test_access_stays_while_another_cover_of_the_same_days_goes_on(owner, harlow, assistant):
    first, second = (prepared(owner, harlow, colleague=assistant, name="") for _ in range(2))
    covering.end(owner, first.pk, now=NOW)
    assert sees_client(assistant, harlow.pk)
    covering.end(owner, second.pk, now=NOW)
    assert not sees_client(assistant, harlow.pk)


@pytest.mark.django_db
def test_only_an_owner_lets_somebody_see_a_client(owner, harlow, assistant):
    Assignment.objects.create(member=assistant, client=harlow)
    other = Member.objects.create_member("bea@practice.example", role="assistant", name="Bea")
    with pytest.raises(HandoverError, match="Only an owner"):
        prepared(assistant, harlow, colleague=other, name="")
    assert not Assignment.objects.filter(member=other).exists()
    with pytest.raises(NotThere):
        prepared(other, harlow)


@pytest.mark.django_db
def test_a_colleague_reads_a_pack_and_changes_nothing_of_it(owner, harlow, assistant):
    Assignment.objects.create(member=assistant, client=harlow)
    row = prepared(owner, harlow)
    assert pack_for(assistant, row.pk, now=NOW).client == harlow
    for forbidden in (own_pack_for, covering.share, covering.freeze, covering.end):
        with pytest.raises(NotThere):
            forbidden(assistant, row.pk, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [(3, 2), (-9, -3), (0, 400), (740, 742)])
def test_days_that_cannot_be_are_said_so(owner, harlow, days):
    first, last = (TODAY + timedelta(days=one) for one in days)
    with pytest.raises(HandoverError):
        prepared(owner, harlow, starts_on=first, until_on=last)


# Outside


@pytest.mark.django_db
def test_a_link_shows_it_as_it_stood_until_she_brings_it_up_to_date(owner, harlow):
    kept, hidden = (to_do(owner, harlow, words, at=NOW) for words in ("Chase invoices", CANARY))
    row = prepared(owner, harlow)
    edits = Edits("Ring me.", frozenset({f"p:{hidden}"}), {f"p:{kept}": ("Invoices: be kind.", None)})
    covering.keep_edits(owner, row.pk, edits, now=NOW)
    made = covering.share(owner, row.pk, now=NOW)
    to_do(owner, harlow, "A new thing", at=NOW)
    row.refresh_from_db()
    shown = str(frozen_parts(row))
    assert "Ring me." in shown and "Invoices: be kind." in shown
    assert CANARY not in shown and "A new thing" not in shown
    covering.freeze(owner, row.pk, now=NOW)
    row.refresh_from_db()
    assert "A new thing" in str(frozen_parts(row))
    assert resolve_page(made.token, route="cover-shared", now=NOW) is not None


@pytest.mark.django_db
def test_a_link_ends_with_the_cover(owner, harlow):
    row = prepared(owner, harlow)
    made = covering.share(owner, row.pk, now=NOW)
    late = NOW + timedelta(days=11)
    assert resolve_page(made.token, route="cover-shared", now=late) is None
    assert resolve_page(made.token, route="shared", now=NOW) is None
    covering.end(owner, row.pk, now=NOW + timedelta(days=1))
    assert resolve_page(made.token, route="cover-shared", now=NOW + timedelta(days=1)) is None
    with pytest.raises(HandoverError, match="over"):
        covering.share(owner, row.pk, now=late)
    with pytest.raises(SharingError):
        renew(owner, made.share.pk, now=NOW + timedelta(days=1))


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_whoever_is_outside_reads_nothing_of_another_client(owner, harlow, box, assistant):
    """What is filed under both stays inside; a colleague sees it, who is let in by an owner."""
    tom = "tom@birch.example"
    add_client("Birch", addresses=[(tom, "Tom")], by=owner)
    brought_in(
        box,
        letter(MARA, f"{HER}, {tom}", f"Is the {CANARY} here?", name=f"Both {CANARY}", at=ago(hours=5)),
        letter(HER, f"{MARA}, {tom}", f"Which {CANARY} do you want?", name="All", at=ago(hours=4)),
        letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(hours=3)),
    )
    parts = parts_now(owner, prepared(owner, harlow))
    assert CANARY not in str(parts)
    assert words_of(parts, "waits") == ["Mara Quill: Is the oak here?"]
    inside = prepared(owner, harlow, colleague=assistant, name="")
    assert CANARY in str(parts_now(owner, inside))
    assert CANARY not in str(covering.freeze(owner, inside.pk, now=NOW).frozen)


# Erasing


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_an_erased_letter_is_in_no_pack(owner, harlow, box):
    brought_in(box, letter(MARA, HER, f"Is the {CANARY} here?", name="Oak", at=ago(hours=5)))
    to_do(owner, harlow, "Chase invoices", at=NOW)
    row = prepared(owner, harlow)
    (wait,) = [part for part in parts_now(owner, row) if part.name == "waits"]
    edits = Edits("", frozenset(), {wait.lines[0].key: (f"{CANARY}, gently", wait.lines[0].entry)})
    covering.keep_edits(owner, row.pk, edits, now=NOW)
    covering.freeze(owner, row.pk, now=NOW)
    erase(preview_address(MARA))
    row.refresh_from_db()
    assert CANARY not in str(row.frozen) + str(row.edited)
    assert "Chase invoices" in str(row.frozen)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_an_erased_person_is_in_no_pack(owner, harlow):
    """Nor in what she said of their lines, nor in a line that only names them."""
    mara = harlow.people.get()
    known = {"role": "Runs the yard", "told": "By phone", "say": "", "notes": ""}
    keep_person(
        owner, harlow.pk, mara.pk, name="Mara Quill", fields=known, answers_to=None, aside="", now=NOW
    )
    chase = to_do(owner, harlow, "Chase the quill invoices", at=NOW)
    to_do(owner, harlow, "Ring mara quill", at=NOW)
    to_do(owner, harlow, f"Write to {MARA.title()}", at=NOW)
    soon = NOW + timedelta(days=2)
    plan(owner, harlow, Facts(soon, soon + timedelta(hours=1), people=(("Mara of the yard", MARA),)), now=NOW)
    row = prepared(owner, harlow)
    said = {f"h:{mara.pk}": ("She runs it", None), f"p:{chase}": ("Chase them", None)}
    covering.keep_edits(owner, row.pk, Edits("", frozenset(), said), now=NOW)
    covering.share(owner, row.pk, now=NOW)
    row.refresh_from_db()
    assert {"She runs it", "Chase them"} <= {one.words for part in frozen_parts(row) for one in part.lines}
    erase(preview_person(mara))
    row.refresh_from_db()
    left = str(row.frozen) + str(row.edited)
    assert not any(words in left.casefold() for words in ("mara", "she runs it", "runs the yard"))
    assert "Chase them" in str(row.frozen) and "Chase them" in str(row.edited)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_packs_and_links_of_an_erased_client_are_gone(owner, harlow):
    row = prepared(owner, harlow)
    covering.share(owner, row.pk, now=NOW)
    erase(preview_client(harlow))
    assert not CoverPack.objects.exists() and not Share.objects.exists()
