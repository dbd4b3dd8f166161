"""What a file is by its first bytes; what the sender calls it is never believed."""

from __future__ import annotations

import re

# Signatures as in the WHATWG MIME Sniffing Standard and the formats' own specifications.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (0, b"%!PS", "application/postscript"),
    (257, b"ustar", "application/x-tar"),
)
_BMFF = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_ODF = re.compile(rb"mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z-]{4,30}|epub\+zip))")
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|style|title|table|div|font|h1|br|p|a|b|img|meta|object|embed"
    rb"|form|\?xml-stylesheet)\b|<!--|<public:",
    re.IGNORECASE,
)
_TEXT_STARTS = (
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"WEBVTT", "text/vtt"),
    (b"-----BEGIN PGP", "application/pgp-signature"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 4_096


def sniff_media_type(content: bytes, name: str = "") -> str:
    """The media type; `name` only tells apart what shares one container (old Office files)."""
    head = content[:_LOOKED_AT]
    for offset, magic, media_type in _MAGIC:
        if head.startswith(magic, offset):
            if media_type == "application/x-ole-storage":
                return _OLE.get(name.rpartition(".")[2].lower(), media_type)
            return (
                "application/octet-stream"
                if media_type.startswith("image/gif") and _HTML.search(head)
                else media_type
            )
    return _sniff_container(head, content) or _sniff_text(head)


def _sniff_container(head: bytes, content: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        open_document = _ODF.search(head, 0, 200)
        if open_document:
            return open_document[1].decode("ascii")
        if b"[Content_Types].xml" in content[-65_536:] or b"[Content_Types].xml" in head:
            for folder, media_type in _OFFICE:
                if folder in head or folder in content[-65_536:]:
                    return media_type
        return "application/zip"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _BMFF.get(head[8:12], "video/mp4")
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return ""


def _sniff_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if _BINARY.search(head):
        return "application/octet-stream"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, media_type in _TEXT_STARTS:
        if start[: len(magic)].upper() == magic:
            return media_type
    if b"<svg" in start[:1_000].lower():
        return "image/svg+xml"
    if start.startswith(b"<?xml"):
        return "text/html" if b"<html" in start.lower() else "text/xml"
    return "text/html" if _HTML.match(start) else "text/plain"


def is_outlook(raw: bytes) -> bool:
    """Whether these bytes could be a message in Outlook's own form, which no mail begins like."""
    return raw.startswith(_OLE_MAGIC)


def mail_of_outlook(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """As `outlook.as_mail`, whose library is read by those alone who need it: it holds nine megabytes."""
    from alongside.channels.email.outlook import as_mail

    return as_mail(raw)
