"""Bytes in, the same picture drawn anew out; only PNG, JPEG and GIF, never more pixels than a page shows.

Drawn anew, because then nothing but pixels is left of what a stranger sent. Runs in the limited process.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from alongside.pages.mail.opening import file

if TYPE_CHECKING:
    from PIL import Image

# PNG and GIF must be unpacked whole; JPEG is read at a fraction of its size (IJG DCT scaling).
MOST_PIXELS = {"PNG": 16_000_000, "GIF": 16_000_000, "JPEG": 80_000_000}
WIDEST, MOST_SHOWN_PIXELS = 1_600, 8_000_000


def picture(raw: bytes, number: int) -> tuple[str, bytes] | None:
    """Media type and bytes of one of a mail's pictures; None when that part is no picture that is shown."""
    content = file(raw, number)
    return redraw(content) if content is not None else None


def redraw(content: bytes) -> tuple[str, bytes] | None:
    """Media type and bytes; None for everything that is not a picture of these kinds and sizes."""
    # Loaded here, as below: only the limited process needs it.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(content)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning):
        return None


def _redraw(content: bytes) -> tuple[str, bytes] | None:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=tuple(MOST_PIXELS)) as picture:
        kind = picture.format or ""
        width, height = picture.size
        if width * height > MOST_PIXELS[kind]:
            return None
        scale = min(1.0, WIDEST / width, (MOST_SHOWN_PIXELS / (width * height)) ** 0.5)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture.draft("RGB", size)
        drawn: Image.Image = ImageOps.exif_transpose(picture) if kind == "JPEG" else picture
        drawn = drawn.convert("RGBA" if drawn.has_transparency_data else "RGB")
        if max(drawn.size) > max(size):
            drawn.thumbnail((max(size), max(size)))
    drawn.info.clear()
    return _encoded(drawn, "JPEG" if kind == "JPEG" else "PNG")


def _encoded(drawn: Image.Image, kind: str) -> tuple[str, bytes]:
    out = BytesIO()
    if kind == "JPEG":
        drawn.save(out, kind, quality=85)
    else:
        drawn.save(out, kind, compress_level=1)
    return f"image/{kind.lower()}", out.getvalue()
