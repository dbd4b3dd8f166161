"""A letter that the server lists and does not give: why is told apart, and it comes again by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.channels.imap.rules import retry_seconds
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.leases import held
from alongside.connections.models import Listed
from alongside.intake.fetching import Memory
from alongside.intake.importing import BESIDE_OTHERS
from alongside.intake.letters import Desk, next_hole_at
from alongside.intake.mailboxes import connect
from alongside.intake.syncing import Syncing
from alongside.timeline.models import Interaction
from tests.channels.imap.scripted import Script, playing
from tests.dovecot import letters
from tests.mailboxes import bring_level, connected, is_whole
from tests.making import ParsingHere

pytestmark = pytest.mark.django_db
MAIL = dict(enumerate(letters(range(12)), start=1))


def over(uid: int, said: bytes):
    """Answers whatever asks for this letter's body with `said`."""

    def answers(verb: str, arguments: str) -> bytes | None:
        if verb != "UID FETCH" or "BODY.PEEK[]" not in arguments:
            return None
        spans = [part.partition(":") for part in arguments.partition(" ")[0].split(",")]
        return said if any(int(low) <= uid <= int(high or low) for low, _, high in spans) else None

    return answers


def sane(verb: str, arguments: str) -> bytes | None:
    return None


def listen_once(mailbox, memory: Memory) -> bool:
    """One visit of the listener's, which asks for holes only when they are due."""
    with held(mailbox.pk) as token:
        session = connect(mailbox)
        desk = Desk(mailbox, pool=ParsingHere(), token=token or "", pace=BESIDE_OTHERS)
        try:
            return Syncing(desk, session, memory=memory).run()
        finally:
            session.log_out()


def visit_until_level(mailbox, *, most: int = 12) -> None:
    memory = Memory()
    for _ in range(most):
        try:
            if listen_once(mailbox, memory):
                return
        except MailboxError:
            continue
    raise AssertionError("it did not come level")


def test_broken_line_is_tried_again_within_seconds_then_ever_later():
    waits = [retry_seconds(cuts=number, attempts=0, is_cut=True) for number in (1, 2, 3, 9)]
    assert waits == [5, 20, 80, 3600]


def test_server_that_answers_without_it_is_asked_again_later_and_then_daily():
    waits = [retry_seconds(cuts=0, attempts=number, is_cut=False) for number in (1, 2, 3, 9)]
    assert waits == [300, 3600, 86400, 86400]


@pytest.mark.broad
def test_letter_that_breaks_the_line_is_a_hole_that_comes_again_soon(tmp_path):
    with playing(Script(messages=dict(MAIL), answers=over(5, b"{cut}")), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        hole = Listed.objects.get(state=Listed.State.NOT_GIVEN)
        assert (hole.uid, hole.attempts) == (5, 0)
        assert hole.cuts >= 1
        assert next_hole_at(mailbox) < timezone.now() + timedelta(minutes=2)
        assert Interaction.objects.count() == 11

        script.answers = sane
        Listed.objects.filter(pk=hole.pk).update(retry_at=timezone.now())
        assert listen_once(mailbox, Memory())
        assert is_whole(mailbox, entries=12)


@pytest.mark.broad
def test_hole_is_left_alone_until_it_is_due(tmp_path):
    with playing(Script(messages=dict(MAIL), answers=over(5, b"{cut}")), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        Listed.objects.filter(state=Listed.State.NOT_GIVEN).update(
            retry_at=timezone.now() + timedelta(hours=1)
        )
        script.answers, script.commands[:] = sane, []
        listen_once(mailbox, Memory())
        assert not any("BODY.PEEK[]" in command for command in script.commands)


@pytest.mark.broad
def test_hole_that_is_due_costs_new_letters_nothing(tmp_path):
    """The line breaks over it every time; what is new is here before it is asked for."""
    with playing(Script(messages=dict(MAIL), answers=over(5, b"{cut}")), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        for number in range(20, 24):
            script.messages[number] = letters([number])[0]
            Listed.objects.filter(state=Listed.State.NOT_GIVEN).update(retry_at=timezone.now())
            with pytest.raises(MailboxError):
                listen_once(mailbox, Memory())
            assert Listed.objects.filter(uid=number, state=Listed.State.STORED).exists()


@pytest.mark.broad
def test_answer_without_the_letter_is_told_apart_from_a_broken_line(tmp_path):
    with playing(Script(messages=dict(MAIL), answers=over(5, b"{tag} OK done\r\n")), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        hole = Listed.objects.get(state=Listed.State.NOT_GIVEN)
        assert (hole.uid, hole.cuts, hole.attempts) == (5, 0, 1)
        assert Interaction.objects.count() == 11


@pytest.mark.broad
def test_refused_letter_is_an_answer_without_it(tmp_path):
    refused = b"{tag} NO no such message data\r\n"
    with playing(Script(messages=dict(MAIL), answers=over(5, refused)), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        hole = Listed.objects.get(state=Listed.State.NOT_GIVEN)
        assert (hole.uid, hole.cuts) == (5, 0)
        assert Interaction.objects.count() == 11


@pytest.mark.broad
def test_letter_that_is_listed_and_never_answered_for_is_a_hole(tmp_path):
    script = Script(messages=dict(MAIL))

    def listed_only(verb: str, arguments: str) -> bytes | None:
        if verb == "UID SEARCH":
            return (
                b"* SEARCH " + b" ".join(str(uid).encode() for uid in [*MAIL, 40]) + b"\r\n{tag} OK done\r\n"
            )
        return None

    script.answers = listed_only
    with playing(script, tmp_path):
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        assert Listed.objects.get(state=Listed.State.NOT_GIVEN).uid == 40


@pytest.mark.broad
def test_asked_by_hand_every_hole_is_tried_at_once(tmp_path):
    with playing(Script(messages=dict(MAIL), answers=over(5, b"{tag} OK done\r\n")), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        script.answers = sane
        bring_level(mailbox)
        assert is_whole(mailbox, entries=12)


@pytest.mark.broad
def test_hole_that_was_expunged_is_forgotten(tmp_path):
    with playing(Script(messages=dict(MAIL), answers=over(5, b"{tag} OK done\r\n")), tmp_path) as script:
        mailbox = connected(script.server)
        visit_until_level(mailbox)
        script.answers = sane
        del script.messages[5]
        bring_level(mailbox)
        assert not Listed.objects.filter(uid=5).exists()
        assert is_whole(mailbox, entries=11)
