"""Words of the house that no page says: no template, no trouble or refusal, nothing that a script writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "alongside"
NEVER = re.compile(r"\b(interaction|handle|parsed|original|practice|member|connection)s?\b", re.IGNORECASE)
# What these say is read in a terminal.
NOT_ON_PAGES = {"cli", "processes", "originals", "config", "lib"}
SAYS = re.compile(r"(Error|Trouble|Words)$|^say$")
# Of a template, what is no text.
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
SENTENCE = re.compile(r'"([^"\n]* [^"\n]*)"')


def said_in_code() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[0] in NOT_ON_PAGES:
            continue
        for call in ast.walk(ast.parse(path.read_text())):
            name = getattr(call, "func", None)
            if isinstance(call, ast.Call) and SAYS.search(getattr(name, "id", getattr(name, "attr", ""))):
                for one in ast.walk(call):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value:
                        yield one.value


def said_in_templates() -> Iterator[str]:
    for path in SOURCE.glob("pages/**/*.html"):
        yield from MARKUP.sub("\n", path.read_text()).split("\n")


def said_by_scripts() -> Iterator[str]:
    for path in (ROOT / "frontend" / "src").rglob("*.js"):
        yield from SENTENCE.findall(path.read_text())


def test_no_page_says_a_word_of_the_house():
    said = [*said_in_code(), *said_in_templates(), *said_by_scripts()]
    assert len(said) > 1_000
    assert [one for one in said if NEVER.search(one)] == []
