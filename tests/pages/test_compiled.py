"""Templates are kept as they were compiled, and nothing of what they say depends on when that was."""

from pathlib import Path

import jinja2
import pytest
from django.conf import settings
from jinja2 import nodes

from alongside.pages import compiled
from alongside.pages.compiled import Compiled
from alongside.pages.jinja import environment

FOLDERS = next(one["DIRS"] for one in settings.TEMPLATES if one["NAME"] == "jinja2")


@pytest.fixture
def kept(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path / "templates"


def made():
    return environment(loader=jinja2.DictLoader({"greeting.html": "Dear {{ name }},"}))


def test_template_is_compiled_once_for_all_processes(kept, monkeypatch):
    assert made().get_template("greeting.html").render(name="Ada") == "Dear Ada,"
    monkeypatch.setattr(jinja2.Environment, "_generate", None)
    assert made().get_template("greeting.html").render(name="Ada") == "Dear Ada,"


def test_changed_template_is_compiled_anew(kept):
    made().get_template("greeting.html")
    changed = environment(loader=jinja2.DictLoader({"greeting.html": "Hello {{ name }},"}))
    assert changed.get_template("greeting.html").render(name="Ada") == "Hello Ada,"


def test_what_another_library_has_compiled_is_not_used(kept, monkeypatch):
    made().get_template("greeting.html")
    (first,) = kept.iterdir()
    monkeypatch.setattr(compiled.jinja2, "__version__", "999")
    made().get_template("greeting.html")
    assert len(list(kept.iterdir())) == 2
    assert first.exists()


def test_full_disk_costs_no_page(kept, monkeypatch):
    def refuse(*args, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", refuse)
    assert made().get_template("greeting.html").render(name="Ada") == "Dear Ada,"
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize("damage", [lambda data: data[:20], lambda data: data[:15] + b"\xff\0" * 40])
def test_file_that_is_damaged_at_its_beginning_is_compiled_anew(kept, damage):
    made().get_template("greeting.html")
    (file,) = kept.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert made().get_template("greeting.html").render(name="Ada") == "Dear Ada,"


def test_damaged_file_is_compiled_anew(kept):
    made().get_template("greeting.html")
    (file,) = kept.iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    assert made().get_template("greeting.html").render(name="Ada") == "Dear Ada,"


def test_folder_is_for_its_user_alone(kept):
    Compiled(Path(kept), {})
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.broad
def test_no_template_filters_what_is_constant():
    """Jinja would put into the compiled template what our filter said then."""
    reading, found = environment(), []
    for folder in FOLDERS:
        for path in folder.rglob("*.html"):
            for one in reading.parse(path.read_text()).find_all(nodes.Filter):
                try:
                    one.as_const(nodes.EvalContext(reading))
                except nodes.Impossible:
                    continue
                found.append(f"{path.name}:{one.lineno} {one.name}")
    assert found == []
