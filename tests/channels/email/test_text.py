from __future__ import annotations

import base64
import time

import pytest

from alongside.channels.email.html_text import html_to_text
from alongside.channels.email.parse import parse
from tests.channels.email.making import mail, multipart


@pytest.mark.parametrize(
    ("label", "content", "text"),
    [
        ("utf-8", "schön".encode(), "schön"),
        ("iso-8859-1", "schön – €".encode("cp1252"), "schön – €"),
        ("us-ascii", "schön".encode(), "schön"),
        ("us-ascii", "schön".encode("cp1252"), "schön"),
        ("", "schön".encode("cp1252"), "schön"),
        ("utf-8", "schön".encode("cp1252"), "schön"),
        ("x-unknown", "schön".encode(), "schön"),
        ("gb2312", "镕基".encode("gb18030"), "镕基"),
        ("ks_c_5601-1987", "똠방각하".encode("cp949"), "똠방각하"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("utf-16", "schön".encode("utf-16"), "schön"),
        ("utf-7", b"sch+APY-n", "schön"),
        ("undefined", b"plain", "plain"),
        ("punycode", b"plain-", "plain-"),
        ("base64", b"plain", "plain"),
        ("../../etc", b"plain", "plain"),
    ],
)
def test_text_is_read_whatever_its_label(label: str, content: bytes, text: str) -> None:
    encoded = base64.encodebytes(content)
    message = parse(
        mail(encoded, Content_Type=f'text/plain; charset="{label}"', Content_Transfer_Encoding="base64")
    )

    assert message.text == text


def test_mostly_right_utf8_keeps_its_letters() -> None:
    content = ("äöü" * 50).encode() + b"\xff end"

    assert parse(mail(content, Content_Type="text/plain; charset=utf-8")).text == "äöü" * 50 + "\ufffd end"


def test_nul_and_lone_surrogates_do_not_come_through() -> None:
    message = parse(mail(b"a\0b +2D0-", Content_Type="text/plain; charset=utf-7"))

    assert message.text == "ab \ufffd"


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("[=?utf-8?q?caf=C3=A9?=]", "[café]"),
        ("=?utf-8?b?w6k=?=\n =?utf-8?b?w6k=?=", "éé"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("=?x-unknown?q?caf=C3=A9?=", "café"),
        ("=?undefined?q?x?=", "x"),
        ("café", "café"),
        ("caf\udce9", "café"),
        ("a\n\tb   c", "a b c"),
        ("pay\u202etxt.exe", "pay\ufffdtxt.exe"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
    ],
)
def test_subjects_are_read_as_people_read_them(value: str, subject: str) -> None:
    assert parse(mail(Subject=value)).subject == subject


def test_a_uuencoded_text_is_decoded() -> None:
    body = "begin 644 x\n#0V%T\n`\nend\n"

    assert parse(mail(body, Content_Transfer_Encoding="x-uuencode")).text == "Cat"


def test_an_encoding_with_a_tail_is_understood() -> None:
    assert parse(mail("SGVsbG8=\n", Content_Transfer_Encoding="base64; x=y")).text == "Hello"


def test_several_texts_are_read_one_after_the_other() -> None:
    raw = multipart("Content-Type: text/plain\n\none", "Content-Type: text/plain\n\ntwo")

    assert parse(raw).text == "one\n\ntwo"


def test_an_inline_text_with_a_name_is_read_and_listed() -> None:
    patch = 'Content-Type: text/x-patch; name="fix.patch"\nContent-Disposition: inline\n\n+line'
    raw = multipart("Content-Type: text/plain\n\nlook", patch.replace("text/x-patch", "text/plain"))

    message = parse(raw)

    assert message.text == "look\n\n+line"
    assert [one.name for one in message.attachments] == ["fix.patch"]


def test_html_is_read_where_the_plain_text_is_a_stub() -> None:
    html = (
        "<p>The real content of this newsletter is much longer than the stub beside it, as one can see.</p>"
        * 3
    )
    raw = multipart(
        "Content-Type: text/plain\n\nPlease view as HTML.",
        f"Content-Type: text/html\n\n{html}",
        kind="alternative",
    )

    assert parse(raw).text.startswith("The real content")


def test_html_becomes_lines_as_a_browser_shows_them() -> None:
    html = """<html><head><title>no</title><style>p {}</style></head><body>
    <h1>Plan</h1><p>One   <b>two</b>
    three<br>four</p><ul><li>a</li><li>b</li></ul><table><tr><td>x</td><td>y</td></tr></table>
    <pre>keep
  this</pre><blockquote><p>said</p><blockquote>before</blockquote></blockquote><script>no()</script>
    <img src=x alt="A chart"></body></html>"""

    text, is_cut = html_to_text(html)

    assert text == (
        "Plan\n\nOne two three\nfour\n\n- a\n- b\n\nx y\n\nkeep\n  this\n\n> said\n>\n> > before\n\nA chart"
    )
    assert not is_cut


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000 + "x",
        "<table><tr><td>" * 20_000 + "x",
        "<blockquote>" * 3_000 + "x",
        "<b><i><u>" * 20_000 + "x",
        '<a href="x">' * 20_000 + "x",
        "<p>" * 100_000 + "x",
        "<br>" * 400_000 + "x",
        "<!--" * 100_000 + "x",
        "<" * 500_000 + "x",
    ],
    ids=lambda html: html[:15],
)
def test_hostile_html_is_read_in_time(html: str) -> None:
    started = time.process_time()
    parse(mail(html, Content_Type="text/html"))

    assert time.process_time() - started < 2
