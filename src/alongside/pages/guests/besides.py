"""What a client's page can show besides, each where she ticks it: the next call, and recaps that were sent to them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from alongside.agreements.queries import zone_of_client
from alongside.calls.models import Call
from alongside.clients.joining import homes
from alongside.diary.queries import next_for
from alongside.diary.rules import begins_by
from alongside.handover.needs import between_us
from alongside.outbox.models import Letter
from alongside.replies.said import SENT, fresh_texts
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of, whose
from alongside.timeline.models import Revision

NEXT, RECAPS, HOURS = "next", "recaps", "hours"
MOST_RECAPS = 3
# What the guest reads; what she calls an appointment is her own.
_KINDS = {"call": "A call", "meeting": "A meeting", "visit": "A visit"}
_WAYS = {
    "room": "by video",
    "zoom": "by Zoom",
    "teams": "by Teams",
    "meet": "by Google Meet",
    "link": "by video",
}


class Next(Struct, frozen=True):
    """`how`: by which way, "" where that says nothing."""

    starts_at: datetime
    is_all_day: bool
    what: str
    how: str


class Recap(Struct, frozen=True):
    at: datetime
    text: str


def is_chosen(share: Share, section: str) -> bool:
    return section in share.choices.get("sections", ())


def next_of(share: Share, *, now: datetime) -> Next | None:
    found = next_for(whose(share), home_of(share), now=now)
    if found is None:
        return None
    row = found.row
    starts_at = begins_by(row, zone_of_client(share.client))
    return Next(starts_at, row.is_all_day, _KINDS.get(row.kind, "A call"), _WAYS.get(row.way, ""))


def recaps_of(share: Share) -> list[Recap]:
    """The newest that went to the client's own people, in the words that were sent."""
    home = home_of(share)
    clients = [home, *(one for one, now in homes().items() if now == home)]
    drafts = Call.objects.filter(client_id__in=clients, recap__isnull=False).values("recap_id")
    sent = Letter.objects.filter(draft__in=drafts, state__in=SENT, original__isnull=False)
    rows = list(sent.order_by("-sent_at", "-id").values_list("original_id", "sent_at")[:MOST_RECAPS])
    ledger = Revision.objects.filter(original_id__in=[original for original, _ in rows])
    entries = dict(ledger.values_list("original_id", "interaction_id"))
    texts = fresh_texts(between_us(home, list(entries.values())))
    found = [(at, texts.get(entries.get(original, 0), "")) for original, at in rows]
    return [Recap(at, text) for at, text in found if text and at is not None]
