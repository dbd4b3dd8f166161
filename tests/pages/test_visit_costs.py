"""What visits cost in a month's report: nowhere until it is agreed, then on the page, by the link and in the files."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.utils import timezone
from odfdo import Document

from alongside.accounts.models import Practice
from alongside.accounts.queries import practice
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.joining import join_clients, part_clients
from alongside.visits.actions import Spent, add_cost, prepare
from alongside.visits.keeping import Outcome, keep
from alongside.visits.models import Visit
from alongside.visits.telling import agree, counted_by, told_costs
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
# In London it is the first of April already.
AT = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
CANARY = "Zirkelmooswald"


@pytest.fixture
def harlow():
    practice()
    Practice.objects.update(timezone="Europe/London")
    return add_client("Harlow & Sons", by=owner())


@pytest.fixture
def her(signed_in):
    return signed_in(owner())


def visited(client, *, member=None, at: datetime = AT, label: str = "Train", amount: str = "42.10") -> Visit:
    """A visit of an hour that was kept, with a cost that counts and one that does not."""
    member, now = member or owner(), timezone.now()
    row = plan(member, client, Facts(at, at + timedelta(hours=1), way="visit"), now=now)
    visit = prepare(member, row.pk, now=now)
    Visit.objects.filter(pk=visit.pk).update(why=CANARY, said=f"# {CANARY}", environment=CANARY)
    counted = add_cost(member, visit.pk, Spent("travel", "GBP", Decimal(amount), label), now=now)
    add_cost(member, visit.pk, Spent("food", "GBP", Decimal("7"), "A cake"), now=now)
    return keep(member, visit.pk, Outcome("held", costs=[counted.pk]), now=now)


def told(client, since=APRIL, before=MAY) -> list[tuple[date, str, Decimal]]:
    return [(one.on, one.label, one.amount) for one in told_costs(client.pk, since=since, before=before)]


def agreed(client, member=None, *, is_agreed: bool = True) -> None:
    agree(member or owner(), client.pk, is_agreed=is_agreed, now=timezone.now())


def body(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def shared(her, client, **more: str) -> str:
    """The page that the client reads of April."""
    page = body(her.post(f"/clients/{client.pk}/hours/202604/share/", {"list": "on", **more}))
    return body(Browser().get(re.search(r"/shared/[\w-]{43}/", page)[0]))


def test_nothing_is_told_until_it_is_agreed(harlow):
    visited(harlow)
    assert told(harlow) == []
    assert counted_by(owner(), harlow.pk, since=APRIL, before=MAY) == 1


def test_what_counts_stands_in_the_month_of_this_desks_clock(harlow):
    visited(harlow)
    agreed(harlow)
    assert told(harlow) == [(date(2026, 4, 1), "Train", Decimal("42.10"))]
    assert told(harlow, MARCH, APRIL) == []


def test_costs_of_who_did_not_agree_are_told_nobody(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    visited(harlow)
    visited(harlow, member=ann, label="Taxi")
    agreed(harlow, ann)
    assert [label for _, label, _ in told(harlow)] == ["Taxi"]
    agreed(harlow, ann, is_agreed=False)
    assert told(harlow) == []


def test_costs_go_with_a_client_that_is_joined_and_back_again(harlow):
    visited(harlow)
    agreed(harlow)
    quill = add_client("Quill", by=owner())
    joined = join_clients(quill, harlow, by=owner())
    assert len(told(quill)) == 1
    part_clients(joined)
    assert told(quill) == []
    assert len(told(harlow)) == 1


def test_page_says_what_is_not_told_and_tells_it_once_it_is_agreed(her, harlow):
    visited(harlow)
    page = f"/clients/{harlow.pk}/hours/202604/"
    before = body(her.get(page))
    assert "1 cost of your visits counts" in before
    assert "42.10" not in before
    assert her.post(f"{page}costs/", {"agreed": "yes"}).status_code == 302
    after = body(her.get(page))
    assert "Train" in after and "42.10 GBP" in after
    assert "A cake" not in after


def test_link_tells_day_what_and_how_much_and_nothing_else_of_the_visit(her, harlow):
    visited(harlow)
    agreed(harlow)
    page = shared(her, harlow, costs="on")
    assert "42.10 GBP" in page and "Train" in page and "1 Apr" in page
    assert CANARY not in page and "A cake" not in page


def test_link_tells_no_costs_without_her_tick(her, harlow):
    visited(harlow)
    agreed(harlow)
    assert "42.10" not in shared(her, harlow)


def test_link_tells_no_costs_once_it_is_agreed_no_more(her, harlow):
    visited(harlow)
    agreed(harlow)
    page = body(her.post(f"/clients/{harlow.pk}/hours/202604/share/", {"list": "on", "costs": "on"}))
    link = re.search(r"/shared/[\w-]{43}/", page)[0]
    assert "42.10" in body(Browser().get(link))
    her.post(f"/clients/{harlow.pk}/hours/202604/costs/", {"agreed": "no"})
    assert "42.10" not in body(Browser().get(link))


def test_files_have_the_costs_below_the_hours(her, harlow):
    visited(harlow, label="=1+1")
    before = body(her.get(f"/clients/{harlow.pk}/hours/202604.csv"))
    assert "Cost" not in before
    agreed(harlow)
    text = her.get(f"/clients/{harlow.pk}/hours/202604.csv").content.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text))
    assert heads[-2:] == ["Cost", "Currency"]
    assert row == ["2026-04-01", "Harlow & Sons", "Travel", "Me", "'=1+1", "Visit", "", "", "42.10", "GBP"]
    sheet = Document(io.BytesIO(her.get(f"/clients/{harlow.pk}/hours/202604.ods").content)).body.tables[0]
    assert sheet.get_cell((8, 1)).value == Decimal("42.10")
    assert CANARY not in text


def test_cost_that_comes_late_is_counted_and_left_out_by_a_button(harlow, her):
    visit = visited(harlow)
    agreed(harlow)
    late = add_cost(owner(), visit.pk, Spent("stay", "GBP", Decimal(90), "A room"), now=timezone.now())
    page = f"/visits/{visit.pk}/"
    assert 'name="count" value="' in body(her.get(page))
    her.post(f"{page}costs/", {"count": late.pk})
    assert [label for _, label, _ in told(harlow)] == ["Train", "A room"]
    her.post(f"{page}costs/", {"leave_out": late.pk})
    assert [label for _, label, _ in told(harlow)] == ["Train"]
