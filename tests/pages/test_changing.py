"""Change what was written down: from its conversation, by whoever wrote it, with what is promised left in its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client
from alongside.intake.by_hand import Wanted, write_down
from alongside.promises.actions import mark
from alongside.timeline.models import Interaction, Revision
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
TEXT = "I send the plan on Friday. The oak comes on Tuesday."


@pytest.fixture
def number():
    harlow = add_client("Harlow & Sons", by=owner())
    return write_down(
        owner(), harlow, Wanted("1" * 32, "meeting", AT, text=TEXT, who=(Somebody("Tom"),), place="The yard")
    )


def typed(desk, number: int, **more: object) -> dict[str, object]:
    page = LexborHTMLParser(desk.get(reverse("by-hand-change", args=[number])).content.decode())
    fields = page.css(".change-form input[name], .change-form textarea")
    values = {one.attributes["name"]: one.attributes.get("value") or one.text() for one in fields}
    return {**values, "text": values["text"].lstrip("\n"), **more}


def change(desk, number: int, **more: object):
    return desk.post(reverse("by-hand-change", args=[number]), typed(desk, number, **more))


@pytest.mark.broad
def test_what_is_changed_stands_where_it_stood(desk, number):
    answer = change(desk, number, text="The ash comes on Friday.", minutes="15", place="The shop")
    assert answer.status_code == 302
    page = desk.get(answer["Location"]).content.decode()
    assert "The ash comes on Friday." in page
    assert "The oak" not in page.partition("<main")[2]
    entry = Interaction.objects.get(pk=number)
    assert (entry.happened_at, (entry.ended_at - entry.happened_at).total_seconds()) == (AT, 900)


def test_its_conversation_offers_it_to_whoever_wrote_it_alone(desk, number, signed_in):
    ann = assistant()
    Interaction.objects.get(pk=number).filings.get().client.assignments.create(member=ann)
    client = Interaction.objects.get(pk=number).filings.get().client_id
    address = reverse("conversation", args=[number]) + f"?client={client}"
    change_address = reverse("by-hand-change", args=[number])
    assert change_address in desk.get(address).content.decode()
    hers = signed_in(ann)
    assert hers.get(address).status_code == 200
    assert change_address not in hers.get(address).content.decode()
    assert hers.get(change_address).status_code == 404


def test_nothing_changed_is_no_version(desk, number):
    assert change(desk, number).status_code == 302
    assert Revision.objects.count() == 1


def test_what_is_promised_stays_where_it_was_said(desk, number):
    mark(owner(), number, (0, 26), side="ours", due_on=None, now=timezone.now())
    assert change(desk, number, text="Never mind.").status_code == 422
    assert Revision.objects.count() == 1
    assert change(desk, number, text=TEXT.replace("oak", "ash")).status_code == 302


def test_two_windows_do_not_write_over_each_other(desk, number):
    older = typed(desk, number, text="Second.")
    change(desk, number, text="First.")
    answer = desk.post(reverse("by-hand-change", args=[number]), older)
    assert answer.status_code == 422
    assert "Second." in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"when": "soon"}, {"when": "2190-01-01T09:00"}, {"minutes": "0"}])
def test_what_cannot_be_is_told_and_changes_nothing(desk, number, wrong):
    assert change(desk, number, **wrong).status_code == 422
    assert Revision.objects.count() == 1
