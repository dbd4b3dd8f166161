"""What the links of the diary open: free times, and one call that was booked."""

from __future__ import annotations

from datetime import timedelta

from alongside.diary.booking import offer_of
from alongside.diary.models import Appointment, Origin
from alongside.diary.rules import BOOKED, BOOKING, PLANNED_CALL
from alongside.outbox.sight import with_joined
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of


def booked_of(share: Share) -> Appointment | None:
    """The call that a link of a booking is about, or one in a room here that she planned."""
    rows = Appointment.objects.filter(pk=share.object_id, client_id__in=with_joined(home_of(share)))
    if share.kind == PLANNED_CALL:
        rows = rows.filter(way="room")
    else:
        rows = rows.filter(origin=Origin.BOOKING)
    return rows.select_related("client", "member").first()


register(
    Kind(
        name=BOOKING,
        label="Book a call",
        route="book",
        lives=timedelta(days=365),
        title=lambda share: "Book a call" if offer_of(share) is not None else "",
        is_single=True,
    )
)
register(
    Kind(
        name=BOOKED,
        label="A booked call",
        route="booked",
        lives=timedelta(days=180),
        title=lambda share: "Your call" if booked_of(share) is not None else "",
    )
)
register(
    Kind(
        name=PLANNED_CALL,
        label="A planned call",
        route="booked",
        lives=timedelta(days=180),
        title=lambda share: "Our call" if booked_of(share) is not None else "",
    )
)
