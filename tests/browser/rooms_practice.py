"""Fills a data folder with a client to call; with a number, also so many rooms with a guest each, and prints them."""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    django.setup()
    from alongside.accounts.actions import ensure_owner
    from alongside.clients.actions import add_client
    from alongside.clients.models import Client

    member = ensure_owner()
    if len(sys.argv) > 1:
        print(json.dumps(_rooms(int(sys.argv[1]))))
    elif not Client.objects.exists():
        member.name = "Olive"
        member.save()
        add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=member)


def _rooms(count: int) -> dict[str, object]:
    """The secrets of cookies: of a session, and of each room's guest."""
    from django.conf import settings
    from django.test import Client as Browser
    from django.utils import timezone

    from alongside.accounts.models import Member
    from alongside.clients.actions import add_client
    from alongside.rooms.actions import exchange, make_link, open_room

    member, now = Member.objects.get(), timezone.now()
    # Not the one that is called by its button, which would find one of these.
    client = add_client("Birch", by=member)
    browser = Browser()
    browser.force_login(member, backend="alongside.accounts.backend.MemberBackend")
    rooms = []
    for _ in range(count):
        room = open_room(member, client, now=now)
        _, secret = exchange(make_link(member, room, now=now).share, secret="", now=now)
        rooms.append([room.pk, secret])
    return {"session": browser.cookies[settings.SESSION_COOKIE_NAME].value, "rooms": rooms}


if __name__ == "__main__":
    main()
