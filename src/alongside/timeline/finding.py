"""Search as a member does it: words in, entries she may see out, with the words marked in their text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.clients.queries import clients_for
from alongside.prepared import prepared
from alongside.search.index import Hit
from alongside.search.queries import find
from alongside.search.rules import Query, parse_query
from alongside.search.snippets import Piece, mark
from alongside.timeline.file_snippets import snippets_of_files
from alongside.timeline.indexing import HAS_FILE, client_token, private_token, sight_tokens
from alongside.timeline.queries.entries import bodies_at
from alongside.timeline.queries.lists import client_tags, lines_for
from alongside.timeline.queries.shapes import ClientTag, Line
from alongside.timeline.queries.sight import Sight, sight_of
from alongside.timeline.text import decompress, new_words, unpack_folds

SNIPPET_LETTERS = 160
# Each kind with the words that pages have for it.
KINDS = {
    "email": ("email", "mail", "letter"),
    "call": ("call",),
    "meeting": ("meeting",),
    "visit": ("visit",),
    "chat": ("chat", "message"),
    "note": ("note",),
}
_EXAMPLES = {"from": "mara", "to": "tom", "client": "harlow", "kind": "call", "has": "attachment"}
Scope = tuple[str, ...]


class Found(NamedTuple):
    """One hit. `clients`: each client the member sees it under."""

    line: Line
    clients: tuple[ClientTag, ...]
    snippet: tuple[Piece, ...]


class Findings(Struct, frozen=True):
    """`next_before` leads to the next page; `problem` says in a sentence why nothing could be looked for."""

    hits: list[Found]
    next_before: int | None = None
    problem: str = ""


def find_for(
    member: Member,
    text: str,
    *,
    client_id: int | None = None,
    limit: int = 30,
    order: str = "newest",
    before: int | None = None,
    is_typing: bool = False,
) -> Findings:
    """Entries that hold all the words, newest first by default; any input is safe."""
    query = parse_query(text, is_typing=is_typing)
    if unreadable := _unreadable(query):
        return Findings([], problem=unreadable)
    if not query.has_terms and client_id is None:
        return Findings([])
    sight = sight_of(member)
    scopes, problem = _scopes(member, query, sight)
    if problem:
        return Findings([], problem=problem)
    if client_id is not None:
        scopes.append((client_token(client_id),))
    hits: list[Hit] = find(
        query,
        scopes=scopes,
        without=_without(member, query),
        limit=limit,
        before=before,
        order=order,
        zone=zone_of(member),
    )
    found = _show(member, sight, query, hits)
    if order == "newest":
        # The index knows the minute alone.
        found.sort(key=lambda one: one.line.happened_at, reverse=True)
    has_more = len(hits) == limit and order == "newest"
    return Findings(found, hits[-1].rowid if has_more else None)


def _unreadable(query: Query) -> str:
    """A sentence on what was begun and says nothing; "" where all of it can be looked for."""
    if query.misread:
        return f"“{query.misread[0]}” is no date that can be read. Write 2026, 2026-03 or 2026-03-05."
    if query.unsaid:
        name = query.unsaid[0]
        return f"Behind “{name}:” something is missing. Write it without a space: {name}:{_EXAMPLES[name]}"
    return ""


def _scopes(member: Member, query: Query, sight: Sight) -> tuple[list[Scope], str]:
    """What narrows a search: the member's sight, then the fields she named; with a sentence if one is unknown."""
    scopes: list[Scope] = []
    seen = sight_tokens(sight.member_id, _sorted(sight.clients), sorted(sight.connections))
    if seen is not None:
        scopes.append(seen)
    for name in query.values("client"):
        clients = clients_for(member).filter(Q(name__icontains=name)).values_list("id", flat=True)
        tokens = tuple(client_token(number) for number in clients)
        if not tokens:
            return [], f"There is no client called “{name}”."
        scopes.append(tokens)
    for name in query.values("kind"):
        tokens = _kind_tokens(name)
        if not tokens:
            return [], f"There is no kind “{name}”. There are: {', '.join(KINDS)}."
        scopes.append(tokens)
    for what in query.values("has"):
        if not any(one.startswith(what.lower()) for one in ("attachments", "files")):
            return [], f"“has:{what}” is not known. Only has:attachment is."
        scopes.append((HAS_FILE,))
    return scopes, ""


def _kind_tokens(name: str) -> tuple[str, ...]:
    """Also for the beginning of a kind, and for what pages call it."""
    said = name.lower()
    return tuple(
        f"k{kind}" for kind, names in KINDS.items() if any(f"{one}s".startswith(said) for one in names)
    )


@prepared
def _members() -> Any:
    return Member.objects.values_list("id")


def _without(member: Member, query: Query) -> list[str]:
    """Tokens that no hit may carry: -client:, -kind:, -has:, and what is private to somebody else.

    The latter is dropped from the hits in any case; here, so that it does not take their places on the page.
    """
    tokens = [private_token(number) for (number,) in _members() if number != member.pk]
    tokens += [token for name in query.values("kind", is_excluded=True) for token in _kind_tokens(name)]
    tokens += [HAS_FILE for _ in query.values("has", is_excluded=True)]
    for name in query.values("client", is_excluded=True):
        clients = clients_for(member).filter(name__icontains=name).values_list("id", flat=True)
        tokens += [client_token(number) for number in clients]
    return tokens


def _sorted(numbers: frozenset[int] | None) -> list[int] | None:
    return None if numbers is None else sorted(numbers)


def _show(member: Member, sight: Sight, query: Query, hits: Sequence[Hit]) -> list[Found]:
    """Hits the member may really see: the index narrows, the timeline decides."""
    numbers = [hit.number for hit in hits]
    lines = lines_for(member, numbers)
    texts, clients = _texts(list(lines)), client_tags(sight, list(lines))
    shown = [number for number in numbers if number in lines]
    snippets = {number: mark(texts.get(number, ""), query, width=SNIPPET_LETTERS) for number in shown}
    if query.terms:
        unmarked = [
            number
            for number in shown
            if lines[number].attachment_count and not any(piece.is_match for piece in snippets[number])
        ]
        snippets |= snippets_of_files(unmarked, query, width=SNIPPET_LETTERS)
    return [Found(lines[number], tuple(clients.get(number, ())), tuple(snippets[number])) for number in shown]


def _texts(numbers: Sequence[int]) -> dict[int, str]:
    """What the writer wrote this time; the whole text of who only passed something on."""
    found = {}
    for number, packed, folds in bodies_at(numbers):
        text = decompress(packed)
        fresh = new_words(text, unpack_folds(folds))
        found[number] = (fresh if fresh.strip() else text).strip()
    return found
