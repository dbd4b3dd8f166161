"""Of a conversation no more is read than was said from a moment on, and what was asked for."""

from datetime import timedelta

import pytest

from alongside.clients.actions import add_client
from alongside.timeline.models import Interaction
from alongside.timeline.queries.entries import thread_for
from tests.making import ME, MONDAY, arrive, mailbox, message, owner

pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"


def test_what_was_said_before_is_left_out():
    harlow = add_client("Harlow & Sons", addresses=[(MARA, "Mara")], by=owner())
    first = message(MARA, ME, message_id="m0@id.example")
    later = [
        message(MARA, ME, message_id=f"m{hours}@id.example", references=["m0@id.example"], hours=hours)
        for hours in (5, 10)
    ]
    arrive(mailbox(), first, *later)
    oldest, middle, newest = Interaction.objects.order_by("happened_at").values_list("id", flat=True)

    def read(number, **options):
        view = thread_for(owner(), number, client_id=harlow.pk, **options)
        return [entry.line.id for entry in view.entries]

    since = MONDAY + timedelta(hours=5)
    assert read(newest) == [oldest, middle, newest]
    assert read(newest, since=since) == [middle, newest]
    assert read(oldest, since=since) == [oldest, middle, newest]
    assert read(oldest, since=since + timedelta(hours=9)) == [oldest]
