"""Clients in; what was written down by hand as messages with each, and their talks, as one conversation out.

Such messages say of no other that they answer it: whoever wrote last waits, and the next of the other side, or a call,
a meeting or a visit, is the answer. What was said to answer a letter is in that letter's conversation and not here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec import Struct, field

from alongside.connections.models import BY_HAND
from alongside.message import WRITTEN_KINDS
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing
from alongside.waiting.answers import COUNTED
from alongside.waiting.rules import TALKS, Said
from alongside.waiting.said import said_of, said_rows


class InTurn(Struct):
    """Of one client. `threads`: those of its messages by hand; `thread_of`: by number of an entry."""

    threads: set[int] = field(default_factory=set)
    thread_of: dict[int, int] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)


def clients_to_look_at(entries: Sequence[int]) -> set[int]:
    """Where a message by hand or a talk came or changed; whatever was written down may have been a message before."""
    found: set[int] = set()
    for chunk in in_chunks(sorted(set(entries))):
        filed = Filing.objects.filter(interaction_id__in=chunk)
        for kind in ({"interaction__kind__in": TALKS}, {"interaction__connection__kind": BY_HAND}):
            found.update(filed.filter(**kind).values_list("client_id", flat=True))
    return found


def without_letters(threads: Collection[int]) -> set[int]:
    """Of these conversations those in which something was written down as a message, and no letter came."""
    by_hand = Filing.objects.filter(
        thread_id__in=threads, interaction__kind="chat", interaction__connection__kind=BY_HAND
    )
    found = {thread for thread in by_hand.values_list("thread_id", flat=True) if thread is not None}
    if not found:
        return found
    letters = Filing.objects.filter(thread_id__in=found, interaction__kind__in=WRITTEN_KINDS)
    return found - set(
        letters.exclude(interaction__connection__kind=BY_HAND).values_list("thread_id", flat=True)
    )


def in_turn(clients: Iterable[int], *, now: datetime) -> dict[int, InTurn]:
    """Only of clients with messages by hand, and of the time that waiting is counted for."""
    found: dict[int, InTurn] = {}
    for client in sorted(clients):
        lately = Filing.objects.filter(client_id=client, happened_at__gte=now - COUNTED)
        by_hand = lately.filter(interaction__kind="chat", interaction__connection__kind=BY_HAND)
        threads = {one for one in by_hand.values_list("thread_id", flat=True).distinct() if one is not None}
        threads = without_letters(threads)
        if not threads:
            continue
        one = found[client] = InTurn(threads)
        for thread, said in said_rows(Filing.objects.filter(thread_id__in=threads)):
            one.thread_of[said.number] = thread
            one.said.append(said)
        talks = lately.filter(interaction__kind__in=TALKS).exclude(thread_id__in=threads)
        one.said += [said for said in said_of(talks) if said.is_talk]
    return found
