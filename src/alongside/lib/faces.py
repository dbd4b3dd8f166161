"""A picture of any size in, a small square of it drawn anew out: nothing but pixels is left of what was given.

Meant for the limited process: whoever makes a picture of a thousand million points costs that process alone.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

# PNG and WebP must be unpacked whole; JPEG is read at a fraction of its size (IJG DCT scaling).
MOST_PIXELS = {"PNG": 16_000_000, "WEBP": 16_000_000, "JPEG": 80_000_000}
MOST_BYTES = 12 << 20
SIDE = 320


def square(content: bytes) -> bytes | None:
    """A JPEG of SIDE by SIDE points, upright, of the middle; None for what is no picture of these kinds and sizes."""
    if len(content) > MOST_BYTES:
        return None
    # Loaded here, as below: only the limited process needs it.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _square(content)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning):
        return None


def _square(content: bytes) -> bytes | None:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=tuple(MOST_PIXELS)) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS[picture.format or ""]:
            return None
        picture.draft("RGB", (SIDE * 2, SIDE * 2))
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            upright = _on_white(upright.convert("RGBA"))
        drawn = ImageOps.fit(upright.convert("RGB"), (SIDE, SIDE), centering=(0.5, 0.4))
    drawn.info.clear()
    out = BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper
