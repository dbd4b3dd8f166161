"""Texts of anybody in, header lines out that hold nothing but what they should: one line each, folded, ASCII.

Written by hand, because `email` of Python 3.11 decodes what it is given and writes the decoded line breaks
(the kind of CVE-2024-6923), and drops the quotes of a name that it folds.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from unicodedata import category

from alongside.lib.domains import ascii_domain

# Of a quoted name or word; what is longer is encoded, and folds then (RFC 5322 §2.1.1).
_LONGEST_WORD = 70
_LINE = 76
# RFC 2047 §2: an encoded word is 75 characters at most.
_ENCODED_BYTES = 42
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*|\"[ !#-\[\]-~]+\"")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# They belong to the writing of several languages, and to emoji.
_JOINERS = "\u200c\u200d"
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")


class UnsafeAddress(ValueError):
    """It is no address that a server could be given."""


def one_line(text: str) -> str:
    """Without anything that breaks a line, hides or turns it round; runs of blanks become one."""
    shown = "".join(map(_shown, text))
    # An encoded word in a decoded text would be decoded once more by whoever reads it.
    return " ".join(shown.replace("=?", "= ?").split())


def _shown(letter: str) -> str:
    if letter in _JOINERS:
        return letter
    kind = category(letter)
    return "" if kind in ("Cf", "Cs") else " " if kind in ("Cc", "Zl", "Zp") else letter


def wire_address(address: str) -> str:
    """As a server takes it: ASCII, the domain in its IDNA form; raises UnsafeAddress."""
    local, at, domain = address.strip().rpartition("@")
    try:
        plain = ascii_domain(domain)
    except UnicodeError as error:
        raise UnsafeAddress(address) from error
    is_fine = at and len(local) <= 64 and len(plain) <= 255 and _DOMAIN.fullmatch(plain)
    if not is_fine or not _LOCAL.fullmatch(local):
        raise UnsafeAddress(address)
    return f"{local}@{plain}"


def unstructured(name: str, text: str) -> bytes:
    """A header such as Subject."""
    text = one_line(text)
    needs_encoding = not text.isascii() or any(len(word) > _LONGEST_WORD for word in text.split())
    return _line(name, encoded_words(text) if needs_encoding else text.split(" "))


def addresses(name: str, people: Sequence[tuple[str, str]]) -> bytes:
    """A header such as To, of (name, address); raises UnsafeAddress."""
    words: list[str] = []
    for number, (shown, address) in enumerate(people):
        some = [*_phrase(shown), f"<{wire_address(address)}>"]
        if number < len(people) - 1:
            some[-1] += ","
        words += some
    return _line(name, words)


def message_ids(name: str, ids: Iterable[str]) -> bytes:
    """A header such as References; what is no Message-ID is left out, and b"" comes out when none is left."""
    found = [f"<{one}>" for one in ids if _MESSAGE_ID.fullmatch(one) and "=?" not in one]
    return _line(name, found) if found else b""


def plain(name: str, value: str) -> bytes:
    """A value of our own making."""
    return _line(name, [value])


def encoded_words(text: str) -> list[str]:
    """RFC 2047 §4.1, cut between characters."""
    pieces, piece = [], b""
    for letter in text:
        coded = letter.encode("utf-8", "replace")
        if len(piece) + len(coded) > _ENCODED_BYTES:
            pieces.append(piece)
            piece = b""
        piece += coded
    return [f"=?utf-8?b?{b64encode(some).decode()}?=" for some in [*pieces, piece]]


def _phrase(shown: str) -> list[str]:
    shown = one_line(shown)
    if not shown:
        return []
    if not shown.isascii() or len(shown) > _LONGEST_WORD:
        return encoded_words(shown)
    return ['"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"']


def _line(name: str, words: Sequence[str]) -> bytes:
    lines, line = [], f"{name}:"
    for word in words:
        if len(line) + 1 + len(word) > _LINE and line.strip() != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return ("\r\n".join([*lines, line]) + "\r\n").encode("ascii")


def is_plain_lines(raw: bytes) -> bool:
    """Whether every line ends in CRLF and in nothing else: a lone CR or LF ends a letter early for some servers."""
    ends = raw.count(b"\r\n")
    return ends == raw.count(b"\r") == raw.count(b"\n") and b"\0" not in raw
