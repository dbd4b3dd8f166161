"""What somebody who is erased said of the support goes in the same transaction; a client's ratings go with its row."""

from __future__ import annotations

from alongside.clients.queries import known_by_nothing_but
from alongside.intake.erasing import Erasure, erases_besides
from alongside.support.models import Rating


@erases_besides
def erase_their_words(erasure: Erasure) -> None:
    """The stars are the client's, and stay without a name."""
    Rating.objects.filter(person__in=known_by_nothing_but(erasure.addresses)).update(words="")
