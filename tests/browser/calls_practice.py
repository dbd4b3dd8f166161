"""Fills an empty data folder for the tests of calls: one member, one client with two people, nothing connected."""

from __future__ import annotations

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from alongside.accounts.actions import ensure_owner
    from alongside.channels.hand.parse import Somebody
    from alongside.clients.actions import add_client, add_person
    from alongside.intake.by_hand import Wanted, write_down

    member = ensure_owner()
    member.name, member.timezone = "Nell Avery", "Europe/London"
    member.save(update_fields=["name", "timezone"])
    client = add_client("Harlow & Sons", by=member)
    add_person(client, "Tom Harlow", ["tom@harlow.example"])
    add_person(client, "Mara Quill", ["mara@harlow.example"])
    note = Wanted(
        "0" * 32, "chat", timezone.now(), direction="in", who=(Somebody("Tom Harlow"),), text="On my way."
    )
    write_down(member, client, note)


if __name__ == "__main__":
    main()
