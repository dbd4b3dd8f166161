"""The recap of a call that a link shows: a call and her words in; the link out."""

from __future__ import annotations

from datetime import datetime

from alongside.accounts.models import Member
from alongside.calls.models import Call
from alongside.calls.queries import find_call, home_of
from alongside.sharing.actions import Made
from alongside.sharing.recaps import register_recap, share_words

RECAP = "recap"


def share_recap(member: Member, number: int, words: str, *, title: str, now: datetime) -> Made:
    """Raises CallsError where the call is not hers, SharingError."""
    call = find_call(member, number)
    client_id = home_of(call)
    return share_words(member, RECAP, words, title=title, client_id=client_id, object_id=call.pk, now=now)


register_recap(RECAP, "A recap", lambda number: Call.objects.filter(pk=number).exists())
