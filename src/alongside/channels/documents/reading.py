"""A letter in, the words of its files out, so that a search finds them. To be called under limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

from msgspec import Struct

from alongside.channels.documents import office, pdf
from alongside.channels.documents.errors import BROKEN, CannotReadError
from alongside.channels.email.charsets import clean_text, decode_text
from alongside.channels.email.html_text import html_to_text
from alongside.channels.email.parse import files_of, parse
from alongside.channels.email.rich_text import text_of_rtf

# About sixty pages. Of a longer file its beginning is read.
MOST_LETTERS = 200_000
# Of the processor, for all files of a letter: less than its worker may use, so that what was read by then is kept.
SECONDS = 1.2
_MOST_BYTES = 1_000_000
TOO_LONG = "It is long: only its beginning can be searched."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

Reader = Callable[[bytes], Iterator[str]]


class FileWords(Struct, frozen=True):
    """`number`: as `parse` numbers the files. `trouble`: a sentence on what of it was not read; "" if all was."""

    number: int
    text: str
    trouble: str = ""


def words_in(wanted: tuple[bytes, frozenset[int]]) -> tuple[FileWords, ...]:
    """A letter and the numbers of its files: one for each of these that is of a kind that is read."""
    raw, numbers = wanted
    until = process_time() + SECONDS
    return tuple(
        _gathered(number, READERS[media_type], content, until)
        for number, media_type, content in files_of(raw)
        if number in numbers and media_type in READERS
    )


def _gathered(number: int, reader: Reader, content: bytes, until: float) -> FileWords:
    pieces: list[str] = []
    trouble, room = "", MOST_LETTERS
    try:
        for piece in reader(content):
            pieces.append(clean_text(piece)[:room])
            room -= len(pieces[-1]) + 1
            if room <= 0 or process_time() > until:
                trouble = TOO_LONG
                break
    except CannotReadError as error:
        trouble = str(error)
    except Exception:
        # Whatever a library runs into on a stranger's file: what was read until there is kept.
        trouble = BROKEN
    return FileWords(number, "\n".join(pieces).strip(), trouble)


def _plain(content: bytes) -> Iterator[str]:
    yield decode_text(content[:_MOST_BYTES])[0]


def _html(content: bytes) -> Iterator[str]:
    yield html_to_text(decode_text(content[:_MOST_BYTES])[0])[0]


def _rich_text(content: bytes) -> Iterator[str]:
    yield text_of_rtf(content[:_MOST_BYTES])


def _letter(content: bytes) -> Iterator[str]:
    """What was forwarded as a file: its subject, who is named in it, what it says."""
    letter = parse(content)
    yield letter.subject
    yield from (f"{party.name} {party.address}".strip() for party in letter.parties)
    yield letter.text


READERS: dict[str, Reader] = {
    "application/pdf": pdf.pages,
    f"{_OFFICE}wordprocessingml.document": partial(office.paragraphs, grammar=office.WORD),
    f"{_OFFICE}spreadsheetml.sheet": partial(office.paragraphs, grammar=office.TABLE),
    f"{_OFFICE}presentationml.presentation": partial(office.paragraphs, grammar=office.SLIDES),
    f"{_OPEN}text": partial(office.paragraphs, grammar=office.OPEN_DOCUMENT),
    f"{_OPEN}spreadsheet": partial(office.paragraphs, grammar=office.OPEN_DOCUMENT),
    f"{_OPEN}presentation": partial(office.paragraphs, grammar=office.OPEN_DOCUMENT),
    "application/rtf": _rich_text,
    "text/plain": _plain,
    "text/html": _html,
    "message/rfc822": _letter,
}
