"""Small files made in code: a name and lines in, a valid PDF, CSV, PNG or calendar entry out."""

from __future__ import annotations

import colorsys
import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime


def make_pdf(lines: Sequence[str]) -> bytes:
    """One A4 page in Helvetica, the first line large (ISO 32000-1 §7.5)."""
    shown = [line.encode("cp1252", "replace") for line in lines]
    safe = [line.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for line in shown]
    first = b"BT /F1 18 Tf 72 760 Td (" + safe[0] + b") Tj ET\n"
    rest = b"".join(b"(" + line + b") '\n" for line in safe[1:])
    page = first + b"BT /F1 11 Tf 16 TL 72 736 Td\n" + rest + b"ET\n"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>stream\n%sendstream" % (len(page), page),
    )
    return _with_table(objects)


def _with_table(objects: Sequence[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return body + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))


def make_csv(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def make_png(hue: int, *, width: int = 240, height: int = 80) -> bytes:
    """A calm picture: hills of one hue, darker to the front (PNG, third edition §11)."""
    shades = [_colour(hue, light) for light in (0.94, 0.78, 0.60, 0.42)]
    rows = b"".join(
        b"\0" + b"".join(shades[_hill(x, y, width=width, height=height)] for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _hill(x: int, y: int, *, width: int, height: int) -> int:
    """How many of three parabolic hills reach over this point."""
    tops = ((0.25, 0.30, 1.6), (0.75, 0.45, 1.9), (0.45, 0.68, 1.1))
    return sum(y / height > top + steep * (x / width - middle) ** 2 for middle, top, steep in tops)


def _colour(hue: int, light: float) -> bytes:
    return bytes(round(part * 255) for part in colorsys.hls_to_rgb(hue / 360, light, 0.42))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def make_invitation(
    *, uid: str, summary: str, place: str, starts_at: datetime, ends_at: datetime, organiser: str, guest: str
) -> str:
    """One VEVENT to be accepted or declined (RFC 5546 §3.2.2)."""
    stamp = "%Y%m%dT%H%M%SZ"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sample practice//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{starts_at.astimezone(UTC).strftime(stamp)}",
        f"DTSTART:{starts_at.astimezone(UTC).strftime(stamp)}",
        f"DTEND:{ends_at.astimezone(UTC).strftime(stamp)}",
        f"SUMMARY:{summary}",
        f"LOCATION:{place}",
        f"ORGANIZER:mailto:{organiser}",
        f"ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:{guest}",
        "SEQUENCE:0",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines)
