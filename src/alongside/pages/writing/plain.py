"""Plain text in, the HTML of a formatted letter out. Pure."""

from __future__ import annotations

from markupsafe import escape


def html_from_text(text: str) -> str:
    """Blank lines part paragraphs, as the editor of the pages has it."""
    return "".join(
        "<p>" + "<br>".join(str(escape(line)) for line in part.split("\n")) + "</p>"
        for part in text.strip("\n").split("\n\n")
    )
