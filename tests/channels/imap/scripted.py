"""A small mail server that says what a script wants, where it wants, and is sane all the rest of the time."""

from __future__ import annotations

import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from alongside.channels.imap.wire import Security, Server
from tests.dovecot import PASSWORD, make_certificate

UidSet = set[int]
Twist = Callable[[str, str, bytes], bytes]
# Theirs is a talk in several turns.
_IN_TURNS = ("AUTHENTICATE", "IDLE", "STARTTLS")


class Attack(Struct):
    """`said` goes out at `phase`, in the first `times` connections; `closes`: and then the line is cut."""

    phase: str
    said: bytes
    times: int = 2
    closes: bool = False


@dataclass
class Script:
    """What the server holds, and what it is to do wrong."""

    messages: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 7
    capabilities: str = "IMAP4rev1 AUTH=PLAIN IDLE"
    folders: tuple[bytes, ...] = (b'(\\HasNoChildren) "/" INBOX',)
    attack: Attack | None = None
    # (verb, arguments) -> a whole answer in place of the usual one, with {tag}; None for the usual.
    answers: Callable[[str, str], bytes | None] = lambda verb, arguments: None
    # (verb, arguments, the usual answer) -> what is said instead; the line is cut where that ends with {cut}.
    twist: Twist | None = None
    certificate: Path | None = None
    fingerprint: str = ""
    security: Security = "none"
    port: int = 0
    connections: int = 0
    passwords: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    @property
    def server(self) -> Server:
        pinned = "" if self.security == "none" else self.fingerprint
        return Server("127.0.0.1", self.port, self.security, "me@desk.example", pinned)


class _Handler(socketserver.BaseRequestHandler):
    script: Script
    is_plain = True
    held_back: bytearray | None = None

    def handle(self) -> None:
        script = self.script
        script.connections += 1
        attack = script.attack
        self.attack = attack if attack and script.connections <= attack.times else None
        self.request.settimeout(3)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if script.security == "tls":
                self._wrap()
            self.reader = self.request.makefile("rb")
            if self._strikes("greeting"):
                return
            if not self.attack or self.attack.phase != "greeting":
                self.say(b"* OK ready\r\n")
            while line := self.reader.readline():
                if not self._answer(line.decode("latin-1").strip()):
                    return
        except (OSError, ssl.SSLError, ValueError):
            return

    def finish(self) -> None:
        # The server closes what it accepted, which is not what it became by STARTTLS.
        self.request.close()

    def _wrap(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.script.certificate is not None
        context.load_cert_chain(
            self.script.certificate / "server.pem", self.script.certificate / "server.key"
        )
        self.request = context.wrap_socket(self.request, server_side=True)
        self.is_plain = False

    def say(self, words: bytes) -> None:
        if self.held_back is None:
            self.request.sendall(words)
        else:
            self.held_back += words

    def _strikes(self, phase: str) -> bool:
        """Whether the line is cut now."""
        if self.attack is None or self.attack.phase != phase:
            return False
        self.say(self.attack.said)
        return self.attack.closes

    def _answer(self, line: str) -> bool:
        tag, _, rest = line.partition(" ")
        verb, _, arguments = rest.partition(" ")
        verb = verb.upper()
        if verb == "UID":
            second, _, arguments = arguments.partition(" ")
            verb = f"UID {second.upper()}"
        self.script.commands.append(f"{verb} {arguments}" if verb not in ("LOGIN", "AUTHENTICATE") else verb)
        if self._strikes("any"):
            return False
        done = f"{tag} OK done\r\n".encode()
        told = self.script.answers(verb, arguments)
        if told is not None:
            self.say(told.replace(b"{tag}", tag.encode()).removesuffix(b"{cut}"))
            return not told.endswith(b"{cut}")
        handler = getattr(self, "_" + verb.lower().replace(" ", "_"), None)
        if handler is None:
            self.say(f"{tag} BAD what?\r\n".encode())
            return True
        phase = {"UID FETCH": "fetch", "EXAMINE": "select", "LIST": "list", "LOGIN": "login"}.get(verb, "")
        if verb == "AUTHENTICATE":
            phase = "login"
        if phase == "login" and self.attack and self.attack.phase == "login":
            self.say(self.attack.said.replace(b"A1", tag.encode()).strip() + b"\r\n")
            return True
        if phase == "fetch" and self.attack and self.attack.phase == "fetch" and "BODY.PEEK[]" in arguments:
            # In place of the letters.
            if not self._strikes("fetch"):
                self.say(done)
            return not self.attack.closes
        if self.script.twist is None or verb in _IN_TURNS:
            return bool(handler(tag, arguments, done))
        return self._twisted(self.script.twist, handler, verb, tag, arguments, done)

    def _twisted(
        self, twist: Twist, handler: Callable[..., bool], verb: str, tag: str, arguments: str, done: bytes
    ) -> bool:
        self.held_back = bytearray()
        goes_on = bool(handler(tag, arguments, done))
        usual, self.held_back = bytes(self.held_back), None
        said = twist(verb, arguments, usual)
        self.say(said.removesuffix(b"{cut}"))
        return goes_on and not said.endswith(b"{cut}")

    def _capability(self, tag: str, arguments: str, done: bytes) -> bool:
        self.say(f"* CAPABILITY {self.script.capabilities}\r\n".encode() + done)
        return True

    def _starttls(self, tag: str, arguments: str, done: bytes) -> bool:
        injected = self.attack.said if self.attack and self.attack.phase == "starttls" else b""
        self.say(done + injected)
        self._wrap()
        self.reader = self.request.makefile("rb")
        return True

    def _login(self, tag: str, arguments: str, done: bytes) -> bool:
        self.script.passwords.append("plain" if self.is_plain else "encrypted")
        self.say(done if PASSWORD in arguments else f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode())
        return True

    def _authenticate(self, tag: str, arguments: str, done: bytes) -> bool:
        self.say(b"+ \r\n")
        self.reader.readline()
        self.script.passwords.append("plain" if self.is_plain else "encrypted")
        self.say(done)
        return True

    def _list(self, tag: str, arguments: str, done: bytes) -> bool:
        if self._strikes("list"):
            return False
        self.say(b"".join(b"* LIST " + one + b"\r\n" for one in self.script.folders) + done)
        return True

    def _examine(self, tag: str, arguments: str, done: bytes) -> bool:
        held = self.script.messages
        if "INBOX" not in arguments.upper():
            self.say(f"{tag} NO no such folder\r\n".encode())
            return True
        self.say(
            f"* {len(held)} EXISTS\r\n* OK [UIDVALIDITY {self.script.uidvalidity}] ok\r\n"
            f"* OK [UIDNEXT {max(held, default=0) + 1}] ok\r\n".encode()
        )
        if self._strikes("select"):
            return False
        self.say(done)
        return True

    def _uid_search(self, tag: str, arguments: str, done: bytes) -> bool:
        uids = sorted(self.script.messages)
        if match := re.match(r"UID (\d+):\*", arguments):
            uids = [uid for uid in uids if uid >= int(match[1])] or uids[-1:]
        self.say(f"* SEARCH {' '.join(map(str, uids))}\r\n".encode() + done)
        return True

    def _uid_fetch(self, tag: str, arguments: str, done: bytes) -> bool:
        wanted, _, items = arguments.partition(" ")
        asked = _uids(wanted, set(self.script.messages))
        for number, (uid, raw) in enumerate(sorted(self.script.messages.items()), start=1):
            if uid not in asked:
                continue
            head = f"* {number} FETCH (UID {uid} RFC822.SIZE {len(raw)} FLAGS (\\Seen)"
            if "MESSAGE-ID" in items:
                header = (
                    b"\r\n".join(re.findall(rb"(?im)^message-id:.*$", raw.replace(b"\r", b""))) + b"\r\n\r\n"
                )
                key = "BODY[HEADER.FIELDS (MESSAGE-ID)]"
                self.say(f"{head} {key} {{{len(header)}}}\r\n".encode() + header + b")\r\n")
            elif piece := re.search(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>", items):
                part = raw[int(piece[1]) : int(piece[1]) + int(piece[2])]
                self.say(f"{head} BODY[]<{piece[1]}> {{{len(part)}}}\r\n".encode() + part + b")\r\n")
            elif "BODY.PEEK[]" in items:
                self.say(f"{head} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
            else:
                self.say(f"{head})\r\n".encode())
        self.say(done)
        return True

    def _idle(self, tag: str, arguments: str, done: bytes) -> bool:
        self.say(b"+ idling\r\n")
        self.reader.readline()
        self.say(done)
        return True

    def _logout(self, tag: str, arguments: str, done: bytes) -> bool:
        self.say(b"* BYE\r\n" + done)
        return False


def _uids(written: str, held: UidSet) -> UidSet:
    found: UidSet = set()
    for part in written.split(","):
        first, _, last = part.partition(":")
        high = max(held, default=0) if last == "*" else int(last or first)
        found |= {uid for uid in held if int(first) <= uid <= high}
    return found


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    address_family = socket.AF_INET


@contextmanager
def playing(script: Script, folder: Path) -> Iterator[Script]:
    """Serves the script on loopback until the block ends."""
    script.certificate = folder
    script.fingerprint = make_certificate(folder)
    handler = type("Handler", (_Handler,), {"script": script})
    with _Server(("127.0.0.1", 0), handler) as server:
        script.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield script
        server.shutdown()
        thread.join()
