"""Keeps when a member wants the day by mail, and sends it once a day, whoever asks; opens and closes her feed."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from alongside.accounts.models import Member
from alongside.accounts.rules import new_token, token_hash
from alongside.digest.content import day_for
from alongside.digest.models import Feed, Sent, Wish
from alongside.digest.queries import Due, still_to_send
from alongside.digest.wording import html_of, subject_of, text_of
from alongside.outbox.errors import CannotSend
from alongside.outbox.to_herself import boxes_of_her_own, ready_for_herself, send_to_herself


def keep_wish(
    member: Member, *, is_on: bool, at: time, connection_id: int | None, now: datetime | None = None
) -> Wish:
    """Raises CannotSend where it is to go through a mailbox that is not hers alone.

    A time that has passed `now` is tomorrow's: nothing comes in the evening because of 8 in the morning.
    """
    if is_on and connection_id not in {box.pk for box in boxes_of_her_own(member)}:
        raise CannotSend(["Choose one of your own mailboxes."])
    values = {"is_on": is_on, "at": at, "connection_id": connection_id}
    with transaction.atomic():
        is_known = Wish.objects.filter(member=member, is_on=True, at=at).exists()
        wish, _ = Wish.objects.update_or_create(member=member, defaults=values)
        if now is not None and is_on and not is_known:
            for due in still_to_send(now=now):
                if due.wish.pk == wish.pk and due.at <= now:
                    Sent.objects.get_or_create(member=member, on=due.on)
    return wish


def open_feed(member: Member, *, now: datetime) -> str:
    """The address of a new feed, told this once; one from before opens nothing any more."""
    token = new_token()
    Feed.objects.update_or_create(member=member, defaults={"token_hash": token_hash(token), "made_at": now})
    return str(settings.BASE_URL) + reverse("feed", args=[token])


def close_feed(member: Member) -> None:
    Feed.objects.filter(member=member).delete()


def send_due(*, now: datetime) -> int:
    """To everybody whose moment has come and who has not had today's; returns how many were sent off."""
    return sum(_send(one, now=now) for one in still_to_send(now=now) if one.at <= now)


def _send(due: Due, *, now: datetime) -> bool:
    """Its row says that it was sent before the letter may go: whoever comes second finds it there."""
    member, base_url = due.wish.member, settings.BASE_URL
    day = day_for(member, now=now)
    subject = subject_of(day)
    text, html = text_of(day, base_url=base_url), html_of(day, base_url=base_url)
    try:
        made = ready_for_herself(
            member, due.wish.connection_id, subject=subject, text=text, html=html, at=now
        )
    except CannotSend as error:
        Sent.objects.get_or_create(member=member, on=due.on, defaults={"trouble": str(error)[:300]})
        return False
    with transaction.atomic():
        sent, is_first = Sent.objects.get_or_create(member=member, on=due.on)
        if is_first:
            sent.letter = send_to_herself(member, made, subject=subject, now=now)
            sent.save(update_fields=["letter"])
    return is_first
