"""The pages of a lounge: a colleague's, a peer's by a cookie, and nothing for everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls.models import Call
from alongside.lounge import actions, queries
from alongside.lounge.models import Insider, Invitation, Lounge, Peer, Remark
from alongside.lounge.talking import forget_talks
from alongside.rooms.actions import note_seen, take_place, write_line
from alongside.rooms.models import Guest, Line, Room, Stay
from alongside.rooms.queries import guest_with, room_for
from tests.pages.reading import shown

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def kitchen(owner) -> Lounge:
    return actions.make_lounge(owner, name="Kitchen", keeps_days=7, now=timezone.now())


@pytest.fixture
def desk(signed_in, owner) -> Browser:
    return signed_in(owner)


def new_link(member, lounge) -> str:
    return actions.make_link(member, lounge, now=timezone.now()).removeprefix(settings.BASE_URL)


def peer_browser(member, lounge, *, name="Bea", is_in=True) -> Browser:
    browser = Browser()
    browser.post(new_link(member, lounge), {"name": name})
    if is_in:
        actions.let_in(member, lounge, Peer.objects.latest("pk").pk, now=timezone.now())
    return browser


def addresses(lounge: Lounge, *, of_peers: bool) -> list[tuple[str, str]]:
    at = f"/lounge/{lounge.pk}/" + ("guest/" if of_peers else "")
    return [("get", at), ("get", f"{at}words/"), ("post", f"{at}say/"), ("post", f"{at}take-back/")]


def say(browser: Browser, lounge: Lounge, text: str, *, at="", **more):
    address = f"/lounge/{lounge.pk}/{at}say/"
    return browser.post(address, {"text": text, "once": f"{text}{Remark.objects.count()}"[:40]}, **more)


def text_of(answer) -> str:
    return answer.content.decode()


def test_lounge_is_opened_and_stands_in_the_rail_of_those_in_it(desk, signed_in, owner, assistant):
    assert 'id="rail-lounge"' in text_of(desk.get("/clients/"))
    assert ">Lounge" not in text_of(desk.get("/clients/"))
    answer = desk.post("/lounge/", {"name": "Kitchen", "keeps_days": "1"})
    made = Lounge.objects.get()
    assert answer["Location"] == f"/lounge/{made.pk}/people/"
    assert f'href="/lounge/{made.pk}/"' in text_of(desk.get("/clients/"))
    assert "/lounge/" not in text_of(signed_in(assistant).get("/clients/")).replace("/lounge/rail/", "")


def test_who_has_told_no_name_yet_is_called_you(desk, owner, kitchen):
    owner.name, owner.email = "", ""
    owner.save(update_fields=["name", "email"])
    page = shown(desk, f"/lounge/{kitchen.pk}/people/")
    assert page.css_first(".lounge-known .who").text() == "You"
    assert page.css_first(".lounge-known .mark").text() == "YO"


def test_words_are_said_without_script_and_with_it(desk, kitchen):
    answer = say(desk, kitchen, "Good morning")
    assert answer["Location"] == f"/lounge/{kitchen.pk}/#say"
    part = text_of(say(desk, kitchen, "and again", headers=SCRIPT))
    assert "Good morning" in part
    assert "and again" in part
    assert "<html" not in part


def test_refused_words_are_still_there(desk, kitchen):
    text = "x" * 2001
    answer = desk.post(f"/lounge/{kitchen.pk}/say/", {"text": text, "once": "1"})
    assert answer.status_code == 422
    assert text in text_of(answer)
    told = say(desk, kitchen, text, headers=SCRIPT)
    assert (told.status_code, text_of(told)) == (422, "That is longer than 2,000 characters. Say it in two.")


def test_markup_is_text_and_only_colleagues_addresses_are_links(desk, owner, kitchen):
    bea = peer_browser(owner, kitchen)
    say(desk, kitchen, "see https://ours.example/ <b>now</b>")
    say(bea, kitchen, "see https://theirs.example/ <script>x</script>", at="guest/")
    for browser, at in ((desk, ""), (bea, "guest/")):
        shown = text_of(browser.get(f"/lounge/{kitchen.pk}/{at}words/"))
        assert 'href="https://ours.example/"' in shown
        assert "https://theirs.example/" in shown
        assert 'href="https://theirs.example/"' not in shown
        assert "<script>x" not in shown
        assert "<b>now" not in shown


def test_own_words_offer_to_be_taken_back_and_others_do_not(desk, owner, kitchen):
    bea = peer_browser(owner, kitchen)
    say(bea, kitchen, "from Bea", at="guest/")
    number = Remark.objects.get().pk
    assert f'name="remark" value="{number}"' not in text_of(desk.get(f"/lounge/{kitchen.pk}/"))
    assert f'name="remark" value="{number}"' in text_of(bea.get(f"/lounge/{kitchen.pk}/guest/"))
    desk.post(f"/lounge/{kitchen.pk}/take-back/", {"remark": number})
    assert Remark.objects.exists()
    bea.post(f"/lounge/{kitchen.pk}/guest/take-back/", {"remark": number})
    assert not Remark.objects.exists()


def test_older_words_are_a_page_further(desk, owner, kitchen, monkeypatch):
    monkeypatch.setattr(queries, "MOST_SHOWN", 5)
    now = timezone.now()
    Remark.objects.bulk_create(
        Remark(
            lounge=kitchen, member=owner, name="Me", said_at=now, text=f"words-{number}.", once=str(number)
        )
        for number in range(6)
    )
    page = text_of(desk.get(f"/lounge/{kitchen.pk}/"))
    assert "words-0." not in page
    before = queries.said_in(queries.seat_for(owner, kitchen.pk), now=now).before
    assert f"?before={before}" in page
    assert "words-0." in text_of(desk.get(f"/lounge/{kitchen.pk}/?before={before}"))


def test_reading_a_link_changes_nothing_and_says_who_asks(owner, kitchen):
    link, browser = new_link(owner, kitchen), Browser()
    page = browser.get(link)
    assert "Olive Owner" in text_of(page)
    assert "noindex" in page["X-Robots-Tag"]
    assert settings.LOUNGE_COOKIE_NAME not in page.cookies
    assert (Invitation.objects.count(), Peer.objects.count()) == (1, 0)


def test_peer_without_a_name_is_asked_for_one(owner, kitchen):
    answer = Browser().post(new_link(owner, kitchen), {"name": " \u202e "})
    assert answer.status_code == 422
    assert Invitation.objects.exists()


def test_cookie_is_no_scripts_and_lasts(owner, kitchen):
    answer = Browser().post(new_link(owner, kitchen), {"name": "Bea"})
    cookie = answer.cookies[settings.LOUNGE_COOKIE_NAME]
    assert answer["Location"] == f"/lounge/{kitchen.pk}/guest/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] >= 365 * 24 * 3600
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_used_link_leads_its_browser_in_again_and_no_other(owner, kitchen):
    link, browser, other = new_link(owner, kitchen), Browser(), Browser()
    browser.post(link, {"name": "Bea"})
    assert browser.get(link)["Location"] == f"/lounge/{kitchen.pk}/guest/"
    assert (other.get(link).status_code, other.post(link, {"name": "Eve"}).status_code) == (410, 410)


def test_peer_waits_at_the_door_and_learns_nothing_there(desk, owner, kitchen):
    say(desk, kitchen, "secret-words")
    bea = peer_browser(owner, kitchen, is_in=False)
    page = text_of(bea.get(f"/lounge/{kitchen.pk}/guest/"))
    assert "You are at the door" in page
    assert "secret-words" not in page
    for method, address in addresses(kitchen, of_peers=True)[1:]:
        assert getattr(bea, method)(address).status_code == 404
    assert "Bea" in text_of(desk.get(f"/lounge/{kitchen.pk}/"))
    desk.post(f"/lounge/{kitchen.pk}/door/", {"let-in": Peer.objects.get().pk})
    assert "secret-words" in text_of(bea.get(f"/lounge/{kitchen.pk}/guest/"))


def put_out(owner, lounge):
    actions.put_peer_out(lounge, Peer.objects.get().pk)


def close(owner, lounge):
    actions.close(owner, lounge)


@pytest.mark.parametrize("happens", [put_out, close])
def test_put_out_or_closed_every_address_says_the_same_nothing(owner, kitchen, happens):
    link = new_link(owner, kitchen)
    bea = Browser()
    bea.post(link, {"name": "Bea"})
    actions.let_in(owner, kitchen, Peer.objects.get().pk, now=timezone.now())
    happens(owner, kitchen)
    nothing = Browser().get("/lounge/come/" + "A" * 43 + "/").content
    for method, address in [*addresses(kitchen, of_peers=True), ("get", link), ("post", link)]:
        answer = getattr(bea, method)(address, {"name": "Bea"} if address == link else {})
        assert (answer.status_code, answer.content) == (404, nothing), address


def test_peer_of_one_lounge_finds_nothing_at_another(owner, kitchen):
    other = actions.make_lounge(owner, name="Other", keeps_days=7, now=timezone.now())
    bea = peer_browser(owner, kitchen)
    for method, address in addresses(other, of_peers=True):
        assert getattr(bea, method)(address).status_code == 404
    for method, address in addresses(kitchen, of_peers=False):
        assert getattr(bea, method)(address)["Location"].startswith("/account/login/")


def test_colleague_put_out_finds_nothing(desk, signed_in, owner, assistant, kitchen):
    actions.invite(owner, kitchen, assistant.pk, now=timezone.now())
    theirs = signed_in(assistant)
    assert theirs.get(f"/lounge/{kitchen.pk}/").status_code == 200
    desk.post(f"/lounge/{kitchen.pk}/door/", {"put-out": assistant.pk})
    for method, address in addresses(kitchen, of_peers=False):
        assert getattr(theirs, method)(address).status_code == 404


def test_peer_who_leaves_is_forgotten(owner, kitchen):
    bea = peer_browser(owner, kitchen)
    bea.post(f"/lounge/{kitchen.pk}/guest/leave/")
    assert not Peer.objects.exists()
    assert bea.get(f"/lounge/{kitchen.pk}/guest/").status_code == 404


def test_foreign_page_says_nothing_and_lets_nobody_come(owner, kitchen):
    link = new_link(owner, kitchen)
    bea = Browser(enforce_csrf_checks=True)
    bea.cookies = peer_browser(owner, kitchen).cookies
    elsewhere = {"origin": "https://elsewhere.example"}
    assert bea.post(link, {"name": "Bea"}, headers=elsewhere).status_code == 403
    answer = bea.post(f"/lounge/{kitchen.pk}/guest/say/", {"text": "x", "once": "1"}, headers=elsewhere)
    assert answer.status_code == 403
    assert not Remark.objects.exists()


def test_address_of_a_link_is_shown_once_and_the_link_taken_back(desk, kitchen):
    assert f"{settings.BASE_URL}/lounge/come/" in text_of(desk.post(f"/lounge/{kitchen.pk}/link/"))
    page = text_of(desk.get(f"/lounge/{kitchen.pk}/people/"))
    assert "/lounge/come/" not in page
    desk.post(f"/lounge/{kitchen.pk}/door/", {"end-link": Invitation.objects.get().pk})
    assert not Invitation.objects.exists()


def test_names_of_strangers_are_text(desk, owner, kitchen):
    peer_browser(owner, kitchen, name="<img src=x>")
    assert "<img src=x>" not in text_of(desk.get(f"/lounge/{kitchen.pk}/"))


def test_lounge_is_closed_only_when_that_is_meant(desk, kitchen):
    desk.post(f"/lounge/{kitchen.pk}/close/")
    assert Lounge.objects.exists()
    desk.post(f"/lounge/{kitchen.pk}/close/", {"sure": "yes"})
    assert not Lounge.objects.exists()


def test_dot_goes_away_and_comes_back_as_she_likes(desk, kitchen):
    desk.post(f"/lounge/{kitchen.pk}/door/", {"dot": "0"})
    assert not Insider.objects.get().shows_dot
    desk.post(f"/lounge/{kitchen.pk}/door/", {"dot": "1"})
    assert Insider.objects.get().shows_dot


def test_reading_writes_nothing(desk, kitchen):
    Remark.objects.create(
        lounge=kitchen, name="Bea", said_at=timezone.now() - timedelta(minutes=1), text="new", once="1"
    )
    desk.get(f"/lounge/{kitchen.pk}/")
    assert Insider.objects.get().seen == 0
    assert "something new" in text_of(desk.get("/settings/"))


def rooms_of(lounge: Lounge) -> list[int]:
    lounge.refresh_from_db()
    return list(Room.objects.values_list("pk", flat=True))


def test_all_who_talk_are_in_one_room_which_is_no_clients(desk, owner, kitchen):
    bea = peer_browser(owner, kitchen)
    assert desk.post(f"/lounge/{kitchen.pk}/talk/")["Location"] == f"/lounge/{kitchen.pk}/talk/"
    assert bea.post(f"/lounge/{kitchen.pk}/guest/talk/")["Location"] == f"/lounge/{kitchen.pk}/guest/talk/"
    (number,) = rooms_of(kitchen)
    hers = desk.get(f"/lounge/{kitchen.pk}/talk/")
    theirs = bea.get(f"/lounge/{kitchen.pk}/guest/talk/")
    assert f'data-socket="/live/rooms/{number}/"' in text_of(hers)
    assert f'data-socket="/live/rooms/{number}/guest/"' in text_of(theirs)
    assert "camera=(self)" in hers["Permissions-Policy"]
    assert "camera=(self)" in theirs["Permissions-Policy"]
    assert (Room.objects.get().client_id, Call.objects.count()) == (None, 0)
    assert desk.get(f"/rooms/{number}/").status_code == 404


def test_browser_that_talks_keeps_its_place(owner, kitchen):
    bea = peer_browser(owner, kitchen)
    at = f"/lounge/{kitchen.pk}/guest/talk/"
    first = bea.post(at).cookies[settings.GUEST_COOKIE_NAME].value
    assert bea.post(at).cookies[settings.GUEST_COOKIE_NAME].value == first
    assert Guest.objects.count() == 1


def test_without_a_talk_its_page_leads_back(desk, owner, kitchen):
    bea = peer_browser(owner, kitchen)
    assert desk.get(f"/lounge/{kitchen.pk}/talk/")["Location"] == f"/lounge/{kitchen.pk}/"
    assert bea.get(f"/lounge/{kitchen.pk}/guest/talk/")["Location"] == f"/lounge/{kitchen.pk}/guest/"


def test_room_of_a_lounge_is_nobodys_but_those_in_it(desk, signed_in, owner, assistant, kitchen):
    theirs = actions.make_lounge(assistant, name="Theirs", keeps_days=7, now=timezone.now())
    signed_in(assistant).post(f"/lounge/{theirs.pk}/talk/")
    (number,) = rooms_of(theirs)
    assert room_for(owner, number) is None
    assert room_for(assistant, number) is not None
    actions.put_out(assistant, theirs, assistant.pk)
    assert rooms_of(kitchen) == []


def test_peer_put_out_has_no_place_where_one_talks(owner, kitchen):
    bea = peer_browser(owner, kitchen)
    bea.post(f"/lounge/{kitchen.pk}/guest/talk/")
    (number,), secret = rooms_of(kitchen), bea.cookies[settings.GUEST_COOKIE_NAME].value
    assert guest_with(secret, number, now=timezone.now()) is not None
    actions.put_peer_out(kitchen, Peer.objects.get().pk)
    assert guest_with(secret, number, now=timezone.now()) is None
    assert bea.get(f"/call/{number}/").status_code == 404


def test_nothing_is_left_of_a_talk_soon_after_the_last_one_left(desk, owner, kitchen):
    now = timezone.now()
    desk.post(f"/lounge/{kitchen.pk}/talk/")
    (number,) = rooms_of(kitchen)
    place = take_place(number, member=owner, key="", is_fresh=True, now=now)
    write_line(number, place.stay_id, "said beside it", now=now)
    assert queries.talking_in([kitchen.pk], now=now) == {kitchen.pk: ["Olive Owner"]}
    assert forget_talks(now=now + timedelta(seconds=110)) == 0
    note_seen([place.stay_id], [], now=now + timedelta(minutes=5))
    assert forget_talks(now=now + timedelta(minutes=6)) == 0
    assert queries.next_gone_at() == now + timedelta(minutes=7)
    assert forget_talks(now=now + timedelta(minutes=7)) == 1
    assert (rooms_of(kitchen), Stay.objects.count(), Line.objects.count()) == ([], 0, 0)
    assert kitchen.talk_id is None


def test_page_of_who_is_in_is_renewed_but_not_under_an_address_that_was_just_made(desk, kitchen):
    """“Not used yet” goes by itself; what stands on one answer alone is not swapped away."""
    page = desk.get(f"/lounge/{kitchen.pk}/people/").content.decode()
    assert 'data-live="lounge"' in page
    made = desk.post(f"/lounge/{kitchen.pk}/link/").content.decode()
    assert 'id="lounge-link"' in made
    assert 'data-live=""' in made
