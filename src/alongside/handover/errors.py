"""What can be wrong with what a member asks of a note, a pack or an ending, in words for her."""


class HandoverError(Exception):
    """Its words say what happened and what to do."""


class NotThere(HandoverError):
    """It is not there, or not hers to see: the same to her."""
