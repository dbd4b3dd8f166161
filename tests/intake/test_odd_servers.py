"""Mail servers with habits of their own: every letter arrives once, or what is missing is said, and no secret leaks."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from alongside.channels.imap.trouble import MailboxError
from alongside.connections.leases import held
from alongside.connections.models import Listed, Mailbox
from alongside.intake.coverage import coverage_for
from alongside.intake.mailboxes import compare_now
from alongside.processes.stations import Station
from alongside.timeline.models import Interaction
from tests.channels.imap.scripted import Script, playing
from tests.dovecot import letters
from tests.intake.odd_servers import HABITS, HOLES, says
from tests.mailboxes import bring_level, connected, is_whole, stored_letters
from tests.making import ParsingHere, owner

pytestmark = pytest.mark.django_db
MAIL = dict(enumerate(letters(range(12)), start=1))
NEW = letters([30])[0]


def reach_level(mailbox: Mailbox) -> None:
    """As often as a listener would come back; what goes wrong meanwhile is said in words."""
    for _ in range(4):
        try:
            if bring_level(mailbox).is_level:
                return
        except MailboxError as error:
            assert error.trouble.sentence
    raise AssertionError("it did not come level")


@pytest.mark.slow
@pytest.mark.parametrize("habit", HABITS)
def test_every_letter_comes_once_from_a_server_that(habit, tmp_path):
    script = Script(messages=dict(MAIL), security="tls")
    HABITS[habit](script)
    before = set(script.messages.values())
    with playing(script, tmp_path):
        mailbox = connected(script.server)
        reach_level(mailbox)
        script.messages[max(script.messages) + 1] = NEW
        reach_level(mailbox)
        assert before - set(script.messages.values()) <= {MAIL[2]}
        assert set(script.messages.values()) <= set(stored_letters()) <= before | {NEW}
        assert is_whole(mailbox, entries=len(stored_letters()))
        assert not Listed.objects.filter(state=Listed.State.NOT_GIVEN).exists()
        assert set(script.passwords) <= {"encrypted"}


@pytest.mark.slow
@pytest.mark.parametrize("habit", HOLES)
def test_hole_is_red_and_the_others_come_from_a_server_that(habit, tmp_path):
    keeps = HOLES[habit]
    with playing(Script(messages=dict(MAIL), security="tls", twist=keeps.twist), tmp_path) as script:
        mailbox = connected(script.server)
        for _ in range(8):
            try:
                bring_level(mailbox)
            except MailboxError:
                continue
        inbox = coverage_for(owner(), mailbox)[0]
        assert (inbox.on_server, inbox.stored, inbox.not_given, inbox.has_hole) == (12, 11, 1, True)
        assert inbox.hole is not None
        assert bool(inbox.hole.cuts) == keeps.cuts
        assert [one.missing for one in compare_now(mailbox)] == [(5,)]
        assert set(stored_letters()) == set(MAIL.values()) - {MAIL[5]}

        script.twist = None
        bring_level(mailbox)
        assert is_whole(mailbox, entries=12)
        assert Interaction.objects.count() == 12


@pytest.mark.broad
@pytest.mark.parametrize("written", [rb"9\1", rb"0"], ids=["too large", "too small"])
def test_large_letter_is_whole_though_its_size_is_told_wrongly(written, tmp_path, monkeypatch):
    """Some servers only estimate a size (RFC 3501 §6.4.5 wants it exact)."""
    monkeypatch.setattr("alongside.intake.fetching.IN_PIECES_BYTES", -1)
    monkeypatch.setattr("alongside.intake.fetching.PIECE_BYTES", 60)
    twist = says("UID FETCH", rb"RFC822.SIZE (\d+)", b"RFC822.SIZE " + written)
    mail = {number: MAIL[number] for number in (1, 2)}
    with playing(Script(messages=mail, twist=twist), tmp_path) as script:
        mailbox = connected(script.server)
        reach_level(mailbox)
        assert is_whole(mailbox, entries=2)
        assert stored_letters() == sorted(mail.values())


def test_letter_without_a_byte_is_accounted_for(tmp_path):
    with playing(Script(messages={**MAIL, 5: b""}), tmp_path) as script:
        mailbox = connected(script.server)
        reach_level(mailbox)
        inbox = coverage_for(owner(), mailbox)[0]
        assert (inbox.on_server, inbox.stored, inbox.has_hole) == (12, 12, False)
        assert is_whole(mailbox, entries=12)


@pytest.mark.slow
def test_letter_of_sixty_megabytes_is_kept_whole(tmp_path):
    large = MAIL[2] + b"0123456789abcdef0123456789abcdef\r\n" * (61 << 20 >> 5)
    with playing(Script(messages={1: MAIL[1], 2: large, 3: MAIL[3]}), tmp_path) as script:
        mailbox = connected(script.server)
        reach_level(mailbox)
        assert stored_letters() == sorted(script.messages.values())
        inbox = coverage_for(owner(), mailbox)[0]
        assert (inbox.stored, inbox.kept_unparsed, inbox.has_hole) == (3, 1, False)
        assert is_whole(mailbox, entries=2)


@pytest.mark.broad
def test_password_is_not_sent_to_a_server_that_takes_its_encryption_back(tmp_path):
    script = Script(capabilities="IMAP4rev1 STARTTLS AUTH=PLAIN", security="starttls")
    script.answers = lambda verb, arguments: b"{tag} NO not today\r\n" if verb == "STARTTLS" else None
    with playing(script, tmp_path):
        with pytest.raises(MailboxError):
            bring_level(connected(script.server))
        assert script.passwords == []
        assert not any("LOGIN" in command or "AUTHENTICATE" in command for command in script.commands)


def visited(mailbox: Mailbox, station: Station) -> float:
    with held(mailbox.pk) as token:
        assert token is not None
        return station.visit(token=token, pool=ParsingHere())


@pytest.mark.parametrize(
    "refusal", [b"{tag} NO not now\r\n", b"{tag} BAD what?\r\n", b"* OK hm\r\n{tag} OK done\r\n"]
)
def test_server_that_offers_to_tell_news_and_refuses_is_looked_at_every_minute(refusal, tmp_path):
    script = Script(messages=dict(MAIL))
    script.answers = lambda verb, arguments: refusal if verb == "IDLE" else None
    with playing(script, tmp_path):
        mailbox = connected(script.server)
        station = Station(mailbox.pk)
        assert visited(mailbox, station) < 90
        script.messages[13] = NEW
        assert visited(mailbox, station) < 90
        station.hang_up()
        assert is_whole(mailbox, entries=13)
        assert (mailbox.trouble, script.commands.count("IDLE ")) == ("", 1)


@pytest.mark.broad
def test_server_that_never_begins_to_tell_news_costs_one_connection(tmp_path, monkeypatch):
    monkeypatch.setattr("alongside.channels.imap.wire.READ_SECONDS", 0.5)
    script = Script(messages=dict(MAIL))
    script.answers = lambda verb, arguments: b"" if verb == "IDLE" else None
    with playing(script, tmp_path):
        mailbox = connected(script.server)
        station = Station(mailbox.pk)
        with pytest.raises(MailboxError):
            visited(mailbox, station)
        station.hang_up()
        script.messages[13] = NEW
        assert visited(mailbox, station) < 90
        station.hang_up()
        assert is_whole(mailbox, entries=13)
        assert script.commands.count("IDLE ") == 1


@pytest.mark.broad
@pytest.mark.parametrize(("limit", "most"), [("BYTES", 100_000), ("SECONDS", 0.3)])
def test_server_that_never_ends_its_answer_is_left_and_tried_again(limit, most, tmp_path, monkeypatch):
    """More than the limit in the one case, later than it in the other."""
    script = Script(messages=dict(MAIL))

    def goes_on(verb: str, arguments: str) -> bytes | None:
        if verb != "UID SEARCH" or script.connections > 2:
            return None
        time.sleep(most if limit == "SECONDS" else 0)
        return b"* OK still here\r\n" * (1 if limit == "SECONDS" else 10_000)

    script.answers = goes_on
    with playing(script, tmp_path), monkeypatch.context() as patched:
        patched.setattr(f"alongside.channels.imap.bounded.MAX_ANSWER_{limit}", most)
        mailbox = connected(script.server)
        with suppress(MailboxError):
            bring_level(mailbox)
        patched.undo()
        assert script.connections > 2
        reach_level(mailbox)
        assert is_whole(mailbox, entries=12)
