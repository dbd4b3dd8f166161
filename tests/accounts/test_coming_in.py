"""The ways in: a link that works once, an invitation, a password."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.accounts import actions, queries
from alongside.accounts.errors import AddressTaken, LinkSpent, NoLongerHere, NotAllowed
from alongside.accounts.models import Member, Role, SignInLink
from alongside.colleagues.actions import take_access_away

pytestmark = pytest.mark.django_db


def path_of(link: str) -> str:
    return urlsplit(link).path


def token_of(link: str) -> str:
    return path_of(link).strip("/").rpartition("/")[2]


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_link_begins_with_the_base_url():
    assert actions.make_sign_in_link(actions.ensure_owner()).startswith(settings.BASE_URL + "/")


def test_link_is_not_kept_as_it_stands():
    link = actions.make_sign_in_link(actions.ensure_owner())
    kept = bytes(SignInLink.objects.get().token_hash)
    assert token_of(link).encode() not in kept
    assert len(token_of(link)) >= 43


def test_looking_at_a_link_does_not_spend_it(client):
    path = path_of(actions.make_sign_in_link(actions.ensure_owner()))
    client.get(path)
    client.head(path)
    assert not is_signed_in(client)
    assert SignInLink.objects.get().used_at is None


def test_button_on_the_link_signs_in(client):
    path = path_of(actions.make_sign_in_link(actions.ensure_owner()))
    answer = client.post(path)
    assert answer.status_code == 302
    assert is_signed_in(client)


def test_link_works_once(client):
    path = path_of(actions.make_sign_in_link(actions.ensure_owner()))
    client.post(path)
    client.logout()
    assert client.post(path).status_code == 410
    assert not is_signed_in(client)


def test_link_ends_after_an_hour():
    link = actions.make_sign_in_link(actions.ensure_owner())
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(LinkSpent):
        actions.spend_sign_in_link(token_of(link))


def test_new_link_ends_the_one_before():
    member = actions.ensure_owner()
    first = actions.make_sign_in_link(member)
    actions.make_sign_in_link(member)
    assert queries.usable_link(token_of(first)) is None


def test_link_needs_the_token_of_the_form(db):
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    path = path_of(actions.make_sign_in_link(actions.ensure_owner()))
    assert careful.post(path).status_code == 403
    token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', careful.get(path).content)
    assert token is not None
    answer = careful.post(path, {"csrfmiddlewaretoken": token[1].decode()})
    assert answer.status_code == 302


def test_link_of_a_member_who_may_not_sign_in_opens_nothing(client, assistant):
    path = path_of(actions.make_sign_in_link(assistant))
    Member.objects.filter(pk=assistant.pk).update(is_active=False)
    assert client.post(path).status_code == 410
    assert not is_signed_in(client)


def test_first_start_makes_one_owner_and_one_practice():
    first = actions.ensure_owner()
    assert actions.ensure_owner() == first
    assert first.is_owner
    assert queries.practice().pk is not None


def test_owner_without_a_password_cannot_return():
    assert not queries.can_return(actions.ensure_owner())


def test_owner_who_has_set_up_signing_in_can_return(client):
    client.force_login(actions.ensure_owner(), backend="alongside.accounts.backend.MemberBackend")
    form = {"name": "Olive", "email": "Olive@Practice.example", "password": "rain on a tin roof"}
    assert client.post("/account/set-up/", form).status_code == 302
    assert is_signed_in(client)
    member = Member.objects.get(email="olive@practice.example")
    assert queries.can_return(member)
    assert member.check_password("rain on a tin roof")


def test_page_that_asks_how_to_sign_in_ties_what_is_wrong_to_its_field(client):
    client.force_login(actions.ensure_owner(), backend="alongside.accounts.backend.MemberBackend")
    asked = client.get("/account/set-up/").content.decode()
    assert asked.count('<div class="field">') == 3
    refused = client.post("/account/set-up/", {"name": "O", "email": "", "password": "rain on a tin roof"})
    assert '<p class="error" id="id_email_error">' in refused.content.decode()


def test_setting_up_is_closed_to_who_can_return(signed_in, owner):
    form = {"name": "Other", "email": "other@practice.example", "password": "rain on a tin roof"}
    signed_in(owner).post("/account/set-up/", form)
    owner.refresh_from_db()
    assert owner.email == "owner@practice.example"


def test_weak_password_is_refused_with_a_reason(client):
    client.force_login(actions.ensure_owner(), backend="alongside.accounts.backend.MemberBackend")
    answer = client.post(
        "/account/set-up/", {"name": "O", "email": "o@practice.example", "password": "short"}
    )
    assert answer.status_code == 200
    assert b"at least 12 characters" in answer.content


def test_address_of_another_member_is_refused(owner, assistant):
    with pytest.raises(AddressTaken):
        actions.set_up_sign_in(assistant, email=owner.email, name="A", password="rain on a tin roof")


def test_common_password_is_refused(assistant):
    with pytest.raises(ValidationError):
        actions.set_up_sign_in(assistant, email="a@practice.example", name="A", password="password1234")


def test_passwords_are_hashed_by_argon2():
    assert identify_hasher(make_password("x", hasher="argon2")).algorithm == "argon2"


def test_invited_member_comes_in_and_says_how_to_sign_in(client, owner):
    member, link = actions.invite("New@Practice.example", by=owner, role=Role.ASSISTANT)
    answer = client.post(path_of(link))
    assert answer["Location"] == "/account/set-up/"
    assert member.email == "new@practice.example"


def test_invitation_ends_after_a_week(owner):
    actions.invite("new@practice.example", by=owner, role=Role.ASSISTANT)
    left = SignInLink.objects.get().expires_at - timezone.now()
    assert timedelta(days=6) < left <= timedelta(days=7)


def test_inviting_again_renews_the_link(owner):
    _, first = actions.invite("new@practice.example", by=owner, role=Role.ASSISTANT)
    member, second = actions.invite("new@practice.example", by=owner, role=Role.ASSISTANT)
    assert Member.objects.filter(email=member.email).count() == 1
    assert queries.usable_link(token_of(first)) is None
    assert queries.usable_link(token_of(second)) is not None


def test_who_can_return_is_not_invited_again(owner, assistant):
    with pytest.raises(AddressTaken):
        actions.invite(assistant.email, by=owner, role=Role.OWNER)


def test_who_was_let_go_before_coming_in_is_invited_again(owner):
    member, _ = actions.invite("new@practice.example", by=owner, role=Role.ASSISTANT)
    take_access_away(member, by=owner, fates={})
    _, link = actions.invite("new@practice.example", by=owner, role=Role.ASSISTANT)
    assert queries.usable_link(token_of(link)) is not None


def test_who_worked_here_is_let_in_again_and_not_invited(owner, assistant):
    Member.objects.filter(pk=assistant.pk).update(last_login=timezone.now(), is_active=False)
    with pytest.raises(NoLongerHere, match="Let them in again"):
        actions.invite(assistant.email, by=owner, role=Role.ASSISTANT)
    assert not Member.objects.get(pk=assistant.pk).is_active


def test_only_an_owner_invites(assistant):
    with pytest.raises(NotAllowed):
        actions.invite("new@practice.example", by=assistant, role=Role.ASSISTANT)


def test_cover_has_a_last_day(owner):
    with pytest.raises(NotAllowed):
        actions.invite("new@practice.example", by=owner, role=Role.COVER)


def test_cover_signs_in_until_its_end(client, make_cover):
    cover = make_cover(timedelta(hours=1))
    client.post("/account/login/", {"login": cover.email, "password": "a third sentence"})
    assert is_signed_in(client)


def test_cover_that_has_ended_cannot_sign_in(client, make_cover):
    cover = make_cover(-timedelta(hours=1))
    client.post("/account/login/", {"login": cover.email, "password": "a third sentence"})
    assert not is_signed_in(client)


def test_session_ends_with_the_cover(signed_in, make_cover):
    cover = make_cover(timedelta(hours=1))
    client = signed_in(cover)
    assert client.get("/account/sessions/").status_code == 200
    Member.objects.filter(pk=cover.pk).update(cover_ends_at=timezone.now())
    assert client.get("/account/sessions/")["Location"].startswith("/account/login/")


def test_nobody_signs_up(client):
    form = {"email": "stranger@elsewhere.example", "password1": "rain on a tin roof"}
    assert client.post("/account/signup/", form).status_code == 404
    assert not Member.objects.exists()


def test_wrong_address_and_wrong_password_read_the_same(client, owner):
    unknown = client.post("/account/login/", {"login": "nobody@practice.example", "password": "x"})
    wrong = client.post("/account/login/", {"login": owner.email, "password": "x"})

    def plain(answer, address):
        without_token = re.sub(rb'value="[\w]{64}"', b"", answer.content)
        return without_token.replace(address.encode(), b"ADDRESS")

    assert plain(unknown, "nobody@practice.example") == plain(wrong, owner.email)


def test_guessing_passwords_is_slowed_down(client, owner):
    for _ in range(6):
        answer = client.post("/account/login/", {"login": owner.email, "password": "a guess"})
    right = client.post("/account/login/", {"login": owner.email, "password": "a long sentence to type"})
    assert b"Too many failed" in answer.content
    assert not is_signed_in(client)
    assert right.status_code != 302


def test_session_is_listed_and_can_be_ended_from_elsewhere(client, owner):
    from django.test import Client

    first, second = Client(), Client()
    form = {"login": owner.email, "password": "a long sentence to type"}
    first.post("/account/login/", form)
    second.post("/account/login/", form)
    second.post("/account/sessions/")
    assert first.get("/account/sessions/").status_code == 302


def test_where_one_is_signed_in_is_said_in_times_that_stay_true(client, owner):
    client.post("/account/login/", {"login": owner.email, "password": "a long sentence to type"})
    page = client.get("/account/sessions/").content.decode()
    assert "<h1>Where you are signed in</h1>" in page
    assert "ago" not in page
    assert 'href="/account/logout/"' in page


def test_password_alone_is_not_enough_with_a_second_factor(client, owner):
    TOTP.activate(owner, "JBSWY3DPEHPK3PXP")
    form = {"login": owner.email, "password": "a long sentence to type"}
    assert client.post("/account/login/", form)["Location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(client)


def test_sign_in_page_offers_a_passkey(client):
    assert b"passkey" in client.get("/account/login/").content.lower()


def test_who_sees_whom(owner, assistant):
    assert set(queries.members_for(owner)) == {owner, assistant}
    assert set(queries.members_for(assistant)) == {assistant}


@pytest.mark.parametrize(
    ("came_from", "comes_back"),
    [
        ("http://testserver/promises/?client=1", "/promises/%3Fclient%3D1"),
        ("http://elsewhere.example/promises/", "/"),
        ("//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_form_sent_after_signing_out_leads_back_to_its_page(client, came_from, comes_back):
    answer = client.post("/duties/1/tick/", headers={"referer": came_from})
    assert answer["Location"] == f"/account/login/?next={comes_back}"
