"""Habits of mail servers that are not in any standard: a script in, the same script with the habit out.

All but the last few were seen in the wild, at large providers or in old programs that are still in use.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.channels.imap.scripted import Attack, Script, Twist
from tests.dovecot import letters

Habit = Callable[[Script], None]
_RECORD = re.compile(rb"(?s)\* \d+ FETCH .*?\)\r\n(?=\* \d+ FETCH |[A-Z]+\d+ OK)")
_TAGGED = re.compile(rb"(?m)^[A-Z]+\d+ (?:OK|NO|BAD) .*\r\n\Z")


def asks_for_letters(verb: str, arguments: str) -> bool:
    return verb == "UID FETCH" and "BODY.PEEK[]" in arguments


def records_of(answer: bytes) -> tuple[list[bytes], bytes]:
    """The letters of an answer, and its last line."""
    found = _TAGGED.search(answer)
    assert found is not None
    return _RECORD.findall(answer), found[0]


def in_letters(change: Callable[[list[bytes]], list[bytes]]) -> Twist:
    """Changes the letters of every answer that has some."""

    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if verb != "UID FETCH":
            return usual
        records, last = records_of(usual)
        return b"".join(change(records)) + last

    return twist


def says(verb: str, old: bytes, new: bytes) -> Twist:
    """Whatever matches `old` in answers to this command is said as `new`."""
    return lambda asked, arguments, usual: re.sub(old, new, usual) if asked == verb else usual


def one_letter(uid: int, change: Callable[[bytes], bytes]) -> Twist:
    """Changes the answer that holds the whole of this letter, in whatever company it comes."""
    mark = f"UID {uid} ".encode()

    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if not asks_for_letters(verb, arguments):
            return usual
        records, last = records_of(usual)
        changed = [change(one) if mark in one else one for one in records]
        is_cut = any(one.endswith(b"{cut}") for one in changed)
        return b"".join(changed).replace(b"{cut}", b"") + (b"{cut}" if is_cut else last)

    return twist


def _twisted(twist: Twist, **more: object) -> Habit:
    def habit(script: Script) -> None:
        script.twist = twist
        for name, value in more.items():
            setattr(script, name, value)

    return habit


def _gives_what_nobody_asked_for(script: Script) -> None:
    stray = letters([99])[0]

    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if not asks_for_letters(verb, arguments):
            return usual
        records, last = records_of(usual)
        unasked = b"* 40 FETCH (UID 940 BODY[] {%d}\r\n%b)\r\n* 2 FETCH (FLAGS (\\Deleted))\r\n" % (
            len(stray),
            stray,
        )
        return unasked + b"".join(records) + unasked + last

    script.twist = twist


def _expunges_meanwhile(script: Script) -> None:
    """Somebody deletes the second letter in another program, once, while letters come."""

    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if not asks_for_letters(verb, arguments) or script.messages.pop(2, None) is None:
            return usual
        records, last = records_of(usual)
        return (
            b"* 2 EXPUNGE\r\n* 11 EXISTS\r\n"
            + b"".join(one for one in records if b"UID 2 " not in one)
            + last
        )

    script.twist = twist


def _numbers_anew_meanwhile(script: Script) -> None:
    """Between opening and fetching every number comes to stand for another letter, and says so by the way."""

    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if not asks_for_letters(verb, arguments) or script.uidvalidity != 7:
            return usual
        script.uidvalidity = 8
        script.messages = dict(zip(script.messages, reversed(script.messages.values()), strict=True))
        bodies = [(uid, raw) for uid, raw in script.messages.items()]
        told = b"".join(
            b"* %d FETCH (UID %d FLAGS () BODY[] {%d}\r\n%b)\r\n" % (uid, uid, len(raw), raw)
            for uid, raw in bodies
        )
        return b"* OK [UIDVALIDITY 8] numbered anew\r\n" + told + records_of(usual)[1]

    script.twist = twist


def _speaks_of_vanished(script: Script) -> None:
    """With QRESYNC; it names numbers that were never there, and one that still is."""
    script.capabilities += " ENABLE CONDSTORE QRESYNC"
    script.answers = lambda verb, arguments: (
        b"* ENABLED QRESYNC\r\n{tag} OK on\r\n" if verb == "ENABLE" else None
    )

    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if verb == "EXAMINE":
            return b"* OK [HIGHESTMODSEQ %d] ok\r\n" % len(script.messages) + usual
        if verb == "UID FETCH":
            return b"* VANISHED (EARLIER) 5,400:4294967295\r\n* VANISHED 900:800,x,*\r\n" + usual
        return usual

    script.twist = twist


def _offers_less_after_the_sign_in(script: Script) -> None:
    script.capabilities = "IMAP4rev1 IDLE ENABLE CONDSTORE QRESYNC X-GM-EXT-1"

    def answers(verb: str, arguments: str) -> bytes | None:
        if verb == "LOGIN":
            script.passwords.append("encrypted")
            script.capabilities = "IMAP4rev1"
            return b"* CAPABILITY IMAP4rev1\r\n{tag} OK [CAPABILITY IMAP4rev1] in\r\n"
        is_beyond = verb == "ENABLE" or "CONDSTORE" in arguments or "X-GM-MSGID" in arguments
        return b"{tag} BAD what?\r\n" if is_beyond else None

    script.answers = answers


def _grants_one_letter_at_a_time(script: Script) -> None:
    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        is_one = arguments.partition(" ")[0].isdecimal()
        if not asks_for_letters(verb, arguments) or is_one:
            return usual
        return _TAGGED.sub(
            lambda found: found[0].split()[0] + b" NO [LIMIT] one at a time\r\n", records_of(usual)[1]
        )

    script.twist = twist


def _says_goodbye_after_three(script: Script) -> None:
    def twist(verb: str, arguments: str, usual: bytes) -> bytes:
        if not asks_for_letters(verb, arguments):
            return usual
        records, last = records_of(usual)
        return usual if len(records) < 4 else b"".join(records[:3]) + b"* BYE shutting down\r\n{cut}"

    script.twist = twist


def _is_signed_in_at_once(script: Script) -> None:
    script.attack = Attack("greeting", b"* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n", times=99)


def _has_folders(*names: bytes, flags: bytes = b"", delimiter: bytes = b'"/"') -> Habit:
    """All of them hold the same letters; any other name is refused."""
    lines = tuple(b"(%b) %b %b" % (flags, delimiter, name) for name in names)
    closed = (b'(\\Noselect \\HasChildren) "/" "INBOX of all"', b'(\\NonExistent) "/" "INBOX gone"')

    def habit(script: Script) -> None:
        script.folders = (*closed, *lines)
        may_be_opened = {_as_opened(name) for name in names}

        def answers(verb: str, arguments: str) -> bytes | None:
            is_known = arguments.removesuffix(" (CONDSTORE)") in may_be_opened
            return None if verb != "EXAMINE" or is_known else b"{tag} NO no such folder\r\n"

        script.answers = answers

    return habit


def _as_opened(listed: bytes) -> str:
    """A name in a LIST answer, quoted or a literal, as an EXAMINE has it."""
    name = listed.partition(b"\r\n")[2] if listed.startswith(b"{") else listed
    if not name.startswith(b'"'):
        name = b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return name.decode("latin-1")


ODD_FLAGS = rb'FLAGS (\\Seen \\* NonJunk $Label[1] a]b a[b &AOk- {x} "quoted one" \\X-"Y" caf' + b"\xe9)"
WARNINGS = b"* NO disk nearly full\r\n* BAD odd\r\n* OK [ALERT] <b>\r\n"
# Each keeps its habit for ever, and all of its letters are to come nevertheless.
HABITS: dict[str, Habit] = {
    "gives its letters backwards": _twisted(in_letters(lambda records: records[::-1])),
    "gives every letter twice": _twisted(in_letters(lambda records: [*records, *records])),
    "gives what nobody asked for": _gives_what_nobody_asked_for,
    "tells of a next number that is long given": _twisted(says("EXAMINE", rb"UIDNEXT \d+", b"UIDNEXT 3")),
    "tells of no next number": _twisted(says("EXAMINE", rb"\* OK \[UIDNEXT.*\r\n", b"")),
    "counts two more than it has": _twisted(says("EXAMINE", rb"\* \d+ EXISTS", b"* 14 EXISTS")),
    "counts with the largest numbers": _twisted(
        lambda verb, arguments, usual: usual,
        messages=dict(zip(range(2**32 - 14, 2**32 - 2), letters(range(12)), strict=True)),
    ),
    "has keywords with brackets, braces and quotes": _twisted(
        says("UID FETCH", rb"FLAGS \(\\Seen\)", ODD_FLAGS)
    ),
    "gives sizes that are not so": _twisted(
        says("UID FETCH", rb"RFC822.SIZE (\d)(\d*)", rb"RFC822.SIZE \g<2>7")
    ),
    "gives sizes of nothing": _twisted(says("UID FETCH", rb"RFC822.SIZE \d+", b"RFC822.SIZE 0")),
    "tells days that are none": _twisted(
        says("UID FETCH", rb"FLAGS", b'INTERNALDATE "99-Foo-2026 25:61:61 +9999" FLAGS')
    ),
    "offers change numbers and has none": _twisted(
        says(
            "EXAMINE",
            rb"\* OK \[UIDNEXT",
            b"* OK [NOMODSEQ] none\r\n* OK [HIGHESTMODSEQ 0] none\r\n* OK [UIDNEXT",
        ),
        capabilities="IMAP4rev1 IDLE CONDSTORE",
    ),
    "offers less after the sign-in than before": _offers_less_after_the_sign_in,
    "tells of vanished letters that are there": _speaks_of_vanished,
    "lists numbers in pieces, twice and in disorder": _twisted(
        says(
            "UID SEARCH",
            rb"\* SEARCH (.*)\r\n",
            rb"* SEARCH 7 3 3\r\n* SEARCH\r\n* SEARCH \1\r\n* SEARCH 1\r\n",
        )
    ),
    "finds nothing when it searches": _twisted(says("UID SEARCH", rb"\* SEARCH .*\r\n", b"* SEARCH\r\n")),
    "finds the newest only when it searches": _twisted(
        says("UID SEARCH", rb"\* SEARCH .*?(\d+ \d+)\r\n", rb"* SEARCH \1\r\n")
    ),
    "answers a search without a list": _twisted(says("UID SEARCH", rb"\* SEARCH .*\r\n", b"")),
    "grants one letter at a time": _grants_one_letter_at_a_time,
    "says goodbye after every third letter": _says_goodbye_after_three,
    "warns amid its answers": _twisted(in_letters(lambda records: [WARNINGS + one for one in records])),
    "takes us for signed in": _is_signed_in_at_once,
    "has quotes and literals in its folders' names": _has_folders(
        b"INBOX", b'"INBOX \\"oak\\" \\\\ ash"', b'{10}\r\nINBOX "(%*', b'"INBOX {3}"'
    ),
    "has folders in broken code": _has_folders(
        b"INBOX", b'"INBOX &AOk"', b'"INBOX &&-"', b'"INBOX &2D3cow-&3Ao-"', b'"INBOX \xff\xfe"'
    ),
    "has folders on one level only": _has_folders(b"INBOX", b'"INBOX/Sent"', delimiter=b"NIL"),
    "lists its inbox twice": _has_folders(b"INBOX", b'"INBOX"', b"inbox", b'"Inbox"'),
    "forgets a letter while letters come": _expunges_meanwhile,
    "numbers anew while letters come": _numbers_anew_meanwhile,
}


@dataclass(frozen=True, slots=True)
class Keeps:
    """What a server does with its fifth letter, for ever; `cuts`: it breaks the line over it."""

    twist: Twist
    cuts: bool = False


def _as_long_as(change: int) -> Callable[[bytes], bytes]:
    return lambda record: re.sub(rb"\{(\d+)\}", lambda found: b"{%d}" % (int(found[1]) + change), record)


def _with_body(body: bytes) -> Callable[[bytes], bytes]:
    return lambda record: record.partition(b"BODY[] ")[0] + b"BODY[] " + body + b")\r\n"


# Each lists the fifth letter and does not give it: a hole, and all the others are to come.
HOLES: dict[str, Keeps] = {
    "gives nothing in its place": Keeps(one_letter(5, _with_body(b"NIL"))),
    "gives an empty one": Keeps(one_letter(5, _with_body(b'""'))),
    "gives it under no number": Keeps(one_letter(5, lambda record: record.replace(b"UID 5 ", b""))),
    "gives it under another number": Keeps(
        one_letter(5, lambda record: record.replace(b"UID 5 ", b"UID 77 "))
    ),
    "says it is shorter than it is": Keeps(one_letter(5, _as_long_as(-40)), cuts=True),
    "says it is longer than it is": Keeps(
        one_letter(5, lambda record: _as_long_as(400)(record) + b"{cut}"), cuts=True
    ),
}
