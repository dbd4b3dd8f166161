"""Two windows in which the same aspect is changed: neither loses what the other kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.support import actions, aspects
from alongside.support.models import Aspect
from tests.making import owner
from tests.pages.test_support import form_of, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox() -> Aspect:
    harlow = add_client("Harlow & Sons", by=owner())
    return actions.add_own(owner(), harlow.pk, actions.Facts("Inbox", what="All mail.", how="Twice\na day."))


def opened(desk, aspect) -> dict[str, str]:
    address = reverse("aspect", args=[aspect.pk])
    return form_of(page_of(desk.get(f"{address}?change")), address)


def keep(desk, aspect, given, **typed):
    answer = desk.post(reverse("aspect", args=[aspect.pk]), {**given, **typed})
    aspect.refresh_from_db()
    return answer


@pytest.mark.broad
def test_what_another_window_kept_stays_where_this_one_changed_nothing(desk, inbox):
    given = opened(desk, inbox)
    keep(desk, inbox, given, how="Three times a day.", hours="1.5")
    keep(desk, inbox, given, what="All mail, and post.")
    assert (inbox.what, inbox.how, inbox.minutes_a_month) == ("All mail, and post.", "Three times a day.", 90)


@pytest.mark.broad
def test_of_two_texts_of_one_field_neither_is_lost(desk, inbox):
    given = opened(desk, inbox)
    keep(desk, inbox, given, what="Theirs <b>", how="Three times a day.")
    answer = keep(desk, inbox, given, what="Mine")
    assert (answer.status_code, inbox.what) == (422, "Theirs <b>")
    page = page_of(answer)
    assert "Somebody changed this meanwhile. It says now: Theirs <b>" in page.css_first(".field.wrong").text()
    again = form_of(page, reverse("aspect", args=[inbox.pk]))
    keep(desk, inbox, again)
    assert (inbox.what, inbox.how) == ("Mine", "Three times a day.")


@pytest.mark.broad
def test_every_field_that_two_have_changed_is_told_of(desk, inbox):
    given = opened(desk, inbox)
    keep(desk, inbox, given, what="Theirs", since_on="2026-01-02")
    answer = keep(desk, inbox, given, what="Mine", since_on="2026-01-03", name="Mail")
    told = [one.text() for one in page_of(answer).css(".field.wrong .error")]
    assert [one.rpartition(": ")[2] for one in told] == ["Theirs", "2026-01-02"]
    keep(desk, inbox, form_of(page_of(answer), reverse("aspect", args=[inbox.pk])))
    assert (inbox.name, inbox.what, inbox.since_on.day) == ("Mail", "Mine", 3)


def test_emptied_field_is_empty_and_odd_marks_of_what_was_shown_change_nothing(desk, inbox):
    given = opened(desk, inbox)
    for shown in ("[]", "x", '{"name": 5}', ""):
        answer = keep(desk, inbox, given, shown=shown, how="", what="New")
        assert (answer.status_code, inbox.how, inbox.what) == (302, "", "New")


def test_aspect_that_was_ended_and_moved_meanwhile_stays_so(inbox, monkeypatch):
    """The row is read before it is changed; what happens between stays."""
    until, facts = timezone.localdate() + timedelta(days=9), actions.Facts("Post", what="All.")
    read = aspects.find_aspect

    def and_then(member, number):
        found = read(member, number)
        Aspect.objects.filter(pk=number).update(until_on=until, order=7)
        return found

    monkeypatch.setattr(aspects, "find_aspect", and_then)
    actions.change(owner(), inbox.pk, facts)
    inbox.refresh_from_db()
    assert (inbox.name, inbox.until_on, inbox.order) == ("Post", until, 7)
