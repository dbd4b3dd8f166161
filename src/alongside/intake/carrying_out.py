"""Carries decisions out: what they concern goes in; what is quick is done at once, the rest is work behind a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q
from msgspec import Struct, field

from alongside.accounts.models import Member
from alongside.clients.models import Client, CompanyDomain, FilingRule, Join, Person
from alongside.connections.models import Connection
from alongside.intake.refiling import Progress, refile
from alongside.jobs.progress import report
from alongside.jobs.registry import job
from alongside.timeline.database import hold_intake
from alongside.timeline.models import Decision, Filing

# About a second's worth on a small machine, where every one of them moves (measured: 3,000 a second).
AT_ONCE = 1000


class Noted(Struct):
    """What decisions concern, gathered. `what` is going on and where she stands `then`, for the page that waits.

    `job_id`: of the work that carries them out; None when `moved` says what came of it already.
    """

    what: str = "Filing anew"
    then: str = "/"
    entries: set[int] = field(default_factory=set)
    # Clients whose making is undone: they go when nothing of theirs is left.
    unmade: set[int] = field(default_factory=set)
    job_id: UUID | None = None
    moved: int = 0

    def __call__(self, entries: Collection[int], *, progress: Progress | None = None) -> int:
        """Takes the place of `refile` in a decision: remembers, and moves nothing yet."""
        self.entries.update(entries)
        return 0


@contextmanager
def noting(member: Member) -> Iterator[Noted]:
    """Decisions noted in this block are carried out at its end, together; an error in it takes them all back."""
    noted = Noted()
    with transaction.atomic():
        yield noted
        if len(noted.entries) > AT_ONCE:
            asked = file_anew.enqueue(
                member_id=member.pk,
                what=noted.what,
                then=noted.then,
                spans=spans(noted.entries),
                unmade=sorted(noted.unmade),
            )
            noted.job_id = UUID(str(asked.id))
    if noted.job_id is None:
        noted.moved = refile(noted.entries)
        remove_empty(noted.unmade)


@job(label="Filing anew", attempts=3)
def file_anew(
    *, member_id: int, what: str, then: str, spans: Sequence[Sequence[int]], unmade: Sequence[int] = ()
) -> int:
    """Place these entries by what is known now; the same however often it is done. Returns how many moved."""
    ids = list(chain.from_iterable(range(first, last + 1) for first, last in spans))
    moved = refile(ids, progress=lambda done, total: report(done, total=total, message=""))
    remove_empty(unmade)
    report(len(ids), total=len(ids), message=said(moved))
    return moved


def remove_empty(client_ids: Iterable[int]) -> None:
    """Clients of whom nothing is known and with whom nothing was said or decided."""
    for client_id in client_ids:
        with transaction.atomic():
            hold_intake()
            parts: tuple[type[Model], ...] = (Person, CompanyDomain, FilingRule, Filing, Decision)
            is_known = any(model._default_manager.filter(client_id=client_id).exists() for model in parts)
            is_owner = Connection.objects.filter(owner_client_id=client_id).exists()
            is_joined = Join.objects.filter(Q(survivor=client_id) | Q(absorbed=client_id)).exists()
            if not (is_known or is_owner or is_joined):
                Client.objects.filter(pk=client_id).delete()


def said(moved: int) -> str:
    if not moved:
        return "Everything stays where it was."
    return f"{moved:,} messages were filed anew." if moved != 1 else "One message was filed anew."


def spans(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as first and last of each unbroken run: those of a source mostly follow each other."""
    found: list[tuple[int, int]] = []
    for number in sorted(ids):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
