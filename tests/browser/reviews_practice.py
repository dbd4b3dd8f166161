"""Fills an empty data folder for the test of a review: a year of mail with one client, and what was promised in it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from mailbox import mbox
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alongside.accounts.models import Member
    from alongside.clients.models import Client

MARA, ME = "Mara Quill <mara@harlow.example>", "Nell Avery <me@desk.example>"
TOPICS = ("The stand", "Invoices", "The catalogue", "Travel to Leeds", "The newsletter")


WEEKS = 52


def mail(
    sender: str, to: str, subject: str, text: str, at: datetime, key: str, answers: str = ""
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"], made["Message-ID"] = format_datetime(at), f"<{key}@id.example>"
    if answers:
        made["In-Reply-To"] = f"<{answers}@id.example>"
    made.set_content(text)
    return made


def week(number: int, at: datetime) -> list[EmailMessage]:
    """They ask, she answers and promises, they decide, she says thank you."""
    subject = f"{TOPICS[number % len(TOPICS)]} {number // len(TOPICS) + 1}"
    again, key = f"Re: {subject}", f"w{number}"
    asks = f"Could you send me the plan for {subject.lower()}?\n"
    keeps = "Of course. I will send you the plan by Friday.\nHow many copies do you need?\n"
    return [
        mail(MARA, ME, subject, asks, at, key),
        mail(ME, MARA, again, keeps, at + timedelta(hours=2), f"{key}-b", key),
        mail(
            MARA,
            ME,
            again,
            "We decided to take forty copies.\n",
            at + timedelta(hours=26),
            f"{key}-c",
            f"{key}-b",
        ),
        mail(ME, MARA, again, "Thank you, noted.\n", at + timedelta(hours=27), f"{key}-d", f"{key}-c"),
    ]


def write_year(path: Path, now: datetime) -> None:
    """A mailbox file with a year of one client."""
    box = mbox(path)
    for number in range(WEEKS, 0, -1):
        at = (now - timedelta(weeks=number)).replace(hour=9, minute=5)
        for one in week(number, at):
            box.add(one)
    box.close()


def main() -> None:
    """A member and a client, then the year as `alongside import` brings it in, then what she says of its promises."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from alongside.accounts.actions import ensure_owner
    from alongside.cli.import_ import import_
    from alongside.clients.actions import add_client
    from alongside.processes.follow_ups import follow_all

    member, now = ensure_owner(), timezone.now()
    member.name, member.timezone = "Nell Avery", "Europe/London"
    member.save(update_fields=["name", "timezone"])
    client = add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=member)
    path = Path(os.environ["ALONGSIDE_HOME"]) / "year.mbox"
    write_year(path, now)
    import_([path], own=["me@desk.example"])
    # The command leaves to the work behind the pages what costs a millisecond a letter.
    follow_all()
    support(member, client)
    judge_promises(member, client, now)


def support(member: Member, client: Client) -> None:
    from alongside.support.actions import Facts, add_own

    for name in ("The diary", "Invoices"):
        add_own(member, client.pk, Facts(name))


def judge_promises(member: Member, client: Client, now: datetime) -> None:
    """Each is accepted, and every other one was kept."""
    from alongside.promises.actions import accept, say
    from alongside.promises.suggesting import suggestions_for

    for number, one in enumerate(suggestions_for(member, now=now, client_id=client.pk)):
        found = one.finding
        key = accept(member, (found.interaction_id, found.start, found.end, found.kind), now=now)
        if number % 2:
            say(member, key, "kept", now=now)


if __name__ == "__main__":
    main()
