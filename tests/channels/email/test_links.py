"""Links behind words of a mail's HTML: those to files kept elsewhere, by what they are called there."""

from __future__ import annotations

import time

import pytest

from alongside.channels.email.parse import parse
from alongside.message import ParsedLink
from tests.channels.email.making import mail, multipart

PLAN = "https://docs.google.com/document/d/1A2b/edit"


def found(html: str) -> list[tuple[str, str]]:
    return [(one.url, one.words) for one in parse(mail(html, Content_Type="text/html")).links]


def both(plain: str, html: str) -> tuple[ParsedLink, ...]:
    parts = f"Content-Type: text/plain\n\n{plain}", f"Content-Type: text/html\n\n{html}"
    return parse(multipart(*parts, kind="alternative")).links


def test_a_link_is_called_by_the_words_it_stands_behind():
    assert found(f'<p>See <a href="{PLAN}">the <b>stand</b>\n plan</a>.</p>') == [(PLAN, "the stand plan")]


def test_words_that_say_nothing_are_told_by_their_sentence():
    html = f'<p>Good morning.</p><p>All is well. The stand plan is <a href="{PLAN}">here</a>, and more.</p>'
    assert found(html) == [(PLAN, "The stand plan is here")]
    assert found(f'<p><a href="{PLAN}">Open</a></p>') == [(PLAN, "")]


def test_a_button_beside_a_title_does_not_take_its_name():
    button, title = f'<div><a href="{PLAN}">Open</a></div>', f'<div><a href="{PLAN}">Budget 2026</a></div>'
    assert found(button + title) == found(title + button) == [(PLAN, "Budget 2026")]


def test_a_picture_is_called_by_what_stands_for_it():
    assert found(f'<a href="{PLAN}"><img src="x" alt="Stand plan.pdf"></a>') == [(PLAN, "Stand plan.pdf")]


def test_an_address_behind_itself_has_no_words_of_its_own():
    assert found(f'<a href="{PLAN}">{PLAN}</a>') == [(PLAN, "")]


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwe.tl%2Ft-Ab&amp;data=05%7C01&amp;reserved=0",
        "https://www.google.com/url?q=https%3A%2F%2Fwe.tl%2Ft-Ab&amp;sa=D&amp;ust=1",
        "https://www.google.com/url?sa=t&amp;url=https://we.tl/t-Ab",
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F"
        "%252Fwe.tl%252Ft-Ab&amp;data=1",
        "https://urldefense.proofpoint.com/v1/url?u=https://we.tl/t-Ab&amp;k=oIvRg1%2BdGAgOoM1BIlLLqw%3D%3D%0A",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__we.tl_t-2DAb&amp;d=DwMFaQ&amp;c=abc&amp;r=def&amp;e=",
        "https://urldefense.com/v3/__https://we.tl/t-Ab__;!!Ab-c!De_f$",
        "https://urldefense.com/v3/__https:/we.tl/t-Ab__;!!Ab-c!De_f$",
        "https://urldefense.us/v3/__https://we.tl/t*Ab__;LQ!!Ab-c!De_f$",
        "https://urldefense.com/v3/__https://we.tl/**C__;dC1BYg!!Ab-c!De_f$",
        "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwe.tl%2ft-Ab&amp;c=E,1,abc&amp;typo=1",
        # What the one wrapped, the other wrapped once more.
        "https://urldefense.com/v3/__https://eur01.safelinks.protection.outlook.com/?url=https*3A*2F*2Fwe.tl*2Ft-Ab"
        "&amp;data=1__;JSUlJQ!!Ab-c!De_f$",
    ],
)
def test_a_wrapped_address_is_shown_as_what_it_leads_to(wrapped):
    assert found(f'<a href="{wrapped}">Photos</a>') == [("https://we.tl/t-Ab", "Photos")]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:location='https://docs.google.com/document/d/1'",
        "data:text/html,https://docs.google.com/document/d/1",
        "http://docs.google.com/document/d/1",
        "https://docs.google.com.evil.example/document/d/1",
        "https://docs.google.com@evil.example/document/d/1",
        "https://evil.example\\@docs.google.com/document/d/1",
        "https://evil.example/?url=https%3A%2F%2Fdocs.google.com%2Fdocument%2Fd%2F1",
        "https://safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fwe.tl%2Ft-Ab",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2Fwe.tl%2Ft-Ab",
        "https://eur01.safelinks.protection.outlook.com/?url=javascript%3Aalert%281%29%2F%2Fhttps%3A%2F%2Fwe.tl%2Ft-Ab",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwe.tl%2Ft-Ab%22onclick%3D%22x",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwe.tl%2Ft-Ab%00",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__evil.example_we.tl_t-2DAb&amp;d=1",
        "https://urldefense.proofpoint.com.evil.example/v2/url?u=https-3A__we.tl_t-2DAb&amp;d=1",
        "https://urldefense.com/v3/__https://we.tl/**C__;A!!Ab-c!De_f$",
        "https://urldefense.com/v3/__javascript:alert(1)//https://we.tl/t-Ab__;!!Ab-c!De_f$",
        "https://urldefense.com/v3/__https://we.tl/t-Ab",
        "https://linkprotect.cudasvc.com/url?b=https%3a%2f%2fwe.tl%2ft-Ab",
        "https://protect-eu.mimecast.com/s/aBcDeF?domain=we.tl",
        "https://www.google.com/search?q=https%3A%2F%2Fwe.tl%2Ft-Ab",
        "https://dосs.google.com/document/d/1",
        "https://docs.google.com/" + "a" * 1_000,
    ],
)
def test_what_leads_elsewhere_is_no_link_whatever_its_words_say(href):
    html = f'<a href="{href}">{PLAN}</a><!-- {PLAN} -->'
    assert found(html) == []


def test_links_of_quotations_and_signatures_are_their_own_letters():
    new = '<p>Thanks.</p><p><a href="https://we.tl/t-New">New ones</a></p>'
    old = f'<div>Mara Quill wrote:</div><blockquote><a href="{PLAN}">Old</a></blockquote>'
    assert found(new + old) == [("https://we.tl/t-New", "New ones")]
    signed = f'<div>Thanks.</div><div>-- </div><div>Mara, <a href="{PLAN}">our brochure</a></div>'
    assert found(signed) == []


def test_a_forwarded_letter_brings_the_links_of_what_was_forwarded():
    head = (
        "---------- Forwarded message ---------<br>From: Jo &lt;jo@x.example&gt;<br>Date: Mon, 2 Mar 2026<br>"
    )
    html = f'<div>Please file.</div><div>{head}<br><a href="{PLAN}">Stand plan</a></div>'
    letter = parse(mail(html, Content_Type="text/html", Subject="Fwd: Plan"))
    assert letter.links == (ParsedLink(PLAN, "Stand plan"),)


def test_a_plain_part_without_addresses_hides_none_of_the_html():
    assert both("See the plan.\n", f'<p>See the <a href="{PLAN}">plan for June</a>.</p>') == (
        ParsedLink(PLAN, "plan for June"),
    )


def test_links_are_no_part_of_what_a_letter_is_known_by():
    html = f'<p>See <a href="{PLAN}">it</a>.</p>'
    letter = parse(mail(html, Content_Type="text/html"))
    assert letter.text == "See it."
    assert letter.links


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{PLAN}">' * 3_000,
        "<div>" * 60_000 + f'<a href="{PLAN}">deep</a>',
        f'<a href="{PLAN}">x</a>' * 40_000,
        f'<a href="{PLAN}">' + "word " * 200_000,
        '<a href="https://docs.google.com/' + "a?url=https://docs.google.com/" * 30_000 + '">x</a>',
    ],
)
def test_hostile_html_costs_no_time_and_gives_few_links(html):
    begun = time.process_time()
    links = found(html)
    assert len(links) <= 20
    assert all(len(words) <= 120 for _, words in links)
    assert time.process_time() - begun < 3
