"""What tests share: members of each role, and a browser-like client signed in as one of them."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.management.color import no_style
from django.core.servers.basehttp import WSGIServer
from django.core.signals import setting_changed
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler
from django.utils import timezone
from whitenoise.middleware import WhiteNoiseMiddleware

from alongside.accounts.models import Member, Role
from alongside.search.actions import clear
from alongside.timeline import database
from tests.databases import name_in, template_url
from tests.dovecot import PROGRAM, Dovecot, running_dovecot
from tests.examples import for_all
from tests.program import ROOT, template

for_all()
# Of `live_server`, which lets ten wait and no more: whoever comes then on a busy machine is reset, or comes a second
# later. Ours lets 2,048 wait (`processes.serving`).
WSGIServer.request_queue_size = 512
# Nothing of what is imported and collected is ever thrown away: to look for such would be a fifth of the time.
gc.disable()


def pytest_collection_finish(session):
    gc.freeze()
    gc.enable()


def pytest_sessionfinish(session):
    """Workers that read files of letters wait for more; in the program they end with the process that has them."""
    follow_ups = sys.modules.get("alongside.processes.follow_ups")
    if follow_ups is not None:
        for follower in (follow_ups.diary, follow_ups.bouncing, follow_ups.file_texts):
            follower.READING.close()


# Plain Python: which database there is makes no difference to it.
_PLAIN = (
    "tests/channels/",
    "tests/lib/",
    "tests/test_docs.py",
    "tests/test_house.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Longest first.

    Left out: tests over the corpora where there are none, with a mail server where there is no Dovecot, and on
    PostgreSQL those whose program runs on an SQLite file of its own, and those that ask no database.
    """
    corpora = Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))
    missing = {
        "corpora": not corpora.is_dir(),
        "mailserver": PROGRAM is None,
        "own_database": _on_postgresql(),
    }
    markers = [name for name, is_missing in missing.items() if is_missing]
    left_out = [
        item
        for item in items
        if any(item.get_closest_marker(name) for name in markers) or (_on_postgresql() and _is_plain(item))
    ]
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]
    _longest_first(items)
    if left_out:
        config.hook.pytest_deselected(items=left_out)


# Minutes each: begun last, one of them would be waited for when all else is done.
_LONGEST = (
    "tests/browser/test_rooms.py",
    "tests/browser/test_writing.py",
    "tests/processes/test_moving.py",
    "tests/cli/test_commands.py",
    "tests/pages/test_permissions.py",
    "tests/backups/test_coming_back.py",
    "tests/processes/test_listening.py",
    "tests/processes/test_updating.py",
    "tests/intake/test_hostile_servers.py",
    "tests/voices/test_canary.py",
    "tests/browser/test_calls.py",
    "tests/processes/test_serving.py",
)


def _longest_first(items: list) -> None:
    """A file's tests keep their order, and xdist keeps them together; script/test tells it to sort no further."""
    in_browser = {item.path for item in items if item.get_closest_marker("browser")}
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    places = {path: place for place, path in enumerate(_LONGEST)}

    def key(item) -> tuple[int, bool, bool]:
        place = places.get(item.nodeid.partition("::")[0], len(places))
        return place, item.path not in in_browser, item.path not in slow

    items.sort(key=key)


def _is_plain(item) -> bool:
    if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(
        item.fixturenames
    ):
        return False
    return item.nodeid.startswith(_PLAIN) or item.path.name == "test_rules.py"


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as running:
        yield running


@pytest.fixture(autouse=True, scope="session")
def _passwords_hashed_in_a_moment():
    """Still by Argon2, without the time and memory that make guessing slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 64)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield


@pytest.fixture(autouse=True)
def _no_counted_sign_ins():
    """Rate limits count in a cache that outlives a test."""
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _static_files_listed_once():
    """Each client of a test sets up the middleware anew, which looks every file up again."""
    listed = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def add(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            look(self)
            listed.update(self.files)
        self.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture(autouse=True, scope="session")
def _middleware_set_up_once():
    """Not by each client of each test; anew when a setting is changed, which it may have read."""
    kept: dict[str, object] = {}
    names = (
        "_middleware_chain",
        "_view_middleware",
        "_template_response_middleware",
        "_exception_middleware",
    )
    load = ClientHandler.load_middleware

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not kept:
            load(self, is_async)
            kept.update({name: getattr(self, name) for name in names})
        for name in names:
            setattr(self, name, kept[name])

    def forget(**_: object) -> None:
        kept.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture(autouse=True, scope="session")
def _nobody_to_wait_for():
    """In a test's own transaction nobody else could write: the pause that lets others write is left out."""
    wait = database.sleep
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            database, "sleep", lambda seconds: None if connection.in_atomic_block else wait(seconds)
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def _only_full_tables_are_emptied():
    """After a test that commits: Django empties all hundred, and makes permissions that nobody uses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: _empty_full_tables())
        yield


def _empty_full_tables() -> None:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(name) for name in names]
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(
            f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name})" for number, name in enumerate(quoted)
        )
        cursor.execute(asked)
        full = [names[number] for (number,) in cursor.fetchall()]
    if full:
        cascades = connection.vendor == "postgresql"  # It asks for the tables that refer to them too.
        flush = connection.ops.sql_flush(no_style(), full, reset_sequences=False, allow_cascade=cascades)
        connection.ops.execute_sql_flush(flush)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The database is a copy of what a first start makes."""
    test = connection.settings_dict["TEST"]
    if _on_postgresql():
        test["TEMPLATE"] = name_in(template_url())
    else:
        shutil.copyfile(template(), test["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return not _on_postgresql()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database that a thread of a server, started by some test, is still connected to."""
    yield
    if _on_postgresql():
        # A process that some test forked may have ended the one that is open.
        connection.close()
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid != pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _empty_index(request):
    """The index is in no model's table: what empties the database after such a test leaves it standing."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or bool(marker and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        clear()


@pytest.fixture
def owner(db) -> Member:
    return Member.objects.create_member(
        "owner@practice.example", role=Role.OWNER, name="Olive Owner", password="a long sentence to type"
    )


@pytest.fixture
def assistant(db) -> Member:
    return Member.objects.create_member(
        "ada@practice.example", role=Role.ASSISTANT, password="another sentence"
    )


@pytest.fixture
def make_cover(db) -> Callable[[timedelta], Member]:
    """A cover whose time ends in so long; give a negative one for cover that has ended."""

    def make(ends_in: timedelta) -> Member:
        cover = Member.objects.create_member(
            f"cover{Member.objects.count()}@practice.example", role=Role.COVER, password="a third sentence"
        )
        cover.cover_ends_at = timezone.now() + ends_in
        cover.save()
        return cover

    return make


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member, backend="alongside.accounts.backend.MemberBackend")
        return client

    return sign_in
