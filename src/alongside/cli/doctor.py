"""`alongside doctor`: looks at what the program stands on, and says what to do where something is amiss."""

from __future__ import annotations

from rich.text import Text
from typer import Exit

from alongside.cli._output import ATTENTION, FINE, AsJson, emit, table, words
from alongside.processes import checkup

STYLES = {"fine": "green", "look": "yellow", "broken": "red"}


def doctor(as_json: AsJson = False) -> None:
    """Look at Python, data folder, database, assets and address, and say what is amiss."""
    findings = checkup.examine()
    is_ok = all(finding.state != "broken" for finding in findings)
    emit({"ok": is_ok, "findings": findings}, as_json=as_json, in_words=lambda: _print(findings))
    raise Exit(FINE if is_ok else ATTENTION)


def _print(findings: list[checkup.Finding]) -> None:
    shown = table("", "", "")
    for finding in findings:
        shown.add_row(Text(finding.state, style=STYLES[finding.state]), finding.subject, Text(finding.words))
    words.print(shown)
