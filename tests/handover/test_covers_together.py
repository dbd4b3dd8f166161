"""Access that several covers of one client share: whoever still covers keeps it, for as long as that lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.clients.models import Assignment
from alongside.handover import covering
from tests.handover.making import NOW

TODAY = NOW.date()


def covered(owner, harlow, assistant, *, since: int = 0, until: int):
    days = {"starts_on": TODAY + timedelta(days=since), "until_on": TODAY + timedelta(days=until)}
    return covering.prepare(owner, harlow.pk, colleague=assistant, now=NOW, **days)


def last_day(assistant) -> int | None:
    """In days from today; None without any access."""
    found = Assignment.objects.filter(member=assistant).first()
    assert found is None or found.until_on is not None
    return (found.until_on - TODAY).days if found is not None else None


def test_access_stays_for_a_shorter_cover_when_the_longer_is_handed_back(owner, harlow, assistant):
    longer, shorter = (covered(owner, harlow, assistant, until=days) for days in (20, 10))
    covering.end(owner, longer.pk, now=NOW)
    assert last_day(assistant) == 10
    covering.end(owner, shorter.pk, now=NOW)
    assert last_day(assistant) is None


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_of_three_covers_the_longest_that_is_left_counts_in_whatever_order_they_end(
    owner, harlow, assistant, order
):
    days = (20, 10, 30)
    packs = [covered(owner, harlow, assistant, until=one) for one in days]
    left = set(range(3))
    for place in order:
        covering.end(owner, packs[place].pk, now=NOW)
        left.remove(place)
        assert last_day(assistant) == max((days[one] for one in left), default=None)


def test_shorter_cover_that_is_over_already_keeps_nothing_open(owner, harlow, assistant):
    longer, _ = (covered(owner, harlow, assistant, until=days) for days in (20, 3))
    covering.end(owner, longer.pk, now=NOW + timedelta(days=5))
    assert last_day(assistant) is None
