"""Letters, as they are written and when they have gone."""

from __future__ import annotations

from io import BytesIO

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.outbox.actions import attach, start_new
from alongside.outbox.models import Letter
from tests.making import ME, mailbox
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "letters": Access(),
    "letter": Access(kind="letter"),
    "letter-withdraw": Access(methods="POST", kind="letter"),
    "letter-now": Access(methods="POST", kind="letter"),
    "letter-again": Access(methods="POST", kind="letter"),
    "letter-known": Access(methods="POST", kind="letter"),
    "letter-look": Access(methods="POST", kind="letter"),
    "write-start": Access(methods="POST"),
    "write": Access(methods=FORM, kind="draft", answers=(400,)),
    "write-check": Access(kind="draft"),
    "write-keep": Access(methods="POST", kind="draft", answers=(400,)),
    "write-back": Access(methods="POST", kind="draft"),
    "write-people": Access(kind="draft"),
    "write-files": Access(methods="POST", kind="draft"),
    "write-file": Access(kind="draft_file"),
    "settings-writing": Access(),
    "settings-signature": Access(methods="POST"),
    "settings-snippet": Access(methods="POST", answers=(422,)),
    "settings-snippet-drop": Access(methods="POST", answers=(400,)),
    "settings-from": Access(methods="POST", answers=(400,)),
    "settings-from-drop": Access(methods="POST", answers=(400,)),
}


def draft(member: Member, stranger: Member) -> Objects:
    """Letters about nobody: each is its author's alone."""
    own, other = (start_new(who, now=timezone.now()) for who in (member, stranger))
    return Objects({"draft_id": own.pk}, {"draft_id": other.pk}, {"draft_id": 0})


def draft_file(member: Member, stranger: Member) -> Objects:
    found = []
    for who in (member, stranger):
        made, now = start_new(who, now=timezone.now()), timezone.now()
        file = attach(who, made.pk, name="a.txt", media_type="text/plain", content=BytesIO(b"a"), now=now)
        found.append({"draft_id": made.pk, "file_id": file.pk})
    return Objects(found[0], found[1], {**found[0], "file_id": 0})


def letter(member: Member, stranger: Member) -> Objects:
    """Letters that may have been sent, about nobody."""
    own, other = (
        Letter.objects.create(
            author=who,
            connection=mailbox(who, label=f"Box {who.pk}"),
            message_id=f"{who.pk}@desk.example",
            envelope_from=ME,
            sha256=bytes(32),
            size_bytes=3,
            state="maybe_sent",
            send_at=timezone.now(),
        )
        for who in (member, stranger)
    )
    return Objects({"letter_id": own.pk}, {"letter_id": other.pk}, {"letter_id": 0})


MAKERS: Makers = {
    "draft": draft,
    "draft_file": draft_file,
    "letter": letter,
}
