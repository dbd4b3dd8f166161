"""Verdicts of the receiving server: the order and values of trace headers in, Authentication out.

Anybody can write an Authentication-Results header into a message (RFC 8601 §1.6, §5). One is read only where
the server that received it must have put it: above every other, below Received headers of its own house.
"""

from __future__ import annotations

import re

from alongside.channels.email.block import HeaderBlock
from alongside.message import Authentication

_BY = re.compile(r"(?:^|[\s)])by\s+(?P<host>[^\s;()]+)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_FROM = re.compile(r"\s*from\s", re.IGNORECASE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*+"|[()]|;|\\.|[^"();\\]++|.', re.DOTALL)
_METHOD = re.compile(r"\s*(?P<method>[a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*(?P<result>[a-z]+)\b", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?<!\S)(?P<type>header|smtp|policy)\.(?P<name>[a-z0-9_-]+)\s*=\s*(?P<value>\S+)", re.IGNORECASE
)
_VERDICT_FIRST = re.compile(r"\s*(?:spf|dkim|dmarc|arc|auth|iprev)\s*=", re.IGNORECASE)
# Microsoft 365 names no server in its verdicts and hands mail on between these houses of its own.
_MICROSOFT, _MICROSOFT_HOUSES = "outlook.com", frozenset({"outlook.com", "office365.com"})
# Second labels under which registries of countries sell names: co.uk, com.au, ac.jp, or.at ...
_SHARED_LABELS = "ac co com edu go gob gouv gov gv ltd me mil ne net or org plc sch"
_SHARED = frozenset(_SHARED_LABELS.split())
_MAX_LETTERS = 10_000


def read_authentications(block: HeaderBlock) -> tuple[Authentication, ...]:
    """One verdict at most: the topmost, if it stands where only a receiving server writes."""
    if "authentication-results" not in block.values or not block.is_whole:
        return ()
    above = block.order.index("authentication-results")
    value = block.first("authentication-results")
    if above == 0 or len(value) > _MAX_LETTERS:
        return ()
    pieces = _split(value)
    received = block.all("received")[:above]
    if _VERDICT_FIRST.match(pieces[0]):
        server = _MICROSOFT if _are_hosts_of(received, _MICROSOFT_HOUSES) else ""
    else:
        server = pieces.pop(0).split()[0].lower() if pieces[0].split() else ""
        server = server if _HOST.fullmatch(server) and _are_hosts_of(received, {organisation(server)}) else ""
    if not server:
        return ()
    domains: dict[str, None] = {}
    failed = set[str]()
    for piece in pieces:
        match = _METHOD.match(piece)
        result = match["result"].lower() if match else ""
        if match and result == "pass":
            domains |= dict.fromkeys(_passed(piece, match))
        elif match and result == "fail":
            failed.add(match["method"].lower())
    is_denied = "dmarc" in failed or ("spf" in failed and not domains)
    return (Authentication(server, tuple(domains), is_denied),)


def organisation(host: str) -> str:
    """The registered domain of a host, rather too long than too short."""
    labels = host.lower().rstrip(".").split(".")
    is_shared = len(labels) > 2 and len(labels[-1]) == 2 and (labels[-2] in _SHARED or len(labels[-2]) < 3)
    return ".".join(labels[-3 if is_shared else -2 :])


def _are_hosts_of(received: list[str], organisations: set[str] | frozenset[str]) -> bool:
    """Every hop above was written by these; Gmail's own inner hops name a bare address and no sender."""
    for value in received[:-1]:
        host = _by(value)
        is_inner = not _HOST.fullmatch(host) and not _FROM.match(value)
        if not is_inner and organisation(host) not in organisations:
            return False
    last = _by(received[-1])
    return _HOST.fullmatch(last) is not None and organisation(last) in organisations


def _by(received: str) -> str:
    match = _BY.search(_split(received[:_MAX_LETTERS])[0])
    return match["host"].lower().rstrip(".") if match else ""


def _split(value: str) -> list[str]:
    """The statements between semicolons, without comments (RFC 8601 §2.2)."""
    pieces: list[str] = []
    current: list[str] = []
    depth = 0
    for match in _PIECE.finditer(value):
        piece = match[0]
        if piece == "(":
            depth += 1
        elif piece == ")" and depth:
            depth -= 1
        elif depth:
            continue
        elif piece == ";":
            pieces.append("".join(current))
            current = []
        else:
            current.append(piece)
    pieces.append("".join(current))
    return pieces


def _passed(statement: str, match: re.Match[str]) -> list[str]:
    """The domain a DMARC pass names as that of From, or a DKIM pass as the one that signed."""
    wanted = {"dmarc": ("from",), "dkim": ("d", "i")}.get(match["method"].lower(), ())
    found = []
    for prop in _PROPERTY.finditer(statement, match.end()):
        if prop["type"].lower() == "header" and prop["name"].lower() in wanted:
            domain = prop["value"].strip('"').rpartition("@")[2].lower()
            if _HOST.fullmatch(domain):
                found.append(domain)
    return found
