"""A foreign style attribute in, declarations that only colour, size and space text out; pure.

The grammar of what may stand is written down; everything else is left out, so no escape, comment, string trick
or function needs to be known. Nothing is placed over something else, fetched, or made too small to see.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 4_000

_NUMBER = r"(?:\d{1,5}(?:\.\d{0,6})?|\.\d{1,6})"
_LENGTH = rf"{_NUMBER}(?:px|pt|pc|em|rem|ex|ch|cm|mm|in|q|%)?"
_SOLID = (
    rf"#[0-9a-f]{{3}}|#[0-9a-f]{{6}}|rgb\(\s*{_NUMBER}%?\s*(?:,\s*{_NUMBER}%?\s*){{2}}\)"
    rf"|hsl\(\s*{_NUMBER}(?:deg)?\s*(?:,\s*{_NUMBER}%\s*){{2}}\)"
)
_COLOUR = (
    rf"{_SOLID}|#[0-9a-f]{{4}}|#[0-9a-f]{{8}}"
    rf"|rgba\(\s*(?:{_NUMBER}%?\s*,\s*){{3}}{_NUMBER}%?\s*\)"
    rf"|hsla\(\s*{_NUMBER}(?:deg)?\s*,\s*(?:{_NUMBER}%\s*,\s*){{2}}{_NUMBER}%?\s*\)"
)
_WORD = r"[a-z]+(?:-[a-z]+)*"
_FONT_NAME = r"""[a-z][a-z0-9 _-]*|"[a-z0-9 ._-]*"|'[a-z0-9 ._-]*'"""
_SIDES = ("top", "right", "bottom", "left")


def _up_to_four(one: str) -> str:
    return rf"(?:{one})(?:\s+(?:{one})){{0,3}}"


def _one_of(words: str) -> str:
    return "|".join(words.split())


_BORDER = _up_to_four(rf"{_COLOUR}|{_LENGTH}|{_WORD}")
_SPACE = _up_to_four(rf"auto|{_LENGTH}")
_SIZE = rf"auto|{_LENGTH}"
_GRAMMAR = {
    # Words that paint nothing would hide text: "transparent", and whatever CSS learns next.
    "color": rf"{_SOLID}|(?!transparent)[a-z]+",
    "background-color": rf"{_COLOUR}|[a-z]+",
    "font-family": rf"(?:{_FONT_NAME})(?:\s*,\s*(?:{_FONT_NAME}))*",
    "font-size": rf"{_LENGTH}|[a-z]+(?:-[a-z]+)?",
    "font-style": _one_of("normal italic oblique"),
    "font-weight": r"[a-z]+|[1-9]00",
    "font-variant": _one_of("normal small-caps"),
    "text-align": _one_of("left right center justify start end"),
    "text-decoration": _up_to_four(r"none|underline|line-through|overline|solid|dotted|dashed"),
    "text-transform": _one_of("none uppercase lowercase capitalize"),
    "text-indent": _LENGTH,
    "line-height": rf"normal|{_LENGTH}",
    "letter-spacing": rf"normal|{_LENGTH}",
    "white-space": _one_of("normal nowrap pre pre-wrap pre-line"),
    "vertical-align": _one_of("baseline top middle bottom sub super text-top text-bottom"),
    "width": _SIZE,
    "height": _SIZE,
    "max-width": rf"none|{_LENGTH}",
    "min-width": _SIZE,
    "margin": _SPACE,
    "padding": _SPACE,
    "border": _BORDER,
    "border-color": _up_to_four(rf"{_COLOUR}|{_WORD}"),
    "border-style": _up_to_four(_WORD),
    "border-width": _up_to_four(rf"{_LENGTH}|thin|medium|thick"),
    "border-collapse": _one_of("collapse separate"),
    "border-spacing": _up_to_four(_LENGTH),
    "border-radius": _up_to_four(_LENGTH),
    # Not "none": what search finds, the eye shall see.
    "display": _one_of("block inline inline-block list-item table table-row table-cell inline-table"),
    "float": _one_of("left right none"),
    "clear": _one_of("left right both none"),
    "list-style-type": _WORD,
    **{f"margin-{side}": _SIZE for side in _SIDES},
    **{f"padding-{side}": _SIZE for side in _SIDES},
    **{f"border-{side}": _BORDER for side in _SIDES},
}
_AMOUNT = re.compile(rf"(?<![#\w.])({_NUMBER})([a-z]+|%)?", re.IGNORECASE)
_PIXELS = {
    "pt": 4 / 3,
    "pc": 16,
    "em": 16,
    "rem": 16,
    "ex": 8,
    "ch": 8,
    "cm": 38,
    "mm": 3.8,
    "in": 96,
    "q": 0.95,
}
# In pixels: the least and the most.
_BOUNDS = {
    "font-size": (7.0, 120.0),
    "line-height": (7.0, 200.0),
    "width": (0.0, 2_000.0),
    "height": (0.0, 2_000.0),
    "max-width": (40.0, 2_000.0),
    "min-width": (0.0, 2_000.0),
    "letter-spacing": (0.0, 20.0),
}
_OTHER_BOUNDS = (0.0, 300.0)


@lru_cache(maxsize=256)
def _grammar_of(name: str) -> re.Pattern[str] | None:
    """Compiled when it is first met, as no start needs any of them."""
    pattern = _GRAMMAR.get(name)
    return re.compile(pattern, re.IGNORECASE) if pattern is not None else None


@lru_cache(maxsize=1_024)
def clean_style(style: str) -> str | None:
    """The declarations that may stay, each as `name:value`; None when there are none."""
    if len(style) > LONGEST:
        return None
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), _without_importance(value.strip())
        if name == "background":
            name = "background-color"
        grammar = _grammar_of(name)
        if grammar is not None and grammar.fullmatch(value) and _is_within_bounds(name, value):
            kept.append(f"{name}:{_settled(name, ' '.join(value.split()))}")
    return ";".join(kept) or None


def _settled(name: str, value: str) -> str:
    """Text sizes in pixels: shares of shares of a letter's size would end too small to see."""
    if name != "font-size":
        return value
    number = _AMOUNT.fullmatch(value)
    if number is None:
        return {"smaller": "13px", "larger": "18px"}.get(value.lower(), value)
    return f"{_pixels(float(number[1]), (number[2] or '').lower(), name=name):.4g}px"


def _without_importance(value: str) -> str:
    head, mark, word = value.rpartition("!")
    return head.rstrip() if mark and word.strip().lower() == "important" else value


def _is_within_bounds(name: str, value: str) -> bool:
    if name in ("color", "background-color", "font-family", "font-weight", "border-color"):
        return True
    least, most = _BOUNDS.get(name, _OTHER_BOUNDS)
    without_colours = re.sub(_COLOUR, " ", value, flags=re.IGNORECASE)
    return all(
        least <= _pixels(float(number), unit.lower(), name=name) <= most
        for number, unit in _AMOUNT.findall(without_colours)
    )


def _pixels(number: float, unit: str, *, name: str) -> float:
    """About so many: percentages and bare numbers of text sizes count as shares of a usual letter."""
    if name in ("font-size", "line-height") and unit in ("%", ""):
        return number * 16 / (100 if unit == "%" else 1)
    return number * _PIXELS.get(unit, 2 if unit == "%" else 1)
