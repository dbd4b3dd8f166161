"""A review in preparation, its agenda's link, a browser, and what hangs on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.reviews import actions
from alongside.reviews.agenda import items_of
from alongside.reviews.models import Review
from alongside.reviews.preparing import prepare
from alongside.sharing.actions import make
from alongside.support.actions import Facts as SupportFacts
from alongside.support.actions import add_own
from alongside.visits.actions import prepare as prepare_visit
from tests.making import owner
from tests.pages.reviews.reading import (
    ours,
)
from tests.reviews.making import SINCE, UNTIL, harlow, letters, talk


@pytest.fixture
def client_():
    made = harlow()
    letters(made)
    talk(made, words="Decided: We take the smaller hall")
    return made


@pytest.fixture
def review(client_) -> Review:
    made = prepare(owner(), client_, now=timezone.now())
    return actions.set_period(owner(), made.pk, since_on=SINCE, until_on=UNTIL)


@pytest.fixture
def browser(signed_in):
    return signed_in(owner())


@pytest.fixture
def link(review):
    return make(owner(), kind="agenda", client_id=review.client_id, object_id=review.pk, now=timezone.now())


@pytest.fixture
def diary(client_):
    return add_own(owner(), client_.pk, SupportFacts("Diary"))


@pytest.fixture
def visit(browser, review):
    """Of today, and the review is planned for it."""
    add_own(owner(), review.client_id, SupportFacts("The diary"))
    ours(browser, review, **{"new-0": "The fair", "new-1": "The invoices"})
    line = items_of(review)[1].line
    ours(browser, review, **{f"about-{line}": "The diary"})
    now = timezone.now()
    row = plan(owner(), review.client, Facts(now - timedelta(hours=2), now, way="visit"), now=now)
    actions.hold_at(owner(), review.pk, row.pk)
    return prepare_visit(owner(), row.pk, now=now)
