"""Followers see every change once, however many one transaction takes."""

import pytest

from alongside.timeline.changes import Follower, behind, follow, waiting
from alongside.timeline.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen():
    return []


@pytest.fixture
def follower(seen):
    for ids in ([1, 2], [3], [4, 5]):
        Change.objects.create(kind="arrived", interactions=ids)
    return Follower("watcher", lambda ids: seen.append(list(ids)))


def test_changes_are_shown_one_by_one_beside_others(follower, seen):
    assert follow(follower) == 5
    assert seen == [[1, 2], [3], [4, 5]]


def test_several_changes_are_shown_at_once_where_nobody_waits(follower, seen):
    assert follow(follower, at_once=2) == 5
    assert seen == [[1, 2, 3], [4, 5]]


def test_what_was_shown_is_not_shown_again(follower, seen):
    follow(follower, at_once=10)

    assert follow(follower) == 0
    assert waiting(follower) == 0


def test_what_a_follower_failed_on_is_shown_again(follower, seen):
    def fail(ids):
        raise ValueError

    with pytest.raises(ValueError):
        follow(Follower("watcher", fail), at_once=2)

    assert waiting(follower) == 5


def test_pieces_are_small_and_the_position_moves_when_all_of_a_change_is_seen(follower, seen):
    assert follow(Follower("pieces", lambda ids: seen.append(list(ids)), piece=1)) == 5
    assert seen == [[1], [2], [3], [4], [5]]
    assert follow(Follower("pieces", seen.append, piece=1)) == 0


def test_pieces_of_a_change_that_was_cut_short_are_shown_again(follower, seen):
    def fail_at_five(ids):
        seen.append(list(ids))
        if 5 in ids:
            raise ValueError

    with pytest.raises(ValueError):
        follow(Follower("pieces", fail_at_five, piece=1))
    follow(Follower("pieces", lambda ids: seen.append(list(ids)), piece=1))

    assert seen == [[1], [2], [3], [4], [5], [4], [5]]


def test_follower_stops_when_its_time_is_up(follower, seen):
    assert follow(follower, seconds=0.0) == 2
    assert behind([follower]) == [follower]
    follow(follower)
    assert behind([follower]) == []


def test_nothing_is_behind_where_nothing_happened():
    assert behind([Follower("watcher", lambda ids: None)]) == []


def test_what_was_read_before_another_process_went_on_is_read_again(follower, seen):
    """Of two at once the slower one is not the last to write what it read first."""
    stands = ["old"]

    def slowly(ids):
        read = stands[0]
        if read == "old":
            stands[0] = "new"
            Change.objects.create(kind="refiled", interactions=[1])
            follow(Follower("pieces", lambda _: seen.append(stands[0]), piece=10))
        seen.append(read)

    follow(Follower("pieces", slowly, piece=10))
    assert (seen[-2:], waiting(Follower("pieces", slowly))) == (["old", "new"], 0)
