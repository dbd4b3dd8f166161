"""Styles: text may be coloured, sized and spaced; nothing is fetched, covered or hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.pages.mail.styles import clean_style


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("color:#333; font-weight:bold", "color:#333;font-weight:bold"),
        ("COLOR : Red", "color:Red"),
        ("margin:0 auto !important", "margin:0 auto"),
        (
            'font-family:"Helvetica Neue", Arial, sans-serif',
            'font-family:"Helvetica Neue", Arial, sans-serif',
        ),
        ("border:1px solid rgb(10, 20, 30)", "border:1px solid rgb(10, 20, 30)"),
        ("background:#fff", "background-color:#fff"),
        ("width:600px;max-width:100%", "width:600px;max-width:100%"),
        ("font-size:1.5em", "font-size:24px"),
        ("font-size:12pt", "font-size:16px"),
        ("line-height:1.4", "line-height:1.4"),
    ],
)
def test_plain_declarations_are_kept(written, kept):
    assert clean_style(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "background:url(https://x.example/1)",
        "background-image:image-set('https://x.example/1' 1x)",
        r"background:\75 rl(https://x.example/1)",
        "color:red/**/",
        "color:/*;*/red",
        "@import 'https://x.example/1'",
        "width:expression(alert(1))",
        "behavior:url(x.htc)",
        "-moz-binding:url(x)",
        "content:'x'",
        "color:var(--x)",
        "width:calc(100% - 1px)",
        "font-family:'a;b'",
        'font-family:"a',
        "color:red}body{color:blue",
        "",
    ],
)
def test_nothing_is_fetched_or_computed(written):
    assert clean_style(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "position:fixed",
        "position:absolute;top:0;left:0;z-index:9",
        "margin-top:-500px",
        "transform:scale(9)",
        "width:99999px",
        "height:9000px",
        "padding:4000px",
        "text-indent:9999px",
        "font-size:900px",
        "letter-spacing:5em",
        "width:100vw",
    ],
)
def test_nothing_is_placed_over_or_far_from_its_place(written):
    assert clean_style(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "font-size:0",
        "font-size:1px",
        "font-size:10%",
        "line-height:0",
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "color:#0000",
        "color:#00000000",
        "text-indent:-999px",
        "max-height:0;overflow:hidden",
        "max-width:0",
        "clip-path:inset(50%)",
        "letter-spacing:-1em",
    ],
)
def test_nothing_is_hidden(written):
    assert clean_style(written) is None


def test_shares_of_sizes_do_not_add_up_to_nothing():
    assert clean_style("font-size:60%") == "font-size:9.6px"
    assert clean_style("font-size:smaller") == "font-size:13px"


def test_one_bad_declaration_costs_itself_alone():
    assert clean_style("color:red;position:fixed;padding:2px") == "color:red;padding:2px"


def test_very_long_style_is_left_out():
    assert clean_style("color:red;" * 1_000) is None


@given(st.text(alphabet="color:red;url()\\/*'\"@{}<>&1p%!#- \n", max_size=80))
def test_no_text_becomes_a_call_or_leaves_its_attribute(written):
    kept = clean_style(written) or ""
    assert not set(kept) & set("\\*@{}<>&!") and "url" not in kept
