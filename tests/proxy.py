"""A network between us and a server that cuts, swallows or lets pass."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random


class Network:
    """Each connection is cut after a random part of the server's answers, or a random time, between the two numbers.

    `carries` in bytes: the same cuts on a quick machine and on a busy one. `life` in seconds. None lets it live.
    """

    def __init__(
        self,
        port: int,
        *,
        carries: tuple[int, int] | None = None,
        life: tuple[float, float] | None = None,
        seed: int = 1,
    ) -> None:
        self._to = port
        self.carries = carries
        self.life = life
        self.swallows = False
        self.connections = 0
        self._random = Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_all(self) -> None:
        for one in list(self._open):
            _end(one)

    def close(self) -> None:
        _end(self._listener)
        self.cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._carry, args=(ours,), daemon=True).start()

    def _carry(self, ours: socket.socket) -> None:
        try:
            theirs = socket.create_connection(("127.0.0.1", self._to), timeout=10)
        except OSError:
            _end(ours)
            return
        theirs.settimeout(None)
        self._open |= {ours, theirs}
        most = None if self.carries is None else self._random.randint(*self.carries)
        pumps = [
            threading.Thread(target=self._pump, args=arguments, daemon=True)
            for arguments in ((ours, theirs, None), (theirs, ours, most))
        ]
        for pump in pumps:
            pump.start()
        if self.life is not None:
            time.sleep(self._random.uniform(*self.life))
            _end(ours)
            _end(theirs)
        for pump in pumps:
            pump.join()
        self._open -= {ours, theirs}
        # Not before: a pump could read from whatever got the same descriptor next.
        ours.close()
        theirs.close()

    def _pump(self, source: socket.socket, sink: socket.socket, most: int | None) -> None:
        with suppress(OSError):
            while data := source.recv(65536 if most is None else min(65536, most)):
                if not self.swallows:
                    sink.sendall(data)
                if most is not None:
                    most -= len(data)
                    if most <= 0:
                        break
        _end(source)
        _end(sink)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def network(port: int, **settings: object) -> Iterator[Network]:
    made = Network(port, **settings)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()
