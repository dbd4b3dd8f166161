"""Links that were made by an older program: what they lack is said, and given with one press."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.reviews.actions import set_period
from alongside.reviews.preparing import prepare
from alongside.sharing.actions import make
from tests.making import owner
from tests.reviews.making import SINCE, UNTIL, harlow, talk

pytestmark = pytest.mark.django_db


def test_agenda_shared_before_look_backs_were_kept_says_so_and_shows_it_after_a_press(signed_in):
    client, browser = harlow(), signed_in(owner())
    talk(client, words="Decided: We take the smaller hall")
    made = prepare(owner(), client, now=timezone.now())
    review = set_period(owner(), made.pk, since_on=SINCE, until_on=UNTIL)
    link = make(
        owner(),
        kind="agenda",
        client_id=client.pk,
        object_id=review.pk,
        now=timezone.now(),
        choices={"sections": ["look-back"]},
    )
    shared = f"/shared/{link.token}/"
    assert "look-back-shared" not in Browser().get(shared).content.decode()
    page = LexborHTMLParser(browser.get(f"/reviews/{review.pk}/agenda/").content.decode())
    assert "this link was made before one was kept with it" in page.css_first("aside").text()
    button = page.css_first("button[name=renew]")
    browser.post(f"/reviews/{review.pk}/agenda/share/", {"renew": button.attributes["value"]})
    assert "look-back-shared" in Browser().get(shared).content.decode()
    again = browser.get(f"/reviews/{review.pk}/agenda/").content.decode()
    assert "With the look-back as it was" in again
