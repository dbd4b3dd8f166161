"""A colleague's work is changed and her access taken away: what follows at once, and what stays."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.accounts.actions import make_sign_in_link
from alongside.accounts.models import Member, Role
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.clients.queries import clients_for
from alongside.connections.mailboxes import Wanted, connect_mailbox, mailboxes_for
from alongside.connections.models import Grant, Mailbox
from alongside.outbox.letters import send_later
from alongside.outbox.models import LetterState
from tests.outbox.desk import draft_of, sending_mailbox

pytestmark = pytest.mark.django_db
PASSWORD = "another sentence"


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def browser(signed_in, owner):
    return signed_in(owner)


@pytest.fixture
def harlow(owner, assistant):
    client = add_client("Harlow", by=owner)
    Assignment.objects.create(member=assistant, client=client)
    return client


def her_mailbox(member: Member) -> Mailbox:
    server = Server("mail.desk.example", 993, "tls", "ada", "")
    return connect_mailbox(member, Wanted("ada@desk.example", server, "secret"))


def words(answer) -> str:
    return " ".join(LexborHTMLParser(answer.content.decode()).body.text().split())


def change(browser, member: Member, **wanted):
    return browser.post(reverse("colleague", args=[member.pk]), wanted)


def take_away(browser, member: Member, **wanted):
    return browser.post(reverse("colleague-away", args=[member.pk]), {"sure": "yes", **wanted})


def test_form_shows_how_it_is_now(browser, assistant, harlow):
    page = LexborHTMLParser(browser.get(reverse("colleague", args=[assistant.pk])).content.decode())
    assert page.css_first("select[name=role] option[selected]").attributes["value"] == "assistant"
    assert page.css_first(f"input[name=clients][value='{harlow.pk}'][checked]") is not None


def test_she_works_for_the_ticked_clients_from_now_on(browser, owner, assistant, harlow):
    birch = add_client("Birch", by=owner)
    assert change(browser, assistant, role="assistant", clients=[birch.pk]).status_code == 302
    assert list(clients_for(assistant)) == [birch]


def test_cover_gets_its_last_day_and_shows_it_again(browser, assistant, harlow):
    last = timezone.localdate() + timedelta(days=3)
    change(browser, assistant, role="cover", clients=[harlow.pk], until_on=last.isoformat())
    assistant.refresh_from_db()
    assert assistant.role == Role.COVER
    assert timedelta(days=2) < assistant.cover_ends_at - timezone.now() < timedelta(days=5)
    page = LexborHTMLParser(browser.get(reverse("colleague", args=[assistant.pk])).content.decode())
    assert page.css_first("input[name=until_on]").attributes["value"] == last.isoformat()


def test_cover_that_becomes_an_assistant_stays(browser, make_cover, harlow):
    cover = make_cover(timedelta(days=1))
    change(browser, cover, role="assistant", clients=[harlow.pk], until_on="2026-01-01")
    cover.refresh_from_db()
    assert (cover.role, cover.cover_ends_at) == (Role.ASSISTANT, None)
    assert Assignment.objects.get(member=cover).until_on is None


def test_whom_she_looks_after_for_a_while_stays_until_that_day(browser, owner, assistant, harlow):
    birch, until = add_client("Birch", by=owner), timezone.localdate() + timedelta(days=3)
    Assignment.objects.create(member=assistant, client=birch, until_on=until)
    change(browser, assistant, role="assistant", clients=[harlow.pk, birch.pk])
    days = dict(Assignment.objects.filter(member=assistant).values_list("client_id", "until_on"))
    assert days == {harlow.pk: None, birch.pk: until}


def test_whom_she_looked_after_is_neither_ticked_nor_named(browser, owner, assistant, harlow):
    birch = add_client("Birch", by=owner)
    past = timezone.localdate() - timedelta(days=2)
    Assignment.objects.create(member=assistant, client=birch, until_on=past)
    page = LexborHTMLParser(browser.get(reverse("colleague", args=[assistant.pk])).content.decode())
    assert page.css_first(f"input[name=clients][value='{birch.pk}'][checked]") is None
    assert "Assistant for Harlow" in words(browser.get(reverse("settings")))
    # Ticked again, it is for good.
    change(browser, assistant, role="assistant", clients=[harlow.pk, birch.pk])
    assert clients_for(assistant).count() == 2
    assert Assignment.objects.get(client=birch).until_on is None


def test_for_no_client_at_all_is_asked_back(browser, assistant, harlow):
    assert change(browser, assistant, role="assistant").status_code == 422
    assert list(clients_for(assistant)) == [harlow]


def test_new_owner_sees_every_client(browser, owner, assistant, harlow):
    add_client("Birch", by=owner)
    change(browser, assistant, role="owner")
    assistant.refresh_from_db()
    assert clients_for(assistant).count() == 2


def test_nobody_changes_themselves(browser, owner):
    assert change(browser, owner, role="assistant").status_code == 404
    assert take_away(browser, owner).status_code == 404


def test_she_is_out_at_once_wherever_she_was_signed_in(browser, assistant, harlow):
    ada = Browser()
    ada.post("/account/login/", {"login": assistant.email, "password": PASSWORD})
    assert ada.get("/").status_code == 200
    assert UserSession.objects.filter(user=assistant).count() == 1

    take_away(browser, assistant)

    assert ada.get("/").headers["Location"].startswith("/account/login/")
    assert not UserSession.objects.filter(user=assistant).exists()


def test_she_does_not_come_in_by_password_or_by_an_old_link(browser, assistant, harlow):
    link = urlsplit(make_sign_in_link(assistant)).path
    take_away(browser, assistant)
    ada = Browser()
    ada.post("/account/login/", {"login": assistant.email, "password": PASSWORD})
    assert ada.get("/").status_code == 302
    assert ada.post(link).status_code == 410


def test_page_says_what_would_follow(browser, assistant, harlow, home):
    her_mailbox(assistant)
    told = words(browser.get(reverse("colleague-away", args=[assistant.pk])))
    assert "Nobody but you would work for Harlow" in told
    assert "ada@desk.example" in told
    assert Member.objects.get(pk=assistant.pk).is_active


def test_without_being_sure_nothing_happens(browser, assistant, harlow):
    browser.post(reverse("colleague-away", args=[assistant.pk]))
    assert Member.objects.get(pk=assistant.pk).is_active


def test_her_mailbox_is_read_no_longer_and_its_password_is_gone(browser, assistant, harlow, home):
    mailbox = her_mailbox(assistant)
    take_away(browser, assistant)
    assert not Mailbox.objects.exists()
    assert Grant.objects.filter(connection_id=mailbox.pk).exists()


def test_her_mailbox_is_handed_over_where_the_owner_says_so(browser, owner, assistant, harlow, home):
    mailbox = her_mailbox(assistant)
    take_away(browser, assistant, **{f"mailbox-{mailbox.pk}": "hand_over"})
    assert list(mailboxes_for(owner)) == [mailbox]


def test_mailbox_that_a_colleague_has_too_is_left_alone(browser, assistant, harlow, home):
    bea = Member.objects.create_member("bea@desk.example", role=Role.ASSISTANT)
    mailbox = her_mailbox(assistant)
    Grant.objects.create(connection_id=mailbox.pk, member=bea)
    take_away(browser, assistant)
    assert list(mailboxes_for(bea)) == [mailbox]


def test_she_is_let_in_again_as_she_was(browser, assistant, harlow):
    take_away(browser, assistant)
    answer = browser.post(reverse("colleague-back", args=[assistant.pk]), follow=True)
    assistant.refresh_from_db()
    assert "signs in as before" in words(answer)
    assert list(clients_for(assistant)) == [harlow]
    assert Browser().login(email=assistant.email, password=PASSWORD)


def test_last_owner_but_one_may_go_and_the_last_may_not(browser, signed_in, owner):
    second = Member.objects.create_member("zoe@desk.example", role=Role.OWNER, password=PASSWORD)
    zoe = signed_in(second)
    assert take_away(browser, second).status_code == 302
    assert zoe.get("/").status_code == 302
    assert take_away(zoe, owner).status_code == 302  # she is sent to sign in
    assert Member.objects.get(pk=owner.pk).is_active


def test_link_is_made_for_one_who_has_no_password_and_shown_once(browser, owner):
    bea = Member.objects.create_member("bea@desk.example", role=Role.ASSISTANT, name="Bea")
    page = LexborHTMLParser(browser.post(reverse("colleague-link", args=[bea.pk])).content.decode())
    link = page.css_first("#invitation-link").attributes["value"]
    assert Browser().get(urlsplit(link).path).status_code == 200
    assert link not in browser.get(reverse("colleague", args=[bea.pk])).content.decode()


def test_no_link_lets_an_owner_in_as_somebody_who_has_a_password(browser, assistant, harlow):
    answer = browser.post(reverse("colleague-link", args=[assistant.pk]), follow=True)
    assert "no password yet" in words(answer)
    assert LexborHTMLParser(answer.content.decode()).css_first("#invitation-link") is None


def test_letters_that_wait_become_drafts_of_the_client_again(browser, assistant, harlow, home):
    sending_mailbox(member=assistant, address="ada@desk.example")
    draft, now = draft_of(assistant, harlow), timezone.now()
    letter = send_later(assistant, draft.pk, revision=draft.revision, at=now + timedelta(hours=5), now=now)
    assert "1 letter that waits" in words(browser.get(reverse("colleague-away", args=[assistant.pk])))
    take_away(browser, assistant, **{f"mailbox-{letter.connection_id}": "hand_over"})
    letter.refresh_from_db()
    draft.refresh_from_db()
    assert (letter.state, draft.sent_at) == (LetterState.WITHDRAWN, None)


def test_letters_for_whom_she_looked_after_become_drafts_again_too(browser, assistant, harlow, home):
    sending_mailbox(member=assistant, address="ada@desk.example")
    draft, now = draft_of(assistant, harlow), timezone.now()
    letter = send_later(assistant, draft.pk, revision=draft.revision, at=now + timedelta(hours=5), now=now)
    Assignment.objects.update(until_on=timezone.localdate() - timedelta(days=2))
    take_away(browser, assistant, **{f"mailbox-{letter.connection_id}": "hand_over"})
    letter.refresh_from_db()
    assert (letter.state, letter.due_at) == (LetterState.WITHDRAWN, None)


def test_letters_of_others_through_a_clients_mailbox_of_hers_become_drafts_again(
    browser, owner, assistant, harlow, home
):
    sending_mailbox(member=assistant, address="office@harlow.example", client=harlow)
    draft, now = draft_of(owner, harlow), timezone.now()
    letter = send_later(owner, draft.pk, revision=draft.revision, at=now + timedelta(hours=5), now=now)
    take_away(browser, assistant)
    letter.refresh_from_db()
    draft.refresh_from_db()
    assert (letter.state, draft.sent_at) == (LetterState.WITHDRAWN, None)
