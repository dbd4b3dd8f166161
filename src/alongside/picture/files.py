"""The files of a client, read: a page of them by key, filtered by name, kind and who; only what the member may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import names_of, sees_client
from alongside.lib.file_places import SERVICES
from alongside.picture.links import KIND_WORDS
from alongside.picture.models import ClientFile
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import Mark

PAGE = 60
LONGEST_WORDS = 100


class Wanted(Struct, frozen=True):
    """`kind`: of a file, a place that links lead to, or "links" for all of these; "" for everything.

    `addresses`: of whom it came; None from anybody. `is_ours`: what went out from here.
    """

    words: str = ""
    kind: str = ""
    addresses: tuple[str, ...] | None = None
    is_ours: bool = False


class File(Struct, frozen=True):
    """`key` leads to a file that came with a letter, `url` elsewhere. `who`: a name, or an address."""

    id: int
    at: datetime
    is_link: bool
    kind: str
    name: str
    key: str
    size_bytes: int | None
    url: str
    host: str
    who: str
    is_ours: bool
    interaction_id: int
    subject: str


_FIELDS = (
    "id", "happened_at", "is_link", "kind", "name", "key", "size_bytes", "url", "is_ours", "sender",
    "interaction_id", "interaction__subject", "interaction__sender_name", "interaction__proof",
)  # fmt: skip


def files_for(
    member: Member, client_id: int, wanted: Wanted, *, before: Mark | None = None, limit: int = PAGE
) -> list[File]:
    """The newest first; none for a stranger."""
    if not sees_client(member, client_id):
        return []
    rows = ClientFile.objects.filter(_wanted(wanted), client_id=client_id, interaction__private_to=None)
    if before is not None:
        at, number = before
        rows = rows.filter(Q(happened_at__lte=at) & (Q(happened_at__lt=at) | Q(id__lt=number)))
    found = list(rows.order_by("-happened_at", "-id").values_list(*_FIELDS)[:limit])
    # What was moved a moment ago may not be followed yet.
    there = _still_filed(client_id, {row[10] for row in found})
    names = names_of(row[9] for row in found if row[9])
    return [_file(row, names) for row in found if row[10] in there]


def _wanted(wanted: Wanted) -> Q:
    found = Q()
    for word in wanted.words[:LONGEST_WORDS].split():
        found &= Q(name__icontains=word)
    if wanted.kind == "links":
        found &= Q(is_link=True)
    elif wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.addresses is not None:
        found &= Q(sender__in=wanted.addresses)
    if wanted.is_ours:
        found &= Q(is_ours=True)
    return found


def _still_filed(client_id: int, entries: Collection[int]) -> set[int]:
    rows = Filing.objects.filter(interaction_id__in=entries, client_id=client_id)
    return set(rows.values_list("interaction_id", flat=True))


def _file(row: Sequence[object], names: dict[str, str]) -> File:
    number, at, is_link, kind, name, key, size, url, is_ours, sender, entry, subject, said, proof = row
    # A doubtful sender is never shown under a known name.
    known = names.get(str(sender), "") if proof != "doubtful" else ""
    host = str(url).partition("://")[2].partition("/")[0]
    who = known or str(said) or str(sender)
    shown = (number, at, is_link, kind, name, key, size, url, host, who, is_ours, entry, subject)
    return File(*shown)  # type: ignore[arg-type]


def kinds_for(member: Member, client_id: int) -> list[str]:
    """Which kinds there are at all of this client, for the filter."""
    if not sees_client(member, client_id):
        return []
    # Each asked by itself: one look into the index, where a list of all kinds would walk over every file.
    rows = ClientFile.objects.filter(client_id=client_id)
    return [kind for kind in (*KIND_WORDS, *SERVICES) if rows.filter(kind=kind).exists()]
