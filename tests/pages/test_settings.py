"""Settings: the clock, who works here, the machine."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from jinja2 import Environment
from selectolax.lexbor import LexborHTMLParser

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.clients.actions import add_client
from alongside.clients.queries import clients_for
from alongside.pages.jinja import phone
from tests.making import assistant, owner


def test_clock_of_member_and_practice_is_kept(browser):
    browser.post("/settings/clock/", {"own": "Europe/Vienna", "shared": "Europe/Dublin"})
    assert (owner().timezone, practice().timezone) == ("Europe/Vienna", "Europe/Dublin")


def test_assistant_sets_her_own_clock_alone(signed_in, db):
    ann, before = assistant(), practice().timezone
    signed_in(ann).post("/settings/clock/", {"own": "Europe/Vienna", "shared": "Asia/Tokyo"})
    ann.refresh_from_db()
    assert (ann.timezone, practice().timezone) == ("Europe/Vienna", before)


def test_unknown_zone_is_refused_in_words(browser):
    answer = browser.post("/settings/clock/", {"own": "Mars/Base"})
    assert (answer.status_code, "Mars/Base is not one of" in answer.content.decode()) == (422, True)


def invite(browser, **more: object):
    return browser.post(
        "/settings/invite/", {"email": "bea@desk.example", "name": "Bea", "role": "assistant", **more}
    )


def test_invited_assistant_works_for_the_chosen_clients(browser):
    harlow, _ = add_client("Harlow"), add_client("Birch")
    invite(browser, clients=[harlow.pk])
    assert list(clients_for(Member.objects.get(name="Bea"))) == [harlow]


def test_link_is_shown_once_and_lets_in(browser, client):
    page = LexborHTMLParser(invite(browser, clients=[add_client("Harlow").pk]).content.decode())
    link = page.css_first("#invitation-link").attributes["value"]
    assert client.get(urlsplit(link).path).status_code == 200
    assert link not in browser.get("/settings/").content.decode()


def test_cover_ends_with_its_day(browser):
    until = timezone.localdate() + timedelta(days=3)
    invite(browser, role="cover", until_on=until.isoformat(), clients=[add_client("Harlow").pk])
    bea = Member.objects.get(name="Bea")
    assert timezone.localtime(bea.cover_ends_at).date() == until + timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"role": "cover"}, "Say until which day the cover lasts."),
        ({"role": "cover", "until_on": "2020-01-01"}, "This day is over."),
        ({}, "Say for which clients."),
        ({"email": "me@desk.example", "role": "owner"}, "Somebody already signs in with this address."),
    ],
)
def test_invitation_found_wanting_says_why(browser, wrong, words):
    add_client("Harlow")
    answer = invite(browser, **wrong)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_only_an_owner_invites(signed_in, db):
    assert invite(signed_in(assistant())).status_code == 404


def test_machine_is_told_to_owners_alone(browser, signed_in):
    told = [
        "Data folder" in one.get("/settings/").content.decode() for one in (browser, signed_in(assistant()))
    ]
    assert told == [True, False]


def test_assistant_sees_herself_alone(signed_in, db):
    owner()
    page = signed_in(assistant()).get("/settings/").content.decode()
    assert ("Ann" in page, "sees every client" in page) == (True, False)


@pytest.mark.parametrize("path", ["clock/", "invite/"])
def test_forms_are_posted(browser, path):
    assert browser.get(f"/settings/{path}").status_code == 405


def test_owner_sets_the_country_by_which_numbers_are_written(browser):
    browser.post("/settings/clock/", {"own": "", "shared": "", "country": "AT"})
    shown = Environment(autoescape=True)
    shown.filters["phone"] = phone
    assert practice().region == "AT"
    assert shown.from_string("{{ '+431234567'|phone }}").render() == "01 234567"


def test_assistant_does_not_set_the_country(signed_in, db):
    before = practice().region
    signed_in(assistant()).post("/settings/clock/", {"own": "", "country": "AT"})
    assert practice().region == before


def test_every_country_stands_by_its_name(browser):
    page = LexborHTMLParser(browser.get("/settings/").content.decode())
    shown = {one.attributes["value"]: one.text() for one in page.css("select[name=country] option")}
    assert shown["FR"] == "France (+33)"
    assert len(shown) > 230
