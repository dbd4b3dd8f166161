"""A reply on a shared page becomes an entry of the client's story that waits for an answer."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection

from alongside.agreements.models import Agreement
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.intake.erasing import erase, preview_address, preview_client
from alongside.intake.joining import join_clients
from alongside.intake.rebuilding import rebuild
from alongside.outbox.answering import start_answer
from alongside.processes.follow_ups import follow_all
from alongside.replies.errors import TooMany
from alongside.replies.rules import identity_of
from alongside.rhythm.counting import Recounting, handle
from alongside.rhythm.models import Day
from alongside.sharing.actions import make, revoke
from alongside.sharing.errors import NotThere
from alongside.sharing.models import Reply, Share
from alongside.sharing.replying import Written, hold_replies, set_state, show_answer, take
from alongside.sharing.rules import LIMITS, fate_of
from alongside.sharing.said import of_shares, on_the_page
from alongside.timeline.finding import find_for
from alongside.timeline.models import Interaction, Thread
from alongside.timeline.queries.lists import timeline_for
from alongside.timeline.queries.outside import outside_contacts_for
from alongside.timeline.verifying import problems
from alongside.waiting.following import look_again
from alongside.waiting.queries import waiting_for
from tests.intake.test_erasing import files_holding
from tests.intake.test_rebuilding import everything
from tests.making import ME, MONDAY, ParsingHere, arrive_raw, assistant, mailbox, owner

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=3)
HERE = b"h" * 16
QUESTION = (
    f"From: {ME}\nTo: tom@harlow.example\nSubject: The oak\nMessage-ID: <q@desk.example>\n"
    "Date: Mon, 02 Mar 2026 09:00:00 +0000\n\nWhen does the oak come?\n"
).encode()
CANARY = "Zirkelmooswald"
_forms = count()


@pytest.fixture
def harlow() -> Client:
    return add_client("Harlow & Sons", addresses=[("tom@harlow.example", "Tom Harlow")], by=owner())


@pytest.fixture
def share(harlow) -> Share:
    return make(owner(), kind="agreement", client_id=harlow.pk, now=NOW).share


def written(text: str = "May we move this to Friday?", **more) -> Written:
    values = {"form": f"form {next(_forms)}", "name": "Tom Harlow", "address": "tom@harlow.example"}
    return Written(**{**values, "text": text, "sent_from": HERE, **more})


def waits(side="theirs"):
    look_again(Thread.objects.values_list("id", flat=True), now=NOW + timedelta(hours=1))
    return waiting_for(owner(), now=NOW + timedelta(hours=1), side=side)


def test_reply_stands_in_the_clients_story(harlow, share):
    take(share, written(), now=NOW)

    (line,) = timeline_for(owner(), harlow.pk)
    assert (line.direction, line.who, line.subject) == ("in", "Tom Harlow", "How we work together")
    assert (line.reason, line.proof, line.happened_at) == ("page", "unproven", NOW)
    assert not list(problems())


def test_reply_waits_for_an_answer_like_a_mail(harlow, share):
    take(share, written(), now=NOW)
    (line,) = waits()
    assert line.words == "May we move this to Friday?"


def test_reply_of_a_stranger_is_filed_under_the_client_whose_page_it_is(harlow, share):
    add_client("Birch", addresses=[("bea@birch.example", "Bea")], by=owner())
    take(share, written(address="bea@birch.example", name="Bea"), now=NOW)
    take(share, written(address="nobody@else.example", name="Nobody"), now=NOW)
    assert len(timeline_for(owner(), harlow.pk)) == 2
    assert outside_contacts_for(owner(), harlow.pk) == []


def test_double_click_is_one_reply(harlow, share):
    once = written()
    assert take(share, once, now=NOW).pk == take(share, once, now=NOW + timedelta(seconds=1)).pk
    assert Interaction.objects.count() == Reply.objects.count() == 1


def test_other_words_from_the_same_form_are_another_reply(share):
    take(share, written(form="1"), now=NOW)
    take(share, written("And one more thing.", form="1"), now=NOW)
    assert Reply.objects.count() == 2


def test_reply_to_a_question_closes_her_waiting(harlow, share):
    arrive_raw(mailbox(), QUESTION)
    (asked,) = waits("ours")
    take(
        share,
        written("On Friday.", about="q", question="When does the oak come?", asked_in=asked.interaction_id),
        now=NOW,
    )
    assert waits("ours") == []
    assert Thread.objects.count() == 1


def test_answer_by_mail_goes_to_the_address_and_refers_to_the_reply(harlow, share):
    take(share, written(), now=NOW)
    (line,) = timeline_for(owner(), harlow.pk)
    draft = start_answer(owner(), line.id, kind="answer", client_id=harlow.pk, now=NOW)
    assert "tom@harlow.example" in draft.to
    assert draft.subject == "Re: How we work together"
    assert draft.in_reply_to.endswith("@reply.invalid")
    assert draft.references == [draft.in_reply_to]


def test_page_says_names_and_words_and_no_address(share):
    take(share, written(name="  Tom \n Harlow "), now=NOW)
    (said,) = on_the_page(share)
    assert (said.name, said.text) == ("Tom Harlow", "May we move this to Friday?")
    assert "tom@harlow.example" not in str(said)


def test_one_link_shows_nothing_that_was_written_on_another(harlow, share):
    other = make(owner(), kind="agreement", client_id=harlow.pk, now=NOW).share
    take(other, written(), now=NOW)
    assert on_the_page(share) == []


def test_held_reply_waits_until_she_shows_it(harlow, share):
    hold_replies(owner(), share.pk, holds=True)
    share.refresh_from_db()
    kept = take(share, written(), now=NOW)
    assert on_the_page(share) == []
    assert len(timeline_for(owner(), harlow.pk)) == 1
    set_state(owner(), kept.pk, Reply.State.SHOWN)
    assert len(on_the_page(share)) == 1


def test_reply_that_is_taken_off_stays_with_her(harlow, share):
    kept = take(share, written(), now=NOW)
    set_state(owner(), kept.pk, Reply.State.HIDDEN)
    assert on_the_page(share) == []
    assert [one.text for one in of_shares([share])] == ["May we move this to Friday?"]


def test_stranger_moderates_nothing(share):
    kept, stranger = take(share, written(), now=NOW), assistant()
    for act in (
        lambda: set_state(stranger, kept.pk, Reply.State.HIDDEN),
        lambda: show_answer(stranger, kept.pk, is_shown=False),
        lambda: hold_replies(stranger, share.pk, holds=True),
    ):
        with pytest.raises(NotThere):
            act()


def test_more_than_a_person_writes_is_refused_for_an_hour(share):
    for at in range(LIMITS.from_one_place):
        Reply.objects.create(share=share, source_key=bytes([at] * 16), sent_at=NOW, sent_from=HERE)
    with pytest.raises(TooMany):
        take(share, written(), now=NOW)
    take(share, written(sent_from=b"e" * 16), now=NOW)
    take(share, written(), now=NOW + timedelta(minutes=61))


def test_one_page_takes_so_many_from_everywhere(share):
    for at in range(LIMITS.on_a_page):
        Reply.objects.create(
            share=share, source_key=bytes([at] * 16), sent_at=NOW, sent_from=bytes([at] * 16)
        )
    with pytest.raises(TooMany):
        take(share, written(), now=NOW)


def test_many_links_are_looked_at_first():
    assert fate_of("See https://a.example and www.b.example.", holds=False) == "shown"
    assert fate_of("http://a http://b HTTPS://c", holds=False) == "held"
    assert fate_of("Yes.", holds=True) == "held"


def test_identity_keeps_fields_apart():
    assert identity_of(1, "f", "ab", "c") != identity_of(1, "f", "a", "bc")
    assert identity_of(1, "f", "a") != identity_of(2, "f", "a")


@pytest.mark.broad
def test_rebuilding_gives_the_same(harlow, share):
    take(share, written(), now=NOW)
    follow_all()
    before, page = everything(), on_the_page(share)
    rebuild(ParsingHere())
    follow_all()
    assert everything() == before
    assert on_the_page(share) == page


def test_reply_counts_as_contact(harlow, share):
    kept = take(share, written(), now=NOW)
    handle(list(Interaction.objects.filter(source_key=bytes(kept.source_key)).values_list("id", flat=True)))
    while Recounting().look():
        pass
    assert Day.objects.filter(client=harlow, incoming__gt=0).exists()


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_links_replies_and_every_byte(harlow, share):
    take(share, written(f"The word is {CANARY}."), now=NOW)
    follow_all()
    assert find_for(owner(), CANARY).hits
    assert files_holding(CANARY) or connection.vendor == "postgresql"
    assert erase(preview_client(harlow))
    assert not Share.objects.exists() and not Reply.objects.exists() and not Interaction.objects.exists()
    assert files_holding(CANARY) == []
    assert not find_for(owner(), CANARY).hits


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_an_address_takes_its_replies(share):
    take(share, written(), now=NOW)
    take(share, written(address="ann@harlow.example", name="Ann"), now=NOW)
    erase(preview_address("tom@harlow.example"))
    assert [one.name for one in on_the_page(share)] == ["Ann"]
    assert Reply.objects.count() == 1


def test_reply_after_a_join_stands_with_the_other(harlow, share):
    other = add_client("Harlow Limited", by=owner())
    take(share, written(), now=NOW)
    join_clients(other, harlow, by=owner())
    take(share, written("Again."), now=NOW)
    assert len(timeline_for(owner(), other.pk)) == 2


def test_agreement_itself_is_not_needed_for_the_page(harlow, share):
    assert not Agreement.objects.exists()
    revoke(owner(), share.pk, now=NOW)
    assert Share.objects.get().revoked_at == NOW
