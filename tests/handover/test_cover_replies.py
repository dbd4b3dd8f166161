"""What whoever looks after a client writes below the pack: filed there, waiting, and never the client's word."""

from __future__ import annotations

from datetime import timedelta
from zipfile import ZipFile

import pytest

from alongside.handover import archiving, covering
from alongside.handover.queries import weekly_for
from alongside.intake.filing import file_under
from alongside.intake.rebuilding import rebuild
from alongside.outbox.answering import start_answer
from alongside.processes.follow_ups import follow_all
from alongside.promises.models import Finding
from alongside.reviews.queries import pack_for as look_back_for
from alongside.rhythm.counting import Recounting
from alongside.rhythm.models import Day
from alongside.sharing.models import Reply, Share
from alongside.sharing.replying import Written, take
from alongside.sharing.said import on_the_page
from alongside.timeline.models import Interaction, Thread
from alongside.timeline.queries.lists import timeline_for
from alongside.waiting.following import look_again
from alongside.waiting.models import Answered
from alongside.waiting.queries import waiting_for
from tests.handover.making import CANARY, HER, MARA, NOW, ago, box_of, brought_in, harlow_of, letter
from tests.making import ParsingHere

pytestmark = pytest.mark.django_db
BEA = "bea@outside.example"
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def harlow(owner):
    return harlow_of(owner)


@pytest.fixture
def share(owner, harlow) -> Share:
    days = {"starts_on": NOW.date(), "until_on": NOW.date() + timedelta(days=7)}
    pack = covering.prepare(owner, harlow.pk, **days, name="Bea", now=NOW)
    return covering.share(owner, pack.pk, now=NOW).share


def word(text: str = f"I'll send {CANARY} by Friday. Where is the {CANARY} key?") -> Written:
    return Written("a form", "Bea Bell", BEA, text, b"h" * 16, is_a_colleagues=True)


def waits(owner):
    look_again(Thread.objects.values_list("id", flat=True), now=SOON)
    return waiting_for(owner, now=SOON)


@pytest.mark.broad
def test_it_stands_in_the_story_as_from_whoever_covers(owner, harlow, share):
    take(share, word(), now=NOW)
    (line,) = timeline_for(owner, harlow.pk)
    assert (line.who, line.direction, line.nature, line.reason) == ("Bea Bell", "in", "colleague", "cover")


@pytest.mark.broad
def test_it_waits_for_an_answer_and_the_answer_goes_to_whoever_covers(owner, harlow, share):
    take(share, word(), now=NOW)
    follow_all()
    (line,) = waits(owner)
    assert (line.client_id, line.who) == (harlow.pk, "Bea Bell")
    draft = start_answer(owner, line.interaction_id, kind="answer", client_id=harlow.pk, now=SOON)
    assert BEA in draft.to


@pytest.mark.broad
def test_it_is_no_word_of_the_clients(owner, harlow, share):
    take(share, word(), now=NOW)
    follow_all()
    while Recounting().look():
        pass
    assert not Finding.objects.exists()
    assert not Day.objects.exists()


@pytest.mark.broad
def test_its_answer_is_no_letter_of_the_client_that_was_answered(owner, harlow, share):
    box = box_of(owner)
    asked = letter(MARA, HER, "When does the oak come?", name="oak", at=ago(hours=9))
    brought_in(box, asked, letter(HER, MARA, "On Friday.", name="yes", at=ago(hours=8), answers="oak"))
    kept = take(share, word(), now=ago(hours=5))
    own = Interaction.objects.get(source_key=bytes(kept.source_key))
    draft = start_answer(owner, own.pk, kind="answer", client_id=harlow.pk, now=SOON)
    raw = letter(HER, BEA, "In the drawer.", name="key", at=ago(hours=4), answers="key-asked")
    brought_in(box, raw.replace(b"key-asked@id.example", draft.in_reply_to.encode()))
    file_under(owner, [Interaction.objects.get(subject="key").pk], harlow)
    assert waits(owner) == []
    assert [one.interaction.subject for one in Answered.objects.select_related("interaction")] == ["oak"]


@pytest.mark.broad
def test_it_stands_below_the_pack_by_name_and_without_address(share):
    take(share, word("Done."), now=NOW)
    (said,) = on_the_page(share)
    assert (said.name, said.text) == ("Bea Bell", "Done.")
    assert BEA not in str(said)


@pytest.mark.django_db(transaction=True)
def test_nothing_that_goes_to_the_client_tells_of_it(owner, harlow, share):
    take(share, word(), now=NOW)
    follow_all()
    look_again(Thread.objects.values_list("id", flat=True), now=SOON)
    day = NOW.date()
    look_back = look_back_for(owner, harlow.pk, since_on=day - timedelta(days=9), until_on=day)
    assert CANARY not in str(look_back)
    assert CANARY not in str(weekly_for(owner, harlow.pk, now=SOON))
    wanted = {"with_notes": False, "now": SOON}
    archive = archiving.make(archiving.ask_for(owner, harlow, **wanted), owner, now=SOON)
    with ZipFile(archiving.path_of(archive)) as whole:
        for name in whole.namelist():
            assert CANARY.encode() not in whole.read(name)
            assert BEA.encode() not in whole.read(name)


@pytest.mark.broad
def test_rebuilding_keeps_it_apart(owner, harlow, share):
    take(share, word(), now=NOW)
    follow_all()
    rebuild(ParsingHere())
    follow_all()
    (line,) = timeline_for(owner, harlow.pk)
    assert (line.nature, line.reason) == ("colleague", "cover")
    assert Reply.objects.count() == 1
