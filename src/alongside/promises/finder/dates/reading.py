"""One sentence in, the dates it names out: expressions found, days and times joined, cues looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from alongside.promises.finder.dates import calendar
from alongside.promises.finder.dates.atoms import Seen
from alongside.promises.finder.dates.expressions import ATOMS
from alongside.promises.finder.dates.shapes import Days, Due, Precision, Relation
from alongside.promises.finder.dates.spans import after_delay, undated
from alongside.promises.finder.dates.times import ZONE_AFTER, ZONES, Clock, times_in
from alongside.promises.finder.dates.words import DOUBTFUL, FOLLOW, WEEKDAYS
from alongside.promises.finder.plain import plain, small

_WORTH = re.compile(
    r"\d|day\b|\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug"
    r"|sept?|oct|nov|dec)\b"
    r"|january|february|march|april|june|july|august|september|october|november|december|tomor|tommor"
    r"|tmrw|tonight|\bthis\s"
    r"|\bnext\b|week|month|year|quarter|fortnight|morning|\beo[bdwmqy]\b|\bcob\b|close\sof|end\sof"
    r"|noon|midday|midnight|lunch"
    r"|o'clock|half\s|first\sthing|\bhour|\bminutes?\b|\bdays\b|asap|soon|immediately|right\saway"
    r"|straight\saway|before\s|once\s"
    r"|after\s|by\sthe\stime|when\s|until\s|ahead\sof|prior\sto|shortly|urgent|christmas|xmas|easter"
    r"|teatime|tea\stime|\bpast\b|\b(?:five|ten|twenty|quarter)\sto\b|\b(?:at|by|before|until|till)\s(?:one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve)\b|\bmoment\b|return\sof|first\sof|year\sis\sout"
    r"|new\syear|feast|thanksgiving|halloween|good\sfriday|boxing|valentine|convenience|in\stime|later"
)
_CUE = re.compile(
    r"(?:^|(?<![\w-]))(?P<cue>no\slater\sthan|not\slater\sthan|at\sthe\slatest\sby|not\sbefore"
    r"|not\suntil|no\searlier\sthan|on\sthe\s(?:morning|afternoon|evening)\sof|on\sor\sbefore|by"
    r"|before|prior\sto|ahead\sof|until|till|til"
    r"|due(?:\s(?:on|by|in|at))?|deadline(?:\s(?:of|is))?:?|on|for|at|from|since|after|within|in"
    r"|during|over|through|around|about|starting"
    r"|beginning|effective|dated|come|between|week\s(?:commencing|beginning|of|ending)|w/?c|w/e|this\sside\sof|sometime"
    r"|some\stime|of)"
    r"(?:\s(?:the|about|around|maybe|sometime|some\stime|say|perhaps|either|latest|later|on|in|at"
    r"|approximately|roughly))*\s$"
)
_RELATIONS: dict[str, Relation] = {
    "by": "by", "no later than": "by", "not later than": "by", "at the latest by": "by", "on or before": "by",
    "until": "by", "till": "by", "til": "by", "through": "by",
    "before": "before", "prior to": "before", "this side of": "before", "ahead of": "before", "after": "after",
    "not before": "after", "not until": "after", "no earlier than": "after",
    "from": "from", "since": "from", "starting": "from", "beginning": "from", "effective": "from",
    "dated": "from", "of": "from", "within": "within", "over": "within", "in": "on", "during": "on",
    "around": "about", "about": "about", "sometime": "about", "some time": "about",
}  # fmt: skip
_WITH_FIGURES = ATOMS
_WITHOUT_FIGURES = tuple(atom for atom in ATOMS if not atom.needs_digit)
_JOINT = re.compile(
    r"[\s,(]*(?:(?:at|@|by|on|around|about|before|between|in|for|and|-|–|,)\s"
    r"|t\Z|(?:your|their|his|her|our|my|local)\s(?:local\s)?time\s(?:on\s)?)?[\s,]*\Z"
)
# By whose clock: the reader's is taken, and said to be doubtful.
_THEIR_TIME = re.compile(r"\s(?:your|their|his|her|local)\s(?:local\s)?time\b")
_CHAPTER = re.compile(
    r"\b(?:matthew|mark|luke|john|acts|romans|genesis|exodus|psalms?|isaiah|proverbs|corinthians|chapter)\s$"
)
_NAMED_OTHERWISE = re.compile(
    r"(?:\b(?:the|a|an|my|our|your|his|her|their|black|good|ash|cyber|every|each|most|some|any|no|last"
    r"|casual|super|per|mr|mrs|ms|dr|via)|'s)\s$"
)
_FOLLOWED = re.compile(FOLLOW)
_LATEST = re.compile(r"\s(?:at\sthe\s(?:very\s)?latest|latest)\b")
_MOST_BEFORE, _NOON = 40, 12
_LATE = re.compile(r"\b(?:tonight|evening|night|afternoon)\b")


class _Piece(Struct, frozen=True):
    start: int
    end: int
    days: Days | None
    clock: Clock | None
    needs_cue: bool


class Reader(Struct, frozen=True):
    """`said_at` is aware. `day_first`: 3/4 is the third of April."""

    said_at: datetime
    zone: tzinfo
    day_first: bool

    @property
    def today(self) -> date:
        return self.said_at.astimezone(self.zone).date()


def make_reader(*, said_at: datetime, timezone: str | tzinfo, locale: str) -> Reader:
    zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
    aware = said_at if said_at.tzinfo else said_at.replace(tzinfo=zone)
    return Reader(aware, zone, not _is_month_first(locale))


def _is_month_first(locale: str) -> bool:
    """The United States and where their way of writing is official; everybody else puts the day first."""
    return locale.replace("_", "-").lower() in ("en-us", "us", "es-us", "en-ph", "fil-ph", "en-pr")


def find_dates(text: str, reader: Reader) -> list[Due]:
    """In the order of the text; with none that can be told, what says when without a date ("before your trip")."""
    original = plain(text).replace("\n", " ")
    letters = small(original)
    if not _WORTH.search(letters):
        return []
    seen = Seen(reader.today, reader.day_first)
    pieces = _joined(letters, [*_days_in(letters, original, seen), *_clocks_in(letters)])
    dues = [due for piece in pieces if (due := _due(original, letters, piece, reader)) is not None]
    dues += after_delay(original, letters, reader.said_at, [(due.start, due.end) for due in dues])
    return sorted(dues, key=lambda due: due.start) or undated(original, letters)


def _days_in(letters: str, original: str, seen: Seen) -> list[_Piece]:
    taken: list[tuple[int, int]] = []
    pieces = []
    for atom in _WITH_FIGURES if any(map(str.isdigit, letters)) else _WITHOUT_FIGURES:
        for match in atom.pattern.finditer(letters):
            start, end = match.span()
            if start == end or any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            days = _read(atom.read, match, seen)
            if days is not None and _is_meant(match, original, letters):
                pieces.append(_Piece(start, end, days, None, atom.needs_cue))
    return pieces


def _read(read: object, match: re.Match[str], seen: Seen) -> Days | None:
    try:
        return read(match, seen)  # type: ignore[operator,no-any-return]
    except (ValueError, OverflowError):
        return None  # a day that no calendar has


def _is_meant(match: re.Match[str], original: str, letters: str) -> bool:
    """A bare name of a day or month is a date only with a capital or a cue, and where nothing is named after it."""
    word = letters[match.start() : match.end()].strip(" .,")
    before = letters[max(0, match.start() - _MOST_BEFORE) : match.start()]
    has_cue = _CUE.search(before) is not None
    first = re.match(r"[a-z]+", word)
    doubtful = [name for name in re.findall(r"[a-z]+", word) if name in DOUBTFUL]
    if doubtful and not has_cue:
        place = match.start() + word.find(doubtful[0])
        if not original[place].isupper():
            return False
    if first and first[0] in WEEKDAYS and re.fullmatch(r"[a-z]+", word) and not has_cue:
        return _NAMED_OTHERWISE.search(before) is None and _FOLLOWED.match(letters, match.end()) is not None
    if has_cue and before.endswith("the ") and word in WEEKDAYS:
        return _FOLLOWED.match(letters, match.end()) is not None
    return not (
        first
        and has_cue is False
        and _NAMED_OTHERWISE.search(before)
        and not _FOLLOWED.match(letters, match.end())
    )


def _clocks_in(letters: str) -> list[_Piece]:
    return [_Piece(clock.start, clock.end, None, clock, clock.needs_cue) for clock in times_in(letters)]


def _joined(letters: str, pieces: Iterable[_Piece]) -> list[_Piece]:
    """A time and the day beside it are one: "10am on Friday", "COB Tuesday", "noon, Tuesday, Sept. 25"."""
    joined: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end)):
        last = joined[-1] if joined else None
        if last is not None and piece.start < last.end:
            continue
        if last is not None and _belong_together(letters, last, piece):
            day = last if last.days is not None else piece
            joined[-1] = _Piece(
                last.start, piece.end, day.days, last.clock or piece.clock, day.needs_cue and last.needs_cue
            )
            continue
        joined.append(piece)
    return joined


def _belong_together(letters: str, last: _Piece, piece: _Piece) -> bool:
    """One of them a day and the other a time, and nothing between them but "at", "on" or a comma."""
    is_pair = (last.days is None) != (piece.days is None) and (last.clock is None) != (piece.clock is None)
    return is_pair and _JOINT.fullmatch(letters, last.end, piece.start) is not None


def _due(original: str, letters: str, piece: _Piece, reader: Reader) -> Due | None:
    before = letters[max(0, piece.start - _MOST_BEFORE) : piece.start]
    cue = _CUE.search(before)
    word = " ".join(cue["cue"].split()) if cue else ""
    if word == "since" or _CHAPTER.search(before):
        return None
    if piece.needs_cue and (not cue or word in ("of", "since")) and not _LATEST.match(letters, piece.end):
        return None
    start = piece.start - (len(before) - cue.start()) if cue and word != "of" else piece.start
    relation: Relation = _RELATIONS.get(
        word, "by" if word.startswith(("due", "deadline")) or _LATEST.match(letters, piece.end) else "on"
    )
    days = _settled(piece.days, relation, word, letters[piece.start : piece.end], reader.today)
    zone, end = _zone_of(piece, letters, reader)
    theirs = _THEIR_TIME.search(letters, piece.start, piece.end) or _THEIR_TIME.match(letters, end)
    end = max(end, theirs.end()) if theirs and piece.clock else end
    if letters[start:end].endswith(".") and not letters[start:end].endswith(".m."):
        end -= 1
    is_late = bool(piece.clock and piece.clock.is_bare and _LATE.search(letters, piece.start, piece.end))
    at = _moment(days, piece.clock, zone, reader, is_late=is_late)
    on = at.date() if at else days.on if days else _next_day(piece.clock, reader)
    return Due(
        phrase=original[start:end],
        start=start,
        end=end,
        on=on,
        at=at,
        starts_on=days.starts_on if days else on,
        precision="minute" if at else _precision(days, piece.clock),
        relation=relation,
        is_ambiguous=bool(days and days.is_ambiguous) or bool(theirs and at),
    )


def _zone_of(piece: _Piece, letters: str, reader: Reader) -> tuple[tzinfo, int]:
    """The zone that was said, right behind the time or behind the day ("10am on Friday UK time")."""
    if piece.clock is None or piece.clock.at is None:
        return reader.zone, piece.end
    if piece.clock.zone:
        return ZoneInfo(piece.clock.zone), piece.end
    said = ZONE_AFTER.match(letters, piece.end)
    return (
        (ZoneInfo(ZONES[" ".join(said["zone"].split())]), said.end())
        if said and said["zone"]
        else (reader.zone, piece.end)
    )


def _settled(days: Days | None, relation: Relation, word: str, phrase: str, today: date) -> Days | None:
    """Before a stretch is before it begins; "by March" is done when March begins, or so most would say."""
    if days is not None and word in ("week ending", "w/e"):
        return calendar.stretch(days.on - timedelta(days=4), days.on, "week")
    if days is not None and (word.startswith("week ") or word in ("w/c", "wc")):
        return calendar.stretch(days.on, days.on + timedelta(days=4), "week")
    if days is None or days.on == days.starts_on:
        return days
    if relation == "before" or ("weekend" in phrase and relation == "by"):
        return calendar.one_day(days.starts_on - timedelta(days=1))
    if (
        relation == "by"
        and days.precision in ("month", "quarter", "year")
        and word not in ("until", "till", "til", "through")
    ):
        return days if days.starts_on <= today else replace(days, on=days.starts_on, is_ambiguous=True)
    return (
        replace(days, is_ambiguous=True)
        if relation == "by" and days.precision == "week" and phrase.startswith("next")
        else days
    )


def _precision(days: Days | None, clock: Clock | None) -> Precision:
    if (
        clock is not None
        and not clock.is_close
        and clock.at is None
        and (days is None or days.precision == "day")
    ):
        return "part"
    return days.precision if days else "day"


def _moment(
    days: Days | None, clock: Clock | None, zone: tzinfo, reader: Reader, *, is_late: bool
) -> datetime | None:
    if clock is None or clock.at is None:
        return None
    here = reader.said_at.astimezone(zone)
    day = days.on if days else here.date()
    said = clock.at.replace(hour=clock.at.hour + 12) if is_late and clock.at.hour < _NOON else clock.at
    at = datetime.combine(day + timedelta(days=int(clock.is_next_day)), said, tzinfo=zone)
    return at + timedelta(days=1) if days is None and at <= here else at


def _next_day(clock: Clock | None, reader: Reader) -> date:
    """A part of the day without a day: today's, or of tomorrow where it says so."""
    return reader.today + timedelta(days=int(clock is not None and clock.is_next_day))


def choose(dues: Sequence[Due], today: date) -> Due | None:
    """The one that something is due by, if it is to come: a deadline before a date, a date before what follows then."""
    order: dict[Relation, int] = {"by": 0, "before": 0, "within": 1, "on": 1, "about": 2, "after": 3}
    possible = [due for due in dues if due.relation in order and (due.on is None or due.on >= today)]
    return min(
        possible, key=lambda due: (due.precision == "undated", order[due.relation], due.start), default=None
    )
