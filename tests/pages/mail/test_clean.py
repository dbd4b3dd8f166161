"""Cleaning: what a letter may show stays, whatever else was in it."""

from __future__ import annotations

import html as entities
import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alongside.pages.mail import clean
from alongside.pages.mail.clean import MOST_PICTURES, TooMuch, clean_html
from tests.examples import examples
from tests.pages.mail.hostile import Vector, corpora_vectors, own_vectors

PICTURE = {"one@x.example": "/mail/7/picture/2/"}
_NEVER = re.compile(
    r"^on|^(?:srcset|background|id|name|class|action|formaction|ping|poster|data|usemap|cite)$"
)
_DROPPED = {"script", "style", "title", "template", "iframe", "svg", "math"}


def cleaned(html: str) -> str:
    return clean_html(html, PICTURE).html


def broken_rules(shown: str) -> list[str]:
    """What no cleaned letter may hold, as a browser would read it."""
    found = []
    for node in LexborHTMLParser(f"<body>{shown}").css("body *"):
        if node.tag not in clean._TAGS:
            found.append(f"<{node.tag}>")
        for name, value in node.attributes.items():
            value = value or ""
            if _NEVER.search(name) and (node.tag, name, value) != ("small", "class", "leads"):
                found.append(f"{node.tag} {name}")
            if name == "href" and not re.match(r"(?:https?://[^/@\\]|mailto:|tel:)", value):
                found.append(f"{node.tag} href {value}")
            if name == "src" and value not in PICTURE.values():
                found.append(f"{node.tag} src {value}")
            if name == "style" and re.search(
                r"url|[\\@<>]|/\*|expression|(?<!rgb)(?<!rgba)(?<!hsl)(?<!hsla)\(", value
            ):
                found.append(f"{node.tag} style {value}")
    return found


def words_of(html: str) -> list[str]:
    text = nh3.clean(html, tags=set(), clean_content_tags=_DROPPED, attributes={})
    return entities.unescape(text).translate({0x202D: None, 0x202E: None}).split()


@pytest.mark.parametrize("vector", own_vectors(), ids=lambda vector: vector.name)
def test_own_vector_leaves_nothing_live(vector):
    assert broken_rules(cleaned(vector.html)) == []


@pytest.mark.corpora
def test_no_vector_of_the_corpora_leaves_anything_live():
    left = {vector.name: broken_rules(cleaned(vector.html)) for vector in corpora_vectors()}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.corpora
def test_text_of_every_vector_of_the_corpora_stays():
    assert [vector.name for vector in corpora_vectors() if loses_text(vector)] == []


def loses_text(vector: Vector) -> bool:
    shown = re.sub(r' <small class="leads">.*?</small>', "", cleaned(vector.html))
    before = clean._WITHOUT_SCRIPT.sub("", vector.html)
    return words_of(before) != words_of(shown)


@pytest.mark.corpora
def test_cleaning_twice_is_cleaning_once():
    """What a browser reads is what was written: nothing turns into something else when it is read again."""
    changed = []
    for vector in corpora_vectors():
        once = re.sub(r' (?:title="[^"]*"|<small class="leads">.*?</small>)', "", cleaned(vector.html))
        twice = re.sub(r' (?:title="[^"]*"|<small class="leads">.*?</small>)', "", cleaned(once))
        changed += (
            [vector.name] if entities.unescape(once).split() != entities.unescape(twice).split() else []
        )
    assert changed == []


_PIECES = st.sampled_from(
    [
        *(
            f"<{tag}>"
            for tag in ("a href=https://x.example", "table", "td", "p", "b", "svg", "math", "style", "select")
        ),
        *(
            f"</{tag}>"
            for tag in ("a", "table", "td", "p", "b", "svg", "math", "style", "select", "title", "noscript")
        ),
        *(
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<noscript>",
            "<title>",
            "<plaintext>",
            "<mtext>",
            "<mglyph>",
            "<form>",
        ),
        *(
            "<img alt='</a><a href=x>' src=x onerror=a>",
            "<a title='\">",
            "bank.example",
            "&lt;script&gt;",
            '"',
            "'",
        ),
        *(
            "<foreignObject>",
            "<annotation-xml encoding=text/html>",
            "\0",
            "\u202e",
            "<",
            ">",
            "/",
            "=",
            " on x=1 ",
        ),
    ]
)


@pytest.mark.slow
@examples(300)
@given(st.lists(_PIECES, max_size=25))
def test_no_mixture_leaves_anything_live(pieces):
    assert broken_rules(cleaned("".join(pieces))) == []


@pytest.mark.slow
@examples(200)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_attribute_value_escapes_its_quotes(value, words):
    quoted = value.replace("&", "&amp;").replace('"', "&quot;")
    html = f'<a href="https://x.example/{quoted}" style="{quoted}">{words}<img src="{quoted}" alt="{quoted}"></a>'
    assert broken_rules(cleaned(html)) == []


def test_layout_of_a_letter_stays():
    html = (
        '<table width="600" cellpadding="4" bgcolor="#eeeeee"><tbody><tr><td align="center" colspan="2" '
        'style="color:#333;padding:4px 8px"><b>Hello</b> <font face="Arial" size="2">there</font></td>'
        "</tr></tbody></table>"
    )
    assert cleaned(html) == html


def test_own_picture_is_shown():
    assert cleaned('<img src="cid:one@x.example" alt="Logo" width="40">') == (
        '<img src="/mail/7/picture/2/" alt="Logo" width="40">'
    )


def test_picture_of_another_place_leaves_its_words():
    assert cleaned('<img src="https://x.example/p.png" alt="Our shop">') == '<img alt="Our shop">'


def test_pictures_that_are_not_fetched_are_counted():
    html = "<img src=https://x.example/1><img src=//x.example/2><img src=cid:one@x.example><img src=x>"
    assert clean_html(html, PICTURE).remote_pictures == 2


def test_only_so_many_pictures_are_shown():
    pictures = {f"{number}@x": f"/mail/7/picture/{number}/" for number in range(MOST_PICTURES + 20)}
    shown = clean_html("".join(f"<img src=cid:{number}@x>" for number in range(len(pictures))), pictures).html
    assert shown.count("src=") == MOST_PICTURES


def test_text_for_readers_without_script_is_shown():
    assert cleaned("<noscript><p>Read this</p></noscript>") == "<p>Read this</p>"


def test_text_in_a_form_is_shown_without_the_form():
    html = (
        "<form action=https://x.example><label>Name</label><textarea>old</textarea><button>Go</button></form>"
    )
    assert cleaned(html) == "NameoldGo"


def test_letters_are_not_turned_around():
    assert cleaned("<bdo dir=rtl>moc.knab</bdo> a&#x202e;b") == "moc.knab ab"


def test_names_of_the_page_around_cannot_be_taken():
    assert cleaned('<a name="body" id="body">x</a><img name="images" id="cookie">') == "<a>x</a><img>"


def test_words_of_a_picture_cannot_end_the_link_around_it():
    shown = cleaned('<a href="https://evil.example">bank.example<img alt="</a><b onclick=x">bank.example</a>')
    assert "<b" not in shown and broken_rules(shown) == []


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000,
        "<span><div>" * 3_000 + "x",
        "x" * (clean.LONGEST + 1),
        "<div>" * 300,
        '<div style="display:inline-block">' * 30,
        '<table><tr><td style="DISPLAY: INLINE-table">' * 30,
        "<b>x</b>" * 50_000,
        "<span dir=rtl>x</span>" * 3_000,
    ],
    ids=[
        "deep",
        "deep in turns",
        "long",
        "deep for a browser",
        "inline blocks",
        "cells",
        "many tags",
        "many turns",
    ],
)
def test_too_much_is_not_laid_out(html):
    with pytest.raises(TooMuch):
        clean_html(html, {})


def test_what_grows_too_long_is_not_laid_out():
    with pytest.raises(TooMuch):
        clean_html(("".join(f"<font color=#{number:06x}>" for number in range(1_500)) + "<p>") * 40, {})


def test_filter_that_is_interrupted_lets_nothing_through(monkeypatch):
    """As a time limit that rings within it would."""

    def interrupted(value: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(clean, "clean_style", interrupted)
    with pytest.raises(TooMuch):
        clean_html('<p style="position:fixed">x</p>', {})


def test_letter_of_many_levels_is_laid_out():
    assert cleaned("<blockquote>" * 150 + "deep").count("<blockquote>") == 150
