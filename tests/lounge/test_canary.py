"""Canary words: those of a lounge are nowhere but in it, and a client's are on no page of a lounge."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.live.models import Event
from alongside.lounge import actions, queries
from alongside.lounge.models import Invitation, Lounge, Peer, Remark
from alongside.lounge.talking import open_talk
from alongside.processes.follow_ups import follow_all
from alongside.rooms.actions import take_place, write_line
from alongside.rooms.models import Line, Stay
from tests.making import arrive, mailbox, message, owner
from tests.pages.test_permissions import client_of
from tests.program import ROOT

pytestmark = pytest.mark.django_db
# In one writing, as a search would find them.
LOUNGE, CLIENT = "zqxlounge", "qzjclient"
OWN = {Remark, Peer, Line, Stay}


@pytest.fixture
def kitchen(caplog) -> Lounge:
    """Everything that can be said in it was said; a client has written too."""
    caplog.set_level(logging.DEBUG)
    now, me = timezone.now(), owner()
    add_client(f"Harlow {CLIENT}", domains=["harlow.example"], by=me)
    arrive(mailbox(me), message(f"mara@{CLIENT}.harlow.example", subject=CLIENT, text=f"{CLIENT} words?\n"))
    lounge = actions.make_lounge(me, name="Kitchen", keeps_days=7, now=now)
    bea = Browser()
    bea.post(link_to(lounge), {"name": f"Bea {LOUNGE}"})
    actions.let_in(me, lounge, Peer.objects.get().pk, now=now)
    bea.post(f"/lounge/{lounge.pk}/guest/say/", {"text": f"{LOUNGE} from outside", "once": "1"})
    actions.say(queries.seat_for(me, lounge.pk), f"{LOUNGE} from here", once="2", now=now)
    room = open_talk(queries.seat_for(me, lounge.pk), now=now)
    place = take_place(room.pk, member=me, key="", is_fresh=True, now=now)
    write_line(room.pk, place.stay_id, f"{LOUNGE} beside the talk", now=now)
    bea.post(f"/lounge/{lounge.pk}/guest/talk/")
    follow_all()
    lounge.browser = bea
    return lounge


def link_to(lounge: Lounge) -> str:
    return actions.make_link(owner(), lounge, now=timezone.now()).removeprefix(settings.BASE_URL)


@pytest.mark.broad
def test_what_is_said_in_a_lounge_is_in_no_other_table_event_or_log(kitchen, caplog):
    """So it is in no archive, index, feed, share or job either, which are made of these."""
    told = {
        model
        for model in apps.get_models()
        if model._meta.managed and LOUNGE in repr(list(model.objects.values_list())).lower()
    }
    assert told - OWN == {apps.get_model("rooms", "Guest")}
    assert Remark in told
    assert set(Event.objects.filter(kind="lounge").values_list("subject", flat=True)) == {str(kitchen.pk)}
    assert LOUNGE not in caplog.text


@pytest.mark.broad
def test_search_finds_nothing_of_it(kitchen):
    browser = client_of(owner())
    assert "from outside" not in browser.get("/search/", {"q": LOUNGE}).content.decode()
    assert CLIENT in browser.get("/search/", {"q": CLIENT}).content.decode().partition("<main")[2]


def test_nothing_reads_it_but_its_own_pages_its_sockets_and_the_rail():
    """So no page, paper, archive or feed of anything else can show a word of it."""
    source = ROOT / "src" / "alongside"
    readers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "alongside.lounge" in path.read_text()
    }
    own = {one for one in readers if one.startswith(("lounge/", "pages/lounge/"))}
    assert readers - own == {
        "config/settings.py",
        "pages/base/requests.py",
        "processes/lounge_rights.py",
        "processes/lounging.py",
        "processes/pushing.py",
        "processes/timetable.py",
    }


@pytest.mark.broad
def test_pages_of_clients_show_nothing_of_it_to_her_who_is_in_it(kitchen):
    browser = client_of(owner())
    for address in ("/", "/clients/1/", "/arrived/", "/calls/", "/spoken/"):
        number = Client.objects.get().pk
        answer = browser.get(address.replace("1", str(number)))
        assert answer.status_code == 200, address
        assert LOUNGE not in answer.content.decode().lower(), address
    assert LOUNGE in browser.get(f"/lounge/{kitchen.pk}/").content.decode()


@pytest.mark.broad
def test_page_of_a_lounge_shows_nothing_of_a_client(kitchen):
    """Her rail names her clients to herself; a peer has no rail."""
    hers, theirs = client_of(owner()), kitchen.browser
    at = f"/lounge/{kitchen.pk}/"
    shown = [hers.get(at + page).content.decode() for page in ("", "people/", "words/", "talk/")]
    shown = [page.partition('<div id="desk"')[2] or page for page in shown]
    shown += [theirs.get(f"{at}guest/{page}").content.decode() for page in ("", "words/", "talk/")]
    shown.append(Browser().get(link_to(kitchen)).content.decode())
    assert all(len(page) > 300 for page in shown)
    assert [page for page in shown if CLIENT in page.lower()] == []


@pytest.mark.broad
def test_closed_it_is_nowhere_at_all(kitchen):
    actions.close(owner(), kitchen)
    assert [
        model for model in apps.get_models() if LOUNGE in repr(list(model.objects.values_list())).lower()
    ] == []
    assert not Invitation.objects.exists()
