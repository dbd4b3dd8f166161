"""Run as a program: a practice in $ALONGSIDE_HOME with letters that are due, for workers that will be killed."""

from __future__ import annotations

import os
import sys


def main(count: int, port: int, fingerprint: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    django.setup()
    from alongside.channels.imap.wire import Server
    from alongside.processes.database import bring_up_to_date
    from tests.making import owner
    from tests.outbox.desk import client_named, letter_of, sending_mailbox

    bring_up_to_date()
    sending_mailbox(Server("127.0.0.1", port, "starttls", "me@desk.example", fingerprint))
    client = client_named()
    for number in range(count):
        letter_of(owner(), client, to=f"p{number}@harlow.example, q{number}@harlow.example")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
