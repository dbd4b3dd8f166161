"""Fills a data folder with a client and letters that promise and ask, for the tests of promises in Chromium."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import django

ME, MARA = "me@desk.example", "mara@harlow.example"


def letter(text: str, *, name: str, days: float) -> bytes:
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = (
        f"From: Mara Quill <{MARA}>\nTo: {ME}\nDate: {at}\nMessage-ID: <{name}@id.example>\nSubject: {name}\n"
    )
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode()


def main() -> None:
    django.setup()
    from alongside.accounts.actions import ensure_owner
    from alongside.clients.actions import add_client
    from alongside.processes.follow_ups import follow_all
    from tests.making import arrive_raw, mailbox

    member = ensure_owner()
    add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=member)
    both = "I'll send you the plan by Friday.\n\nCould you book the hall?\n\nIs it free on the 14th?\n"
    arrive_raw(
        mailbox(member),
        letter(both, name="Hall", days=2),
        letter("I'll bring the key on Monday.\n", name="Key", days=1),
    )
    follow_all()


if __name__ == "__main__":
    main()
