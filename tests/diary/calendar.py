"""Makes calendar files and the mails that carry them, in a line each."""

from __future__ import annotations

from datetime import datetime

from tests.making import ME

TOM = "tom@harlow.example"


def event(
    *lines: str,
    uid: str = "e1@harlow.example",
    starts: str = "20260310T150000Z",
    ends: str = "20260310T153000Z",
) -> str:
    """A VEVENT; `lines` besides, and any of them instead of what stands here."""
    given = {
        "UID": f"UID:{uid}",
        "DTSTAMP": "DTSTAMP:20260301T090000Z",
        "DTSTART": f"DTSTART:{starts}",
        "DTEND": f"DTEND:{ends}",
        "SUMMARY": "SUMMARY:Spring prices",
        "ORGANIZER": f"ORGANIZER;CN=Tom Harlow:mailto:{TOM}",
        "ATTENDEE": f"ATTENDEE;CN=Me;PARTSTAT=NEEDS-ACTION:mailto:{ME}",
    }
    for number, line in enumerate(lines):
        name = line.partition(":")[0].partition(";")[0]
        given[name if name in given else f"{name}{number}"] = line
    return "\r\n".join(["BEGIN:VEVENT", *(line for line in given.values() if line), "END:VEVENT"])


def calendar(*parts: str, method: str = "REQUEST") -> bytes:
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Harlow//EN",
        *([f"METHOD:{method}"] if method else []),
    ]
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""]).encode()


def mail(
    content: bytes,
    *,
    sent: datetime,
    sender: str = TOM,
    to: str = ME,
    name: str = "",
    is_alone: bool = False,
) -> bytes:
    """As Google sends it, the calendar beside the text; `is_alone`: as some servers send it, and nothing else."""
    head = (
        f"From: {sender}\r\nTo: {to}\r\nDate: {sent:%a, %d %b %Y %H:%M:%S} +0000\r\nSubject: Invitation {name}\r\n"
        f"Message-ID: <{name or sent.timestamp()}@id.example>\r\nMIME-Version: 1.0\r\n"
    )
    part = b"Content-Type: text/calendar; charset=UTF-8; method=REQUEST\r\n\r\n" + content
    if is_alone:
        return head.encode() + part
    return (
        head.encode()
        + b'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\n'
        + b"You are invited.\r\n--b1\r\n"
        + part
        + b"\r\n--b1--\r\n"
    )
