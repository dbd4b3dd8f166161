"""A form with a field for each line in, what she changed of the lines out; for notes and for packs."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

from alongside.handover.rules import Edits, edits_of
from alongside.handover.shapes import Part


def edits_in(post: QueryDict, parts: Iterable[Part]) -> Edits:
    """`key` names the lines in their order; `was` and `words` are what stood and what stands in the field of each."""
    keys, was, words = (post.getlist(name) for name in ("key", "was", "words"))
    typed = dict(zip(keys, zip(was, words, strict=False), strict=False))
    return edits_of(parts, top=post.get("top", ""), shown=post.getlist("show"), typed=typed)
