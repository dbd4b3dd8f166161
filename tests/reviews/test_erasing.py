"""What a member made of a line goes with what the line comes from."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_person
from alongside.intake.by_hand import Wanted, write_down
from alongside.intake.erasing import erase, preview_address
from alongside.reviews import actions
from alongside.reviews.models import LineVerdict, Review
from alongside.reviews.preparing import prepare
from alongside.reviews.queries import find_review, pack_of
from alongside.reviews.rules import period
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


def test_words_for_a_line_of_days_after_it_was_prepared_stay_when_another_line_goes():
    """An open review looks back until today; what it says of these days is not gone."""
    client = harlow()
    add_person(client, "Tom", ["tom@harlow.example"])
    today = timezone.localdate()

    def call(number: int, who: Somebody, ago: int) -> int:
        at = datetime.combine(today - timedelta(days=ago), time(12), UTC)
        wanted = Wanted(f"{number:032x}", "call", at, at + timedelta(minutes=20), who=(who,))
        return write_down(owner(), client, wanted)

    call(1, Somebody("Mara Quill", MARA), 15)
    spoken = call(2, Somebody("Tom", "tom@harlow.example"), 2)
    prepared_on = today - timedelta(days=10)
    since_on, until_on = period(last_until=None, today=prepared_on)
    made_at = datetime.combine(prepared_on, time(12), UTC)
    made = Review.objects.create(
        client=client, since_on=since_on, until_on=until_on, identity="f" * 32, made_at=made_at
    )
    lines = [line for part in pack_of(find_review(owner(), made.pk)) for line in part.lines]
    (line,) = [one for one in lines if one.text.startswith("Call with Tom")]
    assert [one.id for one in line.sources] == [spoken]
    actions.judge(owner(), made.pk, key=line.key, word="worded", text="Of the stand", now=timezone.now())

    erase(preview_address(MARA))

    assert LineVerdict.objects.get().text == "Of the stand"
