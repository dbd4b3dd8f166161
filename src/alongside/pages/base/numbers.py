"""The number in an address, as every database can look for it."""

from __future__ import annotations

from django.urls.converters import IntConverter


class Number(IntConverter):
    """`<number:client_id>`: what is beyond 63 bits is in no database, and so the number of nothing."""

    regex = "[0-9]{1,18}"
