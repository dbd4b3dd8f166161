"""Letters that did not go, by their pages: why, in whose words, when it is tried again, and how it is changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.outbox.models import Letter, Recipient
from alongside.pages.base.words import when
from tests.pages.writing.desk import MARA, begin, box, desk, harlow, keep, me

__all__ = ["box", "desk", "harlow", "me"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(desk, box, harlow) -> Letter:
    draft = begin(desk, client=harlow.pk)
    keep(desk, draft, to=MARA, subject="Hello", text="Dear Mara")
    draft.refresh_from_db()
    desk.post(reverse("write", args=[draft.pk]), {"revision": draft.revision, "send": "now"})
    return Letter.objects.get()


def became(letter: Letter, recipient: str, theirs: str = "", **values: object) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        **values, send_at=timezone.now() - timedelta(minutes=1), attempts=1
    )
    Recipient.objects.filter(letter=letter).update(state=recipient, said=theirs)


def _words(page: str) -> str:
    return LexborHTMLParser(page).body.text(separator="")


PAGES = ("letter", "letters", "today")


def address(name: str, letter: Letter) -> str:
    return reverse(name, args=[letter.pk] if name == "letter" else [])


@pytest.mark.parametrize("name", PAGES)
def test_a_letter_that_is_tried_again_says_why_and_when(desk, letter, name):
    due_at = timezone.now() + timedelta(hours=2)
    became(letter, "waiting", state="waiting", trouble="cannot_connect", due_at=due_at)
    page = desk.get(address(name, letter)).content.decode()
    assert "The sending server cannot be reached. Nothing was sent." in page
    assert f"The next try is at {when(timezone.localtime(due_at), now=timezone.localtime())}." in _words(page)
    assert "Goes in" not in page
    assert reverse("letter-withdraw", args=[letter.pk]) in page


@pytest.mark.parametrize("name", PAGES)
def test_what_the_server_said_of_the_only_recipient_stands_there(desk, letter, name):
    became(letter, "refused", "5.1.1 no <such> user", state="refused", trouble="nobody_accepted", due_at=None)
    page = desk.get(address(name, letter)).content.decode()
    assert "5.1.1 no &lt;such&gt; user" in page


def test_what_the_server_said_of_the_sign_in_stands_there(desk, letter):
    became(letter, "waiting", state="failed", trouble="app_password", said="5.7.9 use another", due_at=None)
    assert "5.7.9 use another" in desk.get(reverse("letter", args=[letter.pk])).content.decode()


@pytest.mark.parametrize(("state", "recipient"), [("refused", "refused"), ("failed", "waiting")])
def test_a_letter_that_did_not_go_can_be_changed_from_its_page(desk, letter, state, recipient):
    became(letter, recipient, state=state, trouble="content_refused", due_at=None)
    page = desk.get(reverse("letter", args=[letter.pk])).content.decode()
    assert "Change it" in page
    answer = desk.post(reverse("letter-withdraw", args=[letter.pk]))
    assert "Dear Mara" in desk.get(answer["Location"]).content.decode()


def test_a_letter_that_may_have_been_sent_is_not_changed(desk, letter):
    became(letter, "maybe", state="maybe_sent", trouble="maybe_sent", due_at=None)
    page = desk.get(reverse("letter", args=[letter.pk])).content.decode()
    assert "Look in Sent" in page
    assert "Change it" not in page
