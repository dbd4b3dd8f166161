"""A post in; the words for how it stands, as a member's list shows it, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from msgspec import Struct

from alongside.journal.models import Post, Reply, Version

STATES = {
    "draft": "draft",
    "public": "published",
    "changed": "published, changed since",
    "down": "taken down",
    "away": "put away",
}


class Listed(Struct, frozen=True):
    post: Post
    state: str
    words: str
    held: int


def state_of(post: Post, *, shown: Version | None = None) -> str:
    if not post.is_public:
        return "away" if post.put_away_at is not None else "down" if post.shown else "draft"
    version = shown or post.versions.filter(number=post.shown).first()
    is_same = version is not None and (version.title, version.text) == (post.title, post.text)
    return "public" if is_same else "changed"


def listed(posts: QuerySet[Post]) -> list[Listed]:
    """Those that are being written first, then the newest; what was put away last."""
    found = list(posts.select_related("author").order_by("-changed_at", "-id"))
    held = _held(found)
    versions = {(one.post_id, one.number): one for one in Version.objects.filter(post__in=found)}
    rows = []
    for post in found:
        state = state_of(post, shown=versions.get((post.pk, post.shown)))
        rows.append(Listed(post, state, STATES[state], held[post.pk]))
    return sorted(rows, key=lambda one: one.state == "away")


def _held(posts: Iterable[Post]) -> Counter[int]:
    rows = Reply.objects.filter(post__in=list(posts), state=Reply.State.HELD)
    return Counter(rows.values_list("post_id", flat=True))
