"""Questions to begin with, by a link: kept, sent, an entry of the story, proposed beside the picture and decided."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client, add_person
from alongside.clients.anniversaries import keep_day
from alongside.clients.models import Anniversary
from alongside.intake.erasing import Erasure, erase
from alongside.pages.guests.forms import new_stamp
from alongside.picture import proposals
from alongside.picture.actions import keep_line, keep_person
from alongside.picture.models import Proposal, Questionnaire
from alongside.picture.queries import picture_for
from alongside.picture.questionnaires import ask
from alongside.sharing.actions import revoke
from alongside.sharing.models import Reply, Share
from alongside.sharing.rules import LIMITS
from alongside.timeline.models import Filing, Interaction
from tests.pages.reading import words_apart as words

pytestmark = pytest.mark.django_db
WHO = {"name": "Mara Quill", "address": "mara@harlow.example"}


@pytest.fixture
def harlow(owner):
    client = add_client("Harlow & Sons", by=owner)
    add_person(client, "Mara Quill", ["mara@harlow.example"])
    return client


@pytest.fixture
def made(owner, harlow):
    return ask(owner, harlow.pk, now=timezone.now())


@pytest.fixture
def desk(signed_in, owner):
    return signed_in(owner)


def path(made, what="") -> str:
    return f"/questions/{made.token}/{what}"


def typed(made, do="keep", *, age_seconds=10, revision=None, **more) -> dict[str, str]:
    stamp = new_stamp(made.share, now=timezone.now() - timedelta(seconds=age_seconds))
    now = Questionnaire.objects.get(pk=made.share.object_id).revision
    return {"form": stamp, "revision": str(now if revision is None else revision), "do": do, **more}


ROWS = {
    "person-0-name": "Mara Quill",
    "person-0-role": "Office manager",
    "person-0-answers_to": "Tom Harlow",
    "person-1-name": "Tom Harlow",
    "place-0-name": "The mill",
    "place-0-parking": "Behind the yard",
    "tool-0-name": "Xero",
    "tool-0-link": "go.xero.com",
    "day-0-name": "End of the year",
    "day-0-day": "5",
    "day-0-month": "4",
}


def send(made, **more):
    return Browser().post(path(made), typed(made, "send", **{**ROWS, **WHO, **more}))


def open_of(owner, harlow):
    return {one.row.name: one for one in proposals.proposals_for(owner, harlow.pk)}


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


def test_sent_again_only_what_is_new_is_proposed(made, owner, harlow):
    send(made)
    send(made, **{"place-0-parking": "In the street"})
    assert (Interaction.objects.count(), Proposal.objects.count()) == (2, 6)


def test_nothing_is_in_the_picture_until_it_is_taken_over(made, owner, harlow):
    send(made)
    picture = picture_for(owner, harlow.pk)
    assert (picture.places, picture.tools) == ((), ())
    assert [one.shown for one in picture.people] == ["Mara Quill"]


def test_what_is_there_stands_beside_what_they_say(made, owner, harlow, desk):
    keep_line(
        owner,
        harlow.pk,
        kind="place",
        name="the  Mill",
        fields={"parking": "In front", "hours": "All day"},
        is_private=False,
        now=timezone.now(),
    )
    send(made)
    one = open_of(owner, harlow)["The mill"]
    assert [(field.now, field.said) for field in one.fields] == [("In front", "Behind the yard")]
    assert "In front Behind the yard" in words(desk.get(reverse("client-answers", args=[harlow.pk])))
    proposals.take_over(owner, one.row.pk, now=timezone.now())
    (place,) = picture_for(owner, harlow.pk).places
    assert place.fields == {"parking": "Behind the yard", "hours": "All day"}


def test_a_members_own_line_is_neither_compared_nor_overwritten(made, owner, harlow):
    keep_line(
        owner,
        harlow.pk,
        kind="place",
        name="The mill",
        fields={"parking": "CANARY"},
        is_private=True,
        now=timezone.now(),
    )
    send(made)
    one = open_of(owner, harlow)["The mill"]
    assert not one.is_known and "CANARY" not in repr(one)
    proposals.take_over(owner, one.row.pk, now=timezone.now())
    assert [one.fields["parking"] for one in picture_for(owner, harlow.pk).places] == [
        "CANARY",
        "Behind the yard",
    ]


def test_people_taken_over_keep_what_was_known_and_stand_below_each_other(made, owner, harlow):
    (mara,) = picture_for(owner, harlow.pk).people
    keep_person(
        owner,
        harlow.pk,
        mara.id,
        name="",
        fields={"told": "By message"},
        answers_to=None,
        aside="Shy",
        now=timezone.now(),
    )
    send(made)
    for name in ("Tom Harlow", "Mara Quill"):
        proposals.take_over(owner, open_of(owner, harlow)[name].row.pk, now=timezone.now())
    tom, mara = picture_for(owner, harlow.pk).people
    assert (tom.name, mara.name, mara.depth) == ("Tom Harlow", "Mara Quill", 1)
    assert (mara.role, mara.told, mara.aside) == ("Office manager", "By message", "Shy")


def test_whom_nobody_knows_yet_is_not_lost(made, owner, harlow):
    send(made)
    proposals.take_over(owner, open_of(owner, harlow)["Mara Quill"].row.pk, now=timezone.now())
    assert picture_for(owner, harlow.pk).people[0].notes == "Answers to Tom Harlow"


def test_taking_over_is_undone_whole(made, owner, harlow, desk):
    send(made)
    for name, one in open_of(owner, harlow).items():
        page = desk.post(reverse("answer-decide", args=[one.row.pk]), {"do": "take"}, follow=True)
        assert name not in open_of(owner, harlow)
        tree = LexborHTMLParser(page.content.decode())
        desk.post(tree.css_first("#toasts button[formaction]").attributes["formaction"])
        assert name in open_of(owner, harlow)
    picture = picture_for(owner, harlow.pk)
    assert (picture.places, picture.tools, Anniversary.objects.count()) == ((), (), 0)
    assert [(one.name, one.role, one.notes) for one in picture.people] == [("Mara Quill", "", "")]


def test_left_out_it_asks_no_more(made, owner, harlow, desk):
    send(made)
    one = open_of(owner, harlow)["Xero"]
    desk.post(reverse("answer-decide", args=[one.row.pk]), {"do": "leave"})
    send(made)
    assert "Xero" not in open_of(owner, harlow)
    assert picture_for(owner, harlow.pk).tools == ()


def test_two_who_decide_at_once_decide_once(made, owner, harlow):
    send(made)
    one = open_of(owner, harlow)["Xero"]
    proposals.take_over(owner, one.row.pk, now=timezone.now())
    with pytest.raises(proposals.PictureError, match="decided already"):
        proposals.leave_out(owner, one.row.pk, now=timezone.now())
    assert len(picture_for(owner, harlow.pk).tools) == 1


def test_a_day_taken_over_comes_every_year(made, owner, harlow):
    send(made)
    proposals.take_over(owner, open_of(owner, harlow)["End of the year"].row.pk, now=timezone.now())
    assert (Anniversary.objects.get().month, Anniversary.objects.get().label) == (4, "End of the year")


def test_a_day_that_is_put_right_is_one_day_and_undo_puts_it_back(made, owner, harlow, desk):
    kept = keep_day(harlow, None, kind="other", label="end of the Year", month=3, day=31, year=1990)
    send(made)
    one = open_of(owner, harlow)["End of the year"]
    page = desk.post(reverse("answer-decide", args=[one.row.pk]), {"do": "take"}, follow=True)
    assert Anniversary.objects.values_list("pk", "month", "day", "year").get() == (kept.pk, 4, 5, 1990)
    tree = LexborHTMLParser(page.content.decode())
    desk.post(tree.css_first("#toasts button[formaction]").attributes["formaction"])
    assert Anniversary.objects.values_list("pk", "month", "day").get() == (kept.pk, 3, 31)
    assert "End of the year" in open_of(owner, harlow)


def test_a_password_is_kept_nowhere(made):
    answer = Browser().post(path(made), typed(made, **{**ROWS, "tool-0-account": "Mara, Tr0ub4dor&3"}))
    assert answer.status_code == 422
    assert "put it into a password manager" in words(answer)
    assert "Tr0ub4dor" not in answer.content.decode()
    assert "Tr0ub4dor" not in everything()


def everything() -> str:
    """Every text of this package's tables, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in ("picture_questionnaire", "picture_proposal", "picture_line", "picture_change"):
            cursor.execute(f"SELECT * FROM {table}")
            found += cursor.fetchall()
    return repr(found)


def test_two_browsers_keep_what_the_other_typed(made):
    first = typed(made, **{"person-0-name": "Mara"})
    second = typed(made, **{"place-0-name": "The mill"})
    Browser().post(path(made), first)
    Browser().post(path(made), second)
    answers = Questionnaire.objects.get().answers
    assert (answers["person"], answers["place"]) == ([{"name": "Mara"}], [{"name": "The mill"}])


def fields_of(answer) -> dict[str, str]:
    """What a browser has in the fields of a page, and sends."""
    page = LexborHTMLParser(answer.content.decode())
    found = {one.attributes["name"]: one.attributes.get("value") or "" for one in page.css("input")}
    found |= {one.attributes["name"]: one.text().removeprefix("\n") for one in page.css("textarea")}
    chosen = {one.attributes["name"]: one.css_first("option[selected]") for one in page.css("select")}
    return found | {name: one.attributes["value"] or "" if one else "" for name, one in chosen.items()}


def shown(made) -> dict[str, str]:
    """The form as a browser has it when the page is opened, long enough ago for a person."""
    return {**fields_of(Browser().get(path(made))), "form": typed(made)["form"], "do": "keep"}


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


def test_answers_that_wait_are_told_beside_the_story(made, desk, harlow):
    send(made)
    assert "5 answers wait to be taken over" in desk.get(reverse("client", args=[harlow.pk])).content.decode()


def test_answering_the_entry_promises_nobody_that_it_stands_on_a_page(made, owner):
    send(made)
    assert Reply.objects.get().state == "hidden"


@pytest.mark.django_db(transaction=True)
def test_erasing_the_entry_takes_the_answers(made, owner):
    send(made)
    erase(Erasure("it", frozenset(Interaction.objects.values_list("id", flat=True)), 0))
    assert Proposal.objects.count() == 0
    assert "mill" not in everything()
