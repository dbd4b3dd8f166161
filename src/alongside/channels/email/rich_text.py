"""RTF in, its words out."""

from __future__ import annotations

from typing import Any


def text_of_rtf(rtf: bytes) -> str:
    """ "" for what cannot be read: the library raises whatever it runs into."""
    from striprtf import striprtf

    reader: Any = striprtf  # it has no types
    try:
        return str(reader.rtf_to_text(rtf.decode("latin-1"), errors="ignore"))
    except Exception:
        return ""
