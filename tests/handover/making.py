"""A client with letters both ways, a call, promises and to-dos, and a private note, at given moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from alongside.accounts.models import Member
from alongside.channels.hand.parse import Somebody
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.connections.models import Connection
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.by_hand import Wanted, write_down
from alongside.processes.follow_ups import follow_all
from alongside.promises import actions as promises
from tests.making import arrive_raw, mailbox

MARA, HER = "mara@harlow.example", "owner@practice.example"
CANARY = "Zirkelmooswald"
# A Friday, at noon.
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def ago(*, hours: float = 0, days: float = 0) -> datetime:
    return NOW - timedelta(hours=hours, days=days)


def harlow_of(member: Member) -> Client:
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=member)


def box_of(member: Member) -> Connection:
    return mailbox(member, own=(HER,))


def letter(sender: str, to: str, text: str, *, name: str, at: datetime, answers: str = "") -> bytes:
    refers = f"In-Reply-To: <{answers}@id.example>\n" if answers else ""
    head = f"From: {sender}\nTo: {to}\nDate: {format_datetime(at)}\nMessage-ID: <{name}@id.example>\n{refers}"
    return f"{head}Subject: {name}\n\n{text}\n".encode()


def brought_in(box: Connection, *letters: bytes) -> None:
    arrive_raw(box, *letters)
    follow_all()


def to_do(member: Member, client: Client, wording: str, *, at: datetime, **more: str) -> str:
    changes = promises.cleaned(wording=wording, **more)
    return promises.write_down(member, client.pk, kind="todo", side="ours", changes=changes, now=at)


def call(
    member: Member, client: Client, *, at: datetime, minutes: int = 30, text: str = "", number: int = 1
) -> int:
    wanted = Wanted(
        f"{number:032x}",
        "call",
        at,
        at + timedelta(minutes=minutes),
        who=(Somebody("Mara Quill", MARA),),
        text=text,
        outcome="" if minutes else "declined",
    )
    made = write_down(member, client, wanted)
    follow_all()
    return made


def note(member: Member, client: Client, text: str, *, at: datetime, is_private: bool = True) -> int:
    made = write_down(member, client, Wanted("a" * 32, "note", at, text=text, is_private=is_private))
    follow_all()
    return made


def planned(member: Member, client: Client, *, at: datetime) -> None:
    plan(member, client, Facts(at, at + timedelta(minutes=30), title=CANARY), now=NOW)


def words_of(parts: Sequence, name: str) -> list[str]:
    return [line.words for part in parts if part.name == name for line in part.lines]
