"""What a command tells a person it tells by her clock, as the page does."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from alongside.cli import build_app
from alongside.clients.actions import add_client
from alongside.outbox.models import Letter
from alongside.processes.follow_ups import follow_all
from tests.making import ME, MONDAY, arrive, mailbox, message, owner
from tests.outbox.desk import letter_of, sending_mailbox

pytestmark = pytest.mark.django_db
# At 20:00 in London it is Tuesday there.
TOKYO, EVENING = "Asia/Tokyo", 11


@pytest.fixture
def member():
    made = owner()
    made.timezone = TOKYO
    made.save()
    return made


def said(*words: str) -> str:
    return CliRunner(env={"COLUMNS": "200"}).invoke(build_app(), list(words)).output


def test_a_story_and_the_tray_are_told_by_her_clock(member):
    add_client("Harlow", addresses=[("mara@harlow.example", "Mara")], by=member)
    for sender in ("mara@harlow.example", "sam@newco.example"):
        arrive(mailbox(), message(sender, ME, hours=EVENING))
    follow_all()
    assert "2026-03-03 05:00" in said("timeline", "Harlow")
    assert "2026-03-03" in said("tray")
    assert "2026-03-03 05:00" in said("search", "hello")


def test_letters_are_told_by_her_clock(member):
    sending_mailbox()
    letter_of(member, add_client("Harlow", by=member))
    Letter.objects.update(send_at=MONDAY.replace(hour=20))
    assert "03 Mar 05:00" in said("letters", "list")
