"""One socket's side of a room: each frame, its right asked anew, done and passed on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from django.utils import timezone
from msgspec.structs import asdict

from alongside.processes import halls
from alongside.processes.halls import Hall, Message, Seat, To
from alongside.processes.room_rights import Visitor, guest_behind, has_right, member_behind
from alongside.rooms import actions, queries, turn
from alongside.rooms.errors import FrameRefused, NotAdmitted, RoomClosed, RoomFull
from alongside.rooms.frames import (
    Again,
    Answer,
    AskServers,
    Candidates,
    Description,
    Doing,
    End,
    Enter,
    Frame,
    Leave,
    Say,
)


class InThread(Protocol):
    def __call__(self, function: Callable[..., Any], *arguments: Any, **more: Any) -> Awaitable[Any]: ...


class Talk:
    """`take` is False once the socket is to be closed; raises FrameRefused and RoomClosed."""

    def __init__(self, seat: Seat, hall: Hall, in_thread: InThread) -> None:
        self.seat, self.hall, self.in_thread = seat, hall, in_thread
        self.visitor = seat.visitor

    async def greet(self) -> None:
        """Whoever opens the page sees who is there before going in; a guest sees nothing of it."""
        if self.visitor.is_member:
            self.seat.send(await self.in_thread(_at_the_door, self.visitor))

    async def take(self, frame: Frame) -> bool:
        match frame:
            case Enter():
                return await self._enter(frame)
            case Leave():
                await self._leave()
                return False
            case Answer() | End():
                # From the door as well: she sees who knocks while she still chooses her devices.
                await self._as_member(frame)
            case _ if not self.seat.number:
                raise FrameRefused
            case Say():
                await self._say(frame)
            case AskServers():
                servers = await self.in_thread(_servers, self.visitor, self.seat.number)
                self.seat.send({"t": "servers", "servers": servers})
            case Description() | Candidates() | Again() | Doing():
                await self._pass_on(frame)
        return True

    async def _pass_on(self, frame: Description | Candidates | Again | Doing) -> None:
        """Written anew, so that what the shapes do not know goes nowhere."""
        if not await self.in_thread(has_right, self.visitor):
            raise RoomClosed
        own = self.seat.number
        match frame:
            case Description(to, kind, sdp):
                self._tell("seat", to, {"t": "description", "from": own, "type": kind, "sdp": sdp})
            case Candidates(to, candidates):
                listed = [one.as_wire() for one in candidates]
                self._tell("seat", to, {"t": "candidates", "from": own, "candidates": listed})
            case Again(to):
                self._tell("seat", to, {"t": "again", "from": own})
            case Doing():
                self._tell("all", own, {"t": "doing", "from": own, **asdict(frame)})

    def _tell(self, to: To, number: int, frame: dict[str, Any]) -> None:
        self.hall.send(Message(self.visitor.room_id, to, number, frame))

    async def _enter(self, frame: Enter) -> bool:
        if self.seat.number:
            raise FrameRefused
        try:
            place = await self.in_thread(_take_place, self.visitor, frame)
        except NotAdmitted:
            await self._knock(frame.name)
            return True
        except RoomFull:
            self.seat.send({"t": "full"})
            return True
        self.seat.is_knocking = False
        earlier = Message(self.visitor.room_id, "stay", place.stay_id, code=halls.REPLACED)
        self.seat.number, self.seat.stay_id = place.seat, place.stay_id
        self.hall.deliver(earlier, besides=self.seat)
        if self.hall.publish is not None:
            self.hall.publish(earlier)
        self.seat.send(await self.in_thread(_welcome, self.visitor, place))
        if place.before != place.seat:
            if place.before:
                self._tell("all", place.before, {"t": "left", "seat": place.before})
            self._tell("all", place.seat, await self.in_thread(_joined, self.visitor, place.seat))
        else:
            self._tell("all", place.seat, {"t": "back", "seat": place.seat})
        return True

    async def _knock(self, name: str) -> None:
        """Somebody without a name is not announced."""
        if not name:
            raise FrameRefused
        await self.in_thread(actions.knock, self.visitor.guest_id, name=name, now=timezone.now())
        self.seat.is_knocking, self.seat.is_answered = True, False
        self.seat.send({"t": "waiting"})
        self._tell("members", 0, {"t": "knock", "guest": self.visitor.guest_id, "name": name})

    async def _say(self, frame: Say) -> None:
        said = await self.in_thread(_write_down, self.visitor, self.seat.stay_id, frame.text)
        self.seat.send({**said, "mine": True})
        self._tell("all", self.seat.number, {**said, "mine": False})

    async def _as_member(self, frame: Answer | End) -> None:
        """What a guest may never do, whatever its page says."""
        if not self.visitor.is_member:
            raise FrameRefused
        if isinstance(frame, End):
            await self.in_thread(_end, self.visitor)
            for to in ("all", "members"):
                self._tell(to, 0, {"t": "ended"})
            return
        if await self.in_thread(_answer, self.visitor, frame):
            answer = {"t": "admitted" if frame.is_welcome else "refused"}
            self._tell("guest", frame.guest, answer)
        self._tell("members", 0, {"t": "knock-gone", "guest": frame.guest})

    async def _leave(self) -> None:
        if self.seat.number:
            await self.in_thread(actions.leave, self.seat.stay_id, now=timezone.now())


def _at_the_door(visitor: Visitor) -> dict[str, Any]:
    now = timezone.now()
    present = [asdict(one) for one in queries.present_in(visitor.room_id, now=now)]
    return {"t": "door", "present": present, "knocks": _knocks(visitor)}


def _knocks(visitor: Visitor) -> list[dict[str, Any]]:
    rows = queries.knocking_at(visitor.room_id, now=timezone.now())
    return [{"guest": number, "name": name} for number, name in rows]


def _take_place(visitor: Visitor, frame: Enter) -> actions.Place:
    now = timezone.now()
    member = member_behind(visitor) if visitor.is_member else None
    guest = None if visitor.is_member else guest_behind(visitor)
    if member is None and guest is None:
        raise RoomClosed
    return actions.take_place(
        visitor.room_id, member=member, guest=guest, key=frame.key, is_fresh=frame.is_fresh, now=now
    )


def _welcome(visitor: Visitor, place: actions.Place) -> dict[str, Any]:
    now = timezone.now()
    others = [asdict(one) for one in queries.present_in(visitor.room_id, now=now) if one.seat != place.seat]
    lines = [
        {
            "name": one.name,
            "text": one.text,
            "at": one.said_at.isoformat(),
            "mine": one.stay_id == place.stay_id,
        }
        for one in queries.written_in(visitor.room_id)
    ]
    return {
        "t": "welcome",
        "seat": place.seat,
        "key": place.key,
        "peers": others,
        "lines": lines,
        "servers": _servers(visitor, place.seat),
        "knocks": _knocks(visitor) if visitor.is_member else [],
    }


def _joined(visitor: Visitor, seat: int) -> dict[str, Any]:
    present = queries.present_in(visitor.room_id, now=timezone.now())
    return {"t": "joined", "peer": next((asdict(one) for one in present if one.seat == seat), None)}


def _servers(visitor: Visitor, seat: int) -> list[dict[str, Any]]:
    """The name in them says nothing about anybody: a relay logs it."""
    if not has_right(visitor):
        raise RoomClosed
    return turn.servers(queries.own_relay(), who=f"{visitor.room_id}-{seat}", now=timezone.now())


def _write_down(visitor: Visitor, stay_id: int, text: str) -> dict[str, Any]:
    if not has_right(visitor):
        raise RoomClosed
    line = actions.write_line(visitor.room_id, stay_id, text, now=timezone.now())
    return {"t": "said", "name": line.stay.name, "text": line.text, "at": line.said_at.isoformat()}


def _answer(visitor: Visitor, frame: Answer) -> bool:
    if member_behind(visitor) is None:
        raise RoomClosed
    now = timezone.now()
    return actions.answer_knock(visitor.room_id, frame.guest, is_welcome=frame.is_welcome, now=now)


def _end(visitor: Visitor) -> None:
    member = member_behind(visitor)
    room = queries.room_for(member, visitor.room_id) if member is not None else None
    if room is None:
        raise RoomClosed
    actions.end_room(room, now=timezone.now())
