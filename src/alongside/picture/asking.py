"""What a client is asked section by section, and rows of answers: checked, put into words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from alongside.lib.texts import one_line
from alongside.picture.errors import PictureError
from alongside.picture.rules import (
    LONGEST_NAME,
    PERSON,
    PERSON_FIELDS,
    TOPIC_OF,
    Field,
    cleaned_fields,
    no_secret,
)

DAY = "day"
MOST_ROWS = 20
MOST_LETTERS = 60_000
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
# By kind the rows, each by field; "name" is a row's own.
Answers = dict[str, list[dict[str, str]]]


class Asked(Struct, frozen=True):
    """`one` is what the name of a row is asked as. `prompts` are names that stand there already."""

    kind: str
    title: str
    why: str
    one: str
    fields: tuple[Field, ...]
    prompts: tuple[str, ...] = ()

    @property
    def is_of_days(self) -> bool:
        return self.kind == DAY


def _guests(kind: str, **labels: str) -> tuple[Field, ...]:
    """The fields of a topic, in the words for whoever is asked."""
    return tuple(
        replace(field, label=labels.get(field.name, field.label), help="") for field in TOPIC_OF[kind].fields
    )


ASKED = (
    Asked(
        PERSON, "Who is who", "Whoever I will write to, speak with or hear of.", "Name",
        (
            replace(PERSON_FIELDS[0], help=""),
            Field("answers_to", "Answers to"),
            replace(PERSON_FIELDS[1], help=""),
            Field("say", "How the name is said"),
        ),
    ),
    Asked(
        "place", "Where you are", "Offices, workshops, anywhere I might come or send somebody.", "Which place",
        _guests("place", hours="When somebody is there"),
    ),
    Asked(
        "tool", "What you work with", "Programs, shops, portals. Please no passwords: we hand access over another way.",
        "Which program", _guests("tool", account="Who has the account"),
    ),
    Asked(
        "preference", "How you like it", "Whatever would make you say “yes, like that”.", "About what",
        _guests("preference", text="How you like it"),
        ("How you like to be told things", "What I may decide without asking", "When it is urgent"),
    ),
    Asked(
        "environment", "How you work", "Machines, telephones, where files lie, who opens the door.", "What",
        _guests("environment", text="How it is"),
    ),
    Asked(
        DAY, "Days that matter", "Birthdays, the end of your year, the week nobody must disturb.", "Which day",
        (Field("day", "Day"), Field("month", "Month")),
    ),
)  # fmt: skip
ASKED_OF = {one.kind: one for one in ASKED}


class Row(NamedTuple):
    kind: str
    name: str
    fields: dict[str, str]

    @property
    def digest(self) -> str:
        """Equal for the same words, however often they are sent."""
        digest = blake2b(digest_size=16, person=b"answered-row")
        for part in (self.kind, self.name, *(f"{key}={self.fields[key]}" for key in sorted(self.fields))):
            digest.update(f"{len(part)}:{part}".encode("utf-8", "replace"))
        return digest.hexdigest()


def rows_of(answers: Answers) -> Iterator[Row]:
    """Only those that say something: a name that stood there and was not answered says nothing."""
    for asked in ASKED:
        for one in answers.get(asked.kind, ()):
            if says_something(asked, one):
                fields = {field.name: one[field.name] for field in asked.fields if one.get(field.name)}
                yield Row(asked.kind, one.get("name", ""), fields)


def says_something(asked: Asked, row: Mapping[str, str]) -> bool:
    name = row.get("name", "")
    return bool(name and name not in asked.prompts) or any(row.get(field.name) for field in asked.fields)


def key_of(kind: str, number: int, field: str) -> str:
    """The name of a field of the form."""
    return f"{kind}-{number}-{field}"


def read(given: Mapping[str, str]) -> tuple[Answers, dict[str, str]]:
    """What a form holds, and by the name of a field what is wrong with it. What is wrong is in no answer."""
    answers: Answers = {}
    errors: dict[str, str] = {}
    for asked in ASKED:
        rows = (_read_row(asked, number, given, errors) for number in range(MOST_ROWS))
        answers[asked.kind] = _trimmed(list(rows))
    if (
        not errors
        and sum(len(text) for rows in answers.values() for row in rows for text in row.values())
        > MOST_LETTERS
    ):
        errors["form"] = "This is more than one page takes. Send the long part by mail."
    return answers, errors


def _read_row(asked: Asked, number: int, given: Mapping[str, str], errors: dict[str, str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for field in (Field("name", asked.one), *asked.fields):
        key = key_of(asked.kind, number, field.name)
        try:
            row.update(_read_field(field, given.get(key, "")))
        except PictureError as error:
            errors[key] = str(error)
    if asked.is_of_days:
        _check_day(asked, number, row, errors)
    filled = any(row.get(field.name) for field in asked.fields)
    key = key_of(asked.kind, number, "name")
    if filled and not row.get("name") and key not in errors:
        errors[key] = f"{asked.one}? Say it in a word or two."
    return row


def _read_field(field: Field, text: str) -> dict[str, str]:
    if field.name == "name":
        name = one_line(text)
        if len(name) > LONGEST_NAME:
            raise PictureError(f"This is {len(name) - LONGEST_NAME} letters too long.", field="name")
        no_secret("name", name)
        return {"name": name} if name else {}
    return cleaned_fields((field,), {field.name: text})


def _check_day(asked: Asked, number: int, row: dict[str, str], errors: dict[str, str]) -> None:
    day, month = row.get("day", ""), row.get("month", "")
    if not day and not month:
        return
    is_day = day.isdecimal() and len(day) <= 2 and month.isdecimal() and len(month) <= 2
    if not is_day or not (1 <= int(month) <= 12 and 1 <= int(day) <= _LONGEST_MONTH[int(month) - 1]):
        errors[key_of(asked.kind, number, "day")] = "There is no such day. Give a day and a month."
        row.pop("day", None)
        row.pop("month", None)


_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _trimmed(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def in_words(answers: Answers) -> str:
    """What was answered, as a letter that can be read without this program."""
    parts = []
    rows = list(rows_of(answers))
    for asked in ASKED:
        some = [_row_in_words(asked, row) for row in rows if row.kind == asked.kind]
        if some:
            parts.append("\n\n".join([asked.title.upper(), *some]))
    return "\n\n\n".join(parts)


def _row_in_words(asked: Asked, row: Row) -> str:
    if asked.is_of_days:
        on = f"{row.fields['day']} {MONTHS[int(row.fields['month']) - 1]}" if "day" in row.fields else ""
        return f"{row.name}: {on}" if on else row.name
    labels = {field.name: field.label for field in asked.fields}
    if len(labels) == 1:
        return "\n".join([row.name, *row.fields.values()])
    return "\n".join([row.name, *(f"{labels[name]}: {text}" for name, text in row.fields.items())])
