"""The questions of a link as a form: rows with room for more, what was typed into them, and what is wrong with it."""

from __future__ import annotations

from django.http import QueryDict
from msgspec import Struct, field

from alongside.picture.asking import ASKED, MOST_ROWS, Answers, Asked, key_of
from alongside.picture.merging import had_of
from alongside.picture.models import Questionnaire
from alongside.picture.rules import Field
from alongside.picture.secrets import without_secret

# As many empty rows as invite to one more, and no more than fit into a look.
_EMPTY_ROWS, _MORE_ROWS = 1, 3


class Typed(Struct):
    """The form as it is shown. `texts`: what stands in its fields; `errors`: by field, in the order of the page.

    `revision` and `had`: what is kept by now, for the browser to send back.
    """

    form: str
    revision: int = -1
    had: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    name: str = ""
    address: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def show(self, row: Questionnaire) -> None:
        """What is kept, and only in fields with an error what was typed."""
        self.revision, self.had = row.revision, had_of(row.answers)
        wrong = {key: text for key, text in self.texts.items() if key in self.errors}
        self.texts = {**texts_of(row.answers), **wrong}


class Box(Struct, frozen=True):
    """One field of a row: its name in the form, and where it has several lines."""

    key: str
    field: Field
    is_name: bool = False


def typed_in(post: QueryDict, errors: dict[str, str]) -> Typed:
    keys = [
        key_of(one.kind, number, name) for one in ASKED for number in range(MOST_ROWS) for name in _names(one)
    ]
    texts = {
        key: without_secret(text) if key in errors else text for key in keys if (text := post.get(key, ""))
    }
    revision = post.get("revision", "")
    number = int(revision) if revision.isdecimal() and len(revision) < 9 else -1
    return Typed(
        post.get("form", ""),
        number,
        post.get("had", ""),
        texts,
        post.get("name", "").strip(),
        post.get("address", "").strip(),
        errors,
    )


def _names(asked: Asked) -> list[str]:
    return ["name", *(one.name for one in asked.fields)]


def texts_of(answers: Answers) -> dict[str, str]:
    return {
        key_of(kind, number, name): text
        for kind, rows in answers.items()
        for number, row in enumerate(rows)
        for name, text in row.items()
    }


def rows_of(asked: Asked, typed: Typed, more: str) -> list[list[Box]]:
    """What is filled in and a little room below; where nothing is yet, one row for each prompt."""
    filled = [
        n
        for n in range(MOST_ROWS)
        if any(typed.texts.get(key_of(asked.kind, n, name)) for name in _names(asked))
    ]
    room = _MORE_ROWS if more == asked.kind else _EMPTY_ROWS if not filled else 0
    count = min(max(max(filled, default=-1) + 1 + room, len(asked.prompts)), MOST_ROWS)
    for number, prompt in enumerate(asked.prompts):
        if number not in filled and max(filled, default=-1) < number:
            typed.texts[key_of(asked.kind, number, "name")] = prompt
    name = Field("name", asked.one)
    return [
        [Box(key_of(asked.kind, n, one.name), one, one.name == "name") for one in (name, *asked.fields)]
        for n in range(count)
    ]
