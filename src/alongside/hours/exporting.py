"""Rows of a statement in; a CSV or an OpenDocument spreadsheet out, in which no text is ever a formula.

Whatever a stranger may have chosen (a client's name, a note) is text: in CSV, where a program guesses, an apostrophe
stands before what it would take for a formula (OWASP, CSV injection); in ODS a cell says itself that it is text.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from alongside.hours.account import Report
from alongside.lib.formulas import inert

Value = str | float | date | Decimal
HEADS = ("Day", "Client", "Part of", "Who", "What was done", "Source", "Hours worked", "Hours stated")
# Where costs are told, they stand below the hours, in columns of their own.
COST_HEADS = ("Cost", "Currency")
_LINES = {"\t", "\n", "\r"}


class CostRow(Struct, frozen=True):
    """What something cost that was done for the client; `source` as "Visit"."""

    on: date
    kind: str
    label: str
    who: str
    source: str
    amount: Decimal
    currency: str


def with_costs(rows: Sequence[list[Value]], costs: Sequence[CostRow], client: str) -> list[list[Value]]:
    """Each row of hours as it is, then a row for each cost."""
    found: list[list[Value]] = [[*row, "", ""] for row in rows]
    for one in costs:
        found.append(
            [one.on, client, one.kind, one.who, one.label, one.source, "", "", one.amount, one.currency]
        )
    return found


def heads_of(rows: Sequence[Sequence[Value]]) -> tuple[str, ...]:
    return HEADS + COST_HEADS if any(len(row) > len(HEADS) for row in rows) else HEADS


def rows_of(report: Report, client: str) -> list[list[Value]]:
    return [
        [
            line.on,
            client,
            line.entry.aspect.name if line.entry.aspect is not None else "",
            line.entry.member.name or line.entry.member.email,
            line.entry.note,
            str(line.entry.get_source_display()),
            round(line.worked / 60, 4),
            round(line.minutes / 60, 4),
        ]
        for line in report.lines
    ]


def as_csv(rows: Sequence[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark at its beginning, by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(heads_of(rows))
    writer.writerows([_in_csv(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _in_csv(value: Value) -> str:
    if isinstance(value, float):
        # A third of an hour thirty times is ten hours: two digits would make it 9.90.
        whole, _, part = f"{value:.4f}".partition(".")
        return f"{whole}.{part.rstrip('0').ljust(2, '0')}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return inert(clean(value))


def as_ods(rows: Sequence[Sequence[Value]], *, name: str) -> bytes:
    # A tenth of a second, which every start would pay for what is asked for once a month.
    from odfdo import Cell, Document, Row, Table

    document = Document("spreadsheet")
    document.body.clear()
    table = Table(_sheet_name(name))
    for values in ([*heads_of(rows)], *rows):
        row = Row()
        for value in values:
            if isinstance(value, str):
                row.append_cell(Cell(clean(value), cell_type="string"))
            else:
                row.append_cell(Cell(value))
        table.append_row(row)
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clean(text: str) -> str:
    """Without what no XML may hold, nor any spreadsheet shows (XML 1.0, 2.2)."""
    return "".join(
        sign for sign in text if sign in _LINES or unicodedata.category(sign) not in ("Cc", "Cs", "Cn")
    )


def _sheet_name(name: str) -> str:
    kept = "".join(sign for sign in clean(name) if sign not in "[]*?:/\\'\n\r\t")
    return kept[:31].strip() or "Hours"
