"""Bytes in, what kind of picture they really are out; only kinds that no browser runs."""

from __future__ import annotations

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
MOST_PIXELS = 40_000_000
MOST_BYTES = 20_000_000


def picture(content: bytes) -> tuple[str, bytes] | None:
    """Media type and bytes; None for anything else, or a picture far larger than a screen."""
    if len(content) > MOST_BYTES:
        return None
    for sign, media_type in _SIGNS:
        if content.startswith(sign):
            return (media_type, content) if _pixels(content, media_type) <= MOST_PIXELS else None
    return None


def _pixels(content: bytes, media_type: str) -> int:
    """Width times height as the header gives them (PNG §11.2.2, GIF89a §18, JPEG SOF in T.81 B.2.2)."""
    if media_type == "image/png":
        return int.from_bytes(content[16:20], "big") * int.from_bytes(content[20:24], "big")
    if media_type == "image/gif":
        return int.from_bytes(content[6:8], "little") * int.from_bytes(content[8:10], "little")
    return _jpeg_pixels(content)


def _jpeg_pixels(content: bytes) -> int:
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height = int.from_bytes(content[position + 5 : position + 7], "big")
            return height * int.from_bytes(content[position + 7 : position + 9], "big")
        position += 2 + max(2, int.from_bytes(content[position + 2 : position + 4], "big"))
    return MOST_PIXELS + 1
