"""A lounge's sockets: who has its page open, told to the others as long as it is; that there is something new, never
what. Presence is in this memory alone.

`/live/lounge/3/` is a colleague's, by the session; `/live/lounge/3/guest/` a peer's, by its cookie.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from msgspec import Struct, field
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from alongside.accounts.sessions import member_of
from alongside.live.models import Event
from alongside.lounge.actions import KIND, mark_seen
from alongside.lounge.queries import seat_for, talking_in
from alongside.processes.halls import BAD_FRAME, NO_RIGHT, TOO_FAST, TOO_SLOW
from alongside.processes.lounge_rights import Sitter, Standing, sitter_of, standings
from alongside.processes.pushing import Hub
from alongside.processes.room_rights import is_own_origin
from alongside.rooms.rules import Pace

T = TypeVar("T")
logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5
# Of one person in one lounge: windows that were forgotten.
MOST_SOCKETS = 8
MOST_OWED = 64
SEEN = '{"t":"seen"}'


class Place(Struct, eq=False):
    """An open socket. `standing` is None until it was asked for the first time."""

    sitter: Sitter
    standing: Standing | None = None
    told: str = ""
    code: int = 0
    owed: asyncio.Queue[str | int] = field(default_factory=asyncio.Queue)

    def send(self, frame: Mapping[str, Any]) -> None:
        if self.owed.qsize() >= MOST_OWED:
            self.close(TOO_SLOW)
            return
        self.owed.put_nowait(json.dumps(frame))

    def close(self, code: int) -> None:
        if not self.code:
            self.code = code
            self.owed.put_nowait(code)


class Parlour:
    """The lounges of this process: for the event loop that serves them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._places: dict[int, list[Place]] = defaultdict(list)
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="lounge")
        self._watch: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._changed: set[int] = set()
        self._talking: dict[int, list[str]] = {}

    def routes(self) -> list[WebSocketRoute]:
        return [
            WebSocketRoute("/live/lounge/{lounge_id:int}/", partial(self.serve, as_guest=False)),
            WebSocketRoute("/live/lounge/{lounge_id:int}/guest/", partial(self.serve, as_guest=True)),
        ]

    def close(self) -> None:
        """Let no thread be left; for tests, a process just ends."""
        self._threads.submit(connection.close)
        self._threads.shutdown()

    async def in_thread(self, function: Callable[..., T], *arguments: Any, **more: Any) -> T:
        call = partial(_asking, function, *arguments, **more)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def serve(self, websocket: WebSocket, *, as_guest: bool) -> None:
        headers = websocket.headers
        number = min(int(websocket.path_params["lounge_id"]), 2**62)
        is_ours = is_own_origin(headers.get("origin", ""), headers.get("host", ""))
        cookies = headers.get("cookie", "")
        sitter = await self.in_thread(sitter_of, number, cookies, as_guest=as_guest) if is_ours else None
        if sitter is None or self._has_too_many(sitter):
            await websocket.close()
            return
        await websocket.accept()
        place = Place(sitter)
        self._open(place)
        writing = asyncio.create_task(_write(websocket, place))
        try:
            await self._listen_to(websocket, place)
        finally:
            writing.cancel()
            self._leave(place)

    def _has_too_many(self, sitter: Sitter) -> bool:
        same = [one for one in self._places.get(sitter.lounge_id, ()) if one.sitter.who == sitter.who]
        return len(same) >= MOST_SOCKETS

    def _open(self, place: Place) -> None:
        self._loop = asyncio.get_running_loop()
        self._places[place.sitter.lounge_id].append(place)
        self._hub.listen(self._hear)
        self._news.set()
        # Only now: a watch that finds nobody ends.
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._keep_watch())

    def _leave(self, place: Place) -> None:
        number = place.sitter.lounge_id
        self._places[number].remove(place)
        if not self._places[number]:
            del self._places[number]
        if not self._places:
            self._hub.unlisten(self._hear)
        self._tell_who_is_here(number)

    def _hear(self, events: Iterable[Event]) -> None:
        """In the thread of the hub."""
        numbers = {int(one.subject) for one in events if one.kind == KIND}
        if numbers and self._loop is not None:
            self._loop.call_soon_threadsafe(self._note, numbers)

    def _note(self, numbers: set[int]) -> None:
        self._changed |= numbers
        self._news.set()

    async def _listen_to(self, websocket: WebSocket, place: Place) -> None:
        """A page says one thing only: that she has what was said before her."""
        pace = Pace()
        while True:
            try:
                message = await websocket.receive()
            except RuntimeError:
                # Closed from here meanwhile.
                return
            if message["type"] == "websocket.disconnect":
                return
            if not pace.spend(100, now=monotonic()):
                place.close(TOO_FAST)
            elif message.get("text") != SEEN:
                place.close(BAD_FRAME)
            elif place.sitter.member_id:
                await self.in_thread(_note_seen, place.sitter)

    async def _keep_watch(self) -> None:
        """While anybody is here: who has lost the right is out within a second, what is new is told at once."""
        while self._places:
            self._news.clear()
            changed, self._changed = self._changed, set()
            try:
                await self._look(changed)
            except DatabaseError:
                self._changed |= changed
                logger.exception("Asking who may still be in a lounge was interrupted")
            try:
                await asyncio.wait_for(self._news.wait(), SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                continue

    async def _look(self, changed: set[int]) -> None:
        places = [one for some in self._places.values() for one in some]
        found, self._talking = await self.in_thread(_ask, [one.sitter for one in places])
        for place in places:
            self._bring_level(place, found.get(place.sitter))
        for number in list(self._places):
            self._tell_who_is_here(number)
            for place in self._places[number] if number in changed else ():
                if place.standing is not None and place.standing.is_in:
                    place.send({"t": "changed"})

    def _bring_level(self, place: Place, now: Standing | None) -> None:
        before, place.standing = place.standing, now
        if now is None:
            place.close(NO_RIGHT)
        elif before is not None and now.is_in and not before.is_in:
            place.send({"t": "again"})

    def _tell_who_is_here(self, number: int) -> None:
        """To each the others, in the order in which they came; only when it is another answer than before."""
        inside = [one for one in self._places.get(number, ()) if one.standing and one.standing.is_in]
        for place in inside:
            others = {
                one.sitter.who: one.standing.name
                for one in inside
                if one.standing is not None and one.sitter.who != place.sitter.who
            }
            talking = self._talking.get(number, [])
            frame = {"t": "here", "here": list(others.values()), "talking": talking}
            if (words := json.dumps(frame)) != place.told:
                place.told = words
                place.send(frame)


def _ask(sitters: list[Sitter]) -> tuple[dict[Sitter, Standing], dict[int, list[str]]]:
    """As what everybody is there now; by lounge the names of those who talk."""
    now = timezone.now()
    return standings(sitters), talking_in({one.lounge_id for one in sitters}, now=now)


def _note_seen(sitter: Sitter) -> None:
    member = member_of(sitter.cookies)
    seat = seat_for(member, sitter.lounge_id) if member is not None else None
    if seat is not None:
        mark_seen(seat)


def _asking(function: Callable[..., T], *arguments: Any, **more: Any) -> T:
    """In a thread whose connection nobody else drops."""
    try:
        return function(*arguments, **more)
    finally:
        close_old_connections()


async def _write(websocket: WebSocket, place: Place) -> None:
    while True:
        owed = await place.owed.get()
        try:
            if isinstance(owed, int):
                await websocket.close(owed)
                return
            await websocket.send_text(owed)
        except (RuntimeError, WebSocketDisconnect):
            # Gone meanwhile; the reader knows.
            return
