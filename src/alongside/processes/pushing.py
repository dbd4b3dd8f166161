"""Push to open pages: a stream of server-sent events for each, of what its member may know."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from msgspec import Struct, field
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from alongside.accounts.models import Member
from alongside.accounts.sessions import member_of
from alongside.clients.queries import sees_client
from alongside.diary import queries as diary
from alongside.lib.later import later
from alongside.live.models import Event
from alongside.live.queries import Watch, last_event_id
from alongside.lounge import queries as lounge
from alongside.outbox import queries as outbox
from alongside.promises import queries as promises
from alongside.rooms import queries as rooms
from alongside.timeline.queries.live import parts_touched_for

logger = logging.getLogger(__name__)

mailbox_parts_for = later("alongside.connections.mailboxes", "parts_touched_for")
# Who may know of what, by the kind of event: the parts of pages that it touches, for this member.
PARTS: Mapping[str, Callable[[Member, str], set[str]]] = {
    "timeline": lambda member, subject: parts_touched_for(member, int(subject)),
    "outbox": lambda member, subject: outbox.parts_touched_for(member, int(subject)),
    "waiting": lambda member, subject: {f"client:{subject}"} if sees_client(member, int(subject)) else set(),
    "share": lambda member, subject: {f"shares:{subject}"} if sees_client(member, int(subject)) else set(),
    "support": lambda member, subject: {f"support:{subject}"} if sees_client(member, int(subject)) else set(),
    "promise": promises.parts_touched_for,
    "diary": diary.parts_touched_for,
    "review": later("alongside.reviews.queries", "parts_touched_for"),
    "timer": lambda member, subject: {"timer"} if str(member.pk) == subject else set(),
    "knock": rooms.parts_touched_for,
    "lounge": lounge.parts_touched_for,
    "coverage": lambda member, subject: mailbox_parts_for(member, int(subject)),
}
SECONDS_BETWEEN_SIGNS_OF_LIFE = 15.0
SECONDS_A_LOOK = 2.0
SECONDS_AFTER_ERROR = 2.0
# What a page that does not read is owed at most; then it is told to look at everything.
_MOST_OWED = 100
EVERYTHING = "everything"


class Page(Struct, eq=False):
    """An open page: whose it is, and what it is still to be told."""

    member_id: int
    loop: asyncio.AbstractEventLoop
    owed: asyncio.Queue[tuple[int, set[str]]] = field(default_factory=lambda: asyncio.Queue(_MOST_OWED))

    def tell(self, number: int, parts: set[str]) -> None:
        """From any thread."""
        self.loop.call_soon_threadsafe(self._put, number, parts)

    def _put(self, number: int, parts: set[str]) -> None:
        if self.owed.full():
            while not self.owed.empty():
                self.owed.get_nowait()
            parts = {EVERYTHING}
        self.owed.put_nowait((number, parts))


Ear = Callable[[list[Event]], None]


class Hub:
    """The open pages of this process, and one thread that looks for events while there are any.

    An ear is told every event, in that thread, and asks for itself who may know of it.
    """

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._ears: set[Ear] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._since = timezone.now()

    def open(self, page: Page) -> None:
        with self._lock:
            self._pages.add(page)
            self._start()

    def listen(self, ear: Ear) -> None:
        with self._lock:
            self._ears.add(ear)
            self._start()

    def unlisten(self, ear: Ear) -> None:
        with self._lock:
            self._ears.discard(ear)

    def _start(self) -> None:
        if self._thread is None:
            # What is told before the thread has begun to look is told to whoever listens already.
            self._since = timezone.now()
            self._thread = threading.Thread(target=self._look, name="push", daemon=True)
            self._thread.start()

    def close(self, page: Page) -> None:
        with self._lock:
            self._pages.discard(page)

    def join(self) -> None:
        """Let no page be open, and wait for the thread to end."""
        with self._lock:
            self._pages.clear()
            self._ears.clear()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _look(self) -> None:
        watch: Watch | None = None
        pause = threading.Event()
        while self._has_pages():
            try:
                watch = watch or Watch(self._since)
                asked = timezone.now()
                self._pass_on(watch.wait(SECONDS_A_LOOK))
                self._since = asked
            except DatabaseError:
                logger.exception("Looking for events was interrupted")
                watch = None
                connection.close()
                pause.wait(SECONDS_AFTER_ERROR)
        connection.close()

    def _has_pages(self) -> bool:
        with self._lock:
            is_heard = bool(self._pages or self._ears)
            if not is_heard:
                self._thread = None
            return is_heard

    def _pass_on(self, events: list[Event]) -> None:
        if not events:
            return
        with self._lock:
            pages, ears = list(self._pages), list(self._ears)
        for ear in ears:
            ear(events)
        for member_id in {page.member_id for page in pages}:
            parts = parts_for(member_id, events)
            for page in pages:
                if parts and page.member_id == member_id:
                    page.tell(events[-1].pk, parts)


def parts_for(member_id: int, events: Iterable[Event]) -> set[str]:
    """Asked anew for every batch: what a member may see can change while a page is open."""
    member = Member.objects.filter(pk=member_id, is_active=True).first()
    if member is None:
        return set()
    touched: set[str] = set()
    for event in events:
        if event.kind in PARTS:
            touched |= PARTS[event.kind](member, event.subject)
    return touched


def push_route(hub: Hub) -> Route:
    """`GET /live/?after=ID`: the stream of the member who is signed in.

    `?since=ID` is of a page that was just made: it is told what of it was touched between then and now.
    """

    async def live(request: Request) -> Response:
        cookies = request.headers.get("cookie", "")
        member_id = await asyncio.to_thread(_member_id, cookies)
        if member_id is None:
            return PlainTextResponse("Sign in first.\n", status_code=403)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        since = request.query_params.get("since", "")
        stream = _stream(hub, member_id, cookies, after, since)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    return Route("/live/", live, methods=["GET"])


async def _stream(hub: Hub, member_id: int, cookies: str, after: str, since: str) -> AsyncIterator[str]:
    page = Page(member_id, asyncio.get_running_loop())
    hub.open(page)
    try:
        newest = await asyncio.to_thread(_last_event_id)
        yield f"retry: 3000\nid: {newest}\nevent: ready\ndata: {newest}\n\n"
        if after.isdecimal() and int(after) < newest:
            yield _event(newest, {EVERYTHING})
        elif since.isdecimal() and (
            parts := await asyncio.to_thread(_touched, member_id, int(since), newest)
        ):
            yield _event(newest, parts)
        while True:
            try:
                number, parts = await asyncio.wait_for(page.owed.get(), SECONDS_BETWEEN_SIGNS_OF_LIFE)
                yield _event(number, parts)
            except TimeoutError:
                if await asyncio.to_thread(_member_id, cookies) != member_id:
                    return
                yield ":\n\n"
    finally:
        hub.close(page)


def _event(number: int, parts: set[str]) -> str:
    return f"id: {number}\nevent: changed\ndata: {json.dumps(sorted(parts))}\n\n"


def _member_id(cookies: str) -> int | None:
    """In a thread of asyncio's own, whose connection nobody else drops."""
    try:
        member = member_of(cookies)
        return None if member is None else member.pk
    finally:
        close_old_connections()


def _touched(member_id: int, since: int, until: int) -> set[str]:
    if since >= until:
        return set()
    try:
        events = list(Event.objects.filter(id__gt=since, id__lte=until).order_by("id")[: _MOST_OWED + 1])
        return {EVERYTHING} if len(events) > _MOST_OWED else parts_for(member_id, events)
    finally:
        close_old_connections()


def _last_event_id() -> int:
    try:
        return last_event_id()
    finally:
        close_old_connections()
