"""Fills an empty data folder for the writing tests: one member, one client, one mailbox that reads and sends.

Run as a program of its own with what it needs as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import time


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from alongside.accounts.actions import ensure_owner
    from alongside.agreements.models import OwnHours
    from alongside.channels.imap.wire import Server
    from alongside.clients.actions import add_client
    from alongside.connections.mailboxes import Wanted, connect_mailbox
    from alongside.connections.outgoing import set_outgoing
    from alongside.intake import filing

    told = json.loads(sys.argv[1])
    # Always at work, so that sending is offered alike at whatever hour the tests run.
    OwnHours.objects.create(begins=time(0), ends=time(23, 59, 59), days="0123456")
    member = ensure_owner()
    member.name, member.timezone = "Nell Avery", "Europe/London"
    member.save(update_fields=["name", "timezone"])
    mailbox = connect_mailbox(member, Wanted(told["address"], Server(*told["imap"]), told["password"]))
    set_outgoing(mailbox, Server(*told["smtp"]))
    client = add_client("Harlow & Sons", by=member)
    filing.learn_address(client, told["mara"], name="Mara Quill", by=member)
    other = add_client("Birch Interiors", by=member)
    filing.learn_address(other, "jolyon@birch.example", name="Jolyon Birchwood", by=member)


if __name__ == "__main__":
    main()
