"""What can be wrong with writing, each in words for a person."""

from __future__ import annotations

from collections.abc import Sequence


class OutboxError(Exception):
    """The message says what is wrong and what to do."""


class NotThere(OutboxError):
    """No such draft or letter, or not for this member to see: a page answers 404."""

    def __init__(self) -> None:
        super().__init__("This is not here any more.")


class StaleDraft(OutboxError):
    """Somebody, or another tab, changed the draft meanwhile: nothing was written. `revision` is the one of now."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            "This draft was changed in another window meanwhile. Nothing is lost: both versions are kept."
        )
        self.revision = revision


class CannotSend(OutboxError):
    """It was not sent off; the draft is as it was. `problems`: each in a sentence."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)
