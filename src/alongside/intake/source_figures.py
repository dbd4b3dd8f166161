"""Sources of files in, how much of each is here out: filed, in the tray, kept unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from alongside.timeline.database import select
from alongside.timeline.models import KeptUnparsed


@dataclass(slots=True)
class SourceFigures:
    filed: int = 0
    in_tray: int = 0
    private: int = 0
    kept_unparsed: int = 0

    @property
    def here(self) -> int:
        return self.filed + self.in_tray + self.private + self.kept_unparsed


_COUNTS = """
SELECT connection_id, is_unfiled, private_to_id IS NOT NULL, count(*)
FROM timeline_interaction GROUP BY 1, 2, 3
"""


def source_figures(connection_ids: Sequence[int]) -> dict[int, SourceFigures]:
    figures = {number: SourceFigures() for number in connection_ids}
    if not figures:
        return figures
    for number, is_unfiled, is_private, count in select(_COUNTS, []):
        one = figures.get(number)
        if one is None:
            continue
        if is_private:
            one.private += count
        elif is_unfiled:
            one.in_tray += count
        else:
            one.filed += count
    kept = KeptUnparsed.objects.filter(connection_id__in=connection_ids).values("connection_id")
    for row in kept.annotate(count=Count("id")).order_by():
        figures[row["connection_id"]].kept_unparsed = row["count"]
    return figures
