"""What can be said of a client by topic, who stands below whom, what is the same line: plain values in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from alongside.lib.texts import storable
from alongside.picture.errors import LooksSecret, PictureError
from alongside.picture.secrets import find_secret

PERSON, ASIDE = "person", "aside"
LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT = 120, 300, 2_000
_WEB = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#][^\s<>\"\\\\`]*)?", re.IGNORECASE)
# More than anybody reads; a form that was sent by a program stops here.
MOST_LINES = 400


class Field(Struct, frozen=True):
    """`is_long`: several lines of text. `help` is for whoever hesitates."""

    name: str
    label: str
    help: str = ""
    is_long: bool = False

    @property
    def longest(self) -> int:
        return LONGEST_TEXT if self.is_long else LONGEST_LINE


class Topic(Struct, frozen=True):
    """A kind of line: `one` is what the name of a line is asked as."""

    kind: str
    title: str
    one: str
    add: str
    empty: str
    fields: tuple[Field, ...]


PERSON_FIELDS = (
    Field("role", "What they do there", "Office manager, owner, the one who pays."),
    Field(
        "told", "How they like to be told things", "A short message first, never on a Friday.", is_long=True
    ),
    Field("say", "How the name is said", "MAH-ra, not MAR-ra."),
    Field("notes", "Anything else", is_long=True),
)
TOPICS = (
    Topic(
        "place", "Places", "Which place", "A place", "Where they are, and how one gets in.",
        (
            Field("address", "Address", is_long=True),
            Field("way", "How to get there", "The bell, the floor, the last bus.", is_long=True),
            Field("parking", "Parking"),
            Field("hours", "When somebody is there"),
        ),
    ),
    Topic(
        "tool", "Tools", "Which tool", "A tool", "What they work with, and who has the account. Never passwords.",
        (
            Field("what_for", "What for"),
            Field("link", "Link", "https://…"),
            Field("account", "Who has the account", "A name, or where the password is kept; never the password."),
        ),
    ),
    Topic(
        "environment", "How they work", "What", "A line", "Machines, telephones, where files lie, who opens the door.",
        (Field("text", "How it is", is_long=True),),
    ),
    Topic(
        "preference", "Preferences", "About what", "A preference", "How they like it: names in letters, trains, tea.",
        (Field("text", "How they like it", is_long=True),),
    ),
)  # fmt: skip
TOPIC_OF = {one.kind: one for one in TOPICS}


class Said(NamedTuple):
    """A line as it is kept: its name, and what is filled in of its fields."""

    name: str
    fields: dict[str, str]


def cleaned(topic: Topic, name: str, given: Mapping[str, str]) -> Said:
    """Raises PictureError, with the field that is wrong."""
    name = " ".join(name.split())
    if not name:
        raise PictureError(f"{topic.one}? Give it a name, so that you find it again.", field="name")
    if len(name) > LONGEST_NAME:
        raise PictureError("This is too long for a name. Say the rest below.", field="name")
    no_secret("name", name)
    return Said(name, cleaned_fields(topic.fields, given))


def cleaned_fields(fields: Iterable[Field], given: Mapping[str, str]) -> dict[str, str]:
    """What is filled in, without what is empty. Raises PictureError."""
    found = {}
    for field in fields:
        text = storable(given.get(field.name, "")).strip()
        if not field.is_long:
            text = " ".join(text.split())
        if len(text) > field.longest:
            raise PictureError(f"This is {len(text) - field.longest:,} letters too long.", field=field.name)
        no_secret(field.name, text, is_link=field.name == "link")
        if text:
            found[field.name] = text
    if "link" in found:
        found["link"] = _link(found["link"])
    return found


def no_secret(field: str, text: str, *, is_link: bool = False) -> None:
    """Raises LooksSecret. The address of a page is long and odd by nature; only a password in it counts."""
    secret = find_secret(text if not is_link else text.partition("://")[2].partition("/")[0])
    if secret is not None:
        raise LooksSecret(secret.words, field=field)
    if is_link and "@" in text.partition("://")[2].partition("/")[0]:
        raise LooksSecret("This address has a name and a password in it. Give it without them.", field=field)


def _link(text: str) -> str:
    """Whole, and of the web. Raises PictureError."""
    text = text if "://" in text else f"https://{text}"
    if not _WEB.fullmatch(text):
        raise PictureError("This is no address of a page. It looks like https://name.com.", field="link")
    return text


class Placed(NamedTuple):
    """A person in the tree of who answers to whom; `depth` 0 answers to nobody here."""

    number: int
    depth: int


def tree(people: Iterable[tuple[int, str, int | None]]) -> list[Placed]:
    """Number, name and whom they answer to in; everybody once, each below whom they answer to, out.

    Somebody in a ring (A answers to B, who answers to A) stands at the top, so that nobody is lost.
    """
    rows = sorted(people, key=lambda one: (one[1].casefold(), one[0]))
    known = {number for number, _, _ in rows}
    above = {number: at if at in known and at != number else None for number, _, at in rows}
    below: dict[int | None, list[int]] = {}
    for number, _, _ in rows:
        below.setdefault(None if is_ring(above, number) else above[number], []).append(number)
    found: list[Placed] = []
    stack = [Placed(number, 0) for number in reversed(below.get(None, ()))]
    while stack:
        one = stack.pop()
        found.append(one)
        stack += [Placed(number, one.depth + 1) for number in reversed(below.get(one.number, ()))]
    return found


def is_ring(above: Mapping[int, int | None], number: int) -> bool:
    """Whether somebody comes back to themselves by way of those they answer to."""
    seen: set[int] = set()
    at = above.get(number)
    while at is not None and at not in seen:
        if at == number:
            return True
        seen.add(at)
        at = above.get(at)
    return False


def same_name(name: str) -> str:
    """Two lines with equal results are about the same."""
    return " ".join(name.split()).casefold()
