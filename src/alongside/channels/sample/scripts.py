"""Every hand-written conversation of the sample practice, by the client or the world it belongs to."""

from alongside.channels.sample import (
    days,
    harlow_first,
    harlow_second,
    imogen_first,
    imogen_second,
    larder_first,
    larder_second,
    penrose_first,
    penrose_second,
    seasons,
    world,
)

SCRIPTS: tuple[str, ...] = (
    harlow_first.SCRIPT,
    harlow_second.SCRIPT,
    imogen_first.SCRIPT,
    imogen_second.SCRIPT,
    penrose_first.SCRIPT,
    penrose_second.SCRIPT,
    larder_first.SCRIPT,
    larder_second.SCRIPT,
    seasons.SCRIPT,
    world.SCRIPT,
    days.SCRIPT,
)
