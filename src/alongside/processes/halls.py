"""Who is in which room by a socket of this process; a message in, delivered to them and to other processes, out."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct, field

from alongside.processes.room_rights import Visitor

MOST_OWED = 512
# Of one person in one room: windows that were forgotten, not a way to wear the server down.
MOST_SOCKETS = 8
# Close codes of our own (RFC 6455 §7.4.2); the page knows what to say of each.
NO_RIGHT, BAD_FRAME, TOO_FAST, TOO_SLOW, REPLACED, START_AGAIN = 4401, 4400, 4429, 4408, 4409, 4503

To = Literal["seat", "all", "members", "guest", "stay"]
Wire = Mapping[str, Any]


class Closing(Struct, frozen=True):
    code: int


class Seat(Struct, eq=False):
    """An open socket. `number` is 0 for who stands at the door."""

    visitor: Visitor
    number: int = 0
    stay_id: int = 0
    is_knocking: bool = False
    # Whether this knock was answered, so that nobody tells it twice.
    is_answered: bool = False
    # With what it was closed from here; 0 as long as it was not.
    code: int = 0
    owed: asyncio.Queue[str | Closing] = field(default_factory=asyncio.Queue)

    def send(self, frame: Wire) -> None:
        """Whoever reads too slowly is let go, and comes back by itself."""
        if self.owed.qsize() >= MOST_OWED:
            self.close(TOO_SLOW)
            return
        self.owed.put_nowait(json.dumps(frame))

    def close(self, code: int) -> None:
        if not self.code:
            self.code = code
            self.owed.put_nowait(Closing(code))


class Message(Struct, frozen=True):
    """For the one with this number, for all but that one, for members, for a guest at the door, for a stay's sockets.

    `code` closes instead of saying something.
    """

    room_id: int
    to: To
    number: int = 0
    frame: Wire = field(default_factory=dict)
    code: int = 0


class Hall:
    """For one event loop. `publish` carries a message to the other processes; None where there are none."""

    def __init__(self, publish: Callable[[Message], None] | None = None) -> None:
        self.publish = publish
        self._rooms: dict[int, set[Seat]] = defaultdict(set)

    def open(self, seat: Seat) -> None:
        self._rooms[seat.visitor.room_id].add(seat)

    def close(self, seat: Seat) -> None:
        room = self._rooms[seat.visitor.room_id]
        room.discard(seat)
        if not room:
            del self._rooms[seat.visitor.room_id]

    def seats(self) -> list[Seat]:
        return [seat for room in self._rooms.values() for seat in room]

    def rooms(self) -> list[int]:
        return list(self._rooms)

    def has_too_many(self, visitor: Visitor) -> bool:
        same = [seat for seat in self._rooms.get(visitor.room_id, ()) if seat.visitor.is_same(visitor)]
        return len(same) >= MOST_SOCKETS

    def holds(self, stay_id: int) -> bool:
        return any(seat.stay_id == stay_id for seat in self.seats())

    def send(self, message: Message) -> None:
        was_delivered = self.deliver(message)
        # A number is one socket's alone: who was found here is nowhere else.
        if self.publish is not None and not (was_delivered and message.to == "seat"):
            self.publish(message)

    def deliver(self, message: Message, *, besides: Seat | None = None) -> bool:
        """To the sockets of this process; whether there was any."""
        found = [seat for seat in self._addressed(message) if seat is not besides]
        for seat in found:
            if message.code:
                seat.close(message.code)
            elif message.to != "guest":
                seat.send(message.frame)
            elif not seat.is_answered:
                seat.is_answered = True
                seat.send(message.frame)
        return bool(found)

    def _addressed(self, message: Message) -> Iterable[Seat]:
        number = message.number
        for seat in list(self._rooms.get(message.room_id, ())):
            match message.to:
                case "seat":
                    is_meant = bool(number) and seat.number == number
                case "all":
                    is_meant = seat.number not in (0, number)
                case "members":
                    is_meant = seat.visitor.is_member
                case "guest":
                    is_meant = seat.visitor.guest_id == number
                case "stay":
                    is_meant = bool(number) and seat.stay_id == number
            if is_meant:
                yield seat
