"""A room's sockets: frames of browsers in, what the others are told out. Picture and sound never come this way.

`/live/rooms/7/` is a member's, by the session; `/live/rooms/7/guest/` a guest's, by its cookie.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from alongside.processes import halls
from alongside.processes.halls import Closing, Hall, Message, Seat
from alongside.processes.relaying import Relay
from alongside.processes.room_rights import is_own_origin, those_without_right, visitor_of
from alongside.processes.room_talk import Talk
from alongside.rooms import actions
from alongside.rooms.errors import FrameRefused, RoomClosed
from alongside.rooms.frames import read
from alongside.rooms.queries import let_in_among
from alongside.rooms.rules import PLACE_KEPT_FOR, Pace

T = TypeVar("T")
logger = logging.getLogger(__name__)

# One of them asks after everybody's right; the others serve frames meanwhile.
DATABASE_THREADS = 3
SECONDS_BETWEEN_RIGHTS = 0.5
SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0
SECONDS_TO_COME_BACK = 10.0
# A browser that leaves the page says so (RFC 6455 §7.4.1: 1000 normal, 1001 going away).
_GOING = (1000, 1001)


class Switchboard:
    """The rooms of this process: made with the first socket, for the event loop that serves it."""

    def __init__(self) -> None:
        self.hall = Hall()
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="room")
        self._relay: Relay | None = None
        self._watch: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._later: set[asyncio.Task[None]] = set()

    def routes(self) -> list[WebSocketRoute]:
        return [
            WebSocketRoute("/live/rooms/{room_id:int}/", partial(self.serve, as_guest=False)),
            WebSocketRoute("/live/rooms/{room_id:int}/guest/", partial(self.serve, as_guest=True)),
        ]

    def close(self) -> None:
        """Let no thread be left; for tests, a process just ends."""
        if self._relay is not None:
            self._relay.close()
        self._threads.submit(connection.close)
        self._threads.shutdown()

    async def in_thread(self, function: Callable[..., T], *arguments: Any, **more: Any) -> T:
        call = partial(_asking, function, *arguments, **more)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def serve(self, websocket: WebSocket, *, as_guest: bool) -> None:
        headers = websocket.headers
        if not is_own_origin(headers.get("origin", ""), headers.get("host", "")):
            await websocket.close()
            return
        room_id = min(int(websocket.path_params["room_id"]), 2**62)
        cookies = headers.get("cookie", "")
        visitor = await self.in_thread(visitor_of, room_id, cookies, as_guest=as_guest)
        if visitor is None or self.hall.has_too_many(visitor):
            await websocket.close()
            return
        await self._begin()
        await websocket.accept()
        seat = Seat(visitor)
        self.hall.open(seat)
        # Only now: a watch that finds nobody ends.
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._keep_watch())
        writing = asyncio.create_task(_write(websocket, seat))
        code = 1006
        try:
            code = await self._listen_to(websocket, seat)
        finally:
            self.hall.close(seat)
            writing.cancel()
            await self._part(seat, code)

    async def _begin(self) -> None:
        self._loop = asyncio.get_running_loop()
        if connection.vendor == "postgresql":
            if self._relay is None:
                self._relay = Relay(self._hear, self._start_again)
                self.hall.publish = self._relay.publish
            await asyncio.to_thread(self._relay.is_listening.wait, 5)

    def _hear(self, message: Message) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.hall.deliver, message)

    def _start_again(self) -> None:
        """Something may have been missed: the pages take up their places anew, and picture and sound go on."""
        assert self._loop is not None
        for seat in self.hall.seats():
            self._loop.call_soon_threadsafe(seat.close, halls.START_AGAIN)

    async def _listen_to(self, websocket: WebSocket, seat: Seat) -> int:
        """Returns the code with which it ended."""
        talk, pace = Talk(seat, self.hall, self.in_thread), Pace()
        await talk.greet()
        while True:
            try:
                message = await websocket.receive()
            except RuntimeError:
                # Closed from here meanwhile.
                return seat.code or 1006
            if message["type"] == "websocket.disconnect":
                return seat.code or int(message.get("code") or 1006)
            text = message.get("text")
            code = await _heard(talk, text, pace)
            if code:
                return await _hang_up(websocket, code)

    async def _part(self, seat: Seat, code: int) -> None:
        """Whoever went is gone at once; whoever was lost may come back to a call that still goes on."""
        room_id, now = seat.visitor.room_id, timezone.now()
        if seat.is_knocking:
            await self.in_thread(actions.stop_knocking, seat.visitor.guest_id)
            gone = {"t": "knock-gone", "guest": seat.visitor.guest_id}
            self.hall.send(Message(room_id, "members", frame=gone))
        if not seat.number or code == halls.REPLACED:
            return
        is_put_out = code in (halls.NO_RIGHT, halls.BAD_FRAME, halls.TOO_FAST)
        if is_put_out:
            await self.in_thread(actions.leave, seat.stay_id, now=now)
        else:
            await self.in_thread(actions.note_seen, [seat.stay_id], [], now=now)
        is_gone = is_put_out or code in _GOING
        frame = {"t": "left" if is_gone else "wavering", "seat": seat.number}
        self.hall.send(Message(room_id, "all", seat.number, frame))
        seconds = PLACE_KEPT_FOR.total_seconds() + 1 if is_gone else SECONDS_TO_COME_BACK
        task = asyncio.create_task(self._lapse(seat, seconds))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _lapse(self, seat: Seat, seconds: float) -> None:
        lost_at = timezone.now()
        await asyncio.sleep(seconds)
        if not self.hall.holds(seat.stay_id):
            has_left = await self.in_thread(actions.lapse, seat.stay_id, lost_at=lost_at, now=lost_at)
            if has_left:
                frame = {"t": "left", "seat": seat.number}
                self.hall.send(Message(seat.visitor.room_id, "all", seat.number, frame))

    async def _keep_watch(self) -> None:
        """While anybody is here: who has lost the right is out within a second, who is here is noted as here."""
        next_sign = 0.0
        while self.hall.seats():
            try:
                await self._put_out()
                await self._pass_answers_on()
                if monotonic() >= next_sign:
                    await self._note_life()
                    next_sign = monotonic() + SECONDS_BETWEEN_SIGNS_OF_LIFE
            except DatabaseError:
                logger.exception("Asking who may still be in a room was interrupted")
            await asyncio.sleep(SECONDS_BETWEEN_RIGHTS)

    async def _put_out(self) -> None:
        seats = self.hall.seats()
        lost = await self.in_thread(those_without_right, [seat.visitor for seat in seats])
        for seat in seats:
            if seat.visitor in lost:
                seat.close(halls.NO_RIGHT)

    async def _pass_answers_on(self) -> None:
        """Of knocks that were answered on another page of hers, which has no socket."""
        doors = [seat.visitor for seat in self.hall.seats() if seat.is_knocking and not seat.is_answered]
        if not doors:
            return
        let_in = await self.in_thread(let_in_among, {one.guest_id for one in doors})
        for room_id, guest in {(one.room_id, one.guest_id) for one in doors if one.guest_id in let_in}:
            self.hall.deliver(Message(room_id, "guest", guest, {"t": "admitted"}))
            self.hall.send(Message(room_id, "members", frame={"t": "knock-gone", "guest": guest}))

    async def _note_life(self) -> None:
        seats, now = self.hall.seats(), timezone.now()
        stays = [seat.stay_id for seat in seats if seat.stay_id]
        knocking = [seat.visitor.guest_id for seat in seats if seat.is_knocking]
        if stays or knocking:
            await self.in_thread(actions.note_seen, stays, knocking, now=now)
        for room_id, number in await self.in_thread(actions.close_stale, self.hall.rooms(), now=now):
            self.hall.send(Message(room_id, "all", number, {"t": "left", "seat": number}))


def _asking(function: Callable[..., T], *arguments: Any, **more: Any) -> T:
    """In a thread whose connection nobody else drops."""
    try:
        return function(*arguments, **more)
    finally:
        close_old_connections()


async def _heard(talk: Talk, text: str | None, pace: Pace) -> int:
    """0, or the code to close with: fixed numbers, never a word of what went wrong inside."""
    if text is None:
        return halls.BAD_FRAME
    if not pace.spend(len(text), now=monotonic()):
        return halls.TOO_FAST
    try:
        return 0 if await talk.take(read(text)) else 1000
    except FrameRefused:
        return halls.BAD_FRAME
    except RoomClosed:
        return halls.NO_RIGHT


async def _write(websocket: WebSocket, seat: Seat) -> None:
    while True:
        owed = await seat.owed.get()
        try:
            if isinstance(owed, Closing):
                await websocket.close(owed.code)
                return
            await websocket.send_text(owed)
        except (RuntimeError, WebSocketDisconnect):
            # Gone meanwhile; the reader knows.
            return


async def _hang_up(websocket: WebSocket, code: int) -> int:
    try:
        await websocket.close(code)
    except (RuntimeError, WebSocketDisconnect):
        return code
    return code
