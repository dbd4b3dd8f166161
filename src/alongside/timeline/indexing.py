"""Keeps the search index level with the timeline: changed entries in, their words and tokens to the index."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.search.actions import index
from alongside.search.index import Document
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Body, Filing, Interaction, Party
from alongside.timeline.text import decompress, new_words, unpack_folds

_FIELDS = (
    "id",
    "happened_at",
    "subject",
    "kind",
    "direction",
    "attachment_count",
    "is_unfiled",
    "private_to_id",
    "connection_id",
)


_NOBODY: tuple[list[str], list[str]] = ([], [])


def handle(ids: Sequence[int]) -> None:
    """Index these entries anew; one that was erased meanwhile is passed over."""
    for chunk in in_chunks(ids):
        index(documents(chunk))


def documents(ids: Sequence[int]) -> list[Document]:
    people, filed = _people(ids), _filed(ids)
    texts = {
        number: new_words(decompress(text), unpack_folds(folds))
        for number, text, folds in Body.objects.filter(interaction_id__in=ids).values_list(
            "interaction_id", "text", "folds"
        )
    }
    rows = Interaction.objects.filter(id__in=ids).values_list(*_FIELDS)
    return [
        Document(
            number=row[0],
            happened_at=row[1],
            subject=row[2],
            people=" ".join(people.get(row[0], _NOBODY)[1]),
            sender=" ".join(people.get(row[0], _NOBODY)[0]),
            body=texts.get(row[0], ""),
            tokens=_tokens(row[3:], filed.get(row[0], ())),
        )
        for row in rows
    ]


def _tokens(row: Sequence[object], clients: Sequence[int]) -> tuple[str, ...]:
    kind, _, attachment_count, is_unfiled, private_to, source = row
    tokens = [f"k{kind}", *(client_token(client) for client in clients)]
    if attachment_count:
        tokens.append(HAS_FILE)
    if private_to is not None:
        tokens.append(f"p{private_to}")
    elif is_unfiled:
        tokens.append(f"t{source}")
    return tuple(tokens)


HAS_FILE = "hasfile"


def client_token(client_id: int) -> str:
    return f"c{client_id}"


def sight_tokens(
    member_id: int, clients: Sequence[int] | None, connections: Sequence[int]
) -> tuple[str, ...] | None:
    """Tokens of which a visible entry carries at least one; None when every client's is visible.

    Then what is private to others is dropped by the check each hit goes through anyway.
    """
    if clients is None:
        return None
    return (
        *(client_token(client) for client in clients),
        *(f"t{source}" for source in connections),
        f"p{member_id}",
    )


def _people(ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
    """Who wrote, and everybody else, by entry."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    rows = Party.objects.filter(interaction_id__in=ids)
    for number, role, name, address in rows.values_list("interaction_id", "role", "name", "address__value"):
        senders, others = found.setdefault(number, ([], []))
        (senders if role == "from" else others).append(f"{name} {address}")
    return found


def _filed(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Filing.objects.filter(interaction_id__in=ids).order_by("client_id")
    for number, client in rows.values_list("interaction_id", "client_id"):
        found.setdefault(number, []).append(client)
    return found
