"""The recap of a visit that a link shows: a visit and her words in; the link out."""

from __future__ import annotations

from datetime import datetime

from alongside.accounts.models import Member
from alongside.sharing.actions import Made
from alongside.sharing.recaps import register_recap, share_words
from alongside.visits.models import Visit
from alongside.visits.queries import find_visit, home_of

VISIT_RECAP = "visit-recap"


def share_recap(member: Member, number: int, words: str, *, title: str, now: datetime) -> Made:
    """Raises VisitsError where the visit is not hers, SharingError."""
    visit = find_visit(member, number)
    client_id = home_of(visit)
    return share_words(
        member, VISIT_RECAP, words, title=title, client_id=client_id, object_id=visit.pk, now=now
    )


register_recap(VISIT_RECAP, "A recap", lambda number: Visit.objects.filter(pk=number).exists())
