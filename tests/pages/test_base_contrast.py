"""The colours of tokens.css, paired as they meet on a page, by day and by night (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "frontend" / "src" / "css" / "tokens.css"
Colour = tuple[float, float, float]

PAIR = re.compile(
    r"--([\w-]+): light-dark\(oklch\(([^)/]+?)(?: / [\d.]+)?\), oklch\(([^)/]+?)(?: / [\d.]+)?\)\)"
)
HUE = re.compile(r"\.hue-\d+ \{ --hue: (\d+)")
MARK = re.compile(
    r"--mark: light-dark\(oklch\(([\d.]+) ([\d.]+) var\(--hue\)\), oklch\(([\d.]+) ([\d.]+) var"
)

SURFACES = ("paper", "desk", "float", "hover")
TEXTS = (
    "ink", "ink-soft", "ink-faint", "pen", "accent-text", "waiting-text", "kept-text", "slipped-text",
)  # fmt: skip
SHAPES = ("accent", "waiting", "kept", "slipped", "edge")


def luminance(colour: Colour) -> float:
    """Relative luminance of an OKLCH colour, clipped to sRGB (matrices of css-color-4 §10, folded)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def tokens(theme: str) -> dict[str, Colour]:
    side = 2 if theme == "light" else 3
    return {
        found[1]: tuple(float(part) for part in found[side].split())
        for found in PAIR.finditer(TOKENS.read_text())
    }


def marks(theme: str) -> list[Colour]:
    text = TOKENS.read_text()
    found = MARK.search(text)
    lightness, chroma = (found[1], found[2]) if theme == "light" else (found[3], found[4])
    return [(float(lightness), float(chroma), float(hue)) for hue in HUE.findall(text)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_surface(theme, surface, text):
    colours = tokens(theme)
    assert contrast(colours[text], colours[surface]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["paper", "desk", "float"])
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_that_mean_something_stand_out(theme, surface, shape):
    colours = tokens(theme)
    assert contrast(colours[shape], colours[surface]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("fill", ["accent", "accent-deep"])
def test_words_on_the_main_button_can_be_read(theme, fill):
    colours = tokens(theme)
    assert contrast(colours["on-accent"], colours[fill]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink-soft"])
def test_found_words_can_be_read(theme, text):
    colours = tokens(theme)
    assert contrast(colours[text], colours["found"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_of_all_twelve_marks_can_be_read(theme):
    letters = tokens(theme)["mark-text"]
    assert len(marks(theme)) == 12
    assert min(contrast(letters, mark) for mark in marks(theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_twelve_marks_stand_out_from_the_page(theme):
    colours = tokens(theme)
    assert min(contrast(mark, colours[surface]) for mark in marks(theme) for surface in SURFACES) >= 3
