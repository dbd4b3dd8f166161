"""A letter that was sent lies with the client it was written for: once, and not where somebody decided otherwise."""

from __future__ import annotations

from contextlib import suppress

import pytest

from alongside.intake.filing import unfile
from alongside.jobs.errors import JobFailed
from alongside.outbox import copies
from alongside.timeline.models import Filing, Interaction
from tests.making import owner
from tests.outbox.desk import deliver_now, letter_of

pytestmark = pytest.mark.django_db


def test_letter_whose_filing_was_cut_short_is_filed_with_the_next_step(desk, post, monkeypatch):
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "file_under", cut)
    letter = letter_of(owner(), desk, to="new@elsewhere.example")
    with pytest.raises(KeyboardInterrupt):
        deliver_now(letter)
    monkeypatch.undo()
    assert not Filing.objects.exists()
    with suppress(JobFailed):
        copies.keep.call(letter.pk)
    assert Filing.objects.get().client == desk


def test_letter_that_she_has_taken_from_the_client_is_not_filed_there_again(desk, post):
    letter = deliver_now(letter_of(owner(), desk, to="new@elsewhere.example"))
    unfile(owner(), [Interaction.objects.get().pk], desk)
    with suppress(JobFailed):
        copies.keep.call(letter.pk)
    assert not Filing.objects.exists()
