"""A client's work ends: what is still open, kept until a day or erased with a proof, and taken up again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.connections.models import Mailbox
from alongside.diary.models import Appointment
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import CoverPack, Ending, ErasureProof, WeeklyWish
from alongside.intake.erasing import Erasure, erase, preview_client
from alongside.originals.models import Tombstone
from alongside.outbox.models import Draft, Letter
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared
from alongside.promises.models import Promise
from alongside.rhythm.counting import mark_due
from alongside.sharing.models import Share
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Attachment
from alongside.waiting.queries import open_conversations

LONGEST_KEPT = timedelta(days=366 * 12)


class Open(Struct, frozen=True):
    """Something that is not finished: how many of what, and where it is looked at."""

    words: str
    many: str
    count: int
    url: str


def still_open(client: Client, *, now: datetime) -> list[Open]:
    """What there is nothing of is left out."""
    own, page = with_joined(client.pk), reverse("client", args=[client.pk])
    waits = open_conversations(own, now=now)
    planned = Appointment.objects.filter(client_id__in=own, state="planned", starts_at__gte=now)
    letters = Letter.objects.filter(client_id__in=own, state__in=("waiting", "sending"))
    drafts = Draft.objects.filter(client_id__in=own, sent_at=None, discarded_at=None)
    shares = Share.objects.filter(client_id__in=own, revoked_at=None, expires_at__gt=now)
    links = reverse("shares", args=[client.pk])
    found = (
        Open("conversation waits", "conversations wait", waits, page),
        Open("promise or to-do is open", "promises and to-dos are open", _promises(own), page),
        Open("call or visit is planned", "calls and visits are planned", planned.count(), reverse("diary")),
        Open("draft is not sent", "drafts are not sent", drafts.count(), reverse("letters")),
        Open("letter is on its way", "letters are on their way", letters.count(), reverse("letters")),
        Open("link is open", "links are open", shares.count(), links),
        Open("mailbox is read", "mailboxes are read", _mailboxes(own), reverse("mailboxes")),
        Open(
            "cover is not over",
            "covers are not over",
            _covers(own, now),
            reverse("client-cover", args=[client.pk]),
        ),
        Open("weekly note is wanted", "weekly notes are wanted", _weekly(own), reverse("weekly")),
    )
    return [one for one in found if one.count]


def _promises(own: set[int]) -> int:
    return Promise.objects.filter(client_id__in=own, state="open").count()


def _mailboxes(own: set[int]) -> int:
    return Mailbox.objects.filter(connection__owner_client_id__in=own).count()


def _covers(own: set[int], now: datetime) -> int:
    rows = CoverPack.objects.filter(client_id__in=own, ended_at=None, until_on__gte=now.date())
    return rows.count()


def _weekly(own: set[int]) -> int:
    return WeeklyWish.objects.filter(client_id__in=own).count()


def ending_of(client: Client) -> Ending | None:
    return Ending.objects.filter(client=client).select_related("made_by").first()


def end(member: Member, client: Client, *, keep_until: date, today: date, now: datetime) -> Ending:
    """Out of Today, the lists and the rhythm from now on; everything stays until somebody erases it."""
    if not member.is_owner:
        raise NotThere("There is no such client.")
    if not today < keep_until <= today + LONGEST_KEPT:
        raise HandoverError("Choose a day to come, within twelve years. Nothing was changed.")
    with transaction.atomic():
        values = {"keep_until": keep_until, "made_by": member, "made_at": now}
        made, _ = Ending.objects.update_or_create(client=client, defaults=values)
        Client.objects.filter(pk=client.pk, ended_on=None).update(ended_on=today)
    return made


def take_up_again(member: Member, client: Client) -> None:
    """Undoes `end`."""
    if not member.is_owner:
        raise NotThere("There is no such client.")
    with transaction.atomic():
        Ending.objects.filter(client=client).delete()
        Client.objects.filter(pk=client.pk).update(ended_on=None)
        mark_due([client.pk])


@prepared
def _over(today: Any) -> Any:
    rows = Ending.objects.filter(keep_until__lte=today, client__joined_into=None).order_by("keep_until")
    return rows.values_list("client_id", "client__name", "keep_until")


class Over(Struct, frozen=True):
    client_id: int
    client: str
    keep_until: date


def kept_long_enough_for(member: Member, *, today: date) -> list[Over]:
    """Ended clients whose day has come, for an owner's Today. Nothing is erased by itself."""
    return [Over(*row) for row in _over(today)] if member.is_owner else []


def begin_proof(member: Member, client: Client, *, now: datetime) -> ErasureProof:
    """Before the erasing, so that there is a page to stand on."""
    if not member.is_owner:
        raise NotThere("There is no such client.")
    return ErasureProof.objects.create(client_number=client.pk, member=member, asked_at=now)


def erase_with_proof(client: Client | None, proof: ErasureProof, *, now: datetime) -> bool:
    """Whether every byte has left already. May be killed anywhere and called again: None is a client that is gone."""
    rows, is_complete = ErasureProof.objects.filter(pk=proof.pk, erased_at=None), True
    if client is not None:
        erasure = preview_client(client)
        rows.update(
            counts=_counts(client, erasure),
            kept_elsewhere=erasure.kept_elsewhere,
            after_tombstone=_newest_tombstone(),
        )
        is_complete = erase(erasure)
    rows.update(erased_at=now, last_tombstone=_newest_tombstone())
    return is_complete


def _newest_tombstone() -> int:
    return Tombstone.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _counts(client: Client, erasure: Erasure) -> dict[str, int]:
    """Private notes of whomever are not counted apart: that there are any is nobody's to know."""
    chunks = in_chunks(sorted(erasure.entries))
    return {
        "messages": len(erasure.entries),
        "files": sum(Attachment.objects.filter(interaction_id__in=chunk).count() for chunk in chunks),
        "people": client.people.count(),
        "addresses": len(erasure.addresses),
    }


def proof_for(member: Member, proof_id: int) -> ErasureProof | None:
    """An owner's alone."""
    if not (member.is_owner and member.is_active):
        return None
    return ErasureProof.objects.filter(pk=proof_id).select_related("member").first()


def tombstones_of(proof: ErasureProof) -> Any:
    """Keyed hashes of what was erased, oldest first: they name nothing, and know it if it comes again."""
    made = Q(id__gt=proof.after_tombstone, id__lte=proof.last_tombstone)
    return Tombstone.objects.filter(made).order_by("id").values_list("digest", "erased_at", "swept_at")
