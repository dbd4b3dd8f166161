"""Answers that would go to somebody else than the one who seems to have written: said before a word is typed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.intake import filing
from alongside.timeline.models import Interaction
from tests.making import ME, arrive_raw
from tests.pages.writing.desk import MARA, begin, box, desk, harlow, keep, me

__all__ = ["box", "desk", "harlow", "me"]

pytestmark = pytest.mark.django_db
ELSEWHERE = "mara@harlow-accounts.example"
GOES = f"The answer goes to {ELSEWHERE}, as the letter asks, and not to {MARA}"


def written(desk, box, *, sender: str = f"Mara Quill <{MARA}>", reply_to: str = ELSEWHERE) -> str:
    """The page on which a letter is answered."""
    raw = (
        f"From: {sender}\r\nReply-To: Mara Quill <{reply_to}>\r\nTo: {ME}\r\nSubject: The bank\r\n"
        "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <b1@x.example>\r\n\r\nOur account has changed.\r\n"
    )
    arrive_raw(box.connection, raw.encode())
    return shown(desk, begin(desk, answer=Interaction.objects.get().pk).pk)


def shown(desk, number: int) -> str:
    return desk.get(reverse("write", args=[number])).content.decode()


def test_an_answer_that_is_led_elsewhere_says_so(desk, box, harlow):
    page = written(desk, box)
    assert GOES in page
    assert "Nothing proves that it came from there" in page


def test_it_says_so_no_more_once_it_goes_to_the_writer(desk, box, harlow):
    written(desk, box)
    draft = Interaction.objects.get()
    number = begin(desk, answer=draft.pk)
    keep(desk, number, to=MARA)
    assert "The answer goes to" not in shown(desk, number.pk)


def test_what_is_proven_is_said_quietly(desk, box, harlow):
    written(desk, box)
    Interaction.objects.update(proof="proven")
    page = shown(desk, begin(desk, answer=Interaction.objects.get().pk).pk)
    assert GOES in page
    assert "Nothing proves" not in page


@pytest.mark.parametrize("reply_to", ["office@harlow.example", "mara@quill.example"])
def test_a_colleague_of_the_writer_and_a_known_address_are_nothing_to_say(desk, box, harlow, me, reply_to):
    filing.learn_address(harlow, "mara@quill.example", name="Mara Quill", by=me)
    assert "The answer goes to" not in written(desk, box, reply_to=reply_to)


def test_a_forged_sender_line_is_said_where_it_is_answered(desk, box, harlow):
    page = written(desk, box, sender=f'"Mara Quill {MARA}" <{ELSEWHERE}>')
    assert "The sender line of this letter is forged or broken." in page
