"""One signed-in connection that only reads: folders, numbers, flags, letters and news, in plain shapes.

EXAMINE and BODY.PEEK[] alone, so that nothing is ever marked read, moved or deleted. Whatever goes wrong is a
MailboxError, and the connection is then closed.
"""

from __future__ import annotations

import imaplib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from time import monotonic
from typing import Any

from alongside.channels.imap.answers import (
    EARLIER,
    MESSAGE_ID,
    Changes,
    Head,
    Record,
    flag_bits,
    head_of,
    header_of,
    numbers_of,
    quoted,
    records_of,
    status_of,
    tells_news,
)
from alongside.channels.imap.folders import FoundFolder, found_folders
from alongside.channels.imap.headings import HEADING_FIELDS, Heading, heading_of
from alongside.channels.imap.rules import Status, in_ranges, out_of_ranges
from alongside.channels.imap.signing_in import Credential, sign_in
from alongside.channels.imap.trouble import NONSENSE, MailboxError, kind_of
from alongside.channels.imap.wire import Server, Wire, connect, hang_up

# One FETCH of 20,000 UIDs is refused by some servers as too long a line.
UIDS_A_COMMAND = 500


def open_session(
    server: Server, credential: Credential, *, tell: Callable[[str], object] = lambda words: None
) -> Session:
    """Connect and sign in, telling each step; raises MailboxError."""
    tell(f"Connecting to {server.host}")
    wire = connect(server)
    tell(f"Signing in at {server.host}")
    sign_in(wire, server, credential)
    return Session(wire)


class Session:
    """Not for two threads at once."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.is_open = True
        self.folder = ""
        self._has_condstore = self._has_qresync = False
        self._idle_tag = b""
        # Since when the server owes an answer; None while it owes none. Other threads may look at it.
        self.asking_since: float | None = None
        with self._asking():
            self._enable()

    def _enable(self) -> None:
        """QRESYNC can be enabled before any folder is opened only (RFC 7162 §3.2.3)."""
        wire = self._wire
        wire.lines.untagged_responses.pop("CAPABILITY", None)
        self.can_idle = wire.has_capability("IDLE")
        if wire.has_capability("QRESYNC") and wire.has_capability("ENABLE"):
            enabled = {word.upper() for word in wire.enable("QRESYNC")}
            self._has_qresync = b"QRESYNC" in enabled
        self._has_condstore = self._has_qresync or wire.has_capability("CONDSTORE")
        self.is_gmail = bool(wire.has_capability("X-GM-EXT-1"))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        if not self.is_open:
            raise MailboxError("cut")
        self.asking_since = monotonic()
        try:
            yield
        except imaplib.IMAP4.abort as error:
            self.close()
            raise MailboxError(kind_of(error), str(error)) from None
        except imaplib.IMAP4.error as error:
            # A plain NO leaves the connection as it was.
            raise MailboxError(kind_of(error), str(error)) from None
        except (OSError, *NONSENSE) as error:
            self.close()
            raise MailboxError(kind_of(error)) from None
        finally:
            self.asking_since = None

    def close(self) -> None:
        self.is_open = False
        hang_up(self._wire)

    def break_off(self) -> None:
        """From another thread: whoever waits for an answer finds the line cut."""
        with suppress(OSError, AttributeError, ValueError):
            self._wire.socket().shutdown(socket.SHUT_RDWR)

    def log_out(self) -> None:
        """Leave politely where that is quick."""
        if self.is_open:
            with suppress(OSError, imaplib.IMAP4.error, *NONSENSE):
                self._wire.socket().settimeout(2.0)
                self._wire.logout()
        self.close()

    def folders(self) -> list[FoundFolder]:
        with self._asking():
            return found_folders(self._wire.list_folders())

    def status(self, raw: str) -> Status:
        """Of a folder that need not be open."""
        items = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", *(["HIGHESTMODSEQ"] if self._has_condstore else [])]
        with self._asking():
            told = self._wire.folderstatus_of(raw, items)
            return status_of({key.upper(): value for key, value in told.items()}, b"MESSAGES")

    def examine(self, raw: str) -> Status:
        """Open a folder for reading only."""
        if any(ord(letter) < 32 for letter in raw):
            raise MailboxError("not_understood", "a folder's name holds control characters")
        with self._asking():
            self.folder = ""
            arguments = [quoted(raw), *(["(CONDSTORE)"] if self._has_condstore else [])]
            lines = self._wire.lines
            # What an earlier folder left there is not this one's.
            lines.untagged_responses = {}
            lines.state = "AUTH"
            typ, data = lines._simple_command("EXAMINE", *arguments)
            self._wire._checkok("examine", typ, data)
            lines.state, lines.is_readonly = "SELECTED", True
            self.folder = raw
            return status_of(self._wire._process_select_response(lines.untagged_responses), b"EXISTS")

    def uids(self, *, above: int = 0) -> list[int]:
        """Numbers of the open folder. `UID n:*` names the last message even when it is below n: left out."""
        criteria = ["UID", f"{above + 1}:*"] if above else ["ALL"]
        with self._asking():
            data = self._uid("SEARCH", *criteria)
            return sorted(uid for uid in numbers_of(data) if uid > above)

    def all_uids(self, exists: int) -> list[int]:
        """Numbers of the open folder, of which the server says how many there are. Where its search lists fewer, as
        with an index that is broken or limited, the letters themselves are asked for theirs."""
        found = self.uids()
        return found if len(found) >= exists else sorted({*found, *self.flags()})

    def heads(self, uids: Sequence[int]) -> Iterator[Head]:
        """Size and flags; what is gone meanwhile is not given."""
        gmail = " X-GM-MSGID X-GM-LABELS" if self.is_gmail else ""
        items = f"(UID RFC822.SIZE FLAGS{gmail})"
        for record in self._fetch(uids, items):
            if (head := head_of(record)) is not None:
                yield head

    def uids_since(self, day: date) -> set[int]:
        """By the day on which the server took each in (RFC 3501 §6.4.4)."""
        months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        with self._asking():
            data = self._uid("SEARCH", "SINCE", f"{day.day}-{months[day.month - 1]}-{day.year}")
            return numbers_of(data)

    def headings(self, uids: Sequence[int]) -> dict[int, Heading]:
        """Who takes part in each, and what it answers; nothing else of it is asked for."""
        wanted = f"(UID BODY.PEEK[HEADER.FIELDS ({HEADING_FIELDS})])"
        found: dict[int, Heading] = {}
        for record in self._fetch(uids, wanted):
            if (header := header_of(record)) is not None:
                found[record[b"UID"]] = heading_of(header)
        return found

    def marks(self, uids: Sequence[int]) -> dict[int, tuple[str, int, int]]:
        """For each UID the Message-ID as its header has it, and the size, which tell a message under another
        number; and its flags."""
        wanted = "(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        marks: dict[int, tuple[str, int, int]] = {}
        for record in self._fetch(uids, wanted):
            header = header_of(record)
            found = MESSAGE_ID.match(header) if header is not None else None
            size = record.get(b"RFC822.SIZE")
            if found and isinstance(size, int):
                written = b" ".join(found[1].split()).decode("latin-1")
                marks[record[b"UID"]] = (written.strip("<> "), size, flag_bits(record.get(b"FLAGS")))
        return marks

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole letters; what is gone meanwhile, or comes without its number, is not among them."""
        found: dict[int, bytes] = {}
        for record in self._fetch(uids, "(UID BODY.PEEK[])"):
            body = record.get(b"BODY[]")
            if isinstance(body, bytes):
                found[record[b"UID"]] = body
        return found

    def piece(self, uid: int, *, start: int, size: int) -> bytes | None:
        """A part of a letter; empty beyond its end, None when it is gone."""
        wanted = f"(UID BODY.PEEK[]<{start}.{size}>)"
        key = f"BODY[]<{start}>".encode()
        found = next((record[key] for record in self._fetch([uid], wanted) if key in record), None)
        return found if isinstance(found, bytes) else None

    def changes(self, known: set[int], *, since: int) -> Changes | None:
        """Flags that changed after a modification number, and which of `known` are gone; None without CONDSTORE."""
        if not self._has_condstore:
            return None
        with self._asking():
            lines = self._wire.lines
            lines.untagged_responses.pop("VANISHED", None)
            modifier = f"(CHANGEDSINCE {since}{' VANISHED' if self._has_qresync else ''})"
            records = records_of(self._uid("FETCH", "1:*", "(UID FLAGS)", modifier))
            flags = {record[b"UID"]: flag_bits(record.get(b"FLAGS")) for record in records}
            if not self._has_qresync:
                return Changes(flags, None)
            vanished: set[int] = set()
            for line in lines.untagged_responses.pop("VANISHED", []):
                vanished |= out_of_ranges(EARLIER.sub(b"", line).decode("ascii", "replace").strip(), known)
            return Changes(flags, vanished)

    def flags(self) -> dict[int, int]:
        """All of them, for servers without CONDSTORE."""
        with self._asking():
            records = records_of(self._uid("FETCH", "1:*", "(UID FLAGS)"))
            return {record[b"UID"]: flag_bits(record.get(b"FLAGS")) for record in records}

    # News

    def socket(self) -> Any:
        """To be waited for while idling."""
        return self._wire.socket()

    def idle(self) -> bool:
        """Ask for news of the open folder; True when some came along with the answer already."""
        with self._asking():
            lines = self._wire.lines
            self._idle_tag = lines._command("IDLE")
            is_news = False
            while (line := lines._get_response()) is not None:
                if lines.tagged_commands[self._idle_tag]:
                    lines.tagged_commands.pop(self._idle_tag)
                    raise MailboxError("not_understood", line.decode("latin-1"))
                is_news = is_news or tells_news(line)
            return is_news or self._has_unread()

    def _has_unread(self) -> bool:
        """Lines that were read together with the last one wait in a buffer, where no selector sees them."""
        connected = self._wire.socket()
        timeout = connected.gettimeout()
        connected.settimeout(0)
        try:
            return bool(self._wire.lines.file.peek(1))
        except OSError:
            return False
        finally:
            connected.settimeout(timeout)

    def end_idle(self) -> bool:
        """Stop asking; True when something was said meanwhile that is more than a sign of life."""
        with self._asking():
            lines = self._wire.lines
            tag = self._idle_tag
            lines.send(b"DONE\r\n")
            is_news = False
            while not lines.tagged_commands[tag]:
                line = lines._get_response()
                is_news = is_news or (not lines.tagged_commands[tag] and tells_news(line))
            lines.tagged_commands.pop(tag)
            lines._check_bye()
            return is_news

    # Asking

    def _fetch(self, uids: Sequence[int], items: str) -> Iterator[Record]:
        wanted = set(uids)
        for start in range(0, len(uids), UIDS_A_COMMAND):
            some = uids[start : start + UIDS_A_COMMAND]
            with self._asking():
                records = list(records_of(self._uid("FETCH", in_ranges(some), items)))
            yield from (record for record in records if record[b"UID"] in wanted)

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        lines = self._wire.lines
        # Left over from a command that broke off, or sent unasked: not an answer to this one.
        lines.untagged_responses.pop(command, None)
        typ, data = lines.uid(command, *arguments)
        self._wire._checkok(command.lower(), typ, data)
        return [item for item in data if item is not None]
