"""What can be wrong with what a member says of a promise, in words for her."""


class PromisesError(Exception):
    """Its words say what happened and what to do."""


class NotThere(PromisesError):
    """It is not there, or not hers to see: the same to her."""
