"""A reason to write in, a draft that begins with what is to be said out: pressed twice, it is the same letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from django.db import transaction

from alongside.accounts.models import Member
from alongside.channels.smtp.compose import Correspondent
from alongside.clients.models import Client
from alongside.clients.queries import names_of
from alongside.outbox.actions import journal, start_new
from alongside.outbox.attaching import attach
from alongside.outbox.models import Draft
from alongside.outbox.recipients import write_recipients


class File(NamedTuple):
    name: str
    media_type: str
    content: bytes


class Letter(NamedTuple):
    """What the draft begins with. `words` come above the signature."""

    subject: str
    words: str
    to: str = ""
    files: Iterable[File] = ()


def to_people(people: Iterable[tuple[str, str]]) -> str:
    """Those of (name, address) who have an address, as the field of a letter holds them; who is known is named."""
    reached = [(" ".join(name.split()), address) for name, address in people if "@" in address]
    known = names_of(address.lower() for name, address in reached if not name)
    return write_recipients(
        [Correspondent(address, name or known.get(address.lower(), "")) for name, address in reached]
    )


def begin_once(
    member: Member, occasion: str, letter: Letter, *, client: Client | None, now: datetime
) -> Draft:
    """The draft that this member began for `occasion` and has neither sent nor thrown away; else a new one.

    `occasion` says what the letter is about and in which state, at most 100 signs: "appointment 12.3". Raises
    OutboxError.
    """
    with transaction.atomic():
        # Two presses at the same moment: the second waits here, and then finds what the first began.
        Member.objects.select_for_update().get(pk=member.pk)
        begun = Draft.objects.filter(author=member, occasion=occasion, sent_at=None, discarded_at=None)
        draft = begun.order_by("-pk").first()
        if draft is None:
            draft = begin(member, letter, client=client, now=now)
            Draft.objects.filter(pk=draft.pk).update(occasion=occasion)
            draft.refresh_from_db()
    return draft


def begin(member: Member, letter: Letter, *, client: Client | None, now: datetime) -> Draft:
    """A new draft that begins with `letter`; the caller takes care that it is begun once. Raises OutboxError."""
    draft = start_new(member, client=client, to=letter.to, now=now)
    return fill(member, draft, letter, now=now)


def fill(member: Member, draft: Draft, letter: Letter, *, now: datetime) -> Draft:
    """The words above the signature that a new draft has, and the files."""
    fields = {"subject": letter.subject, "text": letter.words + draft.text}
    draft = journal(member, draft.pk, revision=draft.revision, fields=fields, now=now)
    for one in letter.files:
        content = BytesIO(one.content)
        attach(member, draft.pk, name=one.name, media_type=one.media_type, content=content, now=now)
    draft.refresh_from_db()
    return draft
