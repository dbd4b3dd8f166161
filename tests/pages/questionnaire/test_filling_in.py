"""Questions to begin with, by a link: kept, sent, an entry of the story."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.picture.actions import keep_line
from alongside.picture.models import Proposal, Questionnaire
from alongside.picture.questionnaires import ask
from alongside.sharing.actions import revoke
from alongside.sharing.models import Reply, Share
from alongside.sharing.rules import LIMITS
from alongside.timeline.models import Filing, Interaction
from tests.pages.questionnaire.asking import (
    ROWS,
    WHO,
    everything,
    fields_of,
    path,
    send,
    shown,
    typed,
)
from tests.pages.reading import words_apart as words

pytestmark = pytest.mark.django_db


def test_what_is_kept_stands_there_when_the_page_is_opened_again(made):
    answer = Browser().post(path(made), typed(made, **{"person-0-name": "Mara"}))
    assert answer.status_code == 303
    assert 'value="Mara"' in Browser().get(path(made)).content.decode()
    assert (Reply.objects.count(), Proposal.objects.count()) == (0, 0)


def test_page_shows_nothing_of_the_picture_and_asks_no_session(made, owner, harlow):
    keep_line(owner, harlow.pk, kind="place", name="CANARY", fields={}, is_private=False, now=timezone.now())
    answer = Browser().get(path(made))
    assert "CANARY" not in answer.content.decode()
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_room_for_more_keeps_and_gives_empty_rows(made):
    answer = Browser().post(path(made), typed(made, "more-person", **{"person-0-name": "Mara"}))
    page = Browser().get(answer["Location"]).content.decode()
    assert len(re.findall(r'name="person-\d+-name"', page)) == 4
    assert 'value="Mara"' in page


def test_nobody_is_needed_to_keep_and_both_are_needed_to_send(made):
    answer = Browser().post(path(made), typed(made, "send", **ROWS))
    assert answer.status_code == 422
    assert "Say who you are." in words(answer)
    assert "Give an e-mail address" in words(answer)
    assert Questionnaire.objects.get().answers["place"] == [
        {"name": "The mill", "parking": "Behind the yard"}
    ]


def test_sent_answers_are_an_entry_of_the_story_from_whoever_answered(made, harlow):
    assert send(made).status_code == 303
    entry = Interaction.objects.get()
    assert (entry.sender_name, entry.direction, entry.proof) == ("Mara Quill", "in", "unproven")
    assert entry.subject == "Getting to know you"
    assert Filing.objects.get().client_id == harlow.pk


def test_sent_twice_it_is_one(made):
    given = typed(made, "send", **ROWS, **WHO)
    for _ in range(2):
        assert Browser().post(path(made), given).status_code == 303
    assert (Interaction.objects.count(), Proposal.objects.count()) == (1, 5)


def test_a_password_is_kept_nowhere(made):
    answer = Browser().post(path(made), typed(made, **{**ROWS, "tool-0-account": "Mara, Tr0ub4dor&3"}))
    assert answer.status_code == 422
    assert "put it into a password manager" in words(answer)
    assert "Tr0ub4dor" not in answer.content.decode()
    assert "Tr0ub4dor" not in everything()


def test_two_browsers_keep_what_the_other_typed(made):
    first = typed(made, **{"person-0-name": "Mara"})
    second = typed(made, **{"place-0-name": "The mill"})
    Browser().post(path(made), first)
    Browser().post(path(made), second)
    answers = Questionnaire.objects.get().answers
    assert (answers["person"], answers["place"]) == ([{"name": "Mara"}], [{"name": "The mill"}])


def test_two_who_write_into_one_line_at_once_both_find_their_words(made):
    Browser().post(path(made), typed(made, **ROWS))
    one, other = shown(made), shown(made)
    Browser().post(path(made), {**one, "person-0-role": "Owner"})
    answer = Browser().post(path(made), {**other, "person-0-role": "Books", "place-0-parking": "In the yard"})
    page = Browser().get(answer["Location"])
    assert "Somebody else filled in the same lines" in words(page)
    answers = Questionnaire.objects.get().answers
    assert [row.get("role") for row in answers["person"]] == ["Owner", None, "Books"]
    assert answers["place"][0]["parking"] == "In the yard"


def test_nothing_is_sent_before_both_words_were_seen(made):
    one, other = shown(made), shown(made)
    Browser().post(path(made), {**one, "place-0-name": "The mill"})
    answer = Browser().post(path(made), {**other, **WHO, "place-0-name": "The shop", "do": "send"})
    assert answer.status_code == 422
    assert "Then press Send once more" in words(answer)
    page = answer.content.decode()
    assert ('value="The mill"' in page, 'value="The shop"' in page) == (True, True)
    assert not Interaction.objects.exists()


def test_what_another_browser_kept_survives_a_field_that_has_to_be_put_right(made):
    one, other = shown(made), shown(made)
    Browser().post(path(made), {**one, "tool-0-name": "Xero"})
    answer = Browser().post(path(made), {**other, "place-0-name": "The mill", "place-0-parking": "PIN 4711"})
    put_right = {**fields_of(answer), "form": one["form"], "do": "keep", "place-0-parking": "Yard"}
    Browser().post(path(made), put_right)
    answers = Questionnaire.objects.get().answers
    assert (answers["tool"], answers["place"]) == (
        [{"name": "Xero"}],
        [{"name": "The mill", "parking": "Yard"}],
    )


def test_what_a_field_held_stays_when_something_wrong_is_typed_into_it(made):
    Browser().post(path(made), typed(made, **ROWS))
    Browser().post(path(made), typed(made, **{**ROWS, "place-0-parking": "PIN 4711"}))
    assert Questionnaire.objects.get().answers["place"][0]["parking"] == "Behind the yard"


def test_what_a_program_fills_in_is_not_kept(made):
    answer = Browser().post(path(made), typed(made, more="x", **ROWS))
    assert answer.status_code == 422
    assert Questionnaire.objects.get().answers == {}


@pytest.mark.parametrize("odd", [{"age_seconds": 0}, {"age_seconds": 9 * 24 * 3600}])
def test_what_no_person_sends_is_kept_and_asked_to_be_sent_once_more(made, odd):
    answer = send(made, **odd)
    assert answer.status_code == 422
    assert "Your answers are kept: press Send once more." in words(answer)
    assert Interaction.objects.count() == 0


def test_a_form_of_another_page_is_refused(made, owner, harlow):
    other = ask(owner, harlow.pk, now=timezone.now())
    assert Browser().post(path(made), typed(other, **ROWS)).status_code == 403


def test_too_many_answers_are_refused_in_words_and_kept(made):
    now = timezone.now()
    Reply.objects.bulk_create(
        Reply(share=made.share, source_key=bytes([n] * 16), sent_at=now, sent_from=bytes(16))
        for n in range(LIMITS.on_a_page)
    )
    answer = send(made)
    assert answer.status_code == 429
    assert Questionnaire.objects.get().answers["place"]


def test_a_link_that_was_taken_back_opens_the_same_nothing_as_a_guessed_one(made, owner):
    revoke(owner, made.share.pk, now=timezone.now())
    taken, guessed = Browser().get(path(made)), Browser().get(f"/questions/{'A' * 43}/")
    assert (
        (taken.status_code, taken.content) == (guessed.status_code, guessed.content) == (404, taken.content)
    )
    assert send(made).status_code == 404


def test_the_address_is_shown_once_and_the_preview_sends_nothing(desk, harlow):
    page = desk.post(reverse("questionnaire-make", args=[harlow.pk])).content.decode()
    assert "/questions/" in page
    share = Share.objects.get()
    assert "/questions/" not in desk.get(reverse("shares", args=[harlow.pk])).content.decode().replace(
        f"/links/{share.pk}/questions/", ""
    ).replace(f"/clients/{harlow.pk}/questions/", "")
    preview = LexborHTMLParser(desk.get(reverse("questionnaire-preview", args=[share.pk])).content.decode())
    assert all("disabled" in one.attributes for one in preview.css("main button.main"))


def test_answering_the_entry_promises_nobody_that_it_stands_on_a_page(made, owner):
    send(made)
    assert Reply.objects.get().state == "hidden"
