"""Fills a data folder with a client for whom things are done, for the tests of support in Chromium."""

from __future__ import annotations

from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from django.utils import timezone

    from alongside.accounts.actions import ensure_owner
    from alongside.clients.actions import add_client
    from alongside.support import actions
    from tests.making import mailbox

    member, today = ensure_owner(), timezone.localdate()
    mailbox(member)
    harlow = add_client("Harlow & Sons", by=member)
    inbox = actions.add_own(member, harlow.pk, actions.Facts("Inbox", "All mail is read."))
    for name in ("Send the report", "Empty the tray"):
        when = actions.When("weeks", today - timedelta(days=7), 1, today.weekday())
        actions.add_duty(member, inbox.pk, name, when)
    actions.write_new(member, inbox.pk, "Sorting", "Open it first.", now=timezone.now())


if __name__ == "__main__":
    main()
