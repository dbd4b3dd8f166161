"""Gmail lists one letter under each of its labels: it is fetched once, and stands in every folder."""

from __future__ import annotations

import pytest

from alongside.connections.models import Listed, Location
from alongside.pages.conversations.standing import standings_for
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
FIRST = 1_278_455_344_230_334_865


class Gmail:
    """What each folder lists: number -> letter; a letter's X-GM-MSGID is the same in all of them."""

    def __init__(self) -> None:
        self.held = {
            "INBOX": {1: 0, 2: 1},
            "[Gmail]/All Mail": {11: 0, 12: 1, 13: 2, 14: 3, 15: 4},
            "Work": {1: 1, 2: 4},
        }
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
            raw = LETTERS[letter]
            head = f"* {row} FETCH (UID {uid} RFC822.SIZE {len(raw)} FLAGS ()"
            head += f" X-GM-MSGID {FIRST + letter}" if "X-GM-MSGID" in items else ""
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


def test_every_letter_is_fetched_once(gmail):
    assert gmail.bodies == 5
    assert is_whole(gmail.mailbox, entries=5)


def test_it_stands_under_each_of_its_labels(gmail):
    assert Listed.objects.filter(state=Listed.State.STORED).count() == 9
    assert Location.objects.count() == 9
    entry = Interaction.objects.get(subject="Oak 1")
    (words,) = standings_for(owner(), [entry.pk])[entry.pk]
    assert all(name in words for name in ("Inbox", "Work", "All Mail"))


def test_archived_letter_leaves_the_inbox_only(gmail):
    del gmail.held["INBOX"][2]
    bring_level(gmail.mailbox, compares_all=True)
    entry = Interaction.objects.get(subject="Oak 1")
    (words,) = standings_for(owner(), [entry.pk])[entry.pk]
    assert "Inbox" not in words
    assert "Work" in words


def test_letter_that_gets_a_label_is_not_fetched_again(gmail):
    gmail.held["Work"][3] = 0
    bring_level(gmail.mailbox)
    assert gmail.bodies == 5
    assert is_whole(gmail.mailbox, entries=5)
