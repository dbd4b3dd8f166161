"""What a search found in, its rows out."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import Markup

from alongside.pages.base.addresses import url
from alongside.pages.base.marks import mark
from alongside.pages.base.rows import search_hit
from alongside.pages.base.words import spoken
from alongside.timeline.finding import Found


def rows_of(hits: Iterable[Found], words: str) -> list[Markup]:
    """Each leads to its place in its conversation, where the words are marked."""
    looked_for = quote(words)
    return [_row(hit, looked_for) for hit in hits]


def _row(hit: Found, looked_for: str) -> Markup:
    line, client = hit.line, next(iter(hit.clients), None)
    within = f"client={client.id}&" if client else ""
    return search_hit(
        f"{url('conversation', line.id)}?{within}q={looked_for}#e{line.id}",
        line.happened_at,
        line.who,
        spoken(line.kind, line.others) or line.subject,
        hit.snippet,
        client=mark(client.name, hue=client.hue) if client else None,
    )
