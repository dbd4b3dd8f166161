"""Who is named in a message: address headers in, parties out; and whether its one sender is beyond doubt.

Well-formed mailboxes are read by one strict pattern. Everything else is read with forgiveness, and then only
where it can mean one address alone: what forged forms make of forgiving readers is CVE-2023-27043 and kin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from alongside.channels.email.block import HeaderBlock
from alongside.channels.email.words import decode_words, hides_something, read_words
from alongside.lib.domains import ascii_domain
from alongside.message import Party, Role

MAX_PARTIES = 2_000
_ROLES: tuple[tuple[str, Role], ...] = (
    ("from", "from"),
    ("sender", "sender"),
    ("reply-to", "reply_to"),
    ("to", "to"),
    ("cc", "cc"),
    ("bcc", "bcc"),
)

# RFC 5322 §3.4.1 dot-atoms; "%" and "!" once routed mail elsewhere, so they are left to the forgiving reader.
_LOCAL = r"[A-Za-z0-9#$&'*+/=?^_`{|}~-]++(?:\.[A-Za-z0-9#$&'*+/=?^_`{|}~-]++)*+"
_DOMAIN = r"[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)*+"
_ADDRESS = rf"{_LOCAL}@{_DOMAIN}"
_PHRASE = r'(?:[^"<>@,;:\\\x00-\x08\x0a-\x1f\x7f]|"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[ -~])*+")*+'
_STRICT = re.compile(
    rf"(?P<phrase>{_PHRASE})<(?P<angle>{_ADDRESS})>(?:[ \t]*\([^()<>@\\]*\))?"
    rf"|(?P<bare>{_ADDRESS})(?:[ \t]*\((?P<comment>[^()<>@\\]*)\)|[ \t]*<(?P<again>{_ADDRESS})>)?"
)
# With forgiveness: dots anywhere, as Exchange wrote and some carriers gave out, and the routing of old.
_LOOSE = rf"[A-Za-z0-9#$&'*+/=?^_`{{|}}~.%!-]++@{_DOMAIN}"
_ONE_ANGLE = re.compile(rf"(?P<phrase>[^<>]*)<[ \t]*(?P<angle>{_LOOSE})[ \t]*>")
_TOKEN = re.compile(rf"(?<![^\s<>,;:()\[\]\"'])(?P<address>{_LOOSE})(?![^\s<>,;:()\[\]\"'])")
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"|\((?:[^()\\]|\\.)*+\)|<[^<>]*+>|[,;]|[^",;<(]++|.', re.DOTALL)
_GROUP = re.compile(r'(?:[^"<>@,;:()\\]|"[^"\\]*+")*+:(?!//)')
_QUOTING = re.compile(r'\\(.)|"')
_INTERNATIONAL = re.compile(r"(?P<local>[^\s<>@,;:\"()\[\]\\]+)@(?P<domain>[^\s<>@,;:\"()\[\]\\]+)")
_MAX_REMEMBERED = 1_000
_MAX_LOCAL, _MAX_ADDRESS, _MAX_VALUE = 64, 254, 2_000_000


class Mailbox(Struct, frozen=True):
    """`is_exact`: written as RFC 5322 has it, in plain ASCII; nothing was forgiven."""

    address: str
    name: str
    is_exact: bool


def read_parties(block: HeaderBlock) -> tuple[tuple[Party, ...], tuple[str, ...]]:
    """Everybody named, in the order from, sender, reply-to, to, cc, bcc."""
    values = block.values
    parties: list[Party] = []
    for header, role in _ROLES:
        for value in values.get(header, ()):
            parties += _parties_of(role, value)
    if len(parties) > MAX_PARTIES:
        return tuple(parties[:MAX_PARTIES]), (
            f"It names {len(parties)} people; the first {MAX_PARTIES} are listed.",
        )
    return tuple(parties), ()


def judge_sender(block: HeaderBlock) -> tuple[bool, tuple[str, ...]]:
    """Whether there is one sender and no doubt which, and the doubts in words."""
    values = block.all("from")
    if not values:
        return False, ("It names no sender.",)
    if len(values) > 1:
        return False, ("It has several From headers.",)
    is_short = len(values[0]) <= _MAX_REMEMBERED
    doubt = _remember_doubt(values[0]) if is_short else _doubt_about(values[0])
    if not doubt and ("from" in block.odd_names or not block.is_whole):
        doubt = "Its headers are not well formed."
    return not doubt, (doubt,) if doubt else ()


def _doubt_about(value: str) -> str:
    mailboxes = read_mailboxes(value)
    if len(mailboxes) != 1:
        return "The From header does not name exactly one sender."
    mailbox = mailboxes[0]
    if not mailbox.is_exact:
        return "The sender's address is not well formed."
    name = decode_words(value.rpartition("<")[0]) if "<" in value else mailbox.name
    if hides_something(name.replace("\t", " ")):
        return "The sender's name holds hidden letters."
    if _names_another_address(name, mailbox.address):
        return "The sender's name looks like another address."
    return ""


_remember_doubt = lru_cache(maxsize=8192)(_doubt_about)


def _names_another_address(name: str, address: str) -> bool:
    folded = unicodedata.normalize("NFKC", name).lower()
    return "@" in folded and address not in folded


def _parties_of(role: Role, value: str) -> tuple[Party, ...]:
    """Most headers come again and again; very long ones would fill the memory."""
    if len(value) > _MAX_REMEMBERED:
        return _read_parties(role, value)
    return _remember_parties(role, value)


def _read_parties(role: Role, value: str) -> tuple[Party, ...]:
    return tuple(Party(role, mailbox.address, mailbox.name) for mailbox in read_mailboxes(value))


_remember_parties = lru_cache(maxsize=8192)(_read_parties)


def read_mailboxes(value: str) -> list[Mailbox]:
    """A list of mailboxes; groups are flattened, empty ones dropped. Linear in the length of `value`."""
    mailboxes: list[Mailbox] = []
    waiting = ""
    for piece in split_list(value[:_MAX_VALUE]):
        if "@" not in piece and "<" not in piece and "＠" not in piece and "=?" not in piece:
            # "Quill, Mara <mara@example.org>" without quotes: the comma belongs to the name.
            waiting = f"{waiting}{piece}, " if len(waiting) < _MAX_ADDRESS else waiting
            continue
        mailbox = read_mailbox(piece)
        if waiting and mailbox.address and mailbox.name:
            mailbox = Mailbox(mailbox.address, read_words(waiting + mailbox.name), False)
            waiting = ""
        elif waiting:
            mailboxes.append(Mailbox("", _name(waiting.rstrip(", ")), False))
            waiting = ""
        mailboxes.append(mailbox)
    if waiting:
        mailboxes.append(Mailbox("", _name(waiting.rstrip(", ")), False))
    return mailboxes


def split_list(value: str) -> list[str]:
    """The pieces between commas and semicolons that stand outside of quotes, comments and angle brackets."""
    if "," not in value and ";" not in value:
        pieces = [value]
    elif not any(mark in value for mark in '"(;<'):
        pieces = value.split(",")
    else:
        pieces = _split_with_care(value)
    stripped = (_without_group(piece.strip()) for piece in pieces)
    return [piece for piece in stripped if piece]


def _split_with_care(value: str) -> list[str]:
    pieces: list[str] = []
    current: list[str] = []
    for match in _PIECE.finditer(value):
        if match[0] in ",;":
            pieces.append("".join(current))
            current = []
        else:
            current.append(match[0])
    return [*pieces, "".join(current)]


def _without_group(piece: str) -> str:
    """`undisclosed-recipients:` and the name of any other group goes (RFC 5322 §3.4)."""
    if ":" not in piece:
        return piece
    match = _GROUP.match(piece)
    return piece[match.end() :].strip() if match else piece


def read_mailbox(piece: str) -> Mailbox:
    """One mailbox. `address` is "" when it could mean more than one, or none."""
    match = _STRICT.fullmatch(piece)
    if match and _is_exact(match):
        address = (match["angle"] or match["bare"]).lower()
        return Mailbox(address, _name(match["phrase"] or match["comment"] or ""), True)
    angle = _ONE_ANGLE.fullmatch(piece)
    if angle and angle["phrase"].count('"') % 2 == 0:
        return Mailbox(angle["angle"].lower(), _name(angle["phrase"]), False)
    if piece.count("@") == 1 and piece.isascii():
        token = _TOKEN.search(piece)
        if token and not hides_something(piece.replace("\t", " ")):
            rest = piece[: token.start()] + piece[token.end() :]
            return Mailbox(token["address"].lower(), _name(rest.translate(_BRACKETS)), False)
    address = _international(piece)
    if not address:
        return Mailbox("", _name(piece), False)
    return Mailbox(address, _name(piece.partition("<")[0]) if "<" in piece else "", False)


_BRACKETS = dict.fromkeys(map(ord, "<>()[]:;'"), " ")


def _is_exact(match: re.Match[str]) -> bool:
    address = match["angle"] or match["bare"]
    if len(address) > _MAX_ADDRESS or address.index("@") > _MAX_LOCAL:
        return False
    return match["again"] is None or match["again"].lower() == address.lower()


def _name(phrase: str) -> str:
    if '"' in phrase or "\\" in phrase:
        phrase = _QUOTING.sub(lambda match: match[1] or "", phrase)
    return read_words(phrase.strip())


def _international(piece: str) -> str:
    """An address with letters beyond ASCII (RFC 6531), its domain as it is looked up; "" if it could deceive.

    Full-width signs, ideographic dots and invisible letters are no letters: they make no address.
    """
    angle = re.fullmatch(r"[^<>]*<([^<>]*)>", piece)
    match = _INTERNATIONAL.fullmatch((angle[1] if angle else piece).strip())
    if not match or piece.isascii() or unicodedata.normalize("NFKC", match[0]) != match[0]:
        return ""
    if not all(letter.isascii() or letter.isalnum() for letter in match[0]):
        return ""
    try:
        domain = ascii_domain(match["domain"])
    except UnicodeError:
        return ""
    return f"{match['local']}@{domain}".lower()
