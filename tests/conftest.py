"""What tests share: members of each role, and a browser-like client signed in as one of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Member, Role
from alongside.search.actions import clear
from tests.dovecot import PROGRAM, Dovecot, running_dovecot

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(config, items):
    """Tests over the corpora are left out where there are none, and those with a mail server without Dovecot."""
    folder = Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        left_out = [item for item in items if item.get_closest_marker("corpora")]
        items[:] = [item for item in items if not item.get_closest_marker("corpora")]
        config.hook.pytest_deselected(items=left_out)
    if PROGRAM is None:
        left_out = [item for item in items if item.get_closest_marker("mailserver")]
        items[:] = [item for item in items if not item.get_closest_marker("mailserver")]
        config.hook.pytest_deselected(items=left_out)


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database that a thread of a server, started by some test, is still connected to."""
    yield
    if connection.vendor == "postgresql":
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
