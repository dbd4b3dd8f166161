"""Links to files kept elsewhere, as letters have them, and what kind a file is: without a database."""

from __future__ import annotations

import time

import pytest

from alongside.message import ParsedLink
from alongside.picture.links import find_links, kind_of, links_of


@pytest.mark.parametrize(
    ("text", "service", "name"),
    [
        ("The plan: https://drive.google.com/file/d/1A2b/view?usp=sharing", "drive", "The plan"),
        ("https://docs.google.com/spreadsheets/d/1A2b/edit#gid=0", "drive", "A spreadsheet"),
        ("Quote.docx\n<https://docs.google.com/document/d/1A2b/edit>", "drive", "Quote.docx"),
        ("https://1drv.ms/w/s!AhX", "onedrive", "OneDrive"),
        ("https://harlow-my.sharepoint.com/:w:/g/personal/mara/E1", "onedrive", "OneDrive"),
        ("https://harlow.sharepoint.com/sites/shop/Plan%20B.pdf", "sharepoint", "Plan B.pdf"),
        ("https://www.dropbox.com/s/abc/Stall%20plan.pdf?dl=0.", "dropbox", "Stall plan.pdf"),
        ("(see https://we.tl/t-AbCdEf)", "wetransfer", "see"),
        ("https://harlow.app.box.com/s/abc", "box", "Box"),
        ("https://www.icloud.com/iclouddrive/0abc", "icloud", "iCloud"),
    ],
)
def test_link_is_found_with_its_place_and_a_name(text, service, name):
    (found,) = find_links(text)
    assert (found.service, found.name) == (service, name)
    assert found.url.startswith(f"https://{found.host}/")
    assert not found.url.endswith((".", ")", ">"))


@pytest.mark.parametrize(
    "text",
    [
        "Shall I put it on Dropbox or on Google Drive?",
        "https://www.dropbox.com",
        "https://drive.google.com/",
        "http://drive.google.com/file/d/1",
        "https://drive.google.com.evil.example/file/d/1",
        "https://evildropbox.com/s/abc",
        "https://dropbox.com@evil.example/s/abc",
        "https://mara:oak@dropbox.com/s/abc",
        "https://harlow.example/dropbox.com/s/abc",
        "https://drіve.google.com/file/d/1",
        "javascript:https//dropbox.com/s/abc",
    ],
)
def test_what_leads_nowhere_of_the_kind_is_no_link(text):
    assert find_links(text) == []


def test_a_link_named_twice_is_one_and_many_are_cut_off():
    text = "https://we.tl/t-AbC https://we.tl/t-AbC " + " ".join(f"https://we.tl/t-{n:04}" for n in range(99))
    found = find_links(text)
    assert len(found) == 20
    assert found[0].url == "https://we.tl/t-AbC"


def test_words_that_a_link_stands_behind_come_before_what_stands_beside_it():
    text = "the new one: https://we.tl/t-AbC and https://we.tl/t-Two"
    found = links_of(
        text, [ParsedLink("https://we.tl/t-AbC", "Stand plan"), ParsedLink("https://evil.example/a", "x")]
    )
    assert [(one.url, one.name) for one in found] == [
        ("https://we.tl/t-AbC", "Stand plan"),
        ("https://we.tl/t-Two", "WeTransfer"),
    ]


def test_a_wrapped_address_in_plain_words_is_shown_as_what_it_leads_to():
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwe.tl%2Ft-AbC&data=1"
    (found,) = find_links(f"Photos<{wrapped}>")
    assert (found.url, found.name) == ("https://we.tl/t-AbC", "Photos")


def test_looking_for_links_takes_no_time_over_hostile_text():
    for text in (
        "https://dropbox.com/" * 20_000,
        "https://" + "a." * 200_000,
        "dropbox https://" + "(" * 400_000,
    ):
        begun = time.perf_counter()
        find_links(text)
        assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("Plan.PDF", "application/octet-stream", "pdf"),
        ("plan", "application/pdf", "pdf"),
        ("a.xlsx", "application/octet-stream", "sheet"),
        ("IMG.HEIC", "", "image"),
        ("noname", "image/png", "image"),
        ("a.tar.gz", "", "archive"),
        ("invite.ics", "text/calendar", "calendar"),
        ("what.ever", "application/x-odd", "other"),
    ],
)
def test_kind_of_a_file_is_told_by_its_name_first(name, media_type, kind):
    assert kind_of(name, media_type) == kind
