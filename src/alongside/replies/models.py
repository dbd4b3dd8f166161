"""What is kept of something that was written on a page here; each package that has such pages has its own table."""

from __future__ import annotations

from django.db import models


class Kept(models.Model):
    """Its words are in its entry, by `source_key`."""

    source_key = models.BinaryField(max_length=16, unique=True)
    sent_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def answers_something(self) -> bool:
        """Whether it begins with what it answers."""
        return False


class GuestReply(Kept):
    """Of somebody without an account. What shows by itself is each page's own: it says so by its defaults."""

    class State(models.TextChoices):
        HELD = "held", "waits for you"
        SHOWN = "shown", "on the page"
        HIDDEN = "hidden", "not on the page"

    state = models.CharField(max_length=6, choices=State.choices, default=State.HELD)
    is_answer_shown = models.BooleanField(default=False)
    # From where it was sent, as a hash that means nothing on another day; only for counting.
    sent_from = models.BinaryField(max_length=16)

    class Meta:
        abstract = True
