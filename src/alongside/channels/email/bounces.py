"""A mail that says that another did not arrive in; whom it speaks of, why, and of which letter, out. Trusts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from alongside.channels.email.block import HeaderBlock
from alongside.channels.email.parse import opened
from alongside.channels.email.tree import Part

Verdict = Literal["failed", "delayed"]
MOST_FAILURES, MOST_IDS, LONGEST_SAID, _LONGEST_TEXT = 50, 20, 300, 200_000
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_HEADS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_ID = re.compile(r"^[>\s]*(?:X-)?(?:Original-)?Message-ID:\s*<?([^<>\s]{3,250})", re.I | re.M)
_IN_ANGLES = re.compile(r"<([^<>\s]{3,250})>")
# RFC 3463 §2, at the beginning of what a server said or in the midst of it.
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS = r"[^\s<>()\",;:]{1,64}@[^\s<>()\",;:]{1,255}"
# How qmail and Exim name those whom a letter did not reach: alone on a line, and what was said below.
_NAMED = re.compile(rf"^[ \t]*<?({_ADDRESS})>?:?[ \t]*$", re.M)
_WAITS = re.compile(
    r"not yet been delivered|will continue to|still being retried|only a warning|do not need to resend"
    r"|no action is required on your part|delivery (?:is|has been) delayed|delayed",
    re.I,
)
_ENDED = re.compile(
    r"permanent|giving up|given up|could not be delivered|failed permanently|undeliverable", re.I
)
_COPY_BEGINS = re.compile(
    r"^-{2,}.*(?:copy of (?:the|your) message|original message|message headers).*$|^Return-Path:", re.I | re.M
)
_UNKNOWN = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox)|(?:does not|doesn't|doesn.t) exist"
    r"|recipient ?not ?found|no mailbox here|address rejected|invalid recipient",
    re.I,
)
_FULL = re.compile(
    r"(?:mailbox|quota|storage)[^.]{0,40}(?:full|exceed|over)|over ?quota|out of storage", re.I
)
_TOO_LARGE = re.compile(r"too (?:large|big)|exceeds[^.]{0,40}size|size limit", re.I)
_NO_DOMAIN = re.compile(r"(?:domain|host)[^.]{0,30}not (?:found|exist)|NXDOMAIN|unrouteable", re.I)
_DISABLED = re.compile(r"(?:account|mailbox)[^.]{0,30}(?:disabled|inactive|suspended)", re.I)
_UNREACHABLE = re.compile(
    r"timed? ?out|connection refused|could(?: not|n't) connect|retry time|in the queue too long"
    r"|wasn.t able to establish",
    re.I,
)
_REFUSED = re.compile(r"spam|policy|blocked|block ?list|denied|not allowed|rejected", re.I)
# What each reason is called, the last two numbers of its codes, and its words where there is no code.
_REASONS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("full", ("2.2",), _FULL),
    ("too_large", ("2.3", "3.4"), _TOO_LARGE),
    ("no_domain", ("1.2", "4.4"), _NO_DOMAIN),
    ("disabled", ("2.1",), _DISABLED),
    ("unknown", ("1.0", "1.1", "1.3", "1.6", "1.10", "4.1"), _UNKNOWN),
    ("unreachable", ("4.0", "4.2", "4.7"), _UNREACHABLE),
    ("refused", ("7.",), _REFUSED),
)


class Failure(Struct, frozen=True):
    """Somebody whom it did not reach. `address`: as it was written to, lower case; `original` where another stands

    beside it. `reason`: "full", "too_large", "no_domain", "disabled", "unknown", "unreachable", "refused" or "".
    """

    address: str
    original: str
    verdict: Verdict
    status: str
    reason: str
    said: str


class Bounce(Struct, frozen=True):
    """`message_ids`: of which letter it may speak, the likeliest first. Without `failures` it names nobody."""

    message_ids: tuple[str, ...]
    failures: tuple[Failure, ...]
    verdict: Verdict


def read_bounce(raw: bytes) -> Bounce:
    """By RFC 3464 where it is written so, else by the habits of qmail, Exim and their like."""
    block, parts = opened(raw)
    words = _words(parts)
    verdict: Verdict = "delayed" if _WAITS.search(words) and not _ENDED.search(words) else "failed"
    told = [found for part in parts if part.content_type in _STATUS_TYPES for found in _reported(part)]
    if not any(part.content_type in _STATUS_TYPES for part in parts):
        told = _named(block, words, verdict)
    failures = tuple({one.address: one for one in told[:MOST_FAILURES]}.values())
    if failures:
        verdict = "failed" if any(one.verdict == "failed" for one in failures) else "delayed"
    return Bounce(_message_ids(block, parts, words), failures, verdict)


def _words(parts: Iterable[Part]) -> str:
    """What it says to a person, without the letter that it returns."""
    texts = (_text(part) for part in parts if part.content_type == "text/plain" and part.content)
    return next(texts, "")


def _text(part: Part) -> str:
    return (
        (part.content or b"")[:_LONGEST_TEXT]
        .decode("utf-8", "replace")
        .replace("\r\n", "\n")
        .replace("\0", "")
    )


def _message_ids(block: HeaderBlock, parts: Iterable[Part], words: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        if part.content_type in _HEADS:
            # Of the returned letter its head alone: further down may stand the ids of letters that it holds.
            found += _ID.findall(_text(part).partition("\n\n")[0])
        elif part.content_type in _STATUS_TYPES:
            found += _ID.findall(_text(part))
    found += _ID.findall(words)
    for name in ("in-reply-to", "references"):
        found += _IN_ANGLES.findall(" ".join(block.all(name))[:10_000])
    return tuple(dict.fromkeys(found))[:MOST_IDS]


def _reported(part: Part) -> Iterator[Failure]:
    for group in re.split(r"\n[ \t]*\n", _text(part).strip("\n"))[: MOST_FAILURES + 1]:
        fields = _fields(group)
        action = fields.get("action", "").partition(" ")[0].strip(";").lower()
        address = _address_in(fields.get("final-recipient", ""))
        original = _address_in(fields.get("original-recipient", ""))
        verdict: Verdict | None = {"failed": "failed", "delayed": "delayed"}.get(action)  # type: ignore[assignment]
        if verdict is not None and (address or original):
            said = fields.get("diagnostic-code", "").partition(";")[2] or fields.get("diagnostic-code", "")
            status = _STATUS.search(fields.get("status", "")) or _STATUS.search(said)
            yield _failure(original or address, address, verdict, status[1] if status else "", said)


def _fields(group: str) -> dict[str, str]:
    """Lower-case name to the first unfolded value."""
    found: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", group).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _address_in(value: str) -> str:
    """ "rfc822; <Tom@Harlow.example>"."""
    found = value.rpartition(";")[2].strip().strip("<>").strip().lower()
    return found[:320] if "@" in found and not re.search(r"[\s<>]", found) else ""


def _named(block: HeaderBlock, words: str, verdict: Verdict) -> list[Failure]:
    """From the header of Exim and Google, and from addresses that stand alone on a line."""
    own = _COPY_BEGINS.split(words)[0]
    marks = list(_NAMED.finditer(own))
    ends = [*(mark.start() for mark in marks[1:]), len(own)]
    said = {
        mark[1].lower(): own[mark.end() : end].strip().partition("\n\n")[0]
        for mark, end in zip(marks, ends, strict=False)
    }
    listed = re.findall(_ADDRESS, " ".join(block.all("x-failed-recipients"))[:10_000])
    found = []
    for address in dict.fromkeys([*(one.lower() for one in listed), *said]):
        status = _STATUS.search(said.get(address, ""))
        found.append(_failure(address, address, verdict, status[1] if status else "", said.get(address, "")))
    return found


def _failure(address: str, final: str, verdict: Verdict, status: str, said: str) -> Failure:
    said = " ".join(said.split())[:LONGEST_SAID]
    return Failure(address, final if final != address else "", verdict, status, reason_of(status, said), said)


def reason_of(status: str, said: str) -> str:
    """By the code where it says enough (RFC 3463 §3), else by the words."""
    if status.startswith("4.4."):
        return "unreachable"
    detail = status.partition(".")[2]
    for name, codes, _ in _REASONS:
        if any(detail == code or (code.endswith(".") and detail.startswith(code)) for code in codes):
            # "Address rejected" is what some say of those whom they do not know (RFC 7505, Exchange).
            return "unknown" if name == "refused" and _UNKNOWN.search(said) else name
    return next((name for name, _, words in _REASONS if words.search(said)), "")
