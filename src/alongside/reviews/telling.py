"""What was said in a period in, what is told of it out: with whom, what about, what was decided. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from alongside.lib.words import count, duration
from alongside.reviews.shapes import Line, Material, Said, Source
from alongside.reviews.words import day, entries, key_of, one_line, with_whom

MOST_TOPICS, MOST_TALKS, MOST_DECIDED = 8, 20, 20
LEAST_OF_A_TOPIC = 3
_TALKS = (("call", "call", "calls"), ("meeting", "meeting", "meetings"), ("visit", "visit", "visits"))
# In the notes of these a decision is one that was marked.
_MARKED_IN = frozenset(name for name, _, _ in _TALKS)
# What is said of something settled at the beginning of a sentence is said of oneself; further on it is mostly told of
# others ("their staff recommended that, and a final decision is expected").
_SETTLES = re.compile(
    r"(?:(?:so|and|ok(?:ay)?|yes|well|right)[, ]+)*"
    r"(?:(?:we|i)(?:['’]ve| have)?(?: (?:both|all|now|finally|just|also))*"
    r" (?:decided|agreed|opted|settled|chose|chosen|resolved|approve)\b"
    r"|(?:we|i)(?:['’]ll| will) go (?:ahead )?with\b|let['’]s go (?:ahead )?with\b"
    r"|(?:we|i)(?:['’]re|['’]m| are| am) going (?:ahead )?with\b"
    r"|approved\b|you have (?:my|our) (?:approval|go-ahead|ok)\b)",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^(?:\s*(?:re|aw|fw|fwd|wg|antw|sv|tr)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)


def conversations(facts: Material) -> list[Line]:
    """By kind: how many, how long, with whom."""
    found = []
    for kind, one, many in _TALKS:
        some = [said for said in facts.said if said.kind == kind and not said.is_missed]
        if some:
            length = sum((said.length for said in some), timedelta())
            lasted = f", {duration(length)} in all" if length else ""
            found.append(_counted(kind, f"{count(len(some), one, many)}{lasted}", some))
    found += _written(facts)
    missed = [said for said in facts.said if said.is_missed]
    if missed:
        words = count(len(missed), "call that did not come about", "calls that did not come about")
        found.append(_counted("missed", words, missed))
    return found


def _counted(name: str, words: str, some: Sequence[Said]) -> Line:
    whom = with_whom(some)
    text = f"{words}: {whom}." if whom else f"{words}."
    return Line(key_of("spoken", name), text[:1].upper() + text[1:], entries(some))


def _written(facts: Material) -> list[Line]:
    found = []
    for kind, one, many in (("email", "letter", "letters"), ("chat", "message", "messages")):
        some = [said for said in facts.said if said.kind == kind]
        if some:
            theirs = sum(not said.is_mine for said in some)
            words = f"{count(len(some), one, many)}, {theirs:,} from them and {len(some) - theirs:,} from us"
            found.append(_counted(kind, words, some))
    return found


def topics(facts: Material) -> list[Line]:
    """What the busiest conversations are called; those in which both sides wrote come first.

    Conversations of one name are one topic, whoever they are with.
    """
    threads: dict[int, list[Said]] = {}
    for one in facts.said:
        if one.thread_id is not None and one.kind == "email":
            threads.setdefault(one.thread_id, []).append(one)
    named: dict[str, list[Said]] = {}
    for some in threads.values():
        if len(some) >= LEAST_OF_A_TOPIC and (subject := _subject(some)):
            named.setdefault(subject.casefold(), []).extend(some)
    busiest = sorted(named.values(), key=lambda some: (len(_sides(some)) < 2, -len(some), some[0].at))
    return [_topic(facts, sorted(some, key=lambda one: (one.at, one.key))) for some in busiest[:MOST_TOPICS]]


def _sides(some: Sequence[Said]) -> set[bool]:
    return {one.is_mine for one in some}


def _subject(some: Sequence[Said]) -> str:
    return next((plain_subject(one.subject) for one in some if plain_subject(one.subject)), "")


def _topic(facts: Material, some: Sequence[Said]) -> Line:
    subject = _subject(some)
    first, last = (day(one.at, facts.zone, facts.today) for one in (some[0], some[-1]))
    when = first if first == last else f"{first} to {last}"
    whom = with_whom([one for one in some if not one.is_mine] or some, most=3)
    text = f"“{subject}”: {count(len(some), 'letter', 'letters')}, {when}{f', {whom}' if whom else ''}."
    # The first entry names a topic: its number stays when threads are made anew.
    return Line(key_of("about", some[0].key.hex()), text, entries(some), quote=subject)


def plain_subject(subject: str) -> str:
    return one_line(_REPLY.sub("", subject), longest=120)


def talks(facts: Material) -> list[Line]:
    """Each call, meeting and visit that came about; of many the longest, in their order."""
    names = {name: one for name, one, _ in _TALKS}
    some = [one for one in facts.said if one.kind in names and not one.is_missed]
    if len(some) > MOST_TALKS:
        longest = sorted(some, key=lambda one: (one.kind != "visit", -one.length, one.at))[:MOST_TALKS]
        some = sorted(longest, key=lambda one: (one.at, one.key))
    found = []
    for one in some:
        lasted = f", {duration(one.length)}" if one.length else ""
        whom = f" with {one.who}" if one.who else ""
        words = f"{names[one.kind].capitalize()}{whom}, {day(one.at, facts.zone, facts.today)}{lasted}."
        found.append(Line(key_of("met", one.key.hex()), words, entries([one])))
    return found


def decisions(facts: Material) -> list[Line]:
    """Marked as such in a call, or said so in a letter; each once, in the order in which they were made."""
    by_number = {one.number: one for one in facts.said}
    found: dict[str, Line] = {}
    for sentence in facts.decided:
        said = by_number.get(sentence.number)
        words = one_line(sentence.words)
        if said is None or not words or words.casefold() in found:
            continue
        if said.kind not in _MARKED_IN and _SETTLES.match(words) is None:
            continue
        # In a call nobody knows any more who said it; of a letter it is known.
        who = "" if said.kind != "email" else "us" if said.is_mine else said.who or "them"
        when = day(said.at, facts.zone, facts.today)
        text = f"“{words}” ({f'{who}, ' if who else ''}{when})"
        source = Source("entry", sentence.number, sentence.start, sentence.end)
        found[words.casefold()] = Line(
            key_of("decided", said.key.hex(), sentence.start), text, (source,), words
        )
    return list(found.values())[:MOST_DECIDED]
