"""Fills an empty data folder for the test of a review: a year of mail with one client, and what was promised in it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

MARA, ME = "Mara Quill <mara@harlow.example>", "Nell Avery <me@desk.example>"
TOPICS = ("The stand", "Invoices", "The catalogue", "Travel to Leeds", "The newsletter")


def mail(sender: str, to: str, subject: str, text: str, at: datetime, key: str, answers: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"], made["Message-ID"] = format_datetime(at), f"<{key}@id.example>"
    if answers:
        made["In-Reply-To"] = f"<{answers}@id.example>"
    made.set_content(text)
    return made.as_bytes()


def year(now: datetime) -> list[bytes]:
    """Every other week they ask, she answers and promises, they decide."""
    found = []
    for week in range(1, 52, 2):
        at = (now - timedelta(weeks=week)).replace(hour=9, minute=5)
        subject = f"{TOPICS[week % len(TOPICS)]} {week // len(TOPICS) + 1}"
        asks = f"Could you send me the plan for {subject.lower()}?\n"
        keeps = "Of course. I will send you the plan by Friday.\nHow many copies do you need?\n"
        says = "We decided to take forty copies.\n"
        key = f"w{week}"
        found += [
            mail(MARA, ME, subject, asks, at, key),
            mail(ME, MARA, f"Re: {subject}", keeps, at + timedelta(hours=2), f"{key}-b", key),
            mail(MARA, ME, f"Re: {subject}", says, at + timedelta(hours=26), f"{key}-c", f"{key}-b"),
        ]
    return found


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from alongside.accounts.actions import ensure_owner
    from alongside.clients.actions import add_client
    from alongside.processes.follow_ups import follow_all
    from alongside.promises.actions import accept, say
    from alongside.promises.suggesting import suggestions_for
    from tests.making import arrive_raw, mailbox

    member, now = ensure_owner(), timezone.now()
    member.name, member.timezone = "Nell Avery", "Europe/London"
    member.save(update_fields=["name", "timezone"])
    client = add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=member)
    arrive_raw(mailbox(member), *year(now))
    follow_all()
    for number, one in enumerate(suggestions_for(member, now=now, client_id=client.pk)):
        found = one.finding
        key = accept(member, (found.interaction_id, found.start, found.end, found.kind), now=now)
        if number % 2:
            say(member, key, "kept", now=now)


if __name__ == "__main__":
    main()
