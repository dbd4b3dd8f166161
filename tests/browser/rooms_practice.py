"""Fills a data folder with a client to call, for the tests of rooms in Chromium."""

from __future__ import annotations

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from alongside.accounts.actions import ensure_owner
    from alongside.clients.actions import add_client

    member = ensure_owner()
    member.name = "Olive"
    member.save()
    add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=member)


if __name__ == "__main__":
    main()
