"""A view that is imported when it is first called is, to whoever asks, the view."""

import sys

import pytest

from alongside.lib.later import LaterModule

MODULE = "views_of_a_test"


@pytest.fixture
def views(tmp_path, monkeypatch):
    (tmp_path / f"{MODULE}.py").write_text(
        "def shown(request, number): return (request, number)\nshown.login_required = False\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(LaterModule, "made", [])
    yield LaterModule(MODULE)
    sys.modules.pop(MODULE, None)


def test_naming_a_view_imports_nothing(views):
    assert (views.shown.__module__, views.shown.__name__) == (MODULE, "shown")
    assert not hasattr(views.shown, "view_class")
    assert MODULE not in sys.modules


def test_called_it_is_the_view(views):
    assert views.shown("asked", number=7) == ("asked", 7)


def test_what_a_decorator_put_on_the_view_is_seen(views):
    assert views.shown.login_required is False
    assert not hasattr(views.shown, "csrf_exempt")


def test_all_are_imported_where_it_is_wished(views):
    for one in LaterModule.made:
        one.fetch()
    assert MODULE in sys.modules
