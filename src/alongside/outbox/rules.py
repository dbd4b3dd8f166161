"""The wall between clients: a draft and what is known of others go in, what crosses comes out. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from alongside.outbox.common_words import COMMON_WORDS, LEGAL_WORDS

Why = Literal["person", "address", "company", "domain", "file", "recipient"]
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_DOMAIN = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w-])", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
# Between the words of a name they may stand or not.
_JOINING = frozenset({"and", "und", "et", "the"})
_SHORTEST_ALONE = 4
_SENTENCES: Mapping[Why, str] = {
    "person": "{words} is somebody at {client}.",
    "address": "{words} belongs to somebody at {client}.",
    "company": "{words} is another client of yours.",
    "domain": "{words} belongs to {client}.",
    "file": "{words} is a file that {client} has, and nobody else.",
    "recipient": "{words} belongs to {client}.",
}


class Crossing(Struct, frozen=True):
    """Something of another client in a draft: `field` of the draft, and `field[start:end]`, which is `words`.

    `field` is one of to, cc, bcc, subject, text, files; of a file `words` is its name and the span is its whole.
    `sentence` says it to a person. `is_alone`: one word of a longer name, so another may be meant.
    """

    field: str
    start: int
    end: int
    words: str
    client_id: int
    client_name: str
    why: Why
    sentence: str
    is_alone: bool = False


class Known(Struct, frozen=True):
    """What is known of one client. Addresses and domains in lower case."""

    client_id: int
    name: str
    people: Sequence[str] = ()
    addresses: Collection[str] = ()
    domains: Collection[str] = ()


class Addressee(Struct, frozen=True):
    """A recipient as it stands in a field of the draft."""

    field: str
    start: int
    end: int
    address: str


class Carried(Struct, frozen=True):
    """A file of the draft, and the clients in whose timeline the same bytes stand."""

    name: str
    clients: frozenset[int]


class _Name(Struct, frozen=True):
    words: tuple[str, ...]
    client_id: int
    why: Why


class _Token(Struct, frozen=True):
    word: str
    start: int
    end: int
    is_capital: bool


class _Text(Struct):
    """A text as its words; `at`: where each of them stands among `tokens`."""

    text: str
    tokens: list[_Token] = field(default_factory=list)
    at: dict[str, list[int]] = field(default_factory=dict)


def crossings(
    texts: Mapping[str, str],
    *,
    recipients: Sequence[Addressee],
    files: Sequence[Carried],
    allowed: Collection[int],
    known: Sequence[Known],
    shared: str = "",
    ordinary: Collection[str] = (),
) -> list[Crossing]:
    """All that belongs to a client who is not one of `allowed`, in the order it stands in the draft.

    `shared`: a text that those whom it goes to know anyway, such as the one they wrote. `ordinary`: names that
    are nobody's secret, such as those of the practice's own members.
    """
    names_of = {one.client_id: one.name for one in known}
    wall = _Wall(known, allowed, ordinary)
    said_already = {_key(one) for one in wall.find({"shared": shared})}
    found = [*wall.find(texts), *_recipients(recipients, wall)]
    found = [one for one in found if _key(one) not in said_already]
    found += _files(files, allowed, names_of)
    order = {name: number for number, name in enumerate(("to", "cc", "bcc", "subject", "text", "files"))}
    return sorted(found, key=lambda one: (order.get(one.field, len(order)), one.start))


def _key(one: Crossing) -> tuple[int, str]:
    if "@" in one.words:
        return one.client_id, one.words.lower()
    return one.client_id, " ".join(token.word for token in _tokens(one.words))


def _recipients(recipients: Sequence[Addressee], wall: _Wall) -> Iterator[Crossing]:
    for one in recipients:
        owner = wall.owner_of_address(one.address)
        if owner is not None:
            yield wall.crossing(one.field, one.start, one.end, one.address, owner, "recipient")


def _files(
    files: Sequence[Carried], allowed: Collection[int], names_of: Mapping[int, str]
) -> Iterator[Crossing]:
    for one in files:
        owners = sorted(one.clients & names_of.keys())
        if owners and not one.clients & set(allowed):
            sentence = _SENTENCES["file"].format(words=one.name, client=names_of[owners[0]])
            yield Crossing(
                "files", 0, len(one.name), one.name, owners[0], names_of[owners[0]], "file", sentence
            )


class _Wall:
    """What must not be named, ready to be looked for."""

    def __init__(self, known: Sequence[Known], allowed: Collection[int], ordinary: Collection[str]) -> None:
        self._names_of = {one.client_id: one.name for one in known}
        inside = [one for one in known if one.client_id in allowed]
        self._known_inside = {word for one in inside for word in _all_words(one)}
        self._known_inside |= {token.word for name in ordinary for token in _tokens(name)}
        self._open_addresses = {address for one in inside for address in one.addresses}
        self._open_domains = {domain for one in inside for domain in one.domains}
        outside = [one for one in known if one.client_id not in allowed]
        self._addresses = {address: one.client_id for one in outside for address in one.addresses}
        self._domains = {domain: one.client_id for one in outside for domain in one.domains}
        self._phrases: dict[str, list[_Name]] = {}
        self._alone: dict[str, dict[int, Why]] = {}
        for one in outside:
            self._learn(one)

    def _learn(self, one: Known) -> None:
        company = tuple(word for word in _name_words(one.name) if word not in LEGAL_WORDS)
        self._add(_Name(company, one.client_id, "company"))
        for person in one.people:
            self._add(_Name(_name_words(person), one.client_id, "person"))

    def _add(self, name: _Name) -> None:
        if not name.words:
            return
        if len(name.words) > 1:
            self._phrases.setdefault(name.words[0], []).append(name)
        # Of a company its first word is what people say; of a person the first or the last.
        for word in {name.words[0], name.words[-1]} if name.why == "person" else {name.words[0]}:
            self._alone.setdefault(word, {}).setdefault(name.client_id, name.why)

    def find(self, texts: Mapping[str, str]) -> Iterator[Crossing]:
        for name, text in texts.items():
            taken: list[tuple[int, int]] = []
            for one in self._in_text(name, text):
                if all(one.end <= start or end <= one.start for start, end in taken):
                    taken.append((one.start, one.end))
                    yield one

    def _in_text(self, name: str, text: str) -> Iterator[Crossing]:
        """The longest and surest first."""
        covered = []
        for match in [*_ADDRESS.finditer(text), *_DOMAIN.finditer(text)]:
            covered.append(match.span())
            value = match[0].lower().rstrip(".")
            is_address = "@" in value
            owner = self.owner_of_address(value) if is_address else self._owner_of_domain(value)
            if owner is not None:
                why: Why = "address" if is_address else "domain"
                yield self.crossing(name, *match.span(), match[0], owner, why)
        split = _split(text, covered)
        yield from self._phrases_in(name, split)
        yield from self._single_words_in(name, split)

    def _phrases_in(self, name: str, split: _Text) -> Iterator[Crossing]:
        for word, positions in split.at.items():
            for phrase in sorted(self._phrases.get(word, ()), key=lambda one: -len(one.words)):
                for position in positions:
                    tokens = split.tokens[position : position + len(phrase.words)]
                    if tuple(token.word for token in tokens) == phrase.words and self._counts(phrase, tokens):
                        start, end = tokens[0].start, tokens[-1].end
                        yield self.crossing(
                            name, start, end, split.text[start:end], phrase.client_id, phrase.why
                        )

    def _counts(self, phrase: _Name, tokens: Sequence[_Token]) -> bool:
        """Not what those whom it goes to are called too; common words only where they are written as a name."""
        if self._known_inside.issuperset(phrase.words):
            return False
        is_common = COMMON_WORDS.issuperset(phrase.words)
        return all(token.is_capital for token in tokens) if is_common else True

    def _single_words_in(self, name: str, split: _Text) -> Iterator[Crossing]:
        for word, positions in split.at.items():
            owners = self._alone.get(word, {})
            # A name that several have says nothing of one of them.
            if len(owners) != 1 or not self._is_telling(word):
                continue
            ((owner, why),) = owners.items()
            for token in (split.tokens[position] for position in positions):
                if token.is_capital:
                    words = split.text[token.start : token.end]
                    crossing = self.crossing(name, token.start, token.end, words, owner, why)
                    yield replace(crossing, is_alone=True)

    def _is_telling(self, word: str) -> bool:
        return len(word) >= _SHORTEST_ALONE and word not in COMMON_WORDS and word not in self._known_inside

    def owner_of_address(self, address: str) -> int | None:
        address = address.lower()
        if address in self._open_addresses:
            return None
        owner = self._addresses.get(address)
        return owner if owner is not None else self._owner_of_domain(address.rpartition("@")[2])

    def _owner_of_domain(self, domain: str) -> int | None:
        labels = domain.lower().split(".")
        for number in range(len(labels) - 1):
            tail = ".".join(labels[number:])
            if tail in self._open_domains:
                return None
            if tail in self._domains:
                return self._domains[tail]
        return None

    def crossing(self, name: str, start: int, end: int, words: str, owner: int, why: Why) -> Crossing:
        client = self._names_of[owner]
        return Crossing(
            name, start, end, words, owner, client, why, _SENTENCES[why].format(words=words, client=client)
        )


def _all_words(one: Known) -> Iterator[str]:
    for name in (one.name, *one.people):
        yield from _name_words(name)
    for domain in one.domains:
        yield from re.split(r"[.-]", domain)


def _name_words(name: str) -> tuple[str, ...]:
    family, comma, given = name.partition(",")
    return tuple(token.word for token in _tokens(f"{given} {family}" if comma else name))


def _tokens(text: str) -> Iterator[_Token]:
    for match in _WORD.finditer(text):
        shown = _POSSESSIVE.sub("", match[0])
        word = shown.casefold()
        if word and word not in _JOINING:
            yield _Token(word, match.start(), match.start() + len(shown), shown[:1].isupper())


def _split(text: str, covered: Iterable[tuple[int, int]]) -> _Text:
    """Its words, without those inside of addresses."""
    spans = list(covered)
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    split = _Text(text)
    for token in _tokens(text):
        split.at.setdefault(token.word, []).append(len(split.tokens))
        split.tokens.append(token)
    return split
