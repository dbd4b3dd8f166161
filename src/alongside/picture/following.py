"""Keeps each client's list of files level with the timeline: changed entries in, rows for their files and links out."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from alongside.intake.rebuilding import rebuilds_besides
from alongside.picture.links import kind_of, links_of
from alongside.picture.models import ClientFile
from alongside.timeline.database import hold_intake
from alongside.timeline.models import Attachment, Body, Filing, Interaction
from alongside.timeline.text import decompress, new_words, unpack_folds, unpack_links

# The follower fills it again: its position is dropped as well.
rebuilds_besides(ClientFile)

MOST_OF_ONE = 100
# By entry: is_link, kind, name, key, size, address.
_Row = tuple[bool, str, str, str, int | None, str]


def handle(ids: Sequence[int]) -> None:
    """Words are read before the transaction; where each entry is filed, and whether it is still there, within it."""
    rows = _files(ids)
    for number, links in _links(ids).items():
        rows.setdefault(number, []).extend(links)
    with transaction.atomic():
        hold_intake()
        known = ClientFile.objects.filter(interaction_id__in=ids)
        if known.exists():
            known.delete()
        if rows:
            ClientFile.objects.bulk_create(_made(rows))


def _made(rows: dict[int, list[_Row]]) -> list[ClientFile]:
    entries = Interaction.objects.filter(id__in=list(rows), private_to=None)
    facts = {
        number: (direction == "out", sender or "")
        for number, direction, sender in entries.values_list("id", "direction", "sender__value")
    }
    filings = Filing.objects.filter(interaction_id__in=list(facts)).order_by("interaction_id", "client_id")
    return [
        ClientFile(
            client_id=client,
            interaction_id=number,
            happened_at=at,
            is_link=is_link,
            kind=kind,
            name=name[:255] or "No name",
            key=key,
            size_bytes=size,
            url=url,
            is_ours=facts[number][0],
            sender=facts[number][1],
        )
        for number, client, at in filings.values_list("interaction_id", "client_id", "happened_at")
        for is_link, kind, name, key, size, url in rows[number][:MOST_OF_ONE]
    ]


def _files(ids: Sequence[int]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    rows = Attachment.objects.filter(
        interaction_id__in=ids, is_inline=False, interaction__is_unfiled=False
    ).order_by("interaction_id", "number")
    for number, key, name, media_type, size in rows.values_list(
        "interaction_id", "key", "name", "media_type", "size_bytes"
    ):
        found.setdefault(number, []).append((False, kind_of(name, media_type), name, key, size, ""))
    return found


def _links(ids: Sequence[int]) -> dict[int, list[_Row]]:
    """Of what was newly written alone: a quotation names what its own letter has."""
    found: dict[int, list[_Row]] = {}
    rows = Body.objects.filter(interaction_id__in=ids, interaction__is_unfiled=False)
    for number, text, folds, behind in rows.values_list("interaction_id", "text", "folds", "links"):
        links = links_of(new_words(decompress(text), unpack_folds(folds)), unpack_links(behind))
        if links:
            found[number] = [(True, one.service, one.name, "", None, one.url) for one in links]
    return found
