"""Contact days kept beside the timeline: whatever changed and in whatever order, they are what it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alongside.clients.actions import add_client
from alongside.diary import actions as diary
from alongside.diary.rules import Facts
from alongside.handover import ending
from alongside.intake import filing
from alongside.intake.erasing import erase, preview_address, preview_client
from alongside.intake.joining import join_clients, part_clients
from alongside.intake.rebuilding import rebuild
from alongside.rhythm import actions, counting
from alongside.rhythm.actions import RhythmError
from alongside.rhythm.models import Day, Standing
from alongside.rhythm.queries import days_for, put_off_until, quiet_for, strip_for
from alongside.timeline.actions import mark_changed
from alongside.timeline.models import Interaction
from tests.examples import examples
from tests.intake.corpus import mails
from tests.making import (
    ME,
    ParsingHere,
    arrive,
    arrive_raw,
    assistant,
    mailbox,
    message,
    owner,
    rewritten,
)
from tests.rhythm.making import MARA, NOW, TODAY, bring_level, call, every, exchange, letter, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def kinds() -> list[tuple[str, int, int]]:
    return list(Day.objects.order_by("on", "kind").values_list("kind", "incoming", "outgoing"))


@pytest.mark.broad
def test_calls_meetings_and_letters_are_counted_by_kind(harlow):
    arrive(mailbox(), call(TODAY, minutes=25), call(TODAY, kind="visit", hour=14), letter(TODAY))
    bring_level()
    assert [(row[2], row[7]) for row in rows()] == [("face", [20]), ("voice", [25]), ("written", [])]


@pytest.mark.broad
def test_their_answer_is_counted_on_the_day_it_came(harlow):
    arrive(mailbox(), *exchange(TODAY - timedelta(days=1), took_hours=3))
    bring_level()
    assert [row[8] for row in rows()] == [[3 * 3600]]


@pytest.mark.broad
def test_newsletters_and_forged_senders_are_no_contact(harlow):
    letters = message(MARA, ME, nature="newsletter"), message(MARA, ME, has_one_sender=False)
    arrive(mailbox(), *letters)
    bring_level()
    assert rows() == []


@pytest.mark.broad
def test_what_is_private_to_a_member_is_not_counted_for_all(harlow):
    arrive(mailbox(), letter(TODAY))
    filing.make_personal(owner(), list(Interaction.objects.values_list("pk", flat=True)))
    bring_level()
    assert rows() == []


@pytest.mark.broad
def test_in_a_clients_own_mailbox_only_what_is_with_us_counts(harlow):
    mailbox()
    theirs = mailbox(label="Harlow's", own=["office@harlow.example"])
    filing.set_owner(theirs, client=harlow, own_addresses=["office@harlow.example"])
    between = message("customer@else.example", "office@harlow.example", text="An order\n")
    arrive(theirs, between, message("office@harlow.example", ME, text="For you\n"))
    bring_level()
    assert kinds() == [("written", 1, 0)]


@pytest.mark.broad
def test_a_moved_letter_counts_where_it_is_now(harlow):
    birch = add_client("Birch", by=owner())
    arrive(mailbox(), letter(TODAY))
    bring_level()
    filing.correct(owner(), Interaction.objects.get().pk, wrong=harlow, right=birch)
    bring_level()
    assert [row[0] for row in rows()] == [birch.pk]


@pytest.mark.broad
def test_what_vanished_is_counted_no_more(harlow):
    arrive(mailbox(), letter(TODAY))
    bring_level()
    number = Interaction.objects.get().pk
    harlow.filings.all().delete()
    mark_changed([number, number + 1000], kind="removed")
    bring_level()
    assert rows() == []


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_what_is_erased_is_counted_no_more(harlow):
    arrive(mailbox(), letter(TODAY), message("tom@harlow.example", ME, hours=5000, text="Other\n"))
    bring_level()
    erase(preview_address(MARA))
    counting.recount(now=NOW)
    assert [row[1] for row in rows()] == [Interaction.objects.get().happened_at.date()]


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_with_an_erased_client_its_rhythm_goes(harlow):
    arrive(mailbox(), letter(TODAY))
    bring_level()
    actions.wish(owner(), harlow, ideal_days=7, maximum_days=14, counts="spoken", today=TODAY)
    erase(preview_client(harlow))
    assert (Day.objects.count(), Standing.objects.count()) == (0, 0)


PIECES = [
    *exchange(TODAY - timedelta(days=9), took_hours=2),
    *exchange(TODAY - timedelta(days=8), took_hours=5),
    letter(TODAY - timedelta(days=8), hour=16),
    call(TODAY - timedelta(days=3)),
    call(TODAY - timedelta(days=3), hour=15),
    call(TODAY - timedelta(days=1), kind="meeting"),
]


@pytest.mark.slow
@examples(12)
@given(order=some.permutations(PIECES), cut=some.integers(1, len(PIECES)))
def test_any_order_of_arrival_comes_to_the_same(harlow, order, cut):
    from django.db import transaction

    def counted(*batches: list) -> list:
        with transaction.atomic():
            box = mailbox()
            for batch in batches:
                arrive(box, *batch)
                bring_level()
            found = rows()
            transaction.set_rollback(True)
        return found

    assert counted(order[:cut], order[cut:]) == counted(PIECES)


@pytest.mark.broad
def test_a_rebuild_counts_what_was_counted_as_it_came():
    me = owner()
    add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=me)
    box = mailbox(own=[ME])
    for part in (mails(120)[:50], mails(120)[50:]):
        arrive_raw(box, *part)
        bring_level()
    now = max(Interaction.objects.values_list("happened_at", flat=True)) + timedelta(days=1)
    bring_level(now)
    before = rows()
    rebuild(ParsingHere())
    bring_level(now)
    assert before
    assert rows() == before


@pytest.mark.broad
def test_a_client_is_counted_again_only_when_it_changed_or_the_day_did(harlow):
    arrive(mailbox(), letter(TODAY))
    bring_level()
    assert (counting.recount(now=NOW), counting.recount(now=NOW + timedelta(days=1))) == (0, 1)


# Getting quiet


@pytest.fixture
def quiet(harlow):
    """Rang every nine days, until 31 days ago."""
    arrive(mailbox(), *(call(on) for on in every(9, times=9, until=TODAY - timedelta(days=31))))
    bring_level()
    return harlow


@pytest.mark.broad
def test_a_client_that_stopped_ringing_is_getting_quiet(quiet):
    found = quiet_for(owner(), today=TODAY)
    assert [(one.client.name, [(e.what, e.kind, e.usual) for e in one.evidence]) for one in found] == [
        ("Harlow & Sons", [("gap", "voice", 9.0)])
    ]


@pytest.mark.broad
def test_a_call_ends_the_quiet(quiet):
    arrive(mailbox(), call(TODAY))
    bring_level()
    assert quiet_for(owner(), today=TODAY) == []


@pytest.mark.broad
def test_a_letter_of_ours_does_not_end_the_quiet(quiet):
    arrive(mailbox(), letter(TODAY, ours=True))
    bring_level()
    assert len(quiet_for(owner(), today=TODAY)) == 1


@pytest.mark.broad
def test_who_does_not_work_for_a_client_hears_nothing_of_it(quiet):
    stranger = assistant()
    assert (
        quiet_for(stranger, today=TODAY),
        days_for(stranger, quiet.pk),
        strip_for(stranger, quiet.pk),
    ) == (
        [],
        [],
        (),
    )


@pytest.mark.broad
def test_not_now_holds_for_her_and_for_a_while(quiet):
    other = assistant()
    quiet.assignments.create(member=other)
    until_on = actions.not_now(owner(), quiet, today=TODAY)
    assert quiet_for(owner(), today=TODAY) == []
    assert len(quiet_for(other, today=TODAY)) == 1
    assert len(quiet_for(owner(), today=until_on)) == 1


@pytest.mark.broad
def test_not_now_can_be_taken_back(quiet):
    actions.not_now(owner(), quiet, today=TODAY)
    actions.again(owner(), quiet, today=TODAY)
    assert put_off_until(owner(), quiet.pk, today=TODAY) is None
    assert len(quiet_for(owner(), today=TODAY)) == 1


@pytest.mark.broad
def test_a_wish_is_heard_at_once(harlow):
    arrive(mailbox(), call(TODAY - timedelta(days=20)))
    bring_level()
    actions.wish(owner(), harlow, ideal_days=7, maximum_days=14, counts="spoken", today=TODAY)
    assert [one.evidence[0].what for one in quiet_for(owner(), today=TODAY)] == ["wish"]


def test_a_wish_for_one_of_two_that_are_one_is_heard(harlow):
    joinery = add_client("Harlow Joinery", by=owner())
    actions.wish(owner(), joinery, ideal_days=7, maximum_days=14, counts="spoken", today=TODAY)
    arrive(mailbox(), call(TODAY - timedelta(days=20)))
    bring_level()
    assert quiet_for(owner(), today=TODAY) == []
    joined = join_clients(harlow, joinery, by=owner())
    bring_level()
    assert [one.evidence[0].what for one in quiet_for(owner(), today=TODAY)] == ["wish"]
    part_clients(joined)
    bring_level()
    assert quiet_for(owner(), today=TODAY) == []


@pytest.mark.broad
def test_a_wish_survives_a_rebuild(quiet):
    actions.wish(owner(), quiet, ideal_days=None, maximum_days=10, counts="spoken", today=TODAY)
    rebuild(ParsingHere())
    assert counting.wish_of(quiet.pk).maximum_days == 10


@pytest.mark.parametrize(("ideal", "most"), [(0, None), (None, 1000), (14, 7)])
def test_a_wish_that_cannot_be_is_refused(harlow, ideal, most):
    with pytest.raises(RhythmError):
        actions.wish(owner(), harlow, ideal_days=ideal, maximum_days=most, counts="spoken", today=TODAY)


@pytest.mark.broad
def test_a_client_whose_support_has_ended_is_not_getting_quiet(quiet):
    quiet.ended_on = TODAY
    quiet.save()
    counting.mark_due([quiet.pk])
    counting.recount(now=NOW)
    assert quiet_for(owner(), today=TODAY) == []


@pytest.mark.broad
def test_today_costs_two_queries_for_all_clients(quiet, django_assert_num_queries):
    me = owner()
    with django_assert_num_queries(2):
        quiet_for(me, today=TODAY)


@pytest.mark.broad
def test_an_entry_without_a_length_is_contact_all_the_same(harlow):
    arrive(mailbox(), rewritten(call(TODAY), ended_at=None))
    bring_level()
    assert [(row[2], row[7]) for row in rows()] == [("voice", [])]


@pytest.mark.broad
def test_a_planned_call_takes_a_client_off_the_quiet_list_at_once(quiet):
    soon = NOW + timedelta(days=2)
    row = diary.plan(owner(), quiet, Facts(soon, soon + timedelta(minutes=30)), now=NOW)
    bring_level()
    assert quiet_for(owner(), today=TODAY) == []
    diary.cancel(owner(), row.pk, by="theirs", now=NOW)
    bring_level()
    assert [one.client.id for one in quiet_for(owner(), today=TODAY)] == [quiet.pk]


@pytest.mark.broad
def test_work_that_is_taken_up_again_is_looked_at_at_once(quiet):
    ending.end(owner(), quiet, keep_until=TODAY + timedelta(days=90), today=TODAY, now=NOW)
    counting.mark_due([quiet.pk])
    bring_level()
    ending.take_up_again(owner(), quiet)
    bring_level()
    assert len(quiet_for(owner(), today=TODAY)) == 1
