"""Addresses of posts, their first words and what may be published: plain values in and out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from alongside.replies.rules import Limits

LONGEST_TITLE, LONGEST_NAME, LONGEST_SLUG, LONGEST_TEXT = 200, 200, 80, 100_000
FIRST_WORDS = 280
# So many stand on one page of the list, and in the feed.
ON_A_PAGE, IN_THE_FEED = 10, 20
# More than people write below a post, and in the whole journal.
LIMITS = Limits(on_a_page=40, from_one_place=30, in_all=100)
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def clean(text: str) -> str:
    """As XML 1.0 §2.2 and every database hold it: no control characters, line ends of one kind."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def slug_of(text: str) -> str:
    """Lower-case letters and digits of any script, without accents, with hyphens between words; "" for none."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", bare).lower()).strip("-")
    if len(words) <= LONGEST_SLUG:
        return words
    whole_words = words[: LONGEST_SLUG + 1].rpartition("-")[0]
    return whole_words or words[:LONGEST_SLUG]


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """The wanted one, or with the first number that makes it nobody else's."""
    slug, number = wanted or "post", 1
    while (slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return slug if number == 1 else f"{slug}-{number}"


def first_words(text: str) -> str:
    """Of plain text: what stands below a title in the list, cut between words."""
    words = " ".join(text.split())
    if len(words) <= FIRST_WORDS:
        return words
    return (words[:FIRST_WORDS].rpartition(" ")[0] or words[:FIRST_WORDS]).rstrip(" ,;:-") + " …"


def lacks(title: str, text: str) -> str:
    """What is missing before a post can be read by everybody; "" when nothing is."""
    if not title.strip():
        return "Give it a title first. Nothing was published."
    if not text.strip():
        return "Nothing is written yet. Nothing was published."
    if len(text) > LONGEST_TEXT:
        return f"This is {len(text) - LONGEST_TEXT:,} letters too long. Part it into two posts."
    return ""
