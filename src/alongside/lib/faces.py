"""A picture of any size in, a square or all of it drawn anew and no larger than needed out: nothing but pixels is left.

Meant for the limited process: whoever makes a picture of a thousand million points costs that process alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

# PNG and WebP must be unpacked whole; JPEG is read at a fraction of its size (IJG DCT scaling).
MOST_PIXELS = {"PNG": 16_000_000, "WEBP": 16_000_000, "JPEG": 80_000_000}
MOST_BYTES = 12 << 20
SIDE, WIDEST = 320, 1_600


class Drawn(NamedTuple):
    """A JPEG, and how many points it is wide and high."""

    content: bytes
    width: int
    height: int


def square(content: bytes) -> bytes | None:
    """A JPEG of SIDE by SIDE points, upright, of the middle; None for what is no picture of these kinds and sizes."""
    found = _drawn(content, _middle, draft=SIDE * 2)
    return found.content if found is not None else None


def whole(content: bytes) -> Drawn | None:
    """The same of all of it, no side longer than WIDEST."""
    return _drawn(content, _within, draft=WIDEST)


def _drawn(content: bytes, shape: Callable[[Image.Image], Image.Image], *, draft: int) -> Drawn | None:
    if len(content) > MOST_BYTES:
        return None
    # Loaded here, as below: only the limited process needs it.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _anew(content, shape, draft)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning):
        return None


def _middle(picture: Image.Image) -> Image.Image:
    from PIL import ImageOps

    return ImageOps.fit(picture, (SIDE, SIDE), centering=(0.5, 0.4))


def _within(picture: Image.Image) -> Image.Image:
    picture.thumbnail((WIDEST, WIDEST))
    return picture


def _anew(content: bytes, shape: Callable[[Image.Image], Image.Image], draft: int) -> Drawn | None:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=tuple(MOST_PIXELS)) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS[picture.format or ""]:
            return None
        picture.draft("RGB", (draft, draft))
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            upright = _on_white(upright.convert("RGBA"))
        drawn = shape(upright.convert("RGB"))
    drawn.info.clear()
    out = BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return Drawn(out.getvalue(), *drawn.size)


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper
