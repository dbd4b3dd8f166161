"""The beginning of a word in, words that it may become out.

Both databases read every place of every word that begins so before they give the first hit: a second and more
for a few letters at a million entries. Whole words they walk from the newest on, so beginnings are made whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from alongside.search.engine import engine
from alongside.search.folding import LAST_LETTER, fold, words_of
from alongside.search.index import Document
from alongside.search.rules import Term

_MOST_ENDINGS = 128
_FREQUENT_ENDINGS = 32
# So many are read in a few milliseconds; to look for a hundred words takes as long.
_FEW_PLACES = 20_000
# Frequent words show in a sample; all documents would cost a quarter of all indexing.
_ONE_IN = 32
_MOST_LETTERS = 5_000
_WORTH_NOTING = re.compile(r"(?!\d+$).{2,24}")


def endings(cursor: Any, term: Term) -> list[Term]:
    """Terms of which one must be found for this one to be; the term itself where that is as quick.

    Of a word that is still being typed the most frequent endings are enough: the next letter brings more.
    """
    if not term.is_prefix:
        return [term]
    begun = term.words[-1]
    frequent = _frequent(cursor, begun)
    if sum(frequent.values()) * _ONE_IN < _FEW_PLACES:
        return [term]
    words: Iterable[str] | None = frequent
    if not term.is_open or len(frequent) < _FREQUENT_ENDINGS:
        words = engine().words_from(cursor, begun, _MOST_ENDINGS)
    return [Term((*term.words[:-1], word)) for word in words or ()] or [term]


def _frequent(cursor: Any, prefix: str) -> dict[str, int]:
    """The words most often seen, and in how many of the sampled documents."""
    cursor.execute(
        "SELECT word, seen FROM search_word WHERE word >= %s AND word < %s ORDER BY seen DESC LIMIT %s",
        [prefix, prefix + LAST_LETTER, _FREQUENT_ENDINGS],
    )
    return dict(cursor.fetchall())


def note_words(cursor: Any, documents: Iterable[Document]) -> None:
    """Count the words of some of the documents."""
    counts: Counter[str] = Counter()
    for document in documents:
        if document.number % _ONE_IN == 0:
            text = f"{document.subject} {document.people} {document.sender} {document.body[:_MOST_LETTERS]}"
            counts.update(filter(_WORTH_NOTING.fullmatch, set(words_of(fold(text)))))
    cursor.executemany(
        "INSERT INTO search_word (word, seen) VALUES (%s, %s)"
        " ON CONFLICT (word) DO UPDATE SET seen = search_word.seen + excluded.seen",
        sorted(counts.items()),
    )


def drop_lost_words(cursor: Any) -> None:
    """Forget words that no entry holds any more."""
    cursor.execute("SELECT word FROM search_word")
    lost = [word for (word,) in cursor.fetchall() if not engine().is_known(cursor, word)]
    cursor.executemany("DELETE FROM search_word WHERE word = %s", [(word,) for word in lost])
