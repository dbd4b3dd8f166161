"""Text as somebody sent it in, as every database can hold it out. Pure."""

from __future__ import annotations

# LRO and RLO: a name with one would have the sentence that it stands in read backwards.
_TURNING = {0x202D: None, 0x202E: None}


def storable(text: str) -> str:
    """PostgreSQL takes neither NUL nor half a letter; a line ends as it does here."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """With one blank between its words, and none around them; nothing in it turns the words beside it around."""
    return " ".join(storable(text).translate(_TURNING).split())
