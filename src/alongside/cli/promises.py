"""`alongside promises`: what is promised and asked in a text or letter, and how well that is found. No database."""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.text import Text

from alongside.channels.email.charsets import clean_text, decode_text
from alongside.channels.email.folds import find_folds
from alongside.channels.email.html_text import html_to_text
from alongside.channels.email.parse import parse
from alongside.cli._output import AsJson, emit, fail, table, words
from alongside.promises.finder import Finding, find
from alongside.promises.finder.measuring import Interval, Score, intervals, outcomes, score

promises = typer.Typer(no_args_is_help=True, help="Promises, requests and questions in what was written.")
# A letter begins with its headers, and one of them says who or when.
_HEADERS = re.compile(
    rb"(?:From [^\n]*\n)?(?:[!-9;-~]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){0,60}?(?:from|date|message-id):",
    re.IGNORECASE,
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_EACH_LINE = "Each line is a document with text, promise, request and ambiguous."
KINDS = ("promise", "request")


@promises.command(name="find")
def find_in(
    file: Annotated[str, typer.Argument(help="A text or a letter (.eml); - reads standard input.")],
    said_at: Annotated[
        str, typer.Option(help="When a text was written, 2026-03-04T10:00; a letter knows.")
    ] = "",
    timezone: Annotated[
        str, typer.Option(help="Where its writer is, as in Europe/London.")
    ] = "Europe/London",
    locale: Annotated[str, typer.Option(help="How its writer writes days: en-GB or en-US.")] = "en-GB",
    speaker: Annotated[str, typer.Option(help="Who wrote a text; a letter knows.")] = "",
    as_json: AsJson = False,
) -> None:
    """Find promises, requests, questions and decisions; with --json one JSON document a line for each."""
    raw = _read(file)
    zone = _zone(timezone)
    said = _moment(said_at, zone)
    if file.lower().endswith(".eml") or _HEADERS.match(raw):
        found, text = _in_letter(raw, said if said_at else None, zone, locale)
    else:
        text = _text(raw)
        folds = [(fold.start, fold.end) for fold in find_folds(text)]
        found = find(
            text, speaker=speaker, addressees=(), said_at=said, timezone=zone, locale=locale, folds=folds
        )
    for finding in found:
        document = _document(finding, text)
        emit(document, as_json=as_json, in_words=lambda one=document: _say(one))  # type: ignore[misc]
    if not found and not as_json:
        words.print("Nothing was promised or asked.")


def _in_letter(raw: bytes, said: datetime | None, zone: ZoneInfo, locale: str) -> tuple[list[Finding], str]:
    letter = parse(raw)
    named = {
        role: [party.name or party.address for party in letter.parties if party.role == role]
        for role in ("from", "to")
    }
    found = find(
        letter.text,
        speaker=next(iter(named["from"]), ""),
        addressees=named["to"],
        said_at=said or letter.happened_at or datetime.now(UTC),
        timezone=zone,
        locale=locale,
        folds=[(fold.start, fold.end) for fold in letter.folds],
    )
    return found, letter.text


def _document(finding: Finding, text: str) -> dict[str, Any]:
    due = finding.due
    return {
        "kind": finding.kind,
        "start": finding.start,
        "end": finding.end,
        "who": finding.who,
        "whom": list(finding.whom),
        "due_on": due.on.isoformat() if due and due.on else None,
        "due_at": due.at.isoformat() if due and due.at else None,
        "due": {
            "phrase": due.phrase,
            "precision": due.precision,
            "relation": due.relation,
            "starts_on": due.starts_on.isoformat() if due.starts_on else None,
            "is_ambiguous": due.is_ambiguous,
        }
        if due
        else None,
        "confidence": finding.confidence,
        "is_unconfirmed": finding.is_unconfirmed,
        "rule": finding.rule,
        "text": text[finding.start : finding.end],
    }


def _say(document: dict[str, Any]) -> None:
    due = document["due_at"] or document["due_on"] or (document["due"] or {}).get("phrase") or ""
    kind = f"{document['kind']}?" if document["is_unconfirmed"] else document["kind"]
    words.print(Text(f"{kind:10} {due:12} "), Text(" ".join(document["text"].split())), soft_wrap=True)


@promises.command()
def evaluate(
    file: Annotated[str, typer.Argument(help="A JSON document a line: text, promise, request, ambiguous.")],
    as_json: AsJson = False,
) -> None:
    """Measure the finder on labelled sentences; those labelled ambiguous are left out."""
    rows = list(_rows(_read(file)))
    if not rows:
        fail(f"{file} holds no sentence to measure. {_EACH_LINE}")
    document: dict[str, Any] = {}
    for kind in KINDS:
        labelled = [(row["text"], bool(row[kind])) for row in rows if kind in row]
        found = outcomes(labelled, kind)  # type: ignore[arg-type]
        document[kind] = _figures(score(found), intervals(found))
    document["sentences"] = len(rows)
    emit(document, as_json=as_json, in_words=lambda: _say_figures(document))


def _figures(measured: Score, likely: dict[str, Interval]) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "precision": round(measured.precision, 4),
        "recall": round(measured.recall, 4),
        "f1": round(measured.f1, 4),
        "positives": measured.positives,
    }
    spans = {name: [round(one.low, 4), round(one.high, 4)] for name, one in likely.items()}
    return figures | {"intervals_95": spans}


def _rows(raw: bytes) -> Iterator[dict[str, Any]]:
    """A kind that a row does not label is measured without it."""
    for number, line in enumerate(_text(raw).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            fail(f"Line {number} is no JSON. {_EACH_LINE}")
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            fail(f"Line {number} has no text. {_EACH_LINE}")
        if not any(kind in row for kind in KINDS):
            fail(f"Line {number} is not labelled. {_EACH_LINE}")
        if any(row.get(label, 0) not in (0, 1) for label in (*KINDS, "ambiguous")):
            fail(f"Line {number} has a label that is neither 0 nor 1. {_EACH_LINE}")
        if not row.get("ambiguous"):
            yield row


def _text(raw: bytes) -> str:
    """Whatever wrote the file: UTF-16 and a mark at its beginning, old Windows letters, any line ends; HTML as what is
    read of it. Places count the letters of this text."""
    text = raw.decode("utf-16", "replace") if raw.startswith(_UTF16) else decode_text(raw)[0]
    text = clean_text(text.removeprefix("\ufeff"))
    return html_to_text(text)[0] if _HTML.match(text) else text


def _say_figures(document: dict[str, Any]) -> None:
    shown = table("", "precision", "recall", "F1", "95 %", "labelled")
    for kind in KINDS:
        one = document[kind]
        low, high = one["intervals_95"]["f1"]
        figures = [f"{one[name]:.3f}" for name in ("precision", "recall", "f1")]
        shown.add_row(kind, *figures, f"{low:.3f} to {high:.3f}", str(one["positives"]))
    words.print(shown)


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}. Nothing was changed. Name a text, a letter or -.")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        fail(f"{name} is no time zone. Write one as Europe/London or America/New_York.")


def _moment(said_at: str, zone: ZoneInfo) -> datetime:
    if not said_at:
        return datetime.now(zone)
    try:
        said = datetime.fromisoformat(said_at)
    except ValueError:
        fail(f"{said_at} is no moment. Write it as 2026-03-04T10:00.")
    return said if said.tzinfo else said.replace(tzinfo=zone)
