"""The four clients of the sample practice, for whoever opens it to make them."""

from __future__ import annotations

from msgspec import Struct

from alongside.channels.sample.cast import CAST


class SampleClient(Struct, frozen=True):
    """A client to be made. `people`: name and addresses of each; `domain` "" where addresses alone tell."""

    name: str
    domain: str
    people: tuple[tuple[str, tuple[str, ...]], ...]


def _people(*keys: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, ...]] = {}
    for key in keys:
        persona = CAST[key]
        found[persona.name] = (*found.get(persona.name, ()), persona.address)
    return tuple(found.items())


SAMPLE_CLIENTS: tuple[SampleClient, ...] = (
    SampleClient("Harlow & Sons", "harlowandsons.example", _people("tom", "ray", "priya")),
    SampleClient("Imogen Vale Coaching", "imogenvale.example", _people("imogen", "imogen-home")),
    SampleClient("Penrose Lyle Architects", "penroselyle.example", _people("clare", "daniel", "aisha")),
    SampleClient("Thornley Green Larder", "thornleylarder.example", _people("margaret", "steve", "joan")),
)
