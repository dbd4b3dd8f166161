"""Pictures: drawn anew, never larger than a page shows, nothing else of what was sent."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from alongside.pages.mail.pictures import MOST_SHOWN_PIXELS, WIDEST, redraw
from tests.corpora import corpora_path


def encoded(kind: str, size=(40, 30), mode: str = "RGB", **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 1 if mode in "PL1" else "#336699").save(out, kind, **options)
    return out.getvalue()


def shown(content: bytes) -> Image.Image:
    drawn = redraw(content)
    assert drawn is not None
    return Image.open(BytesIO(drawn[1]))


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "becomes"), [("PNG", "image/png"), ("GIF", "image/png"), ("JPEG", "image/jpeg")]
)
def test_picture_is_drawn_anew(kind, becomes):
    media_type, content = redraw(encoded(kind))
    assert media_type == becomes
    assert Image.open(BytesIO(content)).size == (40, 30)


def test_picture_with_see_through_parts_keeps_them():
    assert shown(encoded("PNG", mode="RGBA")).mode == "RGBA"


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "WEBP"])
def test_other_kinds_are_not_opened(kind):
    assert redraw(encoded(kind)) is None


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"<svg/>", b"%PDF-1.4"]
)
def test_what_is_no_picture_is_not_shown(content):
    assert redraw(content) is None


def test_nothing_but_pixels_is_left():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    _, content = redraw(encoded("PNG", pnginfo=notes) + b"<script>alert(1)</script>")
    assert b"script" not in content
    exif = Image.Exif()
    exif[0x010F] = "Camera of Mara"
    _, content = redraw(encoded("JPEG", exif=exif, comment=b"<script>"))
    assert b"Mara" not in content and b"script" not in content


@pytest.mark.parametrize("size", [(65_500, 65_500), (30_000, 1_000), (1, 2_000_000_000)])
def test_picture_that_claims_too_many_pixels_is_not_shown(size):
    assert redraw(png_that_claims(*size)) is None


def test_photograph_is_made_as_wide_as_a_page_shows():
    drawn = shown(encoded("JPEG", size=(4_000, 3_000)))
    assert drawn.size == (WIDEST, WIDEST * 3 // 4)


@pytest.mark.slow
def test_long_picture_stays_readable():
    assert shown(encoded("PNG", size=(700, 9_000))).size == (700, 9_000)
    drawn = shown(encoded("PNG", size=(1_600, 9_500)))
    assert drawn.width * drawn.height <= MOST_SHOWN_PIXELS * 1.01


def test_photograph_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert shown(encoded("JPEG", size=(40, 30), exif=exif)).size == (30, 40)


def test_moving_picture_stands_still():
    out = BytesIO()
    frames = [Image.new("P", (10, 10), colour) for colour in (1, 2, 3)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert getattr(shown(out.getvalue()), "n_frames", 1) == 1


@pytest.mark.corpora
def test_floods_of_pixels_of_the_corpora_are_not_shown():
    floods = [
        path for path in (corpora_path() / "attack" / "image").iterdir() if path.suffix in (".png", ".gif")
    ]
    assert floods
    assert [path.name for path in floods if redraw(path.read_bytes()) is not None] == []
