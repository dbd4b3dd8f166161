"""What a member made of a line goes with what the line comes from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_person
from alongside.intake.by_hand import Wanted, write_down
from alongside.intake.erasing import erase, preview_address
from alongside.reviews import actions
from alongside.reviews.models import LineVerdict
from alongside.reviews.preparing import prepare
from alongside.reviews.queries import pack_of
from tests.making import MONDAY, owner
from tests.reviews.making import CANARY, MARA, SINCE, UNTIL, harlow, letters

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.broad
def test_words_of_hers_for_a_line_go_with_what_it_comes_from():
    client = harlow()
    add_person(client, "Tom", ["tom@harlow.example"])
    letters(client)
    who = (Somebody("Tom", "tom@harlow.example"),)
    ends_at = MONDAY + timedelta(minutes=20)
    call = write_down(owner(), client, Wanted("a" * 32, "call", MONDAY, ends_at, who=who))
    review = prepare(owner(), client, now=timezone.now())
    actions.set_period(owner(), review.pk, since_on=SINCE, until_on=UNTIL)
    review.refresh_from_db()
    lines = [line for part in pack_of(review) for line in part.lines]
    for line in lines:
        text = "Of the call" if {one.id for one in line.sources} == {call} else CANARY
        actions.judge(owner(), review.pk, key=line.key, word="worded", text=text, now=timezone.now())

    erase(preview_address(MARA))

    assert set(LineVerdict.objects.values_list("text", flat=True)) == {"Of the call"}
