"""Whose link it is, and what stands of an appointment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from alongside.diary.links import (
    is_join_link,
    join_link_in,
    links_in,
    name_of,
    provider_of,
    safe_link,
    way_of,
)
from alongside.diary.rules import Facts, Invited, Step, as_sets, can_join, remind_at, standing, wrong_with
from tests.making import MONDAY

ZOOM = "https://us02web.zoom.us/j/86412345678?pwd=QWxhZGRpbg.1"
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_ZDQ%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d"
MEET = "https://meet.google.com/abc-defg-hij"
FACTS = Facts(MONDAY, MONDAY + timedelta(minutes=30), "Europe/London", title="Plans", way="mobile")


@pytest.mark.parametrize(
    ("link", "provider", "way"),
    [
        (ZOOM, "zoom", "zoom"),
        ("https://zoom.us/my/ada.lovelace", "zoom", "zoom"),
        (TEAMS, "teams", "teams"),
        ("https://teams.live.com/meet/9412345678?p=Ab", "teams", "teams"),
        (MEET, "meet", "meet"),
        ("https://acme.webex.com/meet/ada", "webex", "link"),
        ("https://whereby.com/harlow", "whereby", "link"),
        ("https://meet.jit.si/HarlowAndSons", "jitsi", "link"),
    ],
)
def test_provider_of_a_join_link_is_known(link, provider, way):
    assert (provider_of(link), way_of(link), is_join_link(link)) == (provider, way, True)


@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.us.evil.example/j/86412345678",
        "https://evilzoom.us/j/86412345678",
        "https://zoom.us@evil.example/j/86412345678",
        "https://evil.example/zoom.us/j/86412345678",
        "https://evil.example/?u=https://zoom.us/j/86412345678",
        "https://zооm.us/j/86412345678",  # two letters of another alphabet
        "https://teams.microsoft.com.evil.example/l/meetup-join/x",
        "https://meet.google.com-evil.example/abc-defg-hij",
    ],
)
def test_look_alike_host_is_no_provider(link):
    assert provider_of(link) == ""
    assert not is_join_link(link)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://zoom.us/j/1",
        "//zoom.us/j/1",
        "https://",
        "https://zoom.us/j/1 2",
        "https://zoom.us/j/1\nSet-Cookie: a",
        "https://zoom.us:99999999/j/1",
        "https://[::1/j",
        "https://me:secret@zoom.us/j/1",
        'https://zoom.us/j/1"onclick=',
        "https://zoom.us/" + "j" * 3000,
    ],
)
def test_what_may_not_stand_behind_join_is_refused(text):
    assert safe_link(text) == ""


def test_link_is_taken_out_of_its_sentence():
    text = f"Shall we talk here ({ZOOM}), or there: <{MEET}>. Help: https://zoom.us/support."
    assert links_in(text) == [ZOOM, MEET, "https://zoom.us/support"]


def test_first_link_into_a_call_is_the_one_to_join():
    hostile = "https://zoom.us.evil.example/j/1 https://support.zoom.us/hc/en-us https://zoom.us/download "
    assert join_link_in([hostile, "nothing", f"Join: {ZOOM}"]) == ZOOM
    assert join_link_in([hostile]) == ""


def test_plain_link_is_called_by_where_it_truly_leads():
    assert name_of("https://zoom.us.evil.example/j/1") == "zoom.us.evil.example"
    assert name_of(TEAMS) == "Teams"


def said(word: str, hours: float = 0, **sets: object) -> Step:
    return Step(word, MONDAY + timedelta(hours=hours), sets)


def test_moved_appointment_keeps_its_other_facts():
    later = MONDAY + timedelta(days=1)
    planned = Step("planned", MONDAY, as_sets(FACTS))
    moved = said("moved", starts_at=later.isoformat(), ends_at=(later + timedelta(hours=1)).isoformat())
    stands = standing([planned, moved])
    assert stands is not None
    assert stands.facts == replace(FACTS, starts_at=later, ends_at=later + timedelta(hours=1))
    assert stands.times_moved == 1


def test_undoing_goes_back_one_word_each_time():
    planned = Step("planned", MONDAY, as_sets(FACTS))
    words = [planned, said("cancelled", by="theirs"), said("reopened"), said("undone")]
    assert standing(words).state == "cancelled"
    assert standing([*words, said("undone")]).state == "planned"
    assert standing([*words, said("undone"), said("undone")]) is None


def test_newer_invitation_sets_the_time_again_and_not_that_it_took_place():
    five, six = (MONDAY + timedelta(hours=hours) for hours in (5, 6))
    words = [
        said("moved", 1, starts_at=five.isoformat(), ends_at=six.isoformat()),
        said("changed", 1, way="mobile"),
        said("held", 8),
    ]  # fmt: skip
    invited = replace(FACTS, way="zoom", join_url=ZOOM)
    before = standing(words, invited=Invited(invited, MONDAY))
    after = standing(words, invited=Invited(invited, MONDAY + timedelta(hours=2)))
    assert (before.facts.starts_at, before.facts.way, before.state) == (
        MONDAY + timedelta(hours=5), "mobile", "held",
    )  # fmt: skip
    assert (after.facts.starts_at, after.facts.way, after.state) == (MONDAY, "mobile", "held")


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        (replace(FACTS, ends_at=MONDAY - timedelta(minutes=1)), "end before it begins"),
        (replace(FACTS, ends_at=MONDAY + timedelta(days=90)), "longer than two months"),
        (
            replace(FACTS, starts_at=MONDAY.replace(year=2100), ends_at=MONDAY.replace(year=2100)),
            "too far away",
        ),
    ],
)
def test_what_cannot_be_planned_says_why(facts, part):
    assert part in wrong_with(facts)


def test_what_was_planned_can_be():
    assert wrong_with(FACTS) == ""


@pytest.mark.parametrize(
    ("hours_before", "is_reminded"), [(100, True), (30, True), (29, False), (24, False), (1, False)]
)
def test_reminder_comes_a_day_before_what_was_not_only_just_agreed(hours_before, is_reminded):
    at = remind_at(MONDAY, agreed_at=MONDAY - timedelta(hours=hours_before))
    assert at == (MONDAY - timedelta(hours=24) if is_reminded else None)


@pytest.mark.parametrize(
    ("minutes", "state", "is_open"),
    [(-16, "planned", False), (-15, "planned", True), (60, "planned", True), (61, "planned", False)]
    + [(0, "cancelled", False), (0, "held", False)],
)
def test_call_is_joined_from_a_quarter_of_an_hour_before_until_half_an_hour_after(minutes, state, is_open):
    ends_at, now = MONDAY + timedelta(minutes=30), MONDAY + timedelta(minutes=minutes)
    assert can_join(state, starts_at=MONDAY, ends_at=ends_at, now=now) is is_open
