"""What can be wrong with what a member asks of a link, in words for her."""


class SharingError(Exception):
    """Its words say what happened and what to do."""


class NotThere(SharingError):
    """It is not there, or not hers to see: the same to her."""
