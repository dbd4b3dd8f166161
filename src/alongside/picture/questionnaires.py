"""What a client answers by a link: kept at their pace, sent as an entry of their story, and proposed line by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.picture.asking import Answers, in_words, rows_of
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.merging import Together, together
from alongside.picture.models import Proposal, Questionnaire
from alongside.sharing.actions import Made, make
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.replying import Written, take

QUESTIONNAIRE = "questionnaire"
ROUTE = "questionnaire"
# Far more often than a person keeps what they type.
MOST_REVISIONS = 2_000
_TITLE = "Getting to know you"


class Sender(Struct, frozen=True):
    """Who answers, as they say themselves. `form` is the same when it is sent twice, `sent_from` a hash of where."""

    form: str
    name: str
    address: str
    sent_from: bytes


class Typed(NamedTuple):
    """What a browser sends. `revision` and `had`: what it was shown before. `wrong`: fields that cannot be kept."""

    answers: Answers
    revision: int
    had: Mapping[str, str]
    wrong: Collection[str] = ()


class Kept(NamedTuple):
    """`doubled`: kinds of rows that two wrote at once, so that both stand."""

    row: Questionnaire
    doubled: tuple[str, ...]


def ask(member: Member, client_id: int, *, now: datetime) -> Made:
    """A link by which a client fills its picture. Raises NotThere."""
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    with transaction.atomic():
        row = Questionnaire.objects.create(client=client, made_by=member, made_at=now)
        return make(member, kind=QUESTIONNAIRE, client_id=client.pk, object_id=row.pk, now=now)


def questionnaire_of(share: Share) -> Questionnaire | None:
    rows = Questionnaire.objects.filter(pk=share.object_id, client_id=share.client_id)
    return rows.first() if share.kind == QUESTIONNAIRE else None


def keep_answers(share: Share, typed: Typed, *, now: datetime) -> Kept:
    """Where somebody else kept more since the browser was shown it, both stay. Raises PictureError."""
    for _ in range(5):
        row = questionnaire_of(share)
        if row is None or row.revision >= MOST_REVISIONS:
            raise PictureError("Nothing more can be kept here. Send the rest by mail.")
        is_alone = row.revision == typed.revision and not typed.wrong
        new = (
            Together(typed.answers, ())
            if is_alone
            else together(row.answers, typed.answers, had=typed.had, wrong=typed.wrong)
        )
        mine = Questionnaire.objects.filter(pk=row.pk, revision=row.revision)
        if mine.update(answers=new.answers, revision=F("revision") + 1, kept_at=now) == 1:
            row.refresh_from_db()
            return Kept(row, new.doubled)
    raise PictureError("Others keep answers here at this very moment. Press the button once more.")


def send(share: Share, row: Questionnaire, sender: Sender, *, now: datetime) -> int:
    """What is kept becomes an entry, and each line of it a proposal; how many are new.

    Raises SharingError and PictureError.
    """
    rows = list(rows_of(row.answers))
    if not rows:
        raise PictureError("Nothing is filled in yet. Answer whatever you can; the rest may wait.")
    written = Written(
        form=sender.form,
        name=sender.name,
        address=sender.address,
        text=in_words(row.answers),
        sent_from=sender.sent_from,
        about=QUESTIONNAIRE,
        is_off_the_page=True,
    )
    reply = take(share, written, now=now)
    with transaction.atomic():
        known = set(row.proposals.values_list("digest", flat=True))
        new = [one for one in {one.digest: one for one in rows}.values() if one.digest not in known]
        Proposal.objects.bulk_create(
            [
                Proposal(
                    questionnaire=row,
                    source_key=bytes(reply.source_key),
                    digest=one.digest,
                    kind=one.kind,
                    name=one.name,
                    fields=one.fields,
                )
                for one in new
            ],
            ignore_conflicts=True,
        )
        Questionnaire.objects.filter(pk=row.pk).update(sent_at=now)
    return len(new)


register(
    Kind(
        name=QUESTIONNAIRE,
        label="Questions to begin with",
        route=ROUTE,
        lives=timedelta(days=60),
        title=lambda share: _TITLE if questionnaire_of(share) is not None else "",
    )
)
