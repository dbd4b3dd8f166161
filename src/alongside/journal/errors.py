"""What can be wrong with what a member asks of the journal, in words for her."""


class JournalError(Exception):
    """Its words say what happened and what to do."""


class NotThere(JournalError):
    """It is not there, or not hers to change: the same to her."""


class Refused(JournalError):
    """It cannot be done like this; what she typed is safe."""


class ChangedMeanwhile(JournalError):
    """Another window was quicker; `revision` is where it stands now."""

    def __init__(self, revision: int) -> None:
        super().__init__("This post was changed in another window meanwhile. What you typed stands below.")
        self.revision = revision
