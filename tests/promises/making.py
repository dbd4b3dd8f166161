"""Letters that promise, and what is found in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from alongside.processes.follow_ups import follow_all
from alongside.promises import actions
from alongside.promises.models import Finding
from alongside.promises.suggesting import suggestions_for
from tests.making import ME, arrive_raw, mailbox, owner

MARA = "mara@harlow.example"
NOW = datetime.now(UTC).replace(microsecond=0)


def letter(
    text: str, *, sender: str = MARA, to: str = ME, name: str = "a", days: float = 1, answers: str = ""
) -> bytes:
    """A mail as it comes over the wire, so many days old."""
    at = (NOW - timedelta(days=days)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    refers = f"References: <{answers}@id.example>\nIn-Reply-To: <{answers}@id.example>\n" if answers else ""
    head = f"From: {sender}\nTo: {to}\nDate: {at}\nMessage-ID: <{name}@id.example>\nSubject: Hall\n{refers}"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode()


def arrived(*letters: bytes) -> None:
    arrive_raw(mailbox(), *letters)
    follow_all()


def places() -> list[tuple[str, str, str]]:
    return sorted((one.kind, one.side, one.interaction.body and one.speaker) for one in Finding.objects.all())


def offered(member=None) -> list[str]:
    return [one.evidence.sentence for one in suggestions_for(member or owner(), now=timezone.now())]


def place_of(one: Finding) -> tuple[int, int, int, str]:
    return (one.interaction_id, one.start, one.end, one.kind)


def keep_first() -> str:
    return actions.accept(owner(), place_of(Finding.objects.order_by("id")[0]), now=timezone.now())


PROMISE = "Hello Nell,\n\nI'll send you the seating plan by Friday.\n\nMara\n"
