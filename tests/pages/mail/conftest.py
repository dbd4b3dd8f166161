"""A letter that has arrived, from its bytes on; and no reading process left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from alongside.channels.email.parse import parse
from alongside.intake.actions import receive
from alongside.intake.book import read_book, read_source
from alongside.message import RawMessage
from alongside.originals.actions import prepare
from alongside.pages.mail import reading
from alongside.timeline.models import Interaction
from tests.making import mailbox


@pytest.fixture(autouse=True, scope="module")
def _no_reader_stays() -> Iterator[None]:
    yield
    reading.readers().close()


@pytest.fixture
def arrived(owner) -> Callable[[bytes], int]:
    """Takes the bytes of a mail in, into a mailbox of the owner; gives the entry's id."""

    def arrive(raw: bytes) -> int:
        box = mailbox(owner, own=("desk@practice.example",))
        before = set(Interaction.objects.values_list("id", flat=True))
        with prepare([raw]) as prepared:
            found = [RawMessage(f"cur/{len(before)}", raw)]
            receive(prepared, found, [parse(raw)], connection=box, source=read_source(box), book=read_book())
        return Interaction.objects.exclude(id__in=before).get().pk

    return arrive
