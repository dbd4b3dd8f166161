"""The code of a country or a part of one in, its public holidays out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

# Each has its own, and a United Kingdom as a whole would miss half of them.
_PARTS = {
    "GB-ENG": "England",
    "GB-NIR": "Northern Ireland",
    "GB-SCT": "Scotland",
    "GB-WLS": "Wales",
}


@lru_cache(maxsize=1)
def places() -> list[tuple[str, str]]:
    """Codes and names of those whose holidays are known, by name."""
    import iso3166
    from holidays.registry import COUNTRIES

    known = {codes[1] for codes in COUNTRIES.values()} - {"GB"}
    named = [(code, one.name) for code, one in iso3166.countries_by_alpha2.items() if code in known]
    return sorted([*named, *_PARTS.items()], key=lambda one: one[1])


def holidays_of(place: str, years: Iterable[int]) -> frozenset[date]:
    return frozenset(day for year in years for day in _in_year(place, year))


@lru_cache(maxsize=1024)
def _in_year(place: str, year: int) -> frozenset[date]:
    if not place:
        return frozenset()
    # Loaded here: work without holidays needs none of it.
    from holidays import country_holidays

    country, _, part = place.partition("-")
    try:
        return frozenset(country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        # A later release of the library may drop a place: work goes on without its holidays.
        return frozenset()
