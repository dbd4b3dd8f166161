"""What can be wrong with a review, each in words for a person."""

from __future__ import annotations


class ReviewsError(Exception):
    """The message says what is wrong and what to do."""


class NotThere(ReviewsError):
    """No such review, or not hers: a page answers 404."""

    def __init__(self) -> None:
        super().__init__("This is not here any more.")


class CannotPrint(ReviewsError):
    """The paper could not be made; nothing of the review is touched."""
