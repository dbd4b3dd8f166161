"""What a guest typed under a shared page in; replies that hold, or in words what is missing, out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.core import signing
from django.http import QueryDict
from django.utils.crypto import get_random_string
from msgspec import Struct, field

from alongside.handover.needs import Item
from alongside.pages.guests.who import who_errors
from alongside.replies.rules import LONGEST_TEXT, SLOWEST, can_be_seen, is_a_persons
from alongside.sharing.models import Share

TEXT, ANSWER = "reply", "answer-"
_ANSWERS = re.compile(r"answer-[qwp]:[0-9a-f]{32}(?::\d{1,9}:\d{1,9})?")
# For programs that fill in whatever there is; people do not see it.
EMPTY = "more"


class Typed(Struct):
    """A form as it is shown: new, or again with what was typed. `errors`: by field, in the order of the page.

    `form` is the stamp that says when it was shown; sending it twice is sending once.
    """

    form: str
    name: str = ""
    address: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def new_stamp(share: Share, *, now: datetime) -> str:
    return stamp_for(page_of(share), now=now)


def page_of(share: Share) -> str:
    return f"alongside.sharing.{share.pk}"


def stamp_for(page: str, *, now: datetime) -> str:
    """Binds a form to the page it stands on, so that only who has read the page can send it."""
    return signing.dumps([get_random_string(16), now.timestamp()], salt=page)


def shown_at(share: Share, stamp: str) -> float | None:
    return stamped_at(page_of(share), stamp)


def stamped_at(page: str, stamp: str) -> float | None:
    """When the form was shown; None for a stamp of another page, or none of ours."""
    try:
        _, at = signing.loads(stamp, salt=page)
    except (signing.BadSignature, ValueError):
        return None
    return float(at)


def read_on(page: str, post: QueryDict, questions: Sequence[Item] | None, *, now: datetime) -> Typed | None:
    """None where it cannot come from the page itself. `questions`: None where it never asks any, so that only a reply
    can stand there."""
    stamp = post.get("form", "")
    at = stamped_at(page, stamp)
    if at is None:
        return None
    # Also to what is no longer asked: it was on the page when somebody began to write.
    asks = questions is not None
    names = [name for name in post if name == TEXT or (asks and _ANSWERS.fullmatch(name))]
    # All of them: how many are taken within an hour is counted where they are taken, and said in words.
    texts = {name: text for name in names if can_be_seen(text := post.get(name, "").strip())}
    typed = Typed(stamp, post.get("name", "").strip(), post.get("address", "").strip(), texts)
    typed.errors = _errors(
        typed, has_questions=bool(questions), shown={ANSWER + one.about for one in questions or ()}
    )
    age = now.timestamp() - at
    if not typed.errors and (post.get(EMPTY) or not is_a_persons(age)):
        typed.form = stamp_for(page, now=now) if age > SLOWEST.total_seconds() else stamp
        typed.errors["form"] = "This was not sent yet. Nothing is lost: press Send once more."
    return typed


def _errors(typed: Typed, *, has_questions: bool, shown: Collection[str]) -> dict[str, str]:
    errors = {}
    for name, text in typed.texts.items():
        if len(text) > LONGEST_TEXT:
            errors[name if name in shown else TEXT] = (
                f"This is {len(text) - LONGEST_TEXT:,} letters too long. Shorten it, or send a mail."
            )
    if not typed.texts:
        errors[TEXT] = "Answer something above, or write here." if has_questions else "Write your reply here."
    return errors | who_errors(typed.name, typed.address, so_that="the answer reaches you")
