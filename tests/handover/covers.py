"""A week's cover of a client, begun today, and what its pack says."""

from __future__ import annotations

from datetime import timedelta

from alongside.handover import covering
from alongside.handover.models import CoverPack
from alongside.handover.packs import pack_for, parts_for
from tests.handover.making import NOW

TODAY = NOW.date()
LAST = TODAY + timedelta(days=7)


def prepared(owner, harlow, **more) -> CoverPack:
    wanted = {"starts_on": TODAY, "until_on": LAST, "name": "Bea Outside", "now": NOW, **more}
    return covering.prepare(owner, harlow.pk, **wanted)


def parts_now(member, row, now=NOW):
    return parts_for(member, pack_for(member, row.pk, now=now), now=now)
