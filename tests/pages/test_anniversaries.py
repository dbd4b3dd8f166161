"""Birthdays and other days on a client's page and on Today, and what is done about them in place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Anniversary, Person
from tests.making import mailbox, owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    mailbox()
    client = add_client("Harlow & Sons", by=owner())
    add_person(client, "Mara <b>Quill</b>", ["mara@harlow.example"])
    return client


def typed(**more: object) -> dict[str, object]:
    on = timezone.localdate() + timedelta(days=1)
    return {
        "whose": "",
        "kind": "birthday",
        "label": "",
        "day": on.day,
        "month": on.month,
        "year": "",
        **more,
    }


def rows(desk, path: str = "/") -> list[str]:
    found = LexborHTMLParser(desk.get(path).content.decode()).css("main .quiet-row .who")
    return [one.text() for one in found]


def test_what_is_set_on_the_clients_page_is_told_on_today(desk, harlow):
    days = reverse("client-days", args=[harlow.pk])
    assert desk.post(days, typed(whose=Person.objects.get().pk)).status_code == 302
    assert rows(desk) == ["Mara <b>Quill</b>’s birthday"]
    assert "Mara &lt;b&gt;Quill&lt;/b&gt;’s birthday" in desk.get(days).content.decode()
    assert "birthday" in desk.get(reverse("client", args=[harlow.pk])).content.decode()


@pytest.mark.broad
def test_done_leaves_today_and_undo_brings_it_back(desk, harlow):
    desk.post(reverse("client-days", args=[harlow.pk]), typed(kind="since"))
    page = desk.post(reverse("day-done", args=[Anniversary.objects.get().pk]), follow=True)
    assert rows(desk) == []
    undo = LexborHTMLParser(page.content.decode()).css_first(".toasts [formaction], .toasts form")
    desk.post(undo.attributes.get("formaction") or undo.attributes["action"])
    assert len(rows(desk)) == 1


def test_what_is_taken_away_can_be_brought_back(desk, harlow):
    desk.post(reverse("client-days", args=[harlow.pk]), typed(whose=Person.objects.get().pk, year="1986"))
    before = Anniversary.objects.values("person", "kind", "month", "day", "year").get()
    page = desk.post(reverse("day-drop", args=[Anniversary.objects.get().pk]), follow=True)
    assert not Anniversary.objects.exists()
    undo = LexborHTMLParser(page.content.decode()).css_first(".toasts [formaction], .toasts form")
    desk.post(undo.attributes.get("formaction") or undo.attributes["action"])
    assert Anniversary.objects.values("person", "kind", "month", "day", "year").get() == before


@pytest.mark.parametrize("wrong", [{"day": 31, "month": 6}, {"day": ""}, {"kind": "other"}, {"whose": "999"}])
def test_what_cannot_be_is_told_and_not_kept(desk, harlow, wrong):
    assert desk.post(reverse("client-days", args=[harlow.pk]), typed(**wrong)).status_code == 422
    assert not Anniversary.objects.exists()
