"""Texts, tables and slides of Office and LibreOffice in, their words out: all are XML files within a zip file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import iterparse
from msgspec import Struct

from alongside.channels.documents.errors import BROKEN, CannotReadError

_NUMBER = re.compile(r"\d+")


class Grammar(Struct, frozen=True):
    """How one kind of file writes its words. Names are those of elements, without their namespaces.

    `members`: the files with words, in this order. `paragraph`: what stands on a line of its own. `instead`: what
    stands for a blank. `left_out`: what nobody sees.
    """

    members: tuple[str, ...]
    paragraph: frozenset[str]
    instead: Mapping[str, str]
    left_out: frozenset[str] = frozenset()


_BLANKS = {"tab": "\t", "br": "\n", "cr": "\n", "s": " ", "line-break": "\n"}
# ECMA-376 part 1, 17 (texts), 18 (tables), 21 (slides).
WORD = Grammar(
    (r"word/document\.xml", r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml"),
    frozenset({"p"}),
    _BLANKS,
    frozenset({"instrText", "delText"}),
)
SLIDES = Grammar((r"ppt/slides/slide\d+\.xml", r"ppt/notesSlides/\w+\.xml"), frozenset({"p"}), _BLANKS)
# `f` is how a cell is worked out, `rPh` how a Japanese word is said.
TABLE = Grammar(
    (r"xl/sharedStrings\.xml", r"xl/worksheets/sheet\d+\.xml"),
    frozenset({"si", "c"}),
    {},
    frozenset({"f", "rPh"}),
)
# OpenDocument 1.3, part 3: texts, tables and slides alike.
OPEN_DOCUMENT = Grammar((r"content\.xml",), frozenset({"p", "h"}), _BLANKS, frozenset({"tracked-changes"}))


def paragraphs(content: bytes, grammar: Grammar) -> Iterator[str]:
    """Line by line. Raises CannotReadError for what is no such file, and whatever the XML in it makes of it."""
    try:
        archive = ZipFile(BytesIO(content))
    except BadZipFile as error:
        raise CannotReadError(BROKEN) from error
    with archive:
        for pattern in grammar.members:
            names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
            for name in sorted(set(names), key=_in_order):
                with archive.open(name) as member:
                    yield from _lines(member, grammar)


def _in_order(name: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(name)]


def _lines(member: IO[bytes], grammar: Grammar) -> Iterator[str]:
    element: Element
    for _, element in _read(member):
        name = element.tag.rpartition("}")[2]
        if name in grammar.left_out:
            _empty(element)
        elif name in grammar.instead:
            element.text = grammar.instead[name]
        elif name in grammar.paragraph:
            line = "" if _is_pointer(element) else "".join(element.itertext()).strip()
            _empty(element)
            if line:
                yield line


def _read(member: IO[bytes]) -> Iterator[tuple[str, Any]]:
    found: Iterator[tuple[str, Any]] = iterparse(member, events=("end",), forbid_dtd=True)
    return found


def _is_pointer(element: Element) -> bool:
    """A cell that names the line of the shared strings in which its words stand."""
    return element.get("t") == "s"


def _empty(element: Element) -> None:
    """A paragraph within another, as in a text box, has been told; what follows it belongs to the outer one."""
    behind = element.tail
    element.clear()
    element.tail = behind
