"""A quarter with a client, in a few lines: letters both ways, calls and visits."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import uuid4

from alongside.accounts.models import Member
from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Client
from alongside.intake.by_hand import Wanted, write_down
from alongside.processes.follow_ups import follow_all
from tests.making import ME, MONDAY, arrive_raw, mailbox, owner

MARA = "mara@harlow.example"
SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
CANARY = "Zirkelmooswald"


def harlow(by: Member | None = None) -> Client:
    made = add_client("Harlow & Sons", by=by or owner())
    add_person(made, "Mara Quill", [MARA])
    return made


def talk(
    client: Client, *, kind: str = "call", days: float = 0, minutes: int = 20, words: str = "", **more
) -> int:
    at = MONDAY + timedelta(days=days)
    ended_at = at + timedelta(minutes=minutes) if kind != "note" else None
    who = (Somebody("Mara Quill", MARA),) if kind != "note" else ()
    wanted = Wanted(id=uuid4().hex, kind=kind, happened_at=at, ended_at=ended_at, who=who, text=words, **more)
    return write_down(more.pop("by", None) or owner(), client, wanted)


def mail(
    sender: str, to: str, subject: str, text: str, *, hours: float, key: str, answers: str = ""
) -> bytes:
    made, at = EmailMessage(), MONDAY + timedelta(hours=hours)
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"], made["Message-ID"] = format_datetime(at), f"<{key}@id.example>"
    if answers:
        made["In-Reply-To"] = f"<{answers}@id.example>"
    made.set_content(text)
    return made.as_bytes()


def letters(client: Client) -> None:
    """A conversation of three letters about the stand, in which both ask and answer; and one by itself."""
    theirs, stand = f"Mara Quill <{MARA}>", "The stand"
    again = f"Re: {stand}"
    hall, colour = "Could you book the hall for the fair?\n", "Done. Which colour shall the stand have?\n"
    arrive_raw(
        mailbox(),
        mail(theirs, ME, stand, hall, hours=0, key="a"),
        mail(ME, MARA, again, colour, hours=3, key="b", answers="a"),
        mail(theirs, ME, again, "Blue, please.\n", hours=27, key="c", answers="b"),
        mail(theirs, ME, "Parking", "There is room behind the hall.\n", hours=50, key="d"),
    )
    follow_all()
