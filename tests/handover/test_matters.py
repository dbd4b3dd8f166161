"""Hours, support and what is known of a client: in notes, packs and archives; what is a member’s alone in none."""

from __future__ import annotations

from datetime import date, timedelta
from zipfile import ZipFile

import pytest

from alongside.accounts.models import Member
from alongside.handover import archiving, covering
from alongside.handover.packs import pack_for, parts_for
from alongside.handover.queries import weekly_for
from alongside.hours.models import Entry, Retainer
from alongside.picture.actions import keep_line, keep_person
from alongside.support.aspects import Facts, add_own
from alongside.support.how_tos import write_new
from alongside.support.models import Aspect, Duty, DutyDay
from tests.handover.making import CANARY, NOW, ago, harlow_of, words_of

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


@pytest.fixture
def harlow(owner):
    client = harlow_of(owner)
    Retainer.objects.create(client=client, from_on=date(2026, 11, 1), minutes=600, carry="none")
    Entry.objects.create(member=owner, client=client, on=date(2026, 11, 24), minutes=90, note=CANARY)
    aspect = add_own(owner, client.pk, Facts("Invoices", "Chase them", since_on=date(2026, 1, 1)))
    write_new(owner, aspect.pk, "Chasing", "Look at the list.\n\nRing first.", now=NOW)
    duty = Duty.objects.create(
        aspect=aspect,
        name="Weekly list",
        repeats="weeks",
        day=4,
        starts_on=date(2026, 11, 6),
        next_on=date(2026, 12, 4),
    )
    DutyDay.objects.create(duty=duty, due_on=date(2026, 11, 27), outcome="done", by=owner, at=ago(hours=1))
    mara = client.people.get()
    known = {"role": "Runs the yard", "told": "By phone", "say": "", "notes": ""}
    keep_person(
        owner, client.pk, mara.pk, name="Mara Quill", fields=known, answers_to=None, aside=CANARY, now=NOW
    )
    for name, is_private in (("The yard", False), (f"{CANARY} place", True)):
        keep_line(
            owner,
            client.pk,
            kind="place",
            name=name,
            fields={"address": "1 Mill Lane"},
            is_private=is_private,
            now=NOW,
        )
    return client


def test_a_weekly_note_says_what_was_ticked_and_what_hours_are_left(owner, harlow):
    parts = weekly_for(owner, harlow.pk, now=NOW).parts
    assert words_of(parts, "done") == ["Weekly list"]
    assert words_of(parts, "hours") == ["8 h 30 of November are left"]
    assert all(line.url for part in parts for line in part.lines)


@pytest.mark.broad
def test_a_pack_says_what_is_done_and_how_and_what_is_known(owner, harlow):
    row = covering.prepare(
        owner, harlow.pk, starts_on=TODAY, until_on=TODAY + timedelta(days=3), name="Bea", now=NOW
    )
    parts = parts_for(owner, pack_for(owner, row.pk, now=NOW), now=NOW)
    assert words_of(parts, "agreed")[-1] == "8 h 30 of November are left"
    assert words_of(parts, "support") == ["Invoices: Chase them", "Weekly list, next on Friday 4 December"]
    assert words_of(parts, "how_tos") == ["Chasing: Look at the list.", "Chasing: Ring first."]
    assert words_of(parts, "known") == ["Mara Quill: Runs the yard; By phone", "The yard: 1 Mill Lane"]
    assert CANARY not in str(parts)


def archived(owner, harlow, *, with_notes: bool) -> dict[str, str]:
    asked = archiving.ask_for(owner, harlow, with_notes=with_notes, now=NOW)
    with ZipFile(archiving.path_of(archiving.make(asked, owner, now=NOW))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


@pytest.mark.broad
def test_an_archive_holds_them_without_what_is_hers_alone(owner, harlow):
    text = archived(owner, harlow, with_notes=True)
    assert "2026-11-24,,90" in text["about/hours.csv"]
    assert "The yard: 1 Mill Lane" in text["about/picture.csv"]
    assert "Invoices,Chase them,2026-01-01" in text["about/support.csv"]
    assert any(name.endswith("Chasing.md") and "Ring first." in words for name, words in text.items())
    assert "how-to pages" in text["README.txt"] and "what is known" in text["README.txt"]
    assert CANARY not in "".join(text.values()) + "".join(text)


@pytest.mark.broad
def test_an_archive_says_nowhere_how_it_is_done_and_by_whom(owner, harlow):
    """The form says that no client sees it."""
    Aspect.objects.update(how=CANARY, covered_by=owner)
    Member.objects.filter(pk=owner.pk).update(name="Olga of the desk")
    text = archived(owner, harlow, with_notes=True)
    assert CANARY not in "".join(text.values())
    assert "Olga" not in text["about/support.csv"]


@pytest.mark.broad
def test_how_to_pages_and_what_is_known_stay_here_unless_she_says_so(owner, harlow):
    text = archived(owner, harlow, with_notes=False)
    whole = "".join(text.values()) + "".join(text)
    assert not any(words in whole for words in ("Ring first.", "Chasing", "By phone", "1 Mill Lane"))
    assert "how-to pages" not in text["README.txt"] and "what is known" not in text["README.txt"]
    assert "Invoices,Chase them,2026-01-01" in text["about/support.csv"]
