"""Which row of the index speaks for which entry; the words themselves stand in `search_text`, beside this table."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """A row of the index. `number` None: its words are out of date and wait to be removed.

    `is_erased`: and they must be, to the last byte.
    """

    # An integer primary key, which SQLite keeps as the table itself.
    row = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(null=True, unique=True)
    is_erased = models.BooleanField(default=False, db_default=False)
