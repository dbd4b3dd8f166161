"""Simple rich text: what an editor gave in, HTML that is safe to show and to send out, and the same as plain text."""

from __future__ import annotations

import nh3

from alongside.channels.email.html_text import html_to_text
from alongside.outbox.models import Draft

_TAGS = {
    "p",
    "div",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h2",
    "h3",
}


def clean(html: str) -> str:
    """Paragraphs, emphasis, lists, quotations and links; nothing remote, no style, no script."""
    if not html.strip():
        return ""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def plain(html: str) -> str:
    """For those who read without HTML."""
    return html_to_text(html)[0].strip("\n") + "\n"


def text_to_send(draft: Draft) -> str:
    """The plain text of a letter: what was typed, or what its HTML says."""
    return plain(draft.html) if draft.html else draft.text
