"""A lounge and who is in it: made, joined, spoken in, and emptied by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.accounts.rules import token_hash
from alongside.jobs.timetable import Regular, ask_for_due
from alongside.lounge import actions, queries
from alongside.lounge.errors import LinkSpent, LoungeError, NotYours
from alongside.lounge.jobs import forget_remarks
from alongside.lounge.models import Insider, Invitation, Lounge, Peer, Remark
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def me():
    return owner()


@pytest.fixture
def ann():
    return assistant()


@pytest.fixture
def kitchen(me) -> Lounge:
    return actions.make_lounge(me, name="Kitchen", keeps_days=7, now=NOW)


def seat(member, lounge):
    found = queries.seat_for(member, lounge.pk)
    assert found is not None
    return found


def say(who, text, *, at=None, once=""):
    actions.say(who, text, once=once or f"{text}-{Remark.objects.count()}", now=at or NOW)


def texts(who, *, now=None) -> list[str]:
    shown = queries.said_in(who, now=now or NOW)
    return [one.text for day in shown.days for breath in day.breaths for one in breath.remarks]


def token_of(member, lounge) -> str:
    return actions.make_link(member, lounge, now=NOW).split("/")[-2]


def come(member, lounge, *, name="Bea", secret="") -> tuple[Peer, str]:
    came = actions.exchange(token_of(member, lounge), name=name, secret=secret, now=NOW)
    assert came is not None
    return came


def test_owner_sees_no_lounge_that_she_is_not_in(me, ann):
    theirs = actions.make_lounge(ann, name="Theirs", keeps_days=7, now=NOW)
    assert queries.seat_for(me, theirs.pk) is None
    assert queries.rail_for(me) is None


def test_colleague_asked_in_reads_what_was_said_and_answers(me, ann, kitchen):
    say(seat(me, kitchen), "Anybody there?")
    actions.invite(me, kitchen, ann.pk, now=NOW)
    say(seat(ann, kitchen), "I am.")
    assert texts(seat(me, kitchen)) == ["Anybody there?", "I am."]


def test_form_that_is_sent_twice_says_it_once(me, kitchen):
    for _ in range(2):
        say(seat(me, kitchen), "Once", once="the same")
    assert texts(seat(me, kitchen)) == ["Once"]


def test_own_words_are_taken_back_and_nobody_elses(me, ann, kitchen):
    actions.invite(me, kitchen, ann.pk, now=NOW)
    say(seat(me, kitchen), "Mine")
    number = Remark.objects.get().pk
    actions.take_back(seat(ann, kitchen), number)
    assert Remark.objects.count() == 1
    actions.take_back(seat(me, kitchen), number)
    assert not Remark.objects.exists()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_nothing_and_too_much_at_once_are_refused(me, kitchen, text):
    with pytest.raises(LoungeError):
        say(seat(me, kitchen), text)


@pytest.mark.broad
def test_who_says_too_much_in_a_minute_waits(me, kitchen):
    who = seat(me, kitchen)
    for number in range(20):
        say(who, f"{number}")
    with pytest.raises(LoungeError, match="Wait a minute"):
        say(who, "one more")
    say(who, "later", at=NOW + timedelta(minutes=2))


def test_words_are_out_of_sight_and_then_gone_when_their_time_has_come(me, kitchen):
    say(seat(me, kitchen), "old", at=NOW - timedelta(days=7))
    say(seat(me, kitchen), "new", at=NOW - timedelta(days=6, hours=23))
    assert texts(seat(me, kitchen)) == ["new"]
    assert queries.next_gone_at() == NOW
    assert ask_for_due([Regular(forget_remarks, queries.next_gone_at)]) == 1
    assert actions.forget_due(now=NOW) == 1
    assert list(Remark.objects.values_list("text", flat=True)) == ["new"]


def test_each_lounge_has_its_own_time(me, kitchen):
    day = actions.make_lounge(me, name="Day", keeps_days=1, now=NOW)
    month = actions.make_lounge(me, name="Month", keeps_days=30, now=NOW)
    for lounge in (kitchen, day, month):
        say(seat(me, lounge), lounge.name, at=NOW - timedelta(days=2))
    actions.forget_due(now=NOW)
    assert set(Remark.objects.values_list("text", flat=True)) == {"Kitchen", "Month"}
    actions.change(me, kitchen, name="Kitchen", keeps_days=1)
    actions.forget_due(now=NOW)
    assert set(Remark.objects.values_list("text", flat=True)) == {"Month"}


def test_closed_lounge_leaves_nothing(me, kitchen):
    say(seat(me, kitchen), "words")
    come(me, kitchen)
    token_of(me, kitchen)
    actions.close(me, kitchen)
    for table in (Lounge, Insider, Invitation, Peer, Remark):
        assert not table.objects.exists()


def test_only_who_made_it_puts_colleagues_out_changes_and_closes(me, ann, kitchen):
    actions.invite(me, kitchen, ann.pk, now=NOW)
    for act in (
        lambda: actions.put_out(ann, kitchen, me.pk),
        lambda: actions.close(ann, kitchen),
        lambda: actions.change(ann, kitchen, name="Mine", keeps_days=1),
    ):
        with pytest.raises(NotYours):
            act()
    actions.put_out(me, kitchen, ann.pk)
    assert queries.seat_for(ann, kitchen.pk) is None


def test_whoever_is_left_runs_it_when_its_maker_has_gone(me, ann, kitchen):
    actions.invite(me, kitchen, ann.pk, now=NOW)
    actions.put_out(me, kitchen, me.pk)
    kitchen.refresh_from_db()
    assert queries.may_run(ann, kitchen)
    actions.put_out(ann, kitchen, ann.pk)
    assert not Lounge.objects.exists()


def test_who_no_longer_works_here_is_neither_in_it_nor_asked_in(me, ann, kitchen):
    actions.invite(me, kitchen, ann.pk, now=NOW)
    ann.is_active = False
    ann.save()
    assert [one.member for one in queries.insiders_of(kitchen)] == [me]
    assert queries.members_in(kitchen.pk, {me.pk, ann.pk}) == {me.pk}
    assert queries.invitable_to(kitchen) == []


def test_link_and_cookie_are_kept_as_hashes_alone(me, kitchen):
    token = token_of(me, kitchen)
    assert bytes(Invitation.objects.get().token_hash) == token_hash(token)
    peer, secret = actions.exchange(token, name="Bea", secret="", now=NOW)
    assert bytes(peer.secret_hash) == token_hash(secret)
    assert len(secret) >= 43


def test_link_is_for_one_browser(me, kitchen):
    token = token_of(me, kitchen)
    peer, secret = actions.exchange(token, name="Bea", secret="", now=NOW)
    assert actions.exchange(token, name="", secret=secret, now=NOW) == (peer, secret)
    for other in ("", "guessed"):
        with pytest.raises(LinkSpent):
            actions.exchange(token, name="Eve", secret=other, now=NOW)


def test_link_taken_back_run_out_or_guessed_opens_nothing(me, kitchen):
    back, late = token_of(me, kitchen), token_of(me, kitchen)
    actions.end_link(kitchen, Invitation.objects.get(token_hash=token_hash(back)).pk)
    for token, now in ((back, NOW), (late, NOW + timedelta(days=14)), ("guessed", NOW)):
        assert actions.exchange(token, name="Bea", secret="", now=now) is None
    assert not Peer.objects.exists()


def test_links_that_ran_out_are_deleted(me, kitchen):
    token_of(me, kitchen)
    actions.forget_due(now=NOW + timedelta(days=14))
    assert not Invitation.objects.exists()


def test_peer_has_a_seat_only_once_let_in(me, kitchen):
    peer, secret = come(me, kitchen)
    assert queries.seat_of(peer) is None
    assert actions.let_in(me, kitchen, peer.pk, now=NOW)
    known = queries.peer_with(secret, kitchen.pk)
    assert known is not None
    say(queries.seat_of(known), "Hello")
    assert texts(seat(me, kitchen)) == ["Hello"]


def test_peer_of_one_lounge_has_none_in_another(me, kitchen):
    other = actions.make_lounge(me, name="Other", keeps_days=7, now=NOW)
    _, secret = come(me, kitchen)
    assert queries.peer_with(secret, other.pk) is None
    assert not actions.let_in(me, other, Peer.objects.get().pk, now=NOW)
    assert not actions.put_peer_out(other, Peer.objects.get().pk)


def test_one_cookie_opens_two_lounges_that_let_it_in(me, kitchen):
    other = actions.make_lounge(me, name="Other", keeps_days=7, now=NOW)
    _, secret = come(me, kitchen)
    _, same = come(me, other, secret=secret)
    assert same == secret
    _, made = come(me, kitchen, name="Cleo", secret="chosen by somebody else")
    assert made != "chosen by somebody else"


def test_peer_put_out_is_nobody_and_their_words_stay_their_time(me, kitchen):
    peer, secret = come(me, kitchen)
    actions.let_in(me, kitchen, peer.pk, now=NOW)
    peer.refresh_from_db()
    say(queries.seat_of(peer), "Hello")
    actions.put_peer_out(kitchen, peer.pk)
    assert queries.peer_with(secret, kitchen.pk) is None
    assert texts(seat(me, kitchen)) == ["Hello"]


def test_dot_shows_for_what_others_said_until_it_is_seen(me, ann, kitchen):
    actions.invite(me, kitchen, ann.pk, now=NOW)
    say(seat(me, kitchen), "News")
    assert not queries.rail_for(me).has_new
    assert queries.rail_for(ann).has_new
    actions.mark_seen(seat(ann, kitchen))
    assert not queries.rail_for(ann).has_new


def test_dot_shows_for_somebody_at_the_door_and_can_be_switched_off(me, kitchen):
    come(me, kitchen)
    assert queries.rail_for(me).has_new
    actions.show_dot(me, kitchen, is_on=False)
    assert not queries.rail_for(me).has_new
