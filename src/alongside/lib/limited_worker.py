"""The inside of a worker of a `LimitedPool`: items in, results out, under limits of time and memory."""

from __future__ import annotations

import gc
import json
import mmap
import os
import pickle
import queue
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from alongside.lib.limited_process import ADDRESS, IDLE, LENGTH, PROGRESS, OutOfMemory, Refused
from alongside.lib.refusal import RefusalError

# The gentle limit comes first, as an exception; code that never returns to Python is killed at the full time.
_GENTLE = 0.9
_LEAST_ROOM_BYTES = 32 << 20
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


class _TooSlow(BaseException):
    """Not an Exception: what the function catches for itself must not catch this."""


class _Clock:
    """Processor time of one item: SIGPROF raises, SIGVTALRM (left at its default) kills."""

    def __init__(self, cpu_seconds: float) -> None:
        self.is_running = False
        self.seconds = cpu_seconds
        signal.signal(signal.SIGPROF, self._ring)

    def start(self) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
        signal.setitimer(signal.ITIMER_PROF, self.seconds * _GENTLE)
        self.is_running = True

    def rest(self) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self.is_running:
            self.is_running = False
            raise _TooSlow


def main() -> None:
    """Serves its parent until the socket closes; `argv[1]` names socket and progress file."""
    gc.disable()  # while the function's modules are imported, which stay
    socket_fd, progress_fd = json.loads(sys.argv[1])
    channel = socket.socket(fileno=socket_fd)
    progress = mmap.mmap(progress_fd, PROGRESS.size)
    function, cpu_seconds, memory_bytes = pickle.loads(_receive(channel))  # noqa: S301  from our own parent
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    incoming: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
    outgoing: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for target, argument in ((_read_ahead, incoming), (_write_behind, outgoing)):
        threading.Thread(target=target, args=(channel, argument), daemon=True).start()
    _limit_memory(memory_bytes)
    PROGRESS.pack_into(progress, 0, *IDLE)
    clock = _Clock(cpu_seconds)
    # Results are many, and garbage in rings is rare: looking for it at Python's usual pace costs a tenth.
    gc.freeze()
    gc.enable()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    while True:
        message = incoming.get()
        address = ADDRESS.unpack_from(message)
        PROGRESS.pack_into(progress, 0, *address, -1)
        items = pickle.loads(memoryview(message)[ADDRESS.size :])  # noqa: S301
        # What is packed is as large as what is not: only one of them may stay while there is work.
        del message
        results = _work(function, items, address=address, clock=clock, progress=progress)
        PROGRESS.pack_into(progress, 0, *address, -1)
        outgoing.put(_pack(results))
        PROGRESS.pack_into(progress, 0, *IDLE)
        del items, results


def _work(
    function: Callable[[Any], Any],
    items: list[Any],
    *,
    address: tuple[int, int],
    clock: _Clock,
    progress: mmap.mmap,
) -> list[Any]:
    results: list[Any] = []
    for index, item in enumerate(items, address[1]):
        PROGRESS.pack_into(progress, 0, *address, index)
        try:
            clock.start()
            result = function(item)
            clock.is_running = False
        except _TooSlow:
            result = Refused(f"It takes more than {clock.seconds:g} seconds to read.")
        except MemoryError:
            result = OutOfMemory()
            gc.collect()
        except RefusalError as error:
            result = Refused(str(error))
        except Exception as error:
            result = Refused(f"It cannot be read ({type(error).__name__}).")
        clock.is_running = False
        results.append(result)
    clock.rest()
    return results


def _pack(results: list[Any]) -> bytes:
    """The results pickled; one that cannot be is refused alone."""
    try:
        return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
    except Exception:
        return pickle.dumps([_packable(result) for result in results], pickle.HIGHEST_PROTOCOL)


def _packable(result: Any) -> Any:
    try:
        pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return OutOfMemory()
    except Exception as error:
        return Refused(f"It cannot be read ({type(error).__name__}).")
    return result


def _limit_memory(memory_bytes: int) -> None:
    """Leaves room to grow to `memory_bytes` resident; without /proc (macOS) there is no limit to set."""
    try:
        pages = Path("/proc/self/statm").read_text().split()
    except FileNotFoundError:
        return
    virtual, resident = (int(count) * mmap.PAGESIZE for count in pages[:2])
    room = max(memory_bytes - resident, _LEAST_ROOM_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (virtual + room, resource.RLIM_INFINITY))


def _read_ahead(channel: socket.socket, incoming: queue.SimpleQueue[bytearray]) -> None:
    """Takes the next batch while the last is worked on; ends the process with its parent."""
    try:
        while True:
            incoming.put(_receive(channel))
    except (OSError, EOFError):
        os._exit(0)
    except MemoryError:
        os._exit(1)


def _write_behind(channel: socket.socket, outgoing: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            message = outgoing.get()
            channel.sendall(LENGTH.pack(len(message)))
            channel.sendall(message)
    except OSError:
        os._exit(0)


def _receive(channel: socket.socket) -> bytearray:
    (length,) = LENGTH.unpack(_receive_exactly(channel, LENGTH.size))
    return _receive_exactly(channel, length)


def _receive_exactly(channel: socket.socket, length: int) -> bytearray:
    buffer = bytearray(length)
    view, done = memoryview(buffer), 0
    while done < length:
        # One call for all of it: each return to Python would wait for the working thread.
        count = channel.recv_into(view[done:], 0, socket.MSG_WAITALL)
        if count == 0:
            raise EOFError
        done += count
    return buffer
