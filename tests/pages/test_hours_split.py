"""Hours that do not add up are marked on both pages of a client, put right by one click, and that is taken back."""

from __future__ import annotations

import re

import pytest

from alongside.clients.actions import add_client
from alongside.hours.agreeing import agree, retainers_of
from alongside.hours.months import first_of
from alongside.pages.hours.client import _today
from alongside.support.models import Aspect

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow(owner):
    harlow = add_client("Harlow & Sons", by=owner)
    Aspect.objects.create(client=harlow, name="Inbox <b>", minutes_a_month=480)
    return harlow


@pytest.mark.parametrize("terms_of_this_month", [None, 300])
def test_split_is_put_right_by_one_click_and_taken_back(owner, harlow, signed_in, terms_of_this_month):
    hers, this_month = signed_in(owner), first_of(_today())
    if terms_of_this_month:
        agree(owner, harlow.pk, from_on=this_month, minutes=300, carry="none", limit=0)
    pages = [f"/clients/{harlow.pk}/hours/", f"/clients/{harlow.pk}/support/"]
    for page in pages:
        shown = hers.get(page).content.decode()
        assert "Inbox &lt;b&gt; 8 h" in shown
        assert "Agree on 8 h a month" in shown
        assert ("does not add up" in shown) == bool(terms_of_this_month)
    address = f"/clients/{harlow.pk}/hours/parts/"
    follows = hers.post(address, {"next": pages[1]}, follow=True).content.decode()
    assert "8 h a month are agreed; Inbox &lt;b&gt; 8 h." in follows
    undo = re.search(r'"(/undo/[^"]+)"', follows)
    assert undo is not None
    hers.post(undo[1])
    assert [one.minutes for one in retainers_of(harlow.pk)] == ([300] if terms_of_this_month else [])
