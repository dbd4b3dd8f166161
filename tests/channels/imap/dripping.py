"""A mail server whose line never ends: a few bytes now and then, so that no single wait is long."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from alongside.channels.imap.wire import Server

USER = "slow@desk.example"


class Dripping:
    """Greets, `piece` by `piece`, `seconds` apart. After `pieces` of them the line has its end, if there are any."""

    def __init__(self, piece: bytes, *, seconds: float, pieces: int = 0) -> None:
        self._piece, self._seconds, self._pieces = piece, seconds, pieces
        self._ends = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self._listener.getsockname()[1], "none", USER)

    def close(self) -> None:
        self._ends.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._greet, args=(connected,), daemon=True).start()

    def _greet(self, connected: socket.socket) -> None:
        with suppress(OSError), connected:
            connected.sendall(b"* OK ")
            said = 0
            while not self._ends.wait(self._seconds) and (not self._pieces or said < self._pieces):
                connected.sendall(self._piece)
                said += 1
            if self._pieces:
                connected.sendall(b"\r\n")
                self._answer(connected)

    def _answer(self, connected: socket.socket) -> None:
        for line in connected.makefile("rb"):
            connected.sendall(b"* CAPABILITY IMAP4rev1\r\n" + line.split()[0] + b" OK done\r\n")


@contextmanager
def dripping(piece: bytes = b"x", *, seconds: float, pieces: int = 0) -> Iterator[Dripping]:
    made = Dripping(piece, seconds=seconds, pieces=pieces)
    try:
        yield made
    finally:
        made.close()
