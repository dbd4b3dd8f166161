"""Links: only those that lead where they say, and they say it."""

from __future__ import annotations

import pytest

from alongside.pages.mail.links import clean_link, show_where_links_lead


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://shop.example/a?b=1&c=ä#d", "https://shop.example/a?b=1&c=ä#d"),
        (" HTTPS://Shop.Example:8443 \n", "https://shop.example:8443"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("https://bänk.example/", "https://xn--bnk-qla.example/"),
        ("https://shop.example/two words", "https://shop.example/two%20words"),
        (
            "mailto:mara@client-a.example?subject=Two%20words",
            "mailto:mara@client-a.example?subject=Two%20words",
        ),
        ("tel:+44-20-7946-0000", "tel:+44-20-7946-0000"),
    ],
)
def test_plain_address_is_kept(written, kept):
    assert clean_link(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "x",
        "#part",
        "/mail/1/",
        "//evil.example",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:https://x.example/1",
        "cid:one",
        "about:blank",
        "http:evil.example",
        "http:/evil.example",
        "http:\\\\evil.example",
        "https://bank.example\\@evil.example/",
        "https://bank.example@evil.example/",
        "https://user:word@evil.example/",
        "https://evil.example:99999/",
        "https://evil.example:x/",
        "https://ev\u00adil.example/",
        "https://evil.example/\u202egpj.exe",
        "https://evil%2eexample/",
        "https://-evil-/",
        "https://ev\til.example/",
        "https://evil.example/\x00",
        "https://bank.example／evil.example/",
        "https:///evil.example",
        "tel:*%2306%23",
        "tel:#31#1",
        "mailto:",
        "mailto:a b@x.example",
        "https://x.example/" + "a" * 5_000,
    ],
)
def test_anything_else_is_no_link(written):
    assert clean_link(written) is None


def test_mail_link_orders_nothing_of_the_mail_program():
    link = clean_link("mailto:a@x.example?subject=Hi&attach=/etc/passwd&bcc=evil@x.example")
    assert link == "mailto:a@x.example?subject=Hi"


def test_link_says_where_it_leads():
    shown = show_where_links_lead('<a href="https://x.example/?a=1&amp;b=2">Our shop</a>')
    assert shown == (
        '<a href="https://x.example/?a=1&amp;b=2" title="https://x.example/?a=1&amp;b=2">Our shop</a>'
    )


@pytest.mark.parametrize(
    "words", ["https://bank.example/login", "www.bank.example", "<b>bank</b>.example", "me@bank.example"]
)
def test_link_whose_words_name_another_place_is_marked(words):
    shown = show_where_links_lead(f'<a href="https://evil.example/bank.example">{words}</a>')
    assert shown.endswith('</a> <small class="leads">[leads to evil.example]</small>')


@pytest.mark.parametrize(
    "words", ["bank.example", "https://www.bank.example/x", "Bank", "Sign in at bank dot example"]
)
def test_link_to_the_place_that_it_names_is_not_marked(words):
    assert "leads" not in show_where_links_lead(f'<a href="https://www.bank.example/y">{words}</a>')


def test_place_that_only_begins_like_another_is_marked():
    shown = show_where_links_lead('<a href="https://bank.example.evil.example/">bank.example</a>')
    assert "[leads to bank.example.evil.example]" in shown


def test_link_within_a_link_is_marked_by_itself():
    inner = '<a href="https://b.example/">bank.example</a>'
    shown = show_where_links_lead(
        f'<a href="https://a.example/"><table><tr><td>{inner}</td></tr></table></a>'
    )
    assert "[leads to b.example]" in shown
