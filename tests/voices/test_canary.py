"""Canary words in a member's own rows: nobody else ever sees one, at any address, in any command, event or log."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from typer.testing import CliRunner

from alongside.accounts.models import Member
from alongside.cli import build_app
from alongside.clients.actions import add_client
from alongside.live.models import Event
from alongside.processes.follow_ups import follow_all
from alongside.timeline.actions import mark_changed
from alongside.timeline.models import Change, Interaction
from alongside.voices import actions
from alongside.voices.models import Company, Spoken, Talk
from tests.making import arrive, assistant, mailbox, owner
from tests.pages.permissions import ROUTES
from tests.pages.test_permissions import addresses, by_kind, client_of, same_session, undone
from tests.rhythm.making import bring_level, call, this_day

pytestmark = pytest.mark.django_db

CANARY = "Zqxcanary"
# As they stand on no page by chance.
MINUTES = 1397
OTHERS = ["anonymous", "owner", "other assistant", "cover", "ended cover"]


@pytest.fixture
def people(owner, assistant, make_cover):
    """`assistant` is the one whose rows hold the canary."""
    return {
        "anonymous": None,
        "owner": owner,
        "assistant": assistant,
        "other assistant": Member.objects.create_member("other@practice.example", role="assistant"),
        "cover": make_cover(timedelta(hours=1)),
        "ended cover": make_cover(-timedelta(hours=1)),
        "stranger": Member.objects.create_member("stranger@practice.example", role="assistant"),
    }


def speak(member: Member) -> None:
    """Noted by hand, and by an entry of her own source."""
    today = this_day()
    words = {"kind": "friend", "by": "face", "minutes": MINUTES, "on": today, "today": today}
    actions.note_spoken(member, name=f"{CANARY} Bea", **words)


def is_told(content: bytes) -> bool:
    return CANARY.encode() in content or b"23 h 17" in content


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(by_kind(ROUTES)))
def test_no_address_tells_anybody_else(kind, people):
    speak(people["assistant"])
    told = []
    for role in OTHERS:
        with undone():
            signed_in = client_of(people[role])
            for _, which, address in addresses(by_kind(ROUTES)[kind], people, role):
                for method in ("GET", "POST") if which == "own" else ():
                    cache.clear()
                    with undone():
                        answer = same_session(signed_in).generic(method, address)
                    if is_told(answer.getvalue() + repr(answer.headers).encode()):
                        told.append(f"{role}: {method} {which} {address}")
    assert told == []


@pytest.mark.broad
def test_she_herself_is_told(people):
    """The walk above finds the canary where it may be: else it would find nothing anywhere."""
    speak(people["assistant"])
    mailbox(people["assistant"])
    signed_in = client_of(people["assistant"])
    assert is_told(signed_in.get("/spoken/").getvalue())
    assert is_told(signed_in.get("/").getvalue())


def test_search_finds_it_for_nobody(people):
    speak(people["assistant"])
    for role in ("owner", "assistant", "other assistant"):
        page = client_of(people[role]).get("/search/", {"q": CANARY}).content.decode()
        # The words she searched for stand in the box.
        assert f"{CANARY} Bea" not in page


def test_no_event_change_or_log_tells_of_it(people, caplog):
    caplog.set_level(logging.DEBUG)
    before = Event.objects.count(), Change.objects.count()
    speak(people["assistant"])
    actions.forget(people["assistant"], Company.objects.get().pk)
    assert (Event.objects.count(), Change.objects.count()) == before
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    "command",
    [
        ["clients", "--json"],
        ["timeline", "Harlow", "--json"],
        ["search", CANARY, "--json"],
        ["tray", "--json"],
        ["doctor", "--json"],
        ["verify", "--json", "--offline"],
    ],
)
def test_no_command_tells_of_it(people, command):
    add_client("Harlow", by=people["owner"])
    speak(people["assistant"])
    told = CliRunner().invoke(build_app(command[0]), command)
    assert told.exit_code in (0, 1), told.output
    assert told.output
    assert f"{CANARY} Bea" not in told.output


@pytest.mark.broad
def test_what_is_kept_of_a_call_is_of_one_member_alone():
    """The owner works for every client, and the page of her own shows nothing of a colleague's calls."""
    harlow, colleague = add_client("Harlow", domains=["harlow.example"], by=owner()), assistant()
    harlow.assignments.create(member=colleague)
    box = mailbox(colleague, label="Hers", own=["ann@desk.example"])
    logged = call(this_day(), minutes=MINUTES % 60)
    arrive(box, logged)
    Interaction.objects.get().parties.exclude(role="from").delete()
    mark_changed([Interaction.objects.get().pk], kind="refiled")
    follow_all()
    bring_level()
    assert list(Talk.objects.values_list("member__email", flat=True)) == ["ann@desk.example"]
    assert "Harlow" not in client_of(owner()).get("/spoken/").content.decode().partition("<main")[
        2
    ].partition("</main>")[0].replace("Nothing is noted", "")


def test_when_she_leaves_her_rows_go_with_her(people):
    speak(people["assistant"])
    people["assistant"].delete()
    assert (Spoken.objects.count(), Company.objects.count()) == (0, 0)
