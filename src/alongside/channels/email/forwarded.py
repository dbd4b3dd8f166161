"""The text of a mail in, who first wrote what is forwarded in it out: as mail programs set it above the quotation.

Gmail, Outlook, Apple Mail and Thunderbird, in English, German and French. A claim in a text, which anybody can
write: what it may decide is for those who know who sent the mail.
"""

from __future__ import annotations

import re

from msgspec import Struct

from alongside.channels.email.addresses import read_mailboxes

# Beyond this a forward's heading does not begin: all before it would be her own words.
_MOST_LETTERS, _MOST_LINES, _LONGEST_LINE = 200_000, 14, 2_000
_MARKER = re.compile(
    r"^[\s>*]*(?:-{2,}\s*)?(?:forwarded message|original message|begin forwarded message|"
    r"weitergeleitete nachricht|ursprüngliche nachricht|anfang der weitergeleiteten (?:nachricht|e-?mail)|"
    r"message transféré|message d['’]origine|début du message (?:transféré|réexpédié))"
    r"\s*:?\s*(?:-{2,})?\s*\*?\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s>]*_{10,}\s*$")
_LABELS = {
    "from": ("from", "von", "de", "expéditeur"),
    "date": ("date", "sent", "datum", "gesendet", "envoyé", "envoyé le"),
    "subject": ("subject", "betreff", "objet", "sujet"),
    "to": ("to", "cc", "an", "kopie", "à", "pour", "reply-to", "antwort an", "répondre à", "copie à"),
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels}
_LINE = re.compile(r"^[\s>]*\*?([^\W\d_][\w '’-]{0,20}?)\s{0,2}:\*?\s*(.*)$")
_MAILTO = re.compile(r"\[mailto:([^\]\s]{1,320})\]", re.IGNORECASE)


class Forwarded(Struct, frozen=True):
    """Who wrote first; `date` and `subject` as they stand there, "" where they do not."""

    address: str
    name: str
    date: str
    subject: str


def forwarded_in(text: str) -> Forwarded | None:
    """The first one in the text; None where none is, or where its sender has no address."""
    lines = text[:_MOST_LETTERS].split("\n")
    for number, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        is_marked = bool(_MARKER.match(line) or _RULE.match(line))
        if is_marked or (_field(line)[0] == "from" and not _is_inside_heading(lines, number)):
            start = number + 1 if is_marked else number
            found = _read(lines[start : start + _MOST_LINES], is_marked=is_marked)
            if found is not None:
                return found
    return None


def _is_inside_heading(lines: list[str], number: int) -> bool:
    return number > 0 and bool(_field(lines[number - 1])[0])


def _field(line: str) -> tuple[str, str]:
    found = _LINE.match(line[:_LONGEST_LINE])
    if found is None:
        return "", ""
    return _FIELD_OF.get(found[1].strip().lower(), ""), found[2].strip().strip("*").strip()


def _read(lines: list[str], *, is_marked: bool) -> Forwarded | None:
    """Fields line by line until the first that is none; without a marker sender, date and subject must all be there."""
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        name, value = _field(line)
        if name:
            fields.setdefault(name, value)
            last = name
        elif not line.strip(" >\t\r"):
            if fields:
                break
        elif last == "from" and not _address_in(fields["from"])[0]:
            # The address of a long name stands on the next line.
            fields["from"] += f" {line.strip(' >')}"
        elif not last:
            return None
        # Anything else goes on with the line above it: a long list of recipients.
    if not is_marked and not {"from", "date", "subject"} <= fields.keys():
        return None
    address, name = _address_in(fields.get("from", ""))
    if not address:
        return None
    return Forwarded(address, name, fields.get("date", ""), fields.get("subject", ""))


def _address_in(written: str) -> tuple[str, str]:
    """Outlook writes `Name [mailto:a@b]`, some write `Name <a@b<mailto:a@b>>`."""
    plain = re.sub(r"<mailto:[^>\s]*>", "", _MAILTO.sub(r"<\1>", written[:_LONGEST_LINE]))
    found = [one for one in read_mailboxes(plain) if one.address]
    return (found[0].address, found[0].name) if len(found) == 1 else ("", "")
