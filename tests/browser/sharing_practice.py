"""Fills an empty data folder for the tests of shared pages: one member who can send, one client.

Run as a program of its own with what it needs as JSON.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from alongside.accounts.actions import ensure_owner
    from alongside.accounts.models import Practice
    from alongside.channels.imap.wire import Server
    from alongside.clients.actions import add_client
    from alongside.connections.mailboxes import Wanted, connect_mailbox
    from alongside.connections.outgoing import set_outgoing

    told = json.loads(sys.argv[1])
    member = ensure_owner()
    member.name, member.timezone = "Nell Avery", "Europe/London"
    member.save(update_fields=["name", "timezone"])
    Practice.objects.update(name="Avery & Desk")
    mailbox = connect_mailbox(member, Wanted(told["address"], Server(*told["imap"]), told["password"]))
    set_outgoing(mailbox, Server(*told["smtp"]))
    add_client("Harlow & Sons", addresses=[(told["mara"], "Mara Quill")], by=member)


if __name__ == "__main__":
    main()
