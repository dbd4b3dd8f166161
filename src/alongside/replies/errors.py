"""Why something that was written on a page was not taken, in words for whoever wrote it."""


class NotTaken(Exception):
    """Its words say what happened; what was typed still stands in the form."""


class TooMany(NotTaken):
    """More than a person writes."""
