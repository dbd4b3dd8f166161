"""How-to pages: every save a version, two windows that lose nothing to each other, what changed between two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alongside.clients.actions import add_client
from alongside.support import actions
from alongside.support.comparing import compare
from alongside.support.errors import ChangedMeanwhile, NotThere, Refused
from alongside.support.how_tos import LONGEST_TEXT
from alongside.support.models import DutyDay, HowToVersion
from alongside.support.queries import how_tos_found
from tests.making import assistant, owner

NOW = timezone.now()


def a_page(text: str = "One.", by=None):
    client = add_client("Harlow & Sons", by=owner())
    aspect = actions.add_own(owner(), client.pk, actions.Facts("Inbox"))
    return actions.write_new(owner(), aspect.pk, "Sorting", text, now=NOW)


def texts(how_to) -> list[str]:
    return list(how_to.versions.order_by("number").values_list("text", flat=True))


@pytest.mark.django_db
def test_every_save_is_a_version_and_the_same_once_more_is_none():
    made = a_page()
    actions.save(owner(), made.pk, "Sorting", "Two.", seen=1, now=NOW)
    actions.save(owner(), made.pk, "Sorting", "Two.\r\n", seen=2, now=NOW)
    made.refresh_from_db()
    assert (texts(made), made.version) == (["One.", "Two."], 2)


@pytest.mark.django_db
def test_second_window_is_told_and_writes_over_nothing():
    made = a_page()
    actions.save(owner(), made.pk, "Sorting", "Hers.", seen=1, now=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        actions.save(owner(), made.pk, "Sorting", "Mine.", seen=1, now=NOW)
    assert told.value.version == 2
    assert texts(made) == ["One.", "Hers."]


@pytest.mark.django_db
def test_earlier_version_holds_again_and_those_in_between_stay():
    made = a_page()
    actions.save(owner(), made.pk, "Sorting anew", "Two.", seen=1, now=NOW)
    actions.put_away(owner(), made.pk, NOW)
    actions.bring_back(owner(), made.pk, 1, now=NOW)
    made.refresh_from_db()
    assert (texts(made), made.title, made.version) == (["One.", "Two.", "One."], "Sorting", 3)
    assert (made.versions.get(number=3).brought_back, made.put_away_at) == (1, None)
    with pytest.raises(NotThere):
        actions.bring_back(owner(), made.pk, 9, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["x" * (LONGEST_TEXT + 1), "\n".join("x" * 3_000)])
def test_what_is_too_long_is_refused_whole_and_never_cut(text):
    made = a_page()
    with pytest.raises(Refused):
        actions.save(owner(), made.pk, "Sorting", text, seen=1, now=NOW)
    assert texts(made) == ["One."]


@pytest.mark.django_db
def test_pages_are_found_by_what_holds_now_and_by_her_own_alone():
    made = a_page("The yellow folder.")
    actions.save(owner(), made.pk, "Sorting", "The green Folder.", seen=1, now=NOW)
    assert [one.number for one in how_tos_found(owner(), "green sort")] == [made.pk]
    assert how_tos_found(owner(), "yellow") == []
    assert how_tos_found(owner(), "  ") == []
    assert how_tos_found(owner(), "100%") == how_tos_found(owner(), "gr__n") == []
    assert how_tos_found(assistant(), "green") == []
    actions.put_away(owner(), made.pk, NOW)
    assert how_tos_found(owner(), "green") == []


def at_once(*tasks):
    start = Barrier(len(tasks))

    def run(task):
        start.wait()
        try:
            return task()
        except ChangedMeanwhile:
            return "told"
        finally:
            connection.close()
            close_old_connections()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(run, task) for task in tasks]]


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_are_one_version_and_one_that_is_told():
    made, who = a_page(), owner()
    found = at_once(
        *(
            lambda text=text: actions.save(who, made.pk, "Sorting", text, seen=1, now=NOW)
            for text in ("Hers.", "Mine.")
        )
    )
    assert found.count("told") == 1
    assert HowToVersion.objects.count() == 2


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_are_one():
    aspect, who = a_page().aspect, owner()
    today = timezone.localdate()
    when = actions.When("weeks", today, 1, today.weekday())
    duty = actions.add_duty(who, aspect.pk, "Report", when)
    at_once(
        *(
            lambda outcome=outcome: actions.see_to(who, duty.pk, today, outcome, now=NOW, today=today)
            for outcome in ("done", "left_out")
        )
    )
    assert DutyDay.objects.count() == 1


def test_changes_show_what_went_and_what_came_with_a_little_around():
    old = "\n".join(["a", "b", "c", "d", "e", "f", "g"])
    new = "\n".join(["a", "b", "c", "d", "e", "F", "g", "h"])
    shown = [(one.change, one.lines, one.hidden) for one in compare(old, new)]
    assert shown == [
        ("same", (), 0),
        ("same", (), 3),
        ("same", ("d", "e"), 0),
        ("gone", ("f",), 0),
        ("new", ("F",), 0),
        ("same", ("g",), 0),
        ("new", ("h",), 0),
    ]


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=30).map("\n".join)


@pytest.mark.broad
@given(LINES, LINES)
def test_changes_give_both_texts_back(old, new):
    found = compare(old, new)
    assert (found == []) == (old == new)
    if found:
        before, after = old.split("\n"), new.split("\n")
        back_old, back_new = [], []
        for run in found:
            if run.change in ("same", "gone"):
                back_old += before[len(back_old) : len(back_old) + run.hidden] if run.hidden else run.lines
            if run.change in ("same", "new"):
                back_new += after[len(back_new) : len(back_new) + run.hidden] if run.hidden else run.lines
        assert (back_old, back_new) == (before, after)
