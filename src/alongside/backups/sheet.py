"""The key and the plan in, the recovery sheet out: what stands on the paper, for a page and for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from msgspec import Struct

from alongside.accounts.queries import practice
from alongside.backups import queries, rules

if TYPE_CHECKING:
    import segno


class Sheet(Struct, frozen=True):
    """`groups` are the letters of the key behind `prefix`, in fours; `qr_uri` is a picture of the whole key."""

    practice_name: str
    prefix: str
    groups: list[str]
    qr_uri: str
    folder: str
    file_pattern: str
    address: str


def sheet(key: str) -> Sheet:
    chosen = queries.plan()
    return Sheet(
        practice_name=practice().name,
        prefix=rules.KEY_PREFIX,
        groups=rules.key_groups(key),
        qr_uri=code(key).svg_data_uri(scale=4, border=4, dark="#000", light="#fff"),
        folder=chosen.folder if chosen else "",
        file_pattern=f"alongside-…-{queries.practice_mark()}{rules.SUFFIX}",
        address=settings.BASE_URL,
    )


def code(key: str) -> segno.QRCode:
    """Capital letters and digits alone make a small one; error level M stands a fold across the paper."""
    # Loaded here: a sheet is printed once.
    import segno

    return segno.make(key, error="m", micro=False)
