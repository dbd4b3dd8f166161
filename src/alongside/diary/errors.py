"""What can be wrong with what a member wants of an appointment, in words for her."""


class DiaryError(Exception):
    """Its words say what happened and what to do."""


class NotThere(DiaryError):
    """It is not there, or not hers to see: the same to her."""
