"""What is taken of a reply, how soon and how often: plain values in and out; `now` is given."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from unicodedata import category

from msgspec import Struct

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TEXT = 100, 254, 5_000
# Signs of control and of form, halves of letters, blanks; what is not known yet may be a new picture.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
# Nobody reads a page and writes on it within this time; a form that is older is asked to be sent once more.
QUICKEST, SLOWEST = timedelta(seconds=2), timedelta(days=7)
# Within this time no more than `Limits` say.
WITHIN = timedelta(hours=1)


class Limits(Struct, frozen=True):
    """More than a person writes: on one page, from one address on all pages, and on all pages by everybody."""

    on_a_page: int
    from_one_place: int
    in_all: int | None = None

    def crossed(self, *, on_a_page: int, from_one_place: int, in_all: int) -> str:
        """In words what was too much before this one; "" where it may come."""
        is_full = self.in_all is not None and in_all >= self.in_all
        if is_full or on_a_page >= self.on_a_page:
            return "Much was written on this page within the last hour."
        if from_one_place >= self.from_one_place:
            return "Much was written from where you are within the last hour."
        return ""


def is_a_persons(age_seconds: float) -> bool:
    """Whether somebody can have read a page and written on it in the time for which its form was open."""
    return QUICKEST.total_seconds() <= age_seconds <= SLOWEST.total_seconds()


def can_be_seen(text: str) -> bool:
    """Whether there is anything in it but blanks, and signs that no page shows."""
    return any(category(sign) not in _UNSEEN for sign in text)


def identity_of(page: int, form: str, *texts: str) -> str:
    """32 hex digits: the same for a form that is sent twice, another when other words are sent from it."""
    digest = blake2b(digest_size=16, person=b"reply-form")
    for part in (str(page), form, *texts):
        digest.update(f"{len(part)}:{part}".encode("utf-8", "replace"))
    return digest.hexdigest()
