"""A moment in, the mail of the sample practice's year before it out; the same moment gives the same bytes.

A newcomer looks round with it before she connects anything. Nobody in it is real, nothing in it can be answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from hashlib import blake2b

from msgspec import Struct

from alongside.channels.sample.cast import OWNER, Persona, cast_with
from alongside.channels.sample.filings import SAMPLE_CLIENTS, SampleClient
from alongside.channels.sample.letters import Invitation, Letter, write, write_bounce
from alongside.channels.sample.monthly import monthly_scripts
from alongside.channels.sample.paper_lines import content_of
from alongside.channels.sample.script import Conversation, Mail, read_script
from alongside.channels.sample.scripts import SCRIPTS
from alongside.channels.sample.when import LONDON, fill, first_day, moment, working_days_from
from alongside.message import RawMessage

__all__ = ["SAMPLE_CLIENTS", "TRUSTED_SERVER", "SampleClient", "sample_messages"]

# The server that receives for the default owner; its verdicts prove who wrote.
TRUSTED_SERVER = "mx.desk.example"

_INVITE = re.compile(
    r"invite (?P<days>\d+) (?P<time>\d\d:\d\d) (?P<minutes>\d+) (?P<summary>.+) @ (?P<place>.+)"
)
_FILE = re.compile(r".+\.(?:pdf|csv|png)")
_LIST = "solo-admins"


class _Stage(Struct, frozen=True):
    """What every conversation plays on."""

    now: datetime
    cast: Mapping[str, Persona]

    @property
    def server(self) -> str:
        return f"mx.{self.cast[OWNER].address.rpartition('@')[2]}"


def sample_messages(*, now: datetime, owner: str = "you@desk.example") -> Iterator[RawMessage]:
    """About 450 mails, oldest first, none later than `now` (aware) and none over a year before it."""
    stage = _Stage(now.astimezone(LONDON), cast_with(owner))
    found = [
        (letter.sent_at, place, letter, mail)
        for conversation, details in _conversations()
        for place, letter, mail in _play(conversation, details, stage)
    ]
    found.sort(key=lambda one: one[:2])
    for _, place, letter, mail in found:
        yield RawMessage(place, write_bounce(letter) if "bounce" in mail.extras else write(letter))


def _conversations() -> Iterator[tuple[Conversation, Mapping[str, str]]]:
    for script in SCRIPTS:
        for conversation in read_script(script):
            yield conversation, {}
    for script, details in monthly_scripts():
        for conversation in read_script(script):
            yield conversation, details


def _play(
    conversation: Conversation, details: Mapping[str, str], stage: _Stage
) -> Iterator[tuple[str, Letter, Mail]]:
    """Its letters as far as they were sent by now."""
    today = stage.now.date()
    monday = first_day(conversation.start, today=today)
    at = datetime.combine(monday, time(0), LONDON)
    before: Letter | None = None
    for number, mail in enumerate(conversation.mails, 1):
        place = f"sample/{conversation.key}/{number}"
        at = moment(mail.when, after=at, seconds=_lot(place) % 60, today=working_days_from(today, 0))
        if at > stage.now:
            return
        before = _letter(mail, conversation, at=at, before=before, details=details, stage=stage, place=place)
        yield place, before, mail


def _letter(
    mail: Mail,
    conversation: Conversation,
    *,
    at: datetime,
    before: Letter | None,
    details: Mapping[str, str],
    stage: _Stage,
    place: str,
) -> Letter:
    sender = stage.cast[mail.sender]
    names = [fill(one, day=at.date(), details=details) for one in mail.extras]
    files = tuple((one, content_of(one, details)) for one in names if _FILE.fullmatch(one))
    return Letter(
        message_id=f"{_lot(place, at):016x}@{sender.address.rpartition('@')[2]}",
        sent_at=at,
        sender=sender,
        to=tuple(stage.cast[name] for name in mail.to),
        cc=tuple(stage.cast[name] for name in mail.cc),
        subject=_subject(mail, fill(conversation.subject, day=at.date(), details=details), before=before),
        words=fill(mail.words, day=at.date(), details=details),
        answers=before,
        headers=tuple(_headers(mail, at=at, stage=stage)),
        files=files,
        invitation=_invitation(mail, at=at),
    )


def _subject(mail: Mail, subject: str, *, before: Letter | None) -> str:
    if "away" in mail.extras:
        return f"Automatic reply: {subject}"
    if "bounce" in mail.extras:
        return "Undelivered mail returned to sender"
    if "list" in mail.extras:
        subject = f"[{_LIST}] {subject}"
    if before is None:
        return subject
    plain = before.subject.removeprefix("Re: ").removeprefix("Automatic reply: ")
    return f"Re: {plain}"


def _headers(mail: Mail, *, at: datetime, stage: _Stage) -> Iterator[tuple[str, str]]:
    """What servers and machines write; nothing on what the owner sent."""
    if mail.sender == OWNER:
        return
    domain = stage.cast[mail.sender].address.rpartition("@")[2]
    host = f"mail.{domain} [192.0.2.{_lot(domain) % 250 + 1}]"
    yield "Received", f"from mail.{domain} ({host}) by {stage.server}; {format_datetime(at)}"
    verdict = "fail" if "forged" in mail.extras else "pass"
    yield "Authentication-Results", f"{stage.server}; dmarc={verdict} header.from={domain}"
    if "away" in mail.extras:
        yield "Auto-Submitted", "auto-replied"
    if "newsletter" in mail.extras:
        yield "List-Unsubscribe", f"<mailto:leave@{domain}>"
        yield "Precedence", "bulk"
    if "list" in mail.extras:
        yield "List-Id", f"<{_LIST}.lists.commondesk.example>"
        yield "List-Post", f"<mailto:{_LIST}@lists.commondesk.example>"


def _invitation(mail: Mail, *, at: datetime) -> Invitation | None:
    for extra in mail.extras:
        match = _INVITE.fullmatch(extra)
        if match:
            day = working_days_from(at.date(), int(match["days"]))
            starts_at = datetime.combine(day, time.fromisoformat(match["time"]), LONDON)
            ends_at = starts_at + timedelta(minutes=int(match["minutes"]))
            return Invitation(match["summary"], starts_at, ends_at, match["place"])
    return None


def _lot(*words: object) -> int:
    """Drawn once and for ever: a number that follows from the words."""
    return int.from_bytes(blake2b("/".join(map(str, words)).encode(), digest_size=8).digest(), "big")
