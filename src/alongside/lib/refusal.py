"""What a function raises that knows why one item gives no result; `limited` makes a Refused of it."""

from __future__ import annotations


class RefusalError(Exception):
    """Its message is the reason, as a sentence for a person."""
