"""Gmail lists one letter under each of its labels: it is fetched once, and stands in every folder.

All Mail lists drafts and what was sent as well, also where those folders are hidden from mail programs.
"""

from __future__ import annotations

import pytest

from alongside.channels.smtp.message_ids import make_message_id
from alongside.connections.models import Folder, Listed, Location
from alongside.intake.coverage import coverage_for
from alongside.intake.own_letters import own_ids_key
from alongside.pages.conversations.standing import standings_for
from alongside.processes.stations import listened
from alongside.timeline.models import Interaction
from tests.channels.imap.scripted import Script, playing
from tests.dovecot import letters
from tests.mailboxes import bring_level, connected, is_whole
from tests.making import owner

pytestmark = pytest.mark.django_db
FOLDERS = (
    b'(\\HasNoChildren) "/" INBOX',
    b'(\\HasChildren \\Noselect) "/" "[Gmail]"',
    b'(\\All \\HasNoChildren) "/" "[Gmail]/All Mail"',
    b'(\\HasNoChildren) "/" "Work"',
)
LETTERS = letters(range(6))
SENT, DRAFT = '"\\\\Sent"', '"\\\\Draft"'
FIRST = 1_278_455_344_230_334_865


class Gmail:
    """What each folder lists: number -> letter; a letter's X-GM-MSGID is the same in all of them."""

    def __init__(self) -> None:
        self.held = {
            "INBOX": {1: 0, 2: 1},
            "[Gmail]/All Mail": {11: 0, 12: 1, 13: 2, 14: 3, 15: 4},
            "Work": {1: 1, 2: 4},
        }
        self.letters = list(LETTERS)
        self.labels: dict[int, str] = {}
        self.open: dict[int, int] = {}
        self.bodies = 0

    def __call__(self, verb: str, arguments: str) -> bytes | None:
        if verb == "EXAMINE":
            self.open = self.held[arguments.split('"')[1]]
            told = f"* {len(self.open)} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT {max(self.open) + 1}] ok\r\n"
            return told.encode() + b"{tag} OK done\r\n"
        if verb == "UID SEARCH":
            return f"* SEARCH {' '.join(map(str, self.open))}\r\n".encode() + b"{tag} OK done\r\n"
        return self._fetched(arguments) if verb == "UID FETCH" else None

    def _fetched(self, arguments: str) -> bytes:
        asked, _, items = arguments.partition(" ")
        spans = [part.partition(":") for part in asked.split(",")]
        told = b""
        for row, (uid, letter) in enumerate(self.open.items(), start=1):
            if not any(
                int(low) <= uid <= (int(high or low) if high != "*" else 99) for low, _, high in spans
            ):
                continue
            raw = self.letters[letter]
            head = f"* {row} FETCH (UID {uid} RFC822.SIZE {len(raw)} FLAGS ()"
            head += f" X-GM-MSGID {FIRST + letter}" if "X-GM-MSGID" in items else ""
            head += f" X-GM-LABELS ({self.labels.get(letter, '')})" if "X-GM-LABELS" in items else ""
            if "BODY.PEEK[]" in items:
                self.bodies += 1
                told += f"{head} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
            else:
                told += f"{head})\r\n".encode()
        return told + b"{tag} OK done\r\n"


@pytest.fixture
def gmail(tmp_path):
    answering = Gmail()
    capabilities = "IMAP4rev1 AUTH=PLAIN X-GM-EXT-1"
    with playing(Script(folders=FOLDERS, capabilities=capabilities, answers=answering), tmp_path) as script:
        answering.mailbox = connected(script.server)
        bring_level(answering.mailbox)
        yield answering


@pytest.mark.broad
def test_every_letter_is_fetched_once(gmail):
    assert gmail.bodies == 5
    assert is_whole(gmail.mailbox, entries=5)


@pytest.mark.broad
def test_it_stands_under_each_of_its_labels(gmail):
    assert Listed.objects.filter(state=Listed.State.STORED).count() == 9
    assert Location.objects.count() == 9
    entry = Interaction.objects.get(subject="Oak 1")
    (words,) = standings_for(owner(), [entry.pk])[entry.pk]
    assert all(name in words for name in ("Inbox", "Work", "All Mail"))


@pytest.mark.broad
def test_archived_letter_leaves_the_inbox_only(gmail):
    del gmail.held["INBOX"][2]
    bring_level(gmail.mailbox, compares_all=True)
    entry = Interaction.objects.get(subject="Oak 1")
    (words,) = standings_for(owner(), [entry.pk])[entry.pk]
    assert "Inbox" not in words
    assert "Work" in words


@pytest.mark.broad
def test_letter_that_gets_a_label_is_not_fetched_again(gmail):
    gmail.held["Work"][3] = 0
    bring_level(gmail.mailbox)
    assert gmail.bodies == 5
    assert is_whole(gmail.mailbox, entries=5)


def lists_all(gmail: Gmail, number: int, letter: int, label: str) -> None:
    gmail.held["[Gmail]/All Mail"][number] = letter
    gmail.labels[letter] = label


def test_draft_among_all_mail_is_left_out_and_said_so(gmail):
    lists_all(gmail, 16, 5, DRAFT)
    bring_level(gmail.mailbox)
    assert gmail.bodies == 5
    assert is_whole(gmail.mailbox, entries=5)
    everything = next(one for one in coverage_for(owner(), gmail.mailbox) if one.role == "all")
    assert (everything.on_server, everything.stored, everything.drafts, everything.waiting) == (6, 5, 1, 0)


def test_draft_that_was_sent_comes_in_with_the_next_look_at_everything(gmail):
    lists_all(gmail, 16, 5, DRAFT)
    bring_level(gmail.mailbox)
    gmail.labels[5] = SENT
    bring_level(gmail.mailbox, compares_all=True)
    assert is_whole(gmail.mailbox, entries=6)
    assert not Listed.objects.filter(state=Listed.State.DRAFT).exists()


def test_label_that_is_called_draft_by_hand_leaves_nothing_out(gmail):
    lists_all(gmail, 16, 5, '"Draft" "Sent" 2026')
    bring_level(gmail.mailbox)
    assert is_whole(gmail.mailbox, entries=6)


def own_letter(words: str, message_id: str) -> bytes:
    """Other bytes for other words, as a provider makes of a letter on its way."""
    return (
        f"From: me@desk.example\r\nTo: mara@harlow.example\r\nSubject: The stand\r\n"
        f"Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nMessage-ID: <{message_id}>\r\n\r\n{words}\r\n"
    ).encode()


@pytest.mark.parametrize(("label", "entries"), [(SENT, 6), ("", 7)])
def test_own_letter_is_met_again_in_all_mail_where_gmail_says_it_was_sent(label, entries, gmail):
    """Not where anybody has written its Message-ID into a letter of his own."""
    message_id = make_message_id(own_ids_key(), "me@desk.example")
    gmail.letters += [own_letter("As agreed.", message_id), own_letter("As agreed. [changed]", message_id)]
    lists_all(gmail, 17, 6, SENT)
    bring_level(gmail.mailbox)
    lists_all(gmail, 18, 7, label)
    bring_level(gmail.mailbox)
    assert is_whole(gmail.mailbox, entries=entries)


def test_all_mail_is_listened_to_where_sent_is_hidden(gmail):
    assert [one.role for one in listened(gmail.mailbox)] == ["inbox", "all"]
    Folder.objects.create(mailbox=gmail.mailbox, raw_name="Sent", name="Sent", role="sent")
    assert [one.role for one in listened(gmail.mailbox)] == ["inbox", "sent"]
