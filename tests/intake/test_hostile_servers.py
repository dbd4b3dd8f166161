"""A server that talks nonsense for a while costs nothing: once it is sane again everything is here, once."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from alongside.channels.imap.trouble import MailboxError
from alongside.connections.models import Folder, Listed, Mailbox
from alongside.intake.coverage import coverage_for
from alongside.timeline.models import Interaction
from tests.channels.imap.scripted import Attack, Script, playing
from tests.dovecot import PASSWORD, letters
from tests.mailboxes import bring_level, connected, is_whole, stored_letters
from tests.making import owner

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
CASES = (
    Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))
    / "attack" / "made" / "imap_server.jsonl"
)  # fmt: skip
MAIL = dict(enumerate(letters(range(12)), start=1))
# Where in the talk each kind of case belongs, by the first words of its description.
PHASES = {"greeting": "greeting", "starttls": "starttls", "fetch": "fetch", "select": "select", "during": "fetch",
          "list": "list", "any": "any", "login": "login", "compress": "any"}  # fmt: skip

NONSENSE = {
    "greeting that is another protocol's": Attack("greeting", b"220 smtp.example ESMTP\r\n", closes=True),
    "greeting without an end": Attack("greeting", b"* OK", closes=True),
    "goodbye as a greeting": Attack("greeting", b"* BYE overloaded\r\n", closes=True),
    "letter cut in the midst": Attack("fetch", b"* 1 FETCH (UID 1 BODY[] {500}\r\nFrom: x", closes=True),
    "letter under another's number": Attack("fetch", b"* 1 FETCH (UID 77 BODY[] {3}\r\nabc)\r\n"),
    "letter without a number": Attack("fetch", b"* 3 FETCH (BODY[] {3}\r\nabc)\r\n"),
    "letter that is a number": Attack("fetch", b"* 1 FETCH (UID 1 BODY[] 123)\r\n"),
    "letter that is nothing": Attack("fetch", b"* 1 FETCH (UID 1 BODY[] NIL)\r\n"),
    "half a list of items": Attack("fetch", b"* 1 FETCH (UID\r\n"),
    "items that are no list": Attack("fetch", b"* 1 FETCH hello\r\n"),
    "literal of negative size": Attack("fetch", b"* 1 FETCH (UID 1 BODY[] {-5}\r\n"),
    "literal of a hundred terabytes": Attack("fetch", b"* 1 FETCH (UID 1 BODY[] {99999999999999}\r\n"),
    "number beyond all bounds": Attack("fetch", b"* 1 FETCH (UID 99999999999999999999 BODY[] {3}\r\nabc)\r\n"),
    "thousands of brackets": Attack("fetch", b"* 1 FETCH (UID 1 X " + b"(" * 5000 + b")" * 5000 + b")\r\n"),
    "folder that cannot be named": Attack("list", b'* LIST () "/" {7}\r\na\r\nb c\r\n\r\n'),
    "folder list in disorder": Attack("list", b"* LIST (((( / /\r\n"),
    "status of another folder's numbers": Attack("select", b"* OK [UIDNEXT 1] no\r\n* 4000 EXISTS\r\n"),
    "numbers begun anew": Attack("select", b"* OK [UIDVALIDITY 99] now\r\n"),
    "empty lines": Attack("any", b"\r\n"),
    "answers nobody asked for": Attack("any", b"* SEARCH 1 2 99\r\n* 5 FETCH (FLAGS ())\r\n* XYZZY\r\n"),
    "answer to no question": Attack("any", b"ZZ99 OK done\r\n"),
    "question of its own": Attack("any", b"+ and what do you say?\r\n"),
}  # fmt: skip


def survives(script: Script, mailbox: Mailbox | None = None) -> None:
    """However long it takes: what goes wrong becomes a trouble, never a crash, until the server is sane."""
    mailbox = mailbox or connected(script.server)
    for _ in range(4):
        try:
            bring_level(mailbox)
        except MailboxError as error:
            assert error.trouble.sentence
    bring_level(mailbox, compares_all=True)
    assert is_whole(mailbox, entries=len(script.messages))
    assert stored_letters() == sorted(script.messages.values())
    assert not Listed.objects.filter(state=Listed.State.NOT_GIVEN, gone_at=None).exists()


@pytest.mark.slow
@pytest.mark.parametrize("case", NONSENSE)
def test_nothing_is_lost_or_doubled_by(case, tmp_path):
    with playing(Script(messages=dict(MAIL), attack=NONSENSE[case]), tmp_path) as script:
        survives(script)


def corpus_cases() -> list[dict[str, str]]:
    return [json.loads(line) for line in CASES.read_text().splitlines()] if CASES.exists() else []


@pytest.mark.corpora
@pytest.mark.parametrize("case", corpus_cases(), ids=lambda case: case["id"])
def test_nothing_is_lost_or_doubled_by_the_corpus_case(case, tmp_path):
    said = b64decode(case["bytes_b64"] + "==")
    script = Script(messages=dict(MAIL))
    word = case["phase"].split()[0].strip(":")
    if word == "starttls":
        script.security, script.capabilities = "starttls", "IMAP4rev1 STARTTLS AUTH=PLAIN"
    if word == "no":
        _refuses_the_password(Script(capabilities="IMAP4rev1 AUTH=PLAIN", security="starttls"), tmp_path)
        return
    script.attack = Attack(PHASES[word], said, closes="close" in case["phase"])
    with playing(script, tmp_path):
        survives(script)
        assert "COMPRESS" not in " ".join(script.commands)
    if word in ("starttls", "greeting"):
        script = Script(security="starttls", capabilities="IMAP4rev1 STARTTLS AUTH=PLAIN")
        script.attack = Attack(PHASES[word], said, times=99)
        with playing(script, tmp_path):
            assert "plain" not in script.passwords


@pytest.mark.corpora
@pytest.mark.parametrize("case", corpus_cases(), ids=lambda case: case["id"])
def test_corpus_case_costs_a_mailbox_that_was_level_nothing(case, tmp_path):
    """It comes when three more letters do; what was known before stays what it was."""
    script = Script(messages={number: MAIL[number] for number in range(1, 10)})
    with playing(script, tmp_path):
        mailbox = connected(script.server)
        bring_level(mailbox)
        before = set(Interaction.objects.values_list("pk", flat=True))
        word = case["phase"].split()[0].strip(":")
        said = b64decode(case["bytes_b64"] + "==")
        closes, times = "close" in case["phase"], script.connections + 1
        script.attack = Attack(PHASES.get(word, "any"), said, times=times, closes=closes)
        script.messages = dict(MAIL)
        survives(script, mailbox)
    assert before < set(Interaction.objects.values_list("pk", flat=True))


def _refuses_the_password(script: Script, folder: Path) -> None:
    with playing(script, folder):
        with pytest.raises(MailboxError) as raised:
            bring_level(connected(script.server))
        assert raised.value.kind == "no_encryption"
        assert script.passwords == []


def test_password_is_not_sent_to_a_server_that_offers_no_encryption(tmp_path):
    _refuses_the_password(Script(capabilities="IMAP4rev1 AUTH=PLAIN", security="starttls"), tmp_path)


def test_password_is_not_sent_to_who_greets_as_signed_in_before_encryption(tmp_path):
    attack = Attack("greeting", b"* PREAUTH welcome\r\n", times=99)
    _refuses_the_password(
        Script(capabilities="IMAP4rev1 STARTTLS AUTH=PLAIN", security="starttls", attack=attack), tmp_path
    )


@pytest.mark.broad
def test_what_is_said_before_the_handshake_is_not_believed(tmp_path):
    said = b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n* LIST () NIL evil\r\n"
    script = Script(
        messages=dict(MAIL),
        capabilities="IMAP4rev1 STARTTLS AUTH=PLAIN",
        security="starttls",
        attack=Attack("starttls", said, times=99),
    )
    with playing(script, tmp_path):
        mailbox = connected(script.server)
        bring_level(mailbox)
        assert is_whole(mailbox, entries=len(MAIL))
        assert set(script.passwords) == {"encrypted"}
        assert not Folder.objects.filter(name="evil").exists()


def test_password_that_would_be_a_command_is_not_sent(tmp_path):
    with playing(Script(capabilities="IMAP4rev1"), tmp_path) as script:
        with pytest.raises(MailboxError):
            bring_level(connected(script.server, password="x\r\nA1 DELETE INBOX"))
        assert script.passwords == []


@pytest.mark.parametrize(
    "echo", [f'"{PASSWORD}"', b64encode(f"\0me@desk.example\0{PASSWORD}".encode()).decode()[:40]]
)
def test_password_that_a_server_repeats_is_shown_nowhere(echo, tmp_path, caplog):
    attack = Attack("login", f"A1 BAD what is LOGIN me@desk.example {echo}?\r\n".encode(), times=99)
    with playing(Script(attack=attack), tmp_path) as script:
        mailbox = connected(script.server)
        with pytest.raises(MailboxError) as raised:
            bring_level(mailbox)
    mailbox.refresh_from_db()
    assert (raised.value.said, mailbox.trouble_said, mailbox.trouble) == ("", "", "wrong_password")
    assert PASSWORD not in caplog.text


def test_refused_sign_in_is_tried_once(tmp_path):
    attack = Attack("login", b"A1 NO [AUTHENTICATIONFAILED] no\r\n", times=99)
    with playing(Script(attack=attack), tmp_path) as script:
        with pytest.raises(MailboxError) as raised:
            bring_level(connected(script.server))
        assert raised.value.kind == "wrong_password"
        assert script.connections == 1


@pytest.mark.broad
def test_only_reading_commands_are_ever_sent(tmp_path):
    with playing(Script(messages=dict(MAIL)), tmp_path) as script:
        bring_level(connected(script.server))
        said = " ".join(script.commands)
        assert not any(
            word in said for word in ("SELECT", "STORE", "EXPUNGE", "COPY", "MOVE", "APPEND", "CREATE")
        )
        assert "BODY[" not in said.replace("BODY.PEEK[", "")


@pytest.mark.slow
def test_letter_that_breaks_every_connection_is_named_and_the_others_come(tmp_path):
    """One letter of twelve always cuts the line: eleven arrive, and the twelfth is a hole with its number."""

    def answers(verb: str, arguments: str) -> bytes | None:
        if verb != "UID FETCH" or "BODY.PEEK[]" not in arguments:
            return None
        spans = _spans(arguments.partition(" ")[0])
        return b"{cut}" if any(low <= 5 <= high for low, high in spans) else None

    with playing(Script(messages=dict(MAIL), answers=answers), tmp_path) as script:
        mailbox = connected(script.server)
        for _ in range(12):
            try:
                bring_level(mailbox)
            except MailboxError:
                continue
        hole = Listed.objects.get(state=Listed.State.NOT_GIVEN)
        inbox = coverage_for(owner(), mailbox)[0]
        assert hole.uid == 5
        assert Interaction.objects.count() == 11
        assert (inbox.on_server, inbox.stored, inbox.not_given, inbox.has_hole) == (12, 11, 1, True)

        script.answers = lambda verb, arguments: None
        bring_level(mailbox, compares_all=True)
        assert is_whole(mailbox, entries=12)


def _spans(asked: str) -> list[tuple[int, int]]:
    parts = [part.partition(":") for part in asked.split(",")]
    return [(int(first), int(last or first)) for first, _, last in parts]


@pytest.mark.broad
def test_folder_that_cannot_be_opened_is_told_and_the_others_come(tmp_path):
    folders = (b'() "/" INBOX', b'() "/" Locked')
    with playing(Script(messages=dict(MAIL), folders=folders), tmp_path) as script:
        mailbox = connected(script.server)
        bring_level(mailbox)
        locked = next(one for one in coverage_for(owner(), mailbox) if one.folder == "Locked")
        assert Interaction.objects.count() == len(MAIL)
        assert locked.has_hole
        assert "no such folder" in locked.trouble
