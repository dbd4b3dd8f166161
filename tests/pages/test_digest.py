"""The day to print, and the page that says when it comes by mail."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from alongside.connections.models import Grant
from alongside.digest.models import Sent, Wish
from tests.making import assistant, owner
from tests.outbox.desk import sending_mailbox

pytestmark = pytest.mark.django_db


def test_an_empty_day_says_so(desk):
    page = LexborHTMLParser(desk.get(reverse("digest")).content.decode())
    assert "Nobody is waiting." in page.css_first("main").text()


def test_without_a_mailbox_of_her_own_she_is_led_to_one(desk):
    assert reverse("mailboxes") in desk.get(reverse("settings-digest")).content.decode().partition("<main")[2]


def test_she_says_when_and_through_which_mailbox(desk):
    box = sending_mailbox()
    typed = {"is_on": "on", "at": "07:30", "mailbox": str(box.pk)}
    assert desk.post(reverse("settings-digest"), typed).status_code == 302
    wish = Wish.objects.get()
    assert (wish.member, wish.is_on, wish.at, wish.connection_id) == (owner(), True, time(7, 30), box.pk)
    assert "It comes by mail at 07:30" in desk.get(reverse("digest")).content.decode()
    desk.post(reverse("settings-digest"), {"at": "07:30", "mailbox": str(box.pk)})
    assert not Wish.objects.get().is_on


def test_a_mailbox_that_is_not_hers_alone_cannot_be_chosen(desk):
    box = sending_mailbox()
    Grant.objects.create(connection=box.connection, member=assistant())
    typed = {"is_on": "on", "at": "07:30", "mailbox": str(box.pk)}
    assert desk.post(reverse("settings-digest"), typed).status_code == 422
    assert not Wish.objects.exists()


def test_what_could_not_be_sent_is_told(desk):
    sending_mailbox()
    Sent.objects.create(member=owner(), on="2026-03-03", trouble="Choose another one.")
    assert "was not sent. Choose another one." in desk.get(reverse("settings-digest")).content.decode()
