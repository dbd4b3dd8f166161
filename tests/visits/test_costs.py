"""What a visit cost: sent twice it is one, and a receipt that was taken out goes for good after a day."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from alongside.visits import actions, keeping
from alongside.visits.actions import Spent
from alongside.visits.errors import VisitsError
from alongside.visits.models import Cost
from tests.making import owner
from tests.visits.test_visits import harlow, held, visited

__all__ = ["harlow"]
pytestmark = pytest.mark.django_db


def test_a_cost_of_one_form_is_one_however_often_it_is_sent_and_another_is_another(harlow):
    visit, now = visited(harlow), timezone.now()
    lunch, tea = (Spent("food", "GBP", Decimal(amount)) for amount in (12, 3))
    sent = [actions.add_cost(owner(), visit.pk, one, now=now, form="f").pk for one in (lunch, lunch, tea)]
    assert sent[0] == sent[1] != sent[2]
    actions.remove_cost(owner(), visit.pk, sent[0], now=now)
    actions.add_cost(owner(), visit.pk, lunch, now=now, form="f")
    assert Cost.objects.filter(removed_at=None).count() == 2
    for form in ("g", "", ""):
        actions.add_cost(owner(), visit.pk, lunch, now=now, form=form)
    assert Cost.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_presses_in_one_moment_are_one_cost(harlow):
    visit, together = visited(harlow), threading.Barrier(4)

    def press(_):
        together.wait(20)
        try:
            lunch = Spent("food", "GBP", Decimal(12))
            return actions.add_cost(owner(), visit.pk, lunch, now=timezone.now(), form="f").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1
    assert Cost.objects.count() == 1


def test_a_receipt_that_was_taken_out_goes_with_its_bytes_after_a_day(harlow):
    visit, now = visited(harlow), timezone.now()
    given = {"media_type": "application/pdf", "cost_id": None, "now": now}
    kept, gone = (
        actions.add_receipt(owner(), visit.pk, name=f"{one}.pdf", content=f"%PDF-{one}".encode(), **given)
        for one in ("a", "b")
    )
    actions.remove_receipt(owner(), visit.pk, gone.pk, now=now)
    keeping.forget_receipts(now=now + timedelta(hours=23))
    assert visit.receipts.count() == 2
    keeping.forget_receipts(now=now + timedelta(hours=25))
    assert visit.receipts.get() == kept
    # Taken back too late, nothing comes of it.
    actions.put_receipt_back(owner(), visit.pk, gone.pk)


@pytest.mark.broad
def test_confirmed_costs_count_and_the_others_do_not(harlow):
    visit, now = visited(harlow), timezone.now()
    ticket = actions.add_cost(owner(), visit.pk, Spent("travel", "GBP", Decimal("42.1")), now=now)
    drive = Spent("mileage", "GBP", distance=Decimal(12), rate=Decimal("0.45"))
    actions.add_cost(owner(), visit.pk, drive, now=now)
    held(visit, costs=[ticket.pk])
    (counted,) = Cost.objects.exclude(confirmed_at=None)
    assert (counted.pk, counted.amount) == (ticket.pk, Decimal("42.10"))
    assert Cost.objects.get(kind="mileage").amount == Decimal("5.40")


def test_mileage_is_what_the_distance_and_rate_that_are_shown_come_to(harlow):
    drive = Spent("mileage", "GBP", distance=Decimal("12.25"), rate=Decimal("0.45005"))
    cost = actions.add_cost(owner(), visited(harlow).pk, drive, now=timezone.now())
    cost.refresh_from_db()
    assert (cost.distance, cost.rate) == (Decimal("12.3"), Decimal("0.4501"))
    assert cost.amount == Decimal("5.54")


def test_cost_that_was_taken_out_and_put_back_counts_as_it_did(harlow):
    visit, now = visited(harlow), timezone.now()
    ticket = actions.add_cost(owner(), visit.pk, Spent("travel", "GBP", Decimal(42)), now=now)
    held(visit, costs=[ticket.pk])
    actions.remove_cost(owner(), visit.pk, ticket.pk, now=now)
    actions.put_cost_back(owner(), visit.pk, ticket.pk)
    ticket.refresh_from_db()
    assert (ticket.removed_at, ticket.confirmed_at is not None) == (None, True)


def test_cost_that_comes_after_the_visit_was_kept_can_count(harlow):
    visit, now = visited(harlow), timezone.now()
    with pytest.raises(VisitsError, match="when you keep"):
        actions.count_cost(owner(), visit.pk, 1, counts=True, now=now)
    held(visit)
    late = actions.add_cost(owner(), visit.pk, Spent("stay", "GBP", Decimal(90)), now=now)
    for counts in (True, False, True):
        actions.count_cost(owner(), visit.pk, late.pk, counts=counts, now=now)
        late.refresh_from_db()
        assert (late.confirmed_at is not None) is counts


@pytest.mark.parametrize(
    "spent",
    [
        Spent("travel", "GBP"),
        Spent("travel", "gbp", Decimal(1)),
        Spent("bribes", "GBP", Decimal(1)),
        Spent("travel", "GBP", Decimal("-1")),
        Spent("mileage", "GBP", Decimal(1)),
        Spent("mileage", "GBP", distance=Decimal(10**9), rate=Decimal(1)),
        Spent("travel", "GBP", Decimal("0.001")),
    ],
)
def test_a_cost_that_is_none_is_refused_in_words(harlow, spent):
    visit = visited(harlow)
    with pytest.raises(VisitsError):
        actions.add_cost(owner(), visit.pk, spent, now=timezone.now())
    assert not Cost.objects.exists()


def test_the_same_receipt_twice_is_one_and_another_kind_is_refused(harlow):
    visit, now = visited(harlow), timezone.now()
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG")
    for _ in range(2):
        actions.add_receipt(
            owner(),
            visit.pk,
            name="a/b.jpg",
            media_type="image/jpeg",
            content=out.getvalue(),
            cost_id=None,
            now=now,
        )
    assert visit.receipts.get().name == "a_b.jpg"
    with pytest.raises(VisitsError):
        actions.add_receipt(
            owner(), visit.pk, name="a.html", media_type="text/html", content=b"<p>", cost_id=None, now=now
        )
    with pytest.raises(VisitsError):
        actions.add_receipt(
            owner(), visit.pk, name="a.pdf", media_type="application/pdf", content=b"%PDF-" * 3_000_000, cost_id=None,
            now=now,
        )  # fmt: skip
