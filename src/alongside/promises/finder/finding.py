"""The finder: a text in, what is promised, asked, wanted to know and settled in it out; no model, no database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from msgspec.structs import replace

from alongside.promises.finder.clauses import opening
from alongside.promises.finder.dates.reading import Reader, choose, find_dates, make_reader
from alongside.promises.finder.dates.shapes import Due
from alongside.promises.finder.decisions import decision_in
from alongside.promises.finder.history import Span, fresh
from alongside.promises.finder.plain import plain, small
from alongside.promises.finder.promises import promise_in
from alongside.promises.finder.questions import asks, question_in
from alongside.promises.finder.requests import request_in
from alongside.promises.finder.sentences import sentences
from alongside.promises.finder.shapes import Finding, Judgement
from alongside.promises.finder.spacing import Line, one_line
from alongside.promises.finder.tasks import TO_THOUSANDS

# Footers of lists and lawyers speak to nobody.
_BY_MACHINE = re.compile(
    r"unsubscribe|received\s(?:this|it)\b[^.]{0,60}\sin\serror\b|to\sstop\sreceiving|to\sremove\syourself|(?:intended"
    r"|named)\s(?:recipient|addressee)|change\syour\s(?:preferences|subscription)"
    r"|manage\syour\ssubscription|view\sthis\s(?:e-?mail|message)\sin"
)
# What somebody else said, told by a third: "I'll have the soup, she said."
_REPORTED = re.compile(
    r"[,\"'?!]\s(?:he|she|they|(?:the|his|her|my|our)\s\w+)\s(?:said|says|asked|replied|told\s\w+|wrote|added|explained)\W*\Z"
)
_WORDS = re.compile(r"[a-z]{2}.*[a-z]{2}|\bwill do\b")
LONGEST_TEXT, _MOST_OF_WHO_SAID_IT = 400_000, 40


def find(
    text: str,
    *,
    speaker: str,
    addressees: Sequence[str],
    said_at: datetime,
    timezone: str | tzinfo,
    locale: str,
    folds: Sequence[Span] = (),
    is_wrapped: bool = True,
) -> list[Finding]:
    """In the order of the text. `folds`: what a channel knows to be quoted history or signature, besides what is
    found so here. `locale` as in "en-GB": whether 3/4 is in April. Of a giant text its first 400,000 letters.
    `is_wrapped`: lines may go on in the next one, as in mail."""
    text = text[:LONGEST_TEXT]
    even = plain(text)
    reader = make_reader(said_at=said_at, timezone=timezone, locale=locale)
    whom = tuple(addressees)
    return [
        finding
        for start, end in fresh(even, folds)
        for span in sentences(even, start, end, is_wrapped=is_wrapped)
        for finding in _in_sentence(text, even, span, reader, speaker, whom)
    ]


def sentences_of(text: str, *, folds: Sequence[Span] = (), is_wrapped: bool = True) -> list[Span]:
    """Where the sentences stand that `find` looks at, in order; every finding is one of them."""
    even = plain(text[:LONGEST_TEXT])
    return [
        span
        for start, end in fresh(even, folds)
        for span in sentences(even, start, end, is_wrapped=is_wrapped)
    ]


def judge(sentence: str) -> list[Judgement]:
    """What one sentence is, without who and when. At most one judgement of each kind."""
    original = one_line(plain(sentence)).text
    letters = small(original)
    start, _ = opening(original, letters)
    return list(_judgements(original, letters, start))


def due_in(sentence: str, *, said_at: datetime, timezone: str | tzinfo, locale: str) -> Due | None:
    """By when, of a sentence that is known to promise; `said_at`, `timezone` and `locale` as `find` takes them."""
    reader = make_reader(said_at=said_at, timezone=timezone, locale=locale)
    return choose(find_dates(one_line(plain(sentence)).text, reader), reader.today)


def _judgements(original: str, letters: str, start: int) -> Iterator[Judgement]:
    if letters.startswith(('"', "''")) or not _WORDS.search(letters) or _BY_MACHINE.search(letters):
        return
    if _REPORTED.search(letters, max(0, len(letters) - _MOST_OF_WHO_SAID_IT)):
        return
    is_asking = asks(letters)
    if (promise := promise_in(original, letters, start, asks=is_asking)) is not None:
        yield promise
    request = request_in(original, letters, start, asks=is_asking)
    if request is not None and not TO_THOUSANDS.search(letters):
        yield request
    elif (question := question_in(letters, start, is_asking=is_asking)) is not None:
        yield question
    if (decision := decision_in(letters)) is not None:
        yield decision


def _in_sentence(
    text: str, even: str, span: Span, reader: Reader, speaker: str, whom: tuple[str, ...]
) -> Iterator[Finding]:
    line = one_line(even[span[0] : span[1]])
    sentence = line.text
    letters = small(sentence)
    start, name = opening(sentence, letters)
    judged = list(_judgements(sentence, letters, start))
    if not judged:
        return
    due = choose(find_dates(sentence, reader), reader.today)
    if due is not None:
        due = _in_text(due, line, span[0], text)
    spoken_to = _spoken_to(name, whom)
    for one in judged:
        yield Finding(
            kind=one.kind,
            start=span[0],
            end=span[1],
            who=speaker,
            whom=spoken_to,
            due=due,
            confidence=round(one.confidence, 2),
            rule=one.rule,
            is_unconfirmed=one.is_unconfirmed,
        )


def _in_text(due: Due, line: Line, begin: int, text: str) -> Due:
    """Its phrase as it stands in the text, line ends and all."""
    start, end = begin + line.place(due.start), begin + line.place(due.end - 1) + 1
    return replace(due, start=start, end=end, phrase=text[start:end])


def _spoken_to(name: str, whom: tuple[str, ...]) -> tuple[str, ...]:
    """ "Maureen - please schedule" speaks to Maureen, if she is among those written to."""
    first = name.split()[0].strip(",").casefold() if name else ""
    named = tuple(one for one in whom if first and first in one.casefold())
    return named or whom
