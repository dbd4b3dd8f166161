"""What can be wrong with hours that a member notes, in words for her."""


class HoursError(Exception):
    """Its words say what happened and what to do."""


class NotThere(HoursError):
    """It is not there, or not hers to see: the same to her."""
