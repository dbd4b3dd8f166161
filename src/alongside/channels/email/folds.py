"""Quoted history and signatures: a text in, the stretches to show folded out. Nothing is ever cut.

Line rules keep more of the new text than any library tried (email-reply-parser, mail-parser-reply, talon,
quotequail), all of which lose text in replies written between quoted lines. Every rule is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter

from alongside.message import Fold

# Both look at a text with a line end put before it: a fixed first letter makes them several times faster than
# `^`, and where a match starts in that text is where its line starts in the text itself.
_QUOTED_RUN = re.compile(r"\n[ \t]{0,3}[>›»][^\n]*+(?:\n[ \t]*+(?:\n[ \t]*+)?[>›»][^\n]*+)*+")
# Of three lines one ends with a colon, or with blanks behind which it may stand: a sentence hardly ever does.
_COLON = r"[^\n]*+(?<=[:： \t])\n"
_A_COLON_SOON = rf"{_COLON}|[^\n]*+\n(?:{_COLON}|[^\n]*+\n{_COLON})"
# The lines that may begin something to fold; most lines are passed by for their first letter.
_MARK = re.compile(
    r"\n[ \t]*+(?=[-_=*0-9FVDOLÀEISGWNHCKAQÄÅUПВНОДСТ差发寄보])"
    r"(?:(?P<signature>-- ?)$"
    r"|(?P<footer>[_=*-]{20,})[ \t]*$"
    r"|(?P<device>(?:Sent from (?:my|the|Mail|Outlook|Yahoo|Samsung|Proton)|Get Outlook for|Von meinem"
    r"|Gesendet (?:von|mit)|Envoyé (?:de|depuis)|Enviado (?:desde|do|de)|Inviato da|Verzonden vanaf"
    r"|Skickat från|Sendt fra|Wysłane z|Отправлено (?:с|из))\b[^\n]{0,80})$"
    r"|(?P<dashes>[*_]{0,3}-{2,}[ ]?[^\W\d_][^\n-]{4,60}?[ ]?-{2,}\**)[ \t]*$"
    r"|(?P<from>\*?(?:From|Von|De|Da|Van|Od|Från|Fra|Lähettäjä|Feladó|От|Від|Kimden|差出人|发件人|寄件者"
    r"|보낸 사람)(?::\*?|[ \xa0]?:|：)[^\n]*\S)"
    r"|(?P<attribution>(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|W dniu|V|Dne|На|В|\d{4}[-/年.]|\d{1,2}[./ ])"
    rf"(?={_A_COLON_SOON})[^\n]{{6,200}})$)",
    re.MULTILINE,
)
_ORIGINAL = re.compile(
    r"original message|original-nachricht|ursprüngliche nachricht|originalnachricht|message d.origine"
    r"|message original|messaggio originale|mensaje original|mensagem original|oorspronkelijk bericht"
    r"|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti"
    r"|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|исходное сообщение|reply message"
    r"|original appointment|ursprünglicher termin",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"[ \t]*\*?(?:(?P<date>Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Data|Inviato|Fecha|Verzonden"
    r"|Skickat|Sendt|Dato|Lähetetty|Päivämäärä|Wysłano|Odesláno|Отправлено|Дата|Gönderildi"
    r"|送信日時|日付|发送时间|日期|날짜)"
    r"|(?P<to>To|An|À|A|Para|Aan|Till|Til|Vastaanottaja|Do|Komu|Кому|Kime|宛先|收件人|받는 사람)"
    r"|(?P<cc>Cc|Kopie|Copie|Kopia|Kopi|Копия)"
    r"|(?P<subject>Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Aihe|Temat|Předmět"
    r"|Тема|Konu|件名|主题|主旨|제목))\*?[ \xa0]?\*?[:：]",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|schreibt|écrit|escribió|escribio|escreveu|ha scritto|scrisse|schreef"
    r"|skrev|napisał\(?a?\)?|napsala?|kirjoitti|написал[аи]?|пишет|yazdı|írta)\b|写道|書きました|작성",
    re.IGNORECASE,
)
# Looked for one by one in lower case: a pattern of them takes thirty times as long where there is none.
_LIST_FOOTER = ("mailing list", "unsubscribe", "abmelden", "listinfo", "désabonner", "list archive")
_OPENING = re.compile(r"(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|W dniu|Dne|На|В|\d{1,4}[-/年. ])\s?")
_ATTRIBUTION = re.compile(r"[^\n]{6,250}(?:\n[^\n]{1,150}){0,2}[:：][ \t]*(?=\n)")
_RULER_ABOVE = re.compile(r"(?<![^\n])[_*-]{10,}[ \t]*\n[ \t\n]*\Z")
_MAX_ATTRIBUTION, _HEADER_LINES, _MAX_HEADER_LETTERS = 400, 8, 2_000
# How many lines may follow before it is no signature: `-- ` is the mark (RFC 3676 §4.3), `--` may be a ruler.
_MAX_LINES = {"signature": 30, "dashes": 12, "footer": 15, "device": 4}
_MAX_SIGNATURE_LETTERS = 3_000


def find_folds(text: str, *, is_forward: bool = False) -> tuple[Fold, ...]:
    """Sorted, without overlap. A forwarded message is new to its reader: only its `>` lines are history."""
    lined = f"\n{text}"
    quotes = _quoted_runs(text, lined)
    history, endings = _read_marks(text, lined, quotes, is_forward=is_forward)
    folds = [Fold(start, min(end, history), "quote") for start, end in quotes if start < history]
    if history < len(text):
        folds.append(Fold(history, len(text), "quote"))
    if endings:
        folds += _signatures(text, endings, [fold.start for fold in folds])
        folds.sort(key=attrgetter("start"))
    return tuple(folds) if _leaves_something(text, folds) else ()


def _quoted_runs(text: str, lined: str) -> list[tuple[int, int]]:
    """Runs of quoted lines, each with the line above that says who wrote them."""
    if ">" not in text and "›" not in text and "»" not in text:
        return []
    runs, last = [], 0
    for match in _QUOTED_RUN.finditer(lined):
        end = match.end() - 1
        runs.append((max(_with_attribution(text, match.start()), last), end))
        last = end
    return runs


def _with_attribution(text: str, start: int) -> int:
    """`On Tuesday, Mara wrote:` over one to three lines, a blank line between it and the quote or not."""
    end = start - 1
    if end > 0 and text[end - 1] == "\n":
        end -= 1
    if end <= 0 or text[end - 1] not in ":：":
        return start
    begin, top = end, max(0, end - _MAX_ATTRIBUTION)
    for _ in range(3):
        begin = text.rfind("\n", top, max(begin - 1, 0)) + 1 or (0 if top == 0 else end)
        if begin == end or text[begin] == "\n":
            return start
        is_top = begin == 0 or text[begin - 2 : begin - 1] in ("\n", "")
        if _WROTE.search(text, begin, end) and (is_top or _OPENING.match(text, begin)):
            return begin
        if is_top:
            return start
    return start


def _read_marks(
    text: str, lined: str, quotes: list[tuple[int, int]], *, is_forward: bool
) -> tuple[int, list[tuple[int, str]]]:
    """Where history begins that runs to the end (or the end itself), and possible signatures."""
    starts = [start for start, _ in quotes]
    endings: list[tuple[int, str]] = []
    for match in _MARK.finditer(lined):
        start, kind = match.start(), match.lastgroup or ""
        before = bisect_right(starts, start) - 1
        if before >= 0 and quotes[before][1] > start:
            continue
        if kind in ("signature", "device") or (kind == "footer" and _is_list_footer(text, start)):
            endings.append((start, kind))
        elif not is_forward and _OPENS_HISTORY.get(kind, _never)(lined, match):
            history = _with_ruler(text, start)
            # The ruler above it may have been taken for a footer's.
            return history, [ending for ending in endings if ending[0] < history]
    return len(text), endings


def _is_list_footer(text: str, start: int) -> bool:
    stretch = text[start : start + 600].lower()
    return any(words in stretch for words in _LIST_FOOTER)


def _never(lined: str, match: re.Match[str]) -> bool:
    return False


def _says_original(lined: str, match: re.Match[str]) -> bool:
    return _ORIGINAL.search(match[0]) is not None


def _heads_a_message(lined: str, match: re.Match[str]) -> bool:
    """Outlook's block: From, Sent, To, Subject on lines of their own, in the sender's language."""
    lines = lined[match.end() : match.end() + _MAX_HEADER_LETTERS].split("\n")[:_HEADER_LINES]
    found = {label.lastgroup for label in map(_LABELS.match, lines) if label}
    return ("subject" in found and len(found) > 1) or {"date", "to"} <= found


def _tells_who_wrote(lined: str, match: re.Match[str]) -> bool:
    """An attribution whose quotation is not marked: all that follows is history."""
    start = match.start("attribution")
    stretch = lined[start : start + _MAX_ATTRIBUTION]
    told = _ATTRIBUTION.match(stretch)
    if told is None or _WROTE.search(told[0]) is None or not any(map(str.isdigit, told[0])):
        return False
    return not stretch[told.end() :].lstrip().startswith((">", "›", "»"))


_OPENS_HISTORY = {"dashes": _says_original, "from": _heads_a_message, "attribution": _tells_who_wrote}


def _with_ruler(text: str, start: int) -> int:
    """A line of underscores above the block belongs to it."""
    match = _RULER_ABOVE.search(text, max(0, start - 100), start)
    return match.start() if match else start


def _signatures(text: str, endings: list[tuple[int, str]], quotes: list[int]) -> list[Fold]:
    folds = []
    limits = sorted({*quotes, *(start for start, _ in endings), len(text)})
    for start, kind in endings:
        limit = limits[bisect_right(limits, start)]
        if kind == "signature" and not text.startswith("-- ", start):
            kind = "dashes"
        stretch = text[start:limit].rstrip()
        if stretch.count("\n") < _MAX_LINES[kind] and len(stretch) < _MAX_SIGNATURE_LETTERS:
            folds.append(Fold(start, start + len(stretch), "signature"))
    return folds


def _leaves_something(text: str, folds: list[Fold]) -> bool:
    """False when all of the text would be folded away: then it is better shown."""
    position = 0
    for fold in folds:
        if text[position : fold.start].strip():
            return True
        position = fold.end
    return bool(text[position:].strip())
