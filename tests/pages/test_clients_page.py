"""The client's own page: what is needed of them, answered in place; and nothing that a member wrote for herself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.calls import actions as calls
from alongside.calls import notes
from alongside.calls.actions import How
from alongside.calls.recap import write_recap
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.by_hand import Wanted, write_down
from alongside.outbox.letters import send
from alongside.pages.guests.forms import new_stamp
from alongside.pages.guests.needs import items_of
from alongside.processes.follow_ups import follow_all
from alongside.promises import actions as promises
from alongside.promises.models import Finding
from alongside.promises.questions import open_questions_for
from alongside.sharing.actions import make
from alongside.sharing.models import Reply
from alongside.timeline.models import Filing, Interaction
from alongside.voices import actions as voices
from alongside.waiting.actions import reopen, settle
from alongside.waiting.models import Waiting
from alongside.waiting.queries import waiting_for
from tests.making import arrive_raw, mailbox
from tests.making import owner as owner_here
from tests.outbox.conftest import _parsing_here, desk, post, server
from tests.outbox.desk import deliver_now

__all__ = ["_parsing_here", "desk", "post", "server"]
pytestmark = pytest.mark.django_db
MARA, HER = "mara@harlow.example", "owner@practice.example"
CANARY = "Zirkelmooswald"


def letter(sender: str, to: str, text: str, *, name: str, hours: float = 20, cc: str = "") -> bytes:
    at = (timezone.now() - timedelta(hours=hours)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = f"From: {sender}\nTo: {to}\n" + (f"Cc: {cc}\n" if cc else "")
    return f"{head}Date: {at}\nMessage-ID: <{name}@id.example>\nSubject: {name}\n\n{text}".encode()


@pytest.fixture
def harlow(owner):
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner)


@pytest.fixture
def box(owner):
    return mailbox(owner, own=(HER,))


def brought_in(box, *letters: bytes) -> None:
    arrive_raw(box, *letters)
    follow_all()


@pytest.fixture
def asked(harlow, box) -> None:
    text = "Which hall shall I book?\n\nHow many guests come?\n"
    brought_in(box, letter(HER, MARA, text, name="Hall"))


@pytest.fixture
def made(owner, harlow):
    return make(owner, kind="client", client_id=harlow.pk, now=timezone.now())


def form(made, answers: dict[str, str], **more: str) -> dict[str, str]:
    stamp = new_stamp(made.share, now=timezone.now() - timedelta(seconds=10))
    return {"form": stamp, "name": "Mara", "address": MARA, **answers, **more}


def page_of(client, made) -> str:
    return client.get(f"/shared/{made.token}/").content.decode()


def fields_of(page: str) -> list[str]:
    return re.findall(r'<textarea[^>]*name="(answer-[^"]+)"', page)


@pytest.mark.broad
def test_every_open_question_stands_there_with_a_place_to_answer(client, asked, made):
    page = page_of(client, made)
    assert "Which hall shall I book?" in page
    assert "How many guests come?" in page
    assert len(fields_of(page)) == 2


@pytest.mark.broad
def test_answer_in_place_closes_its_question_and_no_other(client, owner, harlow, asked, made):
    assert [line.client_id for line in waiting_for(owner, now=timezone.now(), side="ours")] == [harlow.pk]
    first, second = fields_of(page_of(client, made))
    answer = client.post(f"/shared/{made.token}/reply/", form(made, {first: "The small one.", second: ""}))
    assert answer.status_code == 303
    follow_all()

    page = page_of(client, made)
    assert fields_of(page) == [second]
    assert "The small one." in page
    (left,) = open_questions_for(owner, harlow.pk, now=timezone.now(), is_mine=True)
    assert [one.words for one in left.open] == ["How many guests come?"]
    assert waiting_for(owner, now=timezone.now(), side="ours") == []


def test_question_says_in_which_letter_it_was_asked(client, asked, made):
    assert "in “<bdi>Hall</bdi>”" in page_of(client, made)


def test_answer_stands_below_the_question_that_it_answers(client, asked, made):
    first, _ = fields_of(page_of(client, made))
    client.post(f"/shared/{made.token}/reply/", form(made, {first: "The small one."}, reply="Thanks."))
    replies = page_of(client, made).partition('id="replies"')[2]
    asked_above = re.findall(r'class="reply-asked"[^>]*>([^<]*)<', replies)
    assert asked_above == ["Which hall shall I book?"]


def test_letter_that_still_waits_once_its_questions_are_answered_asks_for_nothing(client, asked, made):
    first, second = fields_of(page_of(client, made))
    both = form(made, {first: "The small one.", second: "Forty."})
    client.post(f"/shared/{made.token}/reply/", both)
    # As it is before the list of who waits has followed: the questions are closed, and the letter waits as a whole.
    Finding.objects.all().delete()
    assert Waiting.objects.exists()
    page = page_of(client, made)
    assert "You answered" in page
    assert fields_of(page) == []


@pytest.mark.broad
def test_answers_to_all_are_sent_at_once_and_twice_is_once(client, asked, made):
    first, second = fields_of(page_of(client, made))
    both = form(made, {first: "The small one.", second: "Forty."}, reply="Thanks.")
    for _ in range(2):
        assert client.post(f"/shared/{made.token}/reply/", both).status_code == 303
        follow_all()
    assert Reply.objects.count() == 3
    assert fields_of(page_of(client, made)) == []
    assert Filing.objects.values("thread").distinct().count() == 2


@pytest.mark.broad
def test_what_was_answered_elsewhere_meanwhile_is_not_lost(client, owner, asked, made):
    first, _ = fields_of(page_of(client, made))
    settle(owner, Waiting.objects.get(), "phone", now=timezone.now())
    assert fields_of(page_of(client, made)) == []
    client.post(f"/shared/{made.token}/reply/", form(made, {first: "The small one."}))
    assert "The small one." in page_of(client, made)


@pytest.mark.broad
def test_nothing_typed_is_said_in_words(client, asked, made):
    answer = client.post(f"/shared/{made.token}/reply/", form(made, {}))
    assert answer.status_code == 422
    assert "Answer something above, or write here." in answer.content.decode()


@pytest.mark.broad
def test_question_to_somebody_else_about_the_client_does_not_show(client, box, harlow, made):
    box.owner_client = harlow
    box.save()
    brought_in(box, letter(HER, "supplier@oak.example", f"Is the {CANARY} late?\n", name="Oak"))
    assert Interaction.objects.filter(filings__client=harlow).exists()
    assert CANARY not in page_of(client, made)


@pytest.mark.broad
def test_their_promise_shows_in_their_own_words(client, owner, box, made):
    brought_in(box, letter(MARA, HER, "I'll send you the plan by Friday.\n", name="Plan"))
    one = Finding.objects.get(kind="promise")
    place = (one.interaction_id, one.start, one.end, one.kind)
    promises.accept(owner, place, now=timezone.now(), changes={"wording": f"Chase {CANARY} again"})
    page = page_of(client, made)
    assert "I&#39;ll send you the plan by Friday." in page
    assert CANARY not in page


@pytest.mark.broad
def test_answered_promise_says_when_and_stays_hers_to_close(client, owner, box, made):
    brought_in(box, letter(MARA, HER, "I'll send you the plan by Friday.\n", name="Plan"))
    one = Finding.objects.get(kind="promise")
    key = promises.accept(owner, (one.interaction_id, one.start, one.end, one.kind), now=timezone.now())
    (field,) = fields_of(page_of(client, made))
    client.post(f"/shared/{made.token}/reply/", form(made, {field: "It is in the post."}))
    page = page_of(client, made)
    assert fields_of(page) == []
    assert "You answered" in page
    assert promises.find_promise(owner, key).row.state == "open"


def test_her_own_words_show_only_where_she_chose_them(client, owner, harlow, made, signed_in):
    now = timezone.now()
    changes = {"wording": "Book the band"}
    key = promises.write_down(owner, harlow.pk, kind="todo", side="ours", changes=changes, now=now)
    other = {"wording": f"Ask about {CANARY}"}
    promises.write_down(owner, harlow.pk, kind="promise", side="theirs", changes=other, now=now)
    assert "Book the band" not in page_of(client, made)

    signed_in(owner).post(f"/links/{made.share.pk}/choose/", {"show": [f"p:{key}"]})
    page = page_of(client, made)
    assert "Book the band" in page
    assert CANARY not in page


@pytest.mark.broad
def test_question_that_she_unticks_does_not_show(client, owner, asked, made, signed_in):
    her = signed_in(owner)
    choosing = her.get(f"/links/{made.share.pk}/choose/").content.decode()
    boxes = re.findall(r'name="show" value="([^"]+)" checked', choosing)
    assert len(boxes) == 2
    her.post(f"/links/{made.share.pk}/choose/", {"show": boxes[:1]})
    assert fields_of(page_of(client, made)) == [f"answer-{boxes[0]}"]


def test_question_that_came_while_she_chose_is_not_hidden_by_keeping_the_form(
    client, owner, asked, made, box, signed_in
):
    her = signed_in(owner)
    boxes = boxes_of(her, made)
    brought_in(box, letter(HER, MARA, "Which colour shall the van have?\n", name="The van"))
    her.post(f"/links/{made.share.pk}/choose/", boxes)
    assert "Which colour shall the van have?" in page_of(client, made)


def test_what_she_hid_stays_hidden_when_it_is_asked_again(client, owner, asked, made, signed_in):
    """Settled for a while, it has no box; what she said of it holds all the same."""
    her = signed_in(owner)
    boxes = boxes_of(her, made)
    her.post(f"/links/{made.share.pk}/choose/", {**boxes, "show": boxes["show"][:1]})
    settled = settle(owner, Waiting.objects.get(), "phone", now=timezone.now())
    her.post(f"/links/{made.share.pk}/choose/", boxes_of(her, made))
    reopen(owner, settled, now=timezone.now())
    assert fields_of(page_of(client, made)) == [f"answer-{boxes['show'][0]}"]


@pytest.mark.broad
def test_no_private_word_is_on_any_shared_page(client, owner, harlow, box, signed_in):
    """Notes, talks, tags, what others wrote about the client, and what she wrote to others."""
    now = timezone.now()
    note = Wanted(
        id="0" * 32, kind="note", happened_at=now, text=f"{CANARY} is short of money. Is it?", is_private=True
    )
    write_down(owner, harlow, note)
    write_down(owner, harlow, Wanted(id="1" * 32, kind="call", happened_at=now, text=f"Will {CANARY} pay?"))
    voices.note_spoken(
        owner, name=CANARY, kind="friend", on=now.date(), by="voice", minutes=3, today=now.date()
    )
    brought_in(
        box,
        letter(MARA, HER, f"What about {CANARY}?\n", name="In"),
        letter(HER, "peer@desk.example", f"Can you take over Harlow's {CANARY}?\n", name="Peer"),
    )
    links = [make(owner, kind=kind, client_id=harlow.pk, now=now) for kind in ("client", "agreement")]
    for made in links:
        for path in (f"/shared/{made.token}/", f"/shared/{made.token}/reply/", f"/shared/{made.token}/seen/"):
            for answer in (client.get(path), client.post(path, form(made, {}))):
                assert CANARY not in answer.content.decode()
        assert CANARY not in signed_in(owner).get(f"/links/{made.share.pk}/").content.decode()


@pytest.mark.broad
def test_page_after_her_access_ended_goes_by_the_owner(client, assistant, owner, harlow, asked):
    Assignment.objects.create(member=assistant, client=harlow)
    made = make(assistant, kind="client", client_id=harlow.pk, now=timezone.now())
    Assignment.objects.all().delete()
    assert len(fields_of(page_of(client, made))) == 2
    assert len(items_of(made.share, now=timezone.now())) == 2


def boxes_of(her, made) -> dict[str, list[str]]:
    """What the form would send as it stands."""
    page = her.get(f"/links/{made.share.pk}/choose/").content.decode()
    return {
        "there": re.findall(r'name="there" value="([^"]*)"', page),
        "show": re.findall(r'name="show" value="([^"]+)" checked', page),
    }


def choose(her, made, *shown: str) -> None:
    her.post(f"/links/{made.share.pk}/choose/", {"show": list(shown)})


def test_next_call_shows_where_she_chose_it_and_never_its_title(client, owner, harlow, made, signed_in):
    now = timezone.now()
    starts_at = (now + timedelta(days=2)).replace(hour=14, minute=30)
    facts = Facts(starts_at, starts_at + timedelta(hours=1), "Europe/London", way="zoom", title=CANARY)
    plan(owner, harlow, facts, now=now)
    assert "by Zoom" not in page_of(client, made)

    choose(signed_in(owner), made, "next")
    page = page_of(client, made)
    assert "by Zoom" in page
    assert "by the clock of Europe/London" in page
    assert CANARY not in page


@pytest.mark.broad
def test_recap_that_was_sent_shows_where_she_chose_it(client, signed_in, post, desk):
    her = owner_here()
    call = calls.start(her, desk, How(people=(("Mara Quill", MARA),)), now=timezone.now(), is_new=True)
    calls.begin(her, call.pk, now=timezone.now())
    said = f"> I book the small hall\n# {CANARY}"
    notes.journal(her, call.pk, revision=0, fields={"said": said}, now=timezone.now())
    calls.end(her, call.pk, now=timezone.now())
    made = make(her, kind="client", client_id=desk.pk, now=timezone.now())
    choose(signed_in(her), made, "recaps")

    draft = write_recap(her, call.pk, on="2 March", now=timezone.now())
    assert "small hall" not in page_of(client, made)
    sent_off = timezone.now() - timedelta(seconds=11)
    deliver_now(send(her, draft.pk, revision=draft.revision, now=sent_off))
    page = page_of(client, made)
    assert "I book the small hall" in page
    assert CANARY not in page
