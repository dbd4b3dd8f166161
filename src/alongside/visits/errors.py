"""What can be wrong with a visit, each in words for a person."""

from __future__ import annotations


class VisitsError(Exception):
    """The message says what is wrong and what to do."""


class NotThere(VisitsError):
    """No such visit, or not hers: a page answers 404."""

    def __init__(self) -> None:
        super().__init__("This is not here any more.")


class StaleNotes(VisitsError):
    """Another window wrote meanwhile: nothing was written over. `revision` is the one of now."""

    def __init__(self, revision: int) -> None:
        super().__init__("These notes were changed in another window meanwhile. Nothing is lost.")
        self.revision = revision


class NotesClosed(VisitsError):
    """The visit is accounted for, and what was typed then stands in the client's story."""

    def __init__(self) -> None:
        super().__init__("This visit is kept already, with the notes as they were. Take that back to go on.")


class StandsStill(VisitsError):
    """What a card takes back is part of an entry by now."""

    def __init__(self) -> None:
        super().__init__(
            "This stands in the client's story already. To take it out, open the visit, and take back that it is kept."
        )
