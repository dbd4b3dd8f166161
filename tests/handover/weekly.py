"""A client with a mailbox and words of the week, for the tests of the weekly note."""

from __future__ import annotations

from datetime import datetime

import pytest

from alongside.handover import actions
from alongside.handover.queries import weekly_for
from alongside.handover.rules import Edits
from tests.handover.making import (
    NOW,
    ago,
    to_do,
)


def parts_now(owner, harlow, now: datetime = NOW):
    return weekly_for(owner, harlow.pk, now=now).parts


@pytest.fixture
def told_about(owner, harlow) -> str:
    return to_do(owner, harlow, "Book the hall.", at=ago(days=1))


def edit(owner, harlow, **edits) -> None:
    actions.keep_edits(owner, harlow.pk, Edits(**edits), now=NOW)
