"""All that other packages may write of support, in one place."""

from __future__ import annotations

from alongside.support.aspects import (
    Facts,
    add_from_catalogue,
    add_own,
    change,
    end,
    go_on,
    keep_in_catalogue,
    move,
    offer,
    take_away,
)
from alongside.support.duties import (
    When,
    add_duty,
    change_duty,
    not_yet,
    see_to,
    start_again,
    stop,
)
from alongside.support.how_tos import bring_back, put_away, save, write_new
from alongside.support.improving import (
    Idea,
    add_improvement,
    change_improvement,
    drop,
    pick_up,
    rate,
    say,
    take_rating_back,
)

__all__ = [
    "Facts",
    "Idea",
    "When",
    "add_duty",
    "add_from_catalogue",
    "add_improvement",
    "add_own",
    "bring_back",
    "change",
    "change_duty",
    "change_improvement",
    "drop",
    "end",
    "go_on",
    "keep_in_catalogue",
    "move",
    "not_yet",
    "offer",
    "pick_up",
    "put_away",
    "rate",
    "save",
    "say",
    "see_to",
    "start_again",
    "stop",
    "take_away",
    "take_rating_back",
    "write_new",
]
