"""What came back stands at the letter it is about, on proof alone, and changes nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.email.bounces import read_bounce
from alongside.channels.smtp.message_ids import make_message_id
from alongside.clients.models import Assignment
from alongside.intake.rebuilding import rebuild
from alongside.lib.limited_reader import LimitedReader
from alongside.outbox import bouncing
from alongside.outbox.letters import put_bounces_aside, take_bounces_up
from alongside.outbox.models import Bounce, Letter, LetterState
from alongside.outbox.queries import letter_for, letters_to_look_at_for
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Interaction
from alongside.waiting.models import Waiting
from tests.bounces import FAMILIES, TOM, exchange, postfix, postfix_delay
from tests.making import ParsingHere, arrive_raw, assistant, mailbox, owner
from tests.outbox.desk import client_named, letter_of, sending_mailbox

pytestmark = pytest.mark.django_db


class ReadingHere(LimitedReader):
    """Stands in for the worker under limits, which starts a program."""

    def read(self, items):
        return [read_bounce(one) for one in items]


@pytest.fixture(autouse=True)
def _reading_here(monkeypatch):
    monkeypatch.setattr(bouncing, "READING", ReadingHere(read_bounce))


@pytest.fixture
def letter() -> Letter:
    sending_mailbox()
    made = letter_of(
        owner(), client_named("Harlow & Sons", TOM, person="Tom Harlow"), to=f"Tom Harlow <{TOM}>"
    )
    Letter.objects.update(state=LetterState.SENT, due_at=None, sent_at=timezone.now())
    made.recipients.update(state="accepted")
    made.refresh_from_db()
    return made


def comes_back(*raws: bytes) -> None:
    arrive_raw(mailbox(label="In"), *raws)
    follow_all()


def told() -> list[str]:
    return [one.sentence for line in letters_to_look_at_for(owner()) for one in line.bounces]


@pytest.mark.broad
@pytest.mark.parametrize("name", [name for name in FAMILIES if FAMILIES[name][1] == "failed"])
def test_it_is_said_of_its_letter(letter, name):
    comes_back(FAMILIES[name][0](letter.message_id, TOM))
    (sentence,) = told()
    assert sentence.startswith("It did not reach Tom Harlow: ")
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


@pytest.mark.broad
@pytest.mark.parametrize("name", [name for name in FAMILIES if FAMILIES[name][1] == "delayed"])
def test_delay_is_quiet(letter, name):
    comes_back(FAMILIES[name][0](letter.message_id, TOM))
    assert not told()
    (one,) = letter_for(owner(), letter.pk).bounces
    assert (one.is_delay, one.sentence) == (True, "Not yet with Tom Harlow: their server tries on.")


@pytest.mark.broad
def test_it_opens_no_waiting_and_closes_none(letter):
    before = list(Waiting.objects.values_list("pk", flat=True))
    comes_back(exchange(letter.message_id))
    assert list(Waiting.objects.values_list("pk", flat=True)) == before


@pytest.mark.broad
@pytest.mark.parametrize(
    "message_id",
    ["", "guess.0123456789@desk.example", make_message_id(b"another key", "me@desk.example")],
    ids=["none", "guessed", "of another desk"],
)
def test_forged_one_is_not_proven_and_changes_nothing(letter, message_id):
    comes_back(postfix(message_id))
    row = Bounce.objects.get()
    assert (row.letter, row.address, row.said) == (None, "", "")
    assert not told()


@pytest.mark.broad
def test_our_own_kind_of_id_without_a_letter_proves_nothing(letter):
    comes_back(postfix(make_message_id(bouncing.own_ids_key(), "me@desk.example")))
    assert Bounce.objects.get().letter is None


@pytest.mark.broad
def test_of_several_only_those_it_went_to_are_named(letter):
    letter.recipients.create(role="cc", address="ada@harlow.example", state="accepted")
    comes_back(postfix(letter.message_id, "nobody.we.know@elsewhere.example"))
    assert told() == ["It did not reach everybody: the mailbox is full."]


@pytest.mark.broad
def test_twice_and_after_a_rebuild_it_is_said_once(letter):
    comes_back(postfix(letter.message_id))
    follow_all()
    before = list(Bounce.objects.values_list("interaction_id", "letter_id", "address", "reason"))
    rebuild(ParsingHere())
    assert not Bounce.objects.exists()
    follow_all()
    assert list(Bounce.objects.values_list("interaction_id", "letter_id", "address", "reason")) == before


@pytest.mark.broad
def test_put_aside_it_is_told_no_more_until_the_next_one(letter):
    comes_back(postfix(letter.message_id))
    put_bounces_aside(owner(), letter.pk, now=timezone.now())
    assert not told()
    Interaction.objects.update(happened_at=timezone.now() + timedelta(minutes=1))
    comes_back(exchange(letter.message_id))
    Bounce.objects.filter(reason="unknown").update(happened_at=timezone.now() + timedelta(minutes=1))
    assert len(told()) == 1
    take_bounces_up(owner(), letter.pk)
    assert told()


@pytest.mark.broad
def test_late_first_then_failed_only_the_end_is_said(letter):
    comes_back(postfix_delay(letter.message_id), postfix(letter.message_id))
    assert told() == ["It did not reach Tom Harlow: the mailbox is full."]


@pytest.mark.broad
def test_colleague_of_another_client_hears_nothing(letter):
    ann = assistant()
    comes_back(postfix(letter.message_id))
    assert not letters_to_look_at_for(ann)
    Assignment.objects.create(client=letter.client, member=ann)
    assert letters_to_look_at_for(ann)


@pytest.mark.broad
def test_pages_say_it_and_put_it_aside(letter):
    comes_back(postfix(letter.message_id))
    browser = Browser()
    browser.force_login(owner())
    today = LexborHTMLParser(browser.get("/").content.decode())
    assert "It did not reach Tom Harlow: the mailbox is full." in today.text()
    entry = Bounce.objects.get().interaction_id
    shown = browser.get(f"/conversations/{entry}/").content.decode()
    assert f'href="/letters/{letter.pk}/"' in shown
    assert browser.post(f"/letters/{letter.pk}/known/").status_code == 302
    assert "It did not reach" not in browser.get("/").content.decode()
    assert "It did not reach" in browser.get(f"/letters/{letter.pk}/").content.decode()


@pytest.mark.broad
def test_page_of_a_forged_one_says_that_it_is_not_proven(letter):
    comes_back(postfix("guess@desk.example"))
    browser = Browser()
    browser.force_login(owner())
    shown = browser.get(f"/conversations/{Bounce.objects.get().interaction_id}/").content.decode()
    assert "Not proven: it names no letter" in shown


@pytest.mark.broad
def test_worker_reads_it_under_limits(letter, monkeypatch):
    reader = LimitedReader(read_bounce)
    monkeypatch.setattr(bouncing, "READING", reader)
    comes_back(postfix(letter.message_id))
    reader.close()
    assert told()
