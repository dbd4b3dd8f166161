"""What has to be asked of a server, from what is known and what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.imap.rules import (
    Known,
    Status,
    Step,
    fitting,
    have_flags_moved,
    in_ranges,
    newest_first,
    out_of_ranges,
    plan,
    remap,
)

LEVEL = Known(uidvalidity=7, next_uid=11, exists=10, modseq=50, is_complete=True)


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (Status(7, 11, 10, 50), Step.NOTHING),
        (Status(7, 13, 12, 60), Step.NEWER),
        (Status(7, 11, 9, 60), Step.EVERYTHING),  # one was expunged
        (Status(7, 12, 10, 60), Step.EVERYTHING),  # one came and one went
        (Status(7, 3, 10, 60), Step.EVERYTHING),  # numbers went backwards
        (Status(7, 0, 10, 0), Step.EVERYTHING),  # the server does not say
        (Status(7, 12, 15, 60), Step.EVERYTHING),  # more messages than new numbers
        (Status(8, 11, 10, 50), Step.RENUMBERED),
    ],
)
def test_least_is_asked_that_brings_a_level_folder_level_again(status, step):
    assert plan(LEVEL, status) is step


def test_folder_that_was_never_opened_is_asked_for_everything():
    assert plan(Known(0, 0, 0, 0, False), Status(7, 11, 10, 50)) is Step.EVERYTHING


def test_folder_with_something_left_is_asked_for_everything():
    assert plan(Known(7, 11, 10, 50, is_complete=False), Status(7, 11, 10, 50)) is Step.EVERYTHING


def test_folder_that_is_due_is_compared_although_nothing_seems_to_have_changed():
    assert plan(LEVEL, Status(7, 11, 10, 50), is_due=True) is Step.EVERYTHING


def test_flags_have_moved_when_the_modification_number_has():
    assert have_flags_moved(LEVEL, Status(7, 11, 10, 51))
    assert not have_flags_moved(LEVEL, Status(7, 11, 10, 50))
    assert not have_flags_moved(LEVEL, Status(8, 11, 10, 51))


def test_newest_come_first():
    assert newest_first([1, 5, 3, 9], [5]) == [9, 3, 1]


def test_batch_ends_before_its_limits():
    assert fitting([10, 10, 10], most=2, most_bytes=100) == 2
    assert fitting([60, 30, 30], most=9, most_bytes=100) == 2


def test_letter_larger_than_a_batch_goes_alone():
    assert fitting([500, 1], most=9, most_bytes=100) == 1


def test_letters_are_found_again_under_new_numbers():
    old = [(100, (1, 10)), (101, (2, 20))]
    new = [(5, (2, 20)), (6, (1, 10)), (7, (3, 30))]
    assert remap(old, new) == {5: 101, 6: 100}


def test_what_is_ambiguous_is_not_taken_for_found():
    twins = [(100, (1, 10)), (101, (1, 10))]
    assert remap(twins, [(5, (1, 10))]) == {}
    assert remap([(100, (1, 10))], [(5, (1, 10)), (6, (1, 10))]) == {}


def test_one_original_listed_twice_is_not_ambiguous():
    assert remap([(100, (1, 10)), (100, (1, 10))], [(5, (1, 10))]) == {5: 100}


@given(st.sets(st.integers(1, 400)))
def test_ranges_name_the_same_numbers(uids):
    assert out_of_ranges(in_ranges(uids), set(range(1, 500))) == uids


def test_ranges_are_short():
    assert in_ranges([9, 1, 2, 3]) == "1:3,9"


def test_endless_range_costs_nothing():
    assert out_of_ranges("1:4294967295,x,7:y", {3, 4}) == {3, 4}
