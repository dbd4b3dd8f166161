"""Makes mailboxes for tests: conversations with a few clients and strangers, the same for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from random import Random

ME = "me@desk.example"
PEOPLE = (
    ("Mara Quill", "mara@harlow.example"),
    ("Tom Birch", "tom@birch.example"),
    ("Ines Roth", "ines@birch.example"),
    ("A Stranger", "stranger@elsewhere.example"),
)
WORDS = "invoice quote meeting Thursday train hotel draft minutes supplier late figures budget thanks stand fair".split()


def mails(count: int, *, seed: int = 1) -> list[bytes]:
    """Raw mails in which about half answer an earlier one of the same person."""
    random = Random(seed)
    made: list[bytes] = []
    newest: dict[str, tuple[str, list[str]]] = {}
    for number in range(count):
        name, address = random.choice(PEOPLE)
        is_mine = random.random() < 0.4
        mail = EmailMessage()
        mail["From"] = ME if is_mine else f"{name} <{address}>"
        mail["To"] = address if is_mine else ME
        mail["Date"] = format_datetime(datetime(2025, 1, 6, 9, tzinfo=UTC) + timedelta(hours=number))
        own = f"<{number}.{seed}@id.example>"
        mail["Message-ID"] = own
        subject, chain = newest.get(address, ("", []))
        if chain and random.random() < 0.5:
            mail["Subject"] = f"Re: {subject}"
            mail["In-Reply-To"] = chain[-1]
            mail["References"] = " ".join(chain[-10:])
        else:
            subject, chain = f"{random.choice(WORDS)} {number}", []
            mail["Subject"] = subject
        newest[address] = (subject, [*chain, own])
        mail.set_content(" ".join(random.choices(WORDS, k=60)) + f"\n\nnumber {number}\n")
        made.append(mail.as_bytes())
    return made


def write_mbox(path: Path, raws: list[bytes]) -> None:
    with path.open("wb") as file:
        for raw in raws:
            file.write(b"From - Mon Jan  6 09:00:00 2025\n")
            file.write(raw.replace(b"\nFrom ", b"\n>From ") + b"\n")
