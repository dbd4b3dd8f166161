"""Text at rest and its parts: compressed bytes, folds as a short line, the words that are new."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import cast

import zstandard

from alongside.message import Fold, FoldKind, ParsedLink

PREVIEW_LENGTH = 160
# Measured on mail: level 3 costs a third more time and saves 3 % of room.
_ZSTD_LEVEL = 1
_local = threading.local()  # zstandard objects may not be shared between threads


def compress(text: str) -> bytes:
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
    return cast(bytes, _local.compressor.compress(text.encode("utf-8", "replace")))


def decompress(data: bytes | memoryview) -> str:
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    return cast(bytes, _local.decompressor.decompress(bytes(data))).decode("utf-8")


def pack_folds(folds: Sequence[Fold]) -> str:
    return ";".join([f"{fold.start},{fold.end},{fold.kind}" for fold in folds]) if folds else ""


def unpack_folds(packed: str) -> tuple[Fold, ...]:
    if not packed:
        return ()
    folds = []
    for item in packed.split(";"):
        start, end, kind = item.split(",")
        folds.append(Fold(int(start), int(end), cast(FoldKind, kind)))
    return tuple(folds)


def pack_links(links: Sequence[ParsedLink]) -> str | None:
    return json.dumps([[one.url, one.words] for one in links], ensure_ascii=False) if links else None


def unpack_links(packed: str | None) -> list[ParsedLink]:
    return [ParsedLink(url, words) for url, words in json.loads(packed)] if packed else []


def new_words(text: str, folds: Sequence[Fold]) -> str:
    """The text without what is folded: what its writer wrote this time."""
    if not folds:
        return text
    pieces, position = [], 0
    for fold in folds:
        pieces.append(text[position : fold.start])
        position = fold.end
    pieces.append(text[position:])
    return "".join(pieces)


def preview(fresh: str) -> str:
    """Its first words; what lies far behind them is looked at only where the beginning is mostly blanks."""
    begun = " ".join(fresh[: PREVIEW_LENGTH * 3 // 2].split())
    if len(begun) < PREVIEW_LENGTH:
        begun = " ".join(fresh[: PREVIEW_LENGTH * 3].split())
    return begun[:PREVIEW_LENGTH]


def begun(preview: str) -> str:
    """For where a preview is shown whole: it may end within a word."""
    return preview if len(preview) < PREVIEW_LENGTH else f"{preview.rstrip()}…"
