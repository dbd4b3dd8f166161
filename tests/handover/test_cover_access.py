"""How long a colleague who covers sees a client: no longer than she is here at all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alongside.handover import covering
from alongside.handover.errors import HandoverError
from tests.handover.making import NOW

pytestmark = pytest.mark.django_db
LAST = NOW.date() + timedelta(days=7)


def test_somebody_who_is_here_for_a_while_covers_no_longer_than_that(owner, harlow, make_cover):
    """What is kept of her access is the moment behind its last day."""
    bea = make_cover(timedelta(days=3))
    bea.cover_ends_at = datetime.combine(LAST, time(), UTC)
    bea.save()
    wanted = {"starts_on": NOW.date(), "colleague": bea, "now": NOW}
    with pytest.raises(HandoverError, match="until 3 December only"):
        covering.prepare(owner, harlow.pk, until_on=LAST, **wanted)
    assert covering.prepare(owner, harlow.pk, until_on=LAST - timedelta(days=1), **wanted).gave_access
