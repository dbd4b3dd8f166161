"""The documentation says what the program does: every command, table, key and licence, and no dead link."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections import Counter
from importlib.metadata import PackageNotFoundError, files, metadata, packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from typer.main import get_command
from typer.testing import CliRunner

from alongside.cli import build_app, command_modules
from alongside.intake.rebuilding import derived_models
from alongside.search import rules
from tests.making import arrive_raw, mailbox, owner, rich_mail

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMANDS = sorted(command_modules())


def sections(page: Path) -> dict[str, str]:
    """A page's text under each heading of the second level."""
    parts = re.split(r"^## (.+)$", page.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def cells(text: str, column: int = 0) -> list[str]:
    """One column of every table in a text, without the heads."""
    tables = re.findall(r"^\|.*\n\| ---.*\n((?:\|.*\n?)+)", text, re.MULTILINE)
    return [row.split("|")[column + 1].strip() for table in tables for row in table.splitlines()]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    dead = []
    for link in LINK.findall(page.read_text()):
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_every_page_can_be_reached_from_the_first():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = [link.partition("#")[0] for link in LINK.findall(page.read_text()) if "://" not in link]
        waiting += [(page.parent / link).resolve() for link in links if link]
    assert set(PAGES) - reached == set()


def test_readme_stays_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 120


def test_pictures_are_small_and_shown():
    shown = {link.rpartition("/")[2] for page in PAGES for link in LINK.findall(page.read_text())}
    pictures = list((DOCS / "pictures").glob("*.png"))
    assert {picture.name for picture in pictures} <= shown
    assert all(picture.stat().st_size < 300_000 for picture in pictures)


def test_reference_has_every_command():
    assert sorted(sections(DOCS / "reference" / "commands.md")) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_reference_has_every_option_of(name):
    described = sections(DOCS / "reference" / "commands.md")[name]
    command = get_command(build_app(name)).commands[name]
    parts = [command, *getattr(command, "commands", {}).values()]
    options = {
        option
        for part in parts
        for parameter in part.params
        for option in parameter.opts
        if option.startswith("--")
    }
    listed = set(re.findall(r"^- `(--[\w-]+)`", described, re.MULTILINE))
    if name == "web":  # it refers to serve for all of its own
        listed = set(re.findall(r"`(--[\w-]+)`", described))
    assert listed == options - {"--json", "--help"}


def shape(value: object) -> object:
    """What a document looks like, whatever it says; an empty list fits any, and so does null."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def fits(described: object, real: object) -> bool:
    if isinstance(described, dict) and isinstance(real, dict):
        return described.keys() == real.keys() and all(fits(described[key], real[key]) for key in described)
    if isinstance(described, list) and isinstance(real, list):
        return not described or not real or fits(described[0], real[0])
    return described == real or "NoneType" in (described, real)


@pytest.fixture
def practice(transactional_db, tmp_path):
    """One client with a letter, one letter in the tray; everything searchable."""
    stranger = rich_mail("second@id.example").replace(b"mara@harlow.example", b"hilary@stokes.example")
    arrive_raw(mailbox(owner()), rich_mail(), stranger)
    run("file", "harlow.example", "Harlow")
    return tmp_path


def run(name: str, *words: str):
    return CliRunner().invoke(build_app(name), [name, *words, "--json"])


CALLS = {
    "work": ["--until-idle"],
    "search": ["from:mara"],
    "clients": [],
    "timeline": ["Harlow"],
    "log": ["Harlow", "--minutes", "20", "--who", "Tom"],
    "tray": [],
    "file": ["stokes.example", "Stokes"],
    "erase": ["--client", "Harlow"],
    "review": ["Harlow", "--from", "2026-01-01", "--to", "2026-12-31"],
    "verify": [],
    "rebuild": [],
    "doctor": [],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_reference_shows_the_json_of(name, practice):
    example = re.search(r"```json\n(.*?)```", sections(DOCS / "reference" / "commands.md")[name], re.DOTALL)
    told = run(name, *CALLS[name])

    assert example is not None
    assert told.exit_code in (0, 1), told.stderr
    assert fits(shape(json.loads(example[1])), shape(json.loads(told.stdout)))
    assert json.loads(told.stdout) != []


@pytest.mark.slow
def test_reference_shows_the_json_of_import_and_backup(practice):
    described = sections(DOCS / "reference" / "commands.md")
    (practice / "new.eml").write_bytes(rich_mail("third@id.example"))
    (practice / "not.mail").write_bytes(b"\x00\x01 nothing that anybody wrote")
    calls = {"import": str(practice), "backup": str(practice / "all.tar")}

    for name, word in calls.items():
        example = re.search(r"```json\n(.*?)```", described[name], re.DOTALL)
        told = run(name, word)
        assert example is not None
        assert fits(shape(json.loads(example[1])), shape(json.loads(told.stdout))), told.stdout


def test_reference_has_every_variable_of_the_environment():
    read = set()
    for path in (ROOT / "src" / "alongside").rglob("*.py"):
        text = path.read_text()
        read |= set(re.findall(r"os\.environ(?:\.get|\.setdefault)?[(\[]\s*\"([A-Z_]+)\"", text))
        read |= set(re.findall(r"envvar=\"([A-Z_]+)\"", text))
    page = sections(DOCS / "reference" / "environment.md")["Environment"]
    assert {cell.strip("`") for cell in cells(page)} == read - {"DJANGO_SETTINGS_MODULE"}


def test_keyboard_page_has_every_key_of_the_pages():
    used = {"j", "k", "Enter", "Ctrl K"}
    for template in (ROOT / "src" / "alongside" / "pages").rglob("*.html"):
        text = template.read_text()
        used |= set(re.findall(r"\bkey=\"([^\"{]+)\"", text))
        used |= set(re.findall(r"-(?:key|of-row)=\"([^\"{]+)\"", text))
        used |= set(re.findall(r"\"(g [a-z])\"", text))
    for module in (ROOT / "src" / "alongside" / "pages").rglob("*.py"):
        used |= set(re.findall(r"Action\([^()]*\bkey=\"([^\"]+)\"", module.read_text()))
    listed = set(re.findall(r"`([^`]+)`", " ".join(cells((DOCS / "reference" / "keyboard.md").read_text()))))
    assert listed == used


def test_a_key_that_leads_somewhere_leads_to_one_place():
    ways: dict[str, set[str]] = {}
    for template in (ROOT / "src" / "alongside" / "pages").rglob("*.html"):
        found = re.findall(r"url\(\"([\w-]+)\"[^}]*\}\}\" data-key=\"(g [a-z])\"", template.read_text())
        for page, key in found:
            ways.setdefault(key, set()).add(page)
    assert len(ways) > 10
    assert {key: pages for key, pages in ways.items() if len(pages) > 1} == {}


def test_search_page_has_every_field():
    listed = set(re.findall(r"`-?([a-z]+):", (DOCS / "reference" / "search.md").read_text()))
    assert listed == {*rules._FIELDS, *rules._DATES}


@pytest.mark.parametrize(
    "written", [cell for cell in cells((DOCS / "reference" / "search.md").read_text()) if ":" in cell]
)
def test_search_page_shows_queries_that_are_understood(written):
    query = rules.parse_query(written.strip("`"))
    assert query.has_terms
    assert query.misread == ()


def architecture() -> str:
    return sections(DOCS / "architecture.md")["Three kinds of table"]


def test_architecture_lists_every_table_once():
    listed = [name for cell in cells(architecture()) for name in re.findall(r"`(\w+\.\w+)`", cell)]
    tables = [f"{model._meta.app_label}.{model.__name__}" for model in apps.get_models()]
    assert [name for name, count in Counter(listed).items() if count > 1] == []
    assert sorted(listed) == sorted(tables)


def test_architecture_calls_derived_what_rebuild_drops():
    table = architecture().partition("### Derived")[2].partition("Passing")[0]
    listed = {name for cell in cells(table) for name in re.findall(r"`(\w+\.\w+)`", cell)}
    dropped = {f"{model._meta.app_label}.{model.__name__}" for model in derived_models()}
    # The index is emptied by the search package itself.
    assert listed == dropped | {"search.Entry"}


def test_architecture_names_code_that_is_there():
    text = (DOCS / "architecture.md").read_text()
    missing = []
    packages = "|".join(path.name for path in (ROOT / "src" / "alongside").iterdir() if path.is_dir())
    for dotted in re.findall(rf"`((?:{packages})\.[\w.]+)`", text):
        *folders, name = dotted.split(".")
        module = ROOT.joinpath("src", "alongside", *folders)
        source = module.with_suffix(".py")
        is_there = (module / name).is_dir() or (module / f"{name}.py").exists()
        is_named = source.exists() and re.search(rf"\b(?:def|class) {name}\b", source.read_text())
        is_table = name[0].isupper() and dotted in architecture()
        if not (is_there or is_named or is_table):
            missing.append(dotted)
    assert missing == []


def test_decisions_are_all_listed():
    folder = DOCS / "decisions"
    linked = set(LINK.findall((folder / "index.md").read_text()))
    assert linked == {page.name for page in folder.glob("*.md")} - {"index.md"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licences() -> dict[str, str]:
    page = (DOCS / "licences.md").read_text().partition("## In the browser")[0]
    return dict(zip(cells(page), cells(page, 1), strict=True))


def test_licences_are_those_of_the_lock_file():
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert sorted(licences()) == sorted(locked)


def test_licences_explain_every_library_that_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {normal(re.split(r"[\[<>=~ ]", one)[0]) for one in project["dependencies"]}
    first = (DOCS / "licences.md").read_text().partition("Brought along")[0]
    assert asked - set(cells(first)) == set()


@pytest.mark.slow
def test_licences_have_every_library_that_is_imported():
    imported = set()
    for path in (ROOT / "src" / "alongside").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    imported -= {*sys.stdlib_module_names, "alongside"}
    known = packages_distributions()
    missing = [
        name for name in imported if not {normal(one) for one in known.get(name, [])} & licences().keys()
    ]
    assert missing == []


def licence_file(name: str) -> str:
    """The text that a library brings along, where it says nothing in its metadata."""
    brought = [path for path in files(name) or [] if "licen" in path.name.lower()]
    return " ".join(path.read_text() for path in brought)


def test_licences_agree_with_what_libraries_say():
    wrong = []
    for name, written in licences().items():
        try:
            told = metadata(name)
        except PackageNotFoundError:
            continue  # of another system
        classifiers = [one for one in told.get_all("Classifier", []) if one.startswith("License")]
        said = " ".join([told.get("License-Expression") or "", told.get("License") or "", *classifiers])
        if not said.strip():
            said = licence_file(name)
        family = re.match(r"[A-Za-z]+", written)
        if family is None or family[0].lower() not in said.lower():
            wrong.append((name, written, said[:80]))
    assert wrong == []


def test_licences_have_every_package_of_the_browser():
    package = json.loads((ROOT / "frontend" / "package.json").read_text())
    page = sections(DOCS / "licences.md")["In the browser"]
    assert set(cells(page)) == {*package["dependencies"], *package["devDependencies"]}
