"""What the client writes on an agenda in, the same without a sign that would be obeyed as a member's out. Pure."""

from __future__ import annotations

from collections.abc import Collection

from alongside.calls.rules import lines_of
from alongside.reviews.material import DECIDED

# As every line of an agenda begins in its notes.
DASH = "– "


def plain(text: str, *, of_ours: Collection[str] = ()) -> str:
    """Every word stays; a line that begins with a sign begins with a dash. `of_ours`: lines that stay."""
    return "\n".join(line if line in of_ours else _plain(line) for line in text.split("\n"))


def _plain(line: str) -> str:
    # Whatever a reader of the entry may take for the end of a line is one.
    return "\n".join(f"{DASH}{one}" if _is_signed(one) else one for one in line.splitlines())


def _is_signed(line: str) -> bool:
    return lines_of(line)[0].kind != "" or line.lstrip().startswith(DECIDED)
