"""How an answer begins: subject, recipients and quotation out of what is answered; snippets filled in. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from alongside.channels.smtp.compose import Correspondent
from alongside.channels.smtp.headers import one_line
from alongside.message import Party

_ANSWERED = re.compile(r"\s*(?:re|aw|antw|sv|vs|odp|rif|res)\s*(?:\[\d+\]|\(\d+\))?\s*:", re.IGNORECASE)
_FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|vb|doorst|i)\s*:", re.IGNORECASE)
_PLACE = re.compile(r"\{([a-z_]{1,30})\}")
# What a snippet may ask for, each with what it stands for, for a page to explain.
PLACES: Mapping[str, str] = {
    "first_name": "the first name of the first recipient",
    "name": "the name of the first recipient",
    "client": "the client's name",
    "my_name": "your own name",
    "my_first_name": "your own first name",
    "date": "today, as 3 March 2026",
    "weekday": "today, as Tuesday",
    "tomorrow": "tomorrow, as Wednesday 4 March",
    "subject": "the subject",
}


class Answered(Struct, frozen=True):
    """What an answer needs to know of the letter it answers. `said_at` is in the reader's own zone."""

    subject: str
    parties: Sequence[Party]
    text: str
    said_at: datetime
    is_own: bool


def answer_subject(subject: str) -> str:
    subject = one_line(subject)
    return subject if _ANSWERED.match(subject) else f"Re: {subject}".rstrip()


def is_forward(subject: str) -> bool:
    """Whether it says of itself that a letter is passed on."""
    return _FORWARDED.match(subject) is not None


def forward_subject(subject: str) -> str:
    subject = one_line(subject)
    return subject if is_forward(subject) else f"Fwd: {subject}".rstrip()


def answer_recipients(
    answered: Answered, *, own: Collection[str], is_to_all: bool
) -> tuple[list[Correspondent], list[Correspondent]]:
    """To and Cc. Reply-To goes before From; an answer to one's own letter goes to whom it went to."""
    by_role: dict[str, list[Correspondent]] = {}
    for party in answered.parties:
        if party.address:
            by_role.setdefault(party.role, []).append(Correspondent(party.address, one_line(party.name)))
    senders = by_role.get("reply_to") or by_role.get("from", [])
    to = by_role.get("to", []) if answered.is_own else senders
    to = _without(to, own) or to[:1]
    if not is_to_all:
        return to, []
    others = [] if answered.is_own else by_role.get("to", [])
    known = {one.address for one in to} | set(own)
    return to, _without([*others, *by_role.get("cc", [])], known)


def _without(people: Sequence[Correspondent], left_out: Collection[str]) -> list[Correspondent]:
    found: dict[str, Correspondent] = {}
    for one in people:
        if one.address.lower() not in left_out:
            found.setdefault(one.address.lower(), one)
    return list(found.values())


def quotation(answered: Answered) -> str:
    """What is answered, marked line by line, under a line that says whose it is."""
    who = _names(answered.parties, "from") or "somebody"
    when = f"{answered.said_at:%a} {answered.said_at.day} {answered.said_at:%b %Y, %H:%M}"
    lines = answered.text.strip("\n").split("\n")
    marked = [f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines]
    return "\n".join([f"On {when}, {who} wrote:", *marked])


def forwarded(answered: Answered) -> str:
    """What is forwarded, whole, under its own head."""
    when = f"{answered.said_at:%a} {answered.said_at.day} {answered.said_at:%b %Y, %H:%M}"
    head = [
        "---------- Forwarded message ----------",
        f"From: {_names(answered.parties, 'from')}",
        f"Date: {when}",
        f"Subject: {one_line(answered.subject)}",
        f"To: {_names(answered.parties, 'to')}",
    ]
    cc = _names(answered.parties, "cc")
    return "\n".join([*head, *([f"Cc: {cc}"] if cc else []), "", answered.text.strip("\n")])


def _names(parties: Sequence[Party], role: str) -> str:
    shown = [
        f"{one_line(party.name)} <{party.address}>" if party.name else party.address
        for party in parties
        if party.role == role
    ]
    return ", ".join(filter(None, shown))


def first_text(*, signature: str, below: str) -> str:
    """Room to write in, the signature, and what is quoted below it."""
    parts = ["", "", *(["-- ", signature.strip("\n")] if signature.strip() else [])]
    return "\n".join([*parts, *(["", below] if below else [])]) + "\n"


def fill_in(text: str, known: Mapping[str, str]) -> str:
    """Each `{place}` that is known, filled in; the others stay, so that they are seen. Filled in once only:
    a name that looks like a place stays a name."""
    return _PLACE.sub(lambda found: known.get(found[1]) or found[0], text)


def unknown_places(text: str) -> list[str]:
    return [name for name in dict.fromkeys(_PLACE.findall(text)) if name not in PLACES]


def places_now(
    *, recipient: Correspondent | None, client: str, my_name: str, now: datetime, subject: str
) -> dict[str, str]:
    """What can be filled in at `now`, in the writer's own zone; what nobody knows is not in it."""
    today, tomorrow = now.date(), now.date() + timedelta(days=1)
    name = recipient.name if recipient else ""
    found = {
        "first_name": first_name(name),
        "name": name,
        "client": client,
        "my_name": my_name,
        "my_first_name": first_name(my_name),
        "date": f"{today.day} {today:%B %Y}",
        "weekday": f"{today:%A}",
        "tomorrow": f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B}",
        "subject": subject,
    }
    return {place: value for place, value in found.items() if value}


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "herr", "frau"})


def first_name(name: str) -> str:
    """Of `Quill, Mara` as of `Dr. Mara Quill` it is Mara."""
    family, comma, given = name.partition(",")
    words = (given if comma else family).split()
    return next((word for word in words if word.rstrip(".").lower() not in _TITLES), "")
