"""A member's page of links: made and shown once, taken back and undone, previewed, and what was replied."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.outbox.models import Draft
from alongside.reach.models import Look
from alongside.sharing.actions import make
from alongside.sharing.models import Reply, Share
from alongside.sharing.queries import resolve
from alongside.sharing.replying import Written, take
from alongside.timeline.models import Interaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow(owner):
    return add_client("Harlow & Sons", addresses=[("tom@harlow.example", "Tom Harlow")], by=owner)


@pytest.fixture
def her(owner, signed_in):
    return signed_in(owner)


@pytest.fixture
def made(owner, harlow):
    return make(owner, kind="agreement", client_id=harlow.pk, now=timezone.now() - timedelta(days=1))


def links(harlow, what: str = "") -> str:
    return f"/clients/{harlow.pk}/links/{what}"


def test_address_is_shown_once(her, harlow):
    page = her.post(links(harlow, "make/"), {"kind": "agreement"}).content.decode()
    token = re.search(r"/shared/([\w-]{43})/", page)
    assert token is not None
    assert resolve(token[1], kind="agreement") is not None
    assert token[1] not in her.get(links(harlow)).content.decode()


def test_new_address_ends_the_one_before(her, harlow, made):
    page = her.post(f"/links/{made.share.pk}/renew/").content.decode()
    token = re.search(r"/shared/([\w-]{43})/", page)
    assert token is not None and resolve(token[1], kind="agreement") is not None
    assert resolve(made.token, kind="agreement") is None


def test_link_is_taken_back_and_undone(her, harlow, made):
    page = her.post(f"/links/{made.share.pk}/revoke/", follow=True).content.decode()
    assert resolve(made.token, kind="agreement") is None
    undo = re.search(r'formaction="(/undo/[^"]+)"', page)
    assert undo is not None
    her.post(undo[1])
    assert resolve(made.token, kind="agreement") is not None


def test_undo_opens_no_second_link_beside_one_that_was_made_since(her, owner, harlow):
    made = make(owner, kind="client", client_id=harlow.pk, now=timezone.now())
    page = her.post(f"/links/{made.share.pk}/revoke/", follow=True).content.decode()
    newer = make(owner, kind="client", client_id=harlow.pk, now=timezone.now())
    undo = re.search(r'formaction="(/undo/[^"]+)"', page)
    assert undo is not None
    page = her.post(undo[1], follow=True).content.decode()
    assert "stays taken back" in page and "Undone." not in page
    assert resolve(made.token, kind="client") is None
    assert resolve(newer.token, kind="client") is not None


def test_list_says_when_it_was_opened(her, harlow, made):
    assert "Not opened yet." in her.get(links(harlow)).content.decode()
    Share.objects.update(openings=3, first_opened_at=timezone.now(), last_opened_at=timezone.now())
    assert "Opened 3 times" in her.get(links(harlow)).content.decode()


def test_preview_shows_the_page_and_counts_nothing(her, made):
    page = her.get(f"/links/{made.share.pk}/").content.decode()
    assert "As Harlow &amp; Sons sees it" in page
    assert "How we work together" in page
    assert re.search(r"<button[^>]*disabled", page)
    assert Share.objects.get().openings == 0


def test_page_says_that_clients_cannot_reach_it_yet(her, harlow):
    assert "Your clients cannot open links yet." in her.get(links(harlow)).content.decode()


def test_page_asks_for_a_telephone_and_then_says_nothing(her, harlow, settings):
    settings.BASE_URL = "https://desk.example"
    Look.objects.create(address=settings.BASE_URL, looked_at=timezone.now(), state="reached")
    page = her.get(links(harlow)).content.decode()
    assert "cannot open links" not in page
    assert "Try it with your telephone" in page
    assert "data:image/svg+xml" in her.get("/settings/").content.decode()
    Look.objects.update(phoned_at=timezone.now())
    assert "telephone" not in her.get(links(harlow)).content.decode()


def test_letter_with_the_link_is_begun_once(her, harlow, made, settings):
    for _ in range(2):
        her.post(f"/links/{made.share.pk}/write/", {"token": made.token})
    draft = Draft.objects.get()
    assert f"{settings.BASE_URL}/shared/{made.token}/" in draft.text
    assert (draft.subject, draft.client) == ("How we work together", harlow)


def test_letter_is_begun_with_no_other_address(her, made):
    her.post(f"/links/{made.share.pk}/write/", {"token": "https://evil.example"})
    assert not Draft.objects.exists()


def test_reply_is_taken_off_the_page_and_put_back(her, harlow, made):
    written = Written("1", "Tom", "tom@harlow.example", "May we say Friday?", b"x" * 16)
    kept = take(made.share, written, now=timezone.now())
    assert "May we say Friday?" in her.get(links(harlow)).content.decode()
    her.post(f"/replies/{kept.pk}/", {"do": "hide"})
    assert Reply.objects.get().state == "hidden"
    her.post(f"/replies/{kept.pk}/", {"do": "show"})
    assert Reply.objects.get().state == "shown"


def test_reply_says_in_the_story_where_it_was_written(her, harlow, made):
    take(made.share, Written("1", "Tom", "tom@harlow.example", "Yes.", b"x" * 16), now=timezone.now())
    (entry,) = Interaction.objects.values_list("id", flat=True)
    page = her.get(f"/conversations/{entry}/").content.decode()
    assert "Written on a page that you share with Harlow &amp; Sons." in page
    assert "Not proven" in page
    assert "/trust" not in page and "#trust" not in page
    assert f'message-{entry}.json"' in her.get(f"/mail/{entry}/original/")["Content-Disposition"]


def test_replies_of_a_link_can_wait_for_her(her, made):
    her.post(f"/links/{made.share.pk}/hold/", {"holds": "yes"})
    assert Share.objects.get().holds_replies
    her.post(f"/links/{made.share.pk}/hold/", {"holds": "no"})
    assert not Share.objects.get().holds_replies
