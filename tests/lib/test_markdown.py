"""What stands on a page of what was typed as Markdown."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alongside.lib.markdown import to_html, to_words


def test_headings_begin_below_the_page_and_lists_tables_and_links_stand():
    html = to_html(
        "# One\n\n3. Open **it**\n4. Close\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[there](https://x.example/a?b=1)"
    )
    page = LexborHTMLParser(html)
    assert page.css_first("h2").text() == "One"
    assert page.css_first("h1") is None
    assert page.css_first("ol").attributes["start"] == "3"
    assert [one.text() for one in page.css("td")] == ["1", "2"]
    link = page.css_first("a").attributes
    assert (link["href"], link["rel"], link["target"]) == (
        "https://x.example/a?b=1", "noopener noreferrer nofollow", "_blank",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[go](javascript:alert(1))",
        "[go](JaVaScRiPt:alert(1))",
        "[go](data:text/html;base64,PHNjcmlwdD4=)",
        "[go](&#106;avascript:alert(1))",
        "[go](//elsewhere.example/)",
        "[go](/clients/1/erase/)",
        "![pixel](https://tracker.example/p.gif)",
        "![pixel][p]\n\n[p]: https://tracker.example/p.gif",
        "<style>*{display:none}</style>",
        "<a href='javascript:alert(1)'>x</a>",
        "<javascript:alert(1)>",
        "`</code><script>alert(1)</script>`",
        '```"onload="alert(1)\nx\n```',
    ],
)
def test_nothing_active_and_nothing_from_elsewhere_stands_there(text):
    _is_harmless(to_html(text))


def _is_harmless(html: str) -> None:
    allowed = set("html head body p br hr h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a".split())
    allowed |= set("table thead tbody tr th td".split())
    for one in LexborHTMLParser(html).css("*"):
        assert one.tag in allowed
        assert set(one.attributes) <= {"href", "rel", "target", "start"}
        href = one.attributes.get("href") or "https://"
        assert href.lower().startswith(("https://", "http://", "mailto:", "tel:"))


PIECES = st.sampled_from([*"[]()!<>*_`#-|\n \"'&;:/=1a", "javascript:", "https://", "<script>"])


@pytest.mark.broad
@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_typed_is_harmless(text):
    _is_harmless(to_html(text))


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a ", "**a", "[a](", "> ", "- ", "*_", "<", "|a", "`", "[a]: b\n"]
)
def test_longest_page_that_is_meant_ill_costs_no_more_than_seconds(piece):
    text = (piece * 20_000)[:20_000]
    began = process_time()
    to_html(text)
    assert process_time() - began < 5


def test_words_are_those_of_paragraphs_and_lists():
    text = "# A heading\n\nFirst *words* & <b>more</b>.\n\n- one\n\n```\ncode\n```\n\n| a |\n|---|\n| b |\n\nLast."
    assert to_words(text).split() == ["First", "words", "&", "<b>more</b>.", "one", "Last."]
