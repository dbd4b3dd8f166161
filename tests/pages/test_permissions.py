"""Every route of the resolver, by every role, on own, foreign and missing objects, with every method."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from alongside.pages.base.numbers import Number
from tests.pages.permissions import MAKERS, ROUTES, Access

# What a method is refused for is no matter of the database: the others are tried on SQLite alone.
METHODS = ["GET", "POST", *(["HEAD", "PUT", "PATCH", "DELETE"] if connection.vendor == "sqlite" else [])]
ROLES = ["anonymous", "owner", "assistant", "cover", "ended cover"]
MEMBERS = {"owner", "assistant", "cover"}
BACKEND = "alongside.accounts.backend.MemberBackend"


def route_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The name of every pattern below; the pattern itself where somebody forgot to name it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from route_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or f"unnamed {pattern.pattern}")


def test_every_route_is_listed_and_every_listed_route_is_there():
    assert set(route_names(get_resolver())) == set(ROUTES)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request changed did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people(owner, assistant, make_cover):
    stranger = type(owner).objects.create_member("stranger@practice.example", role="assistant")
    return {
        "anonymous": None,
        "owner": owner,
        "assistant": assistant,
        "cover": make_cover(timedelta(hours=1)),
        "ended cover": make_cover(-timedelta(hours=1)),
        "stranger": stranger,
    }


def by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """Routes whose addresses name the same kind of object, for which it is made once."""
    kinds: dict[str, list[str]] = {}
    for name in sorted(names):
        kinds.setdefault(ROUTES[name].kind or "none", []).append(name)
    return kinds


def addresses(names: Iterable[str], people: dict, role: str) -> Iterator[tuple[Access, str, str]]:
    """What these routes of one kind allow, which object it is, and the address that names it."""
    objects = None
    for name in names:
        access = ROUTES[name]
        if not access.kind:
            yield access, "own", access.path or reverse(name)
            continue
        objects = objects or MAKERS[access.kind](people[role] or people["assistant"], people["stranger"])
        for which in ("own", "foreign", "missing"):
            if (kwargs := getattr(objects, which)) is not None:
                yield access, which, reverse(name, kwargs=kwargs)


def client_of(member, *, careful: bool = False) -> Client:
    client = Client(enforce_csrf_checks=careful, raise_request_exception=True)
    if member is not None:
        client.force_login(member, backend=BACKEND)
        _has_just_signed_in(client, member)
    return client


def _has_just_signed_in(client: Client, member) -> None:
    """Otherwise allauth asks for the password again, and the page behind that is not tried."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()


def same_session(client: Client, *, careful: bool = False) -> Client:
    """A browser with the same cookies, whatever the request before did to them."""
    other = Client(enforce_csrf_checks=careful)
    other.cookies = copy.deepcopy(client.cookies)
    return other


def outcome(answer, access: Access) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/"):
        return "sign in"
    if answer.status_code == 405:
        return "wrong method"
    if answer.status_code in (404, 410):
        return "not there"
    is_in = answer.status_code < 400 or answer.status_code in access.answers
    return "let in" if is_in else f"status {answer.status_code}"


def expected(access: Access, role: str, which: str, method: str) -> str:
    if access.who == "nobody":
        return "not there"
    if access.who != "everybody" and role not in MEMBERS:
        return "sign in"
    if (method if method != "HEAD" else "GET") not in access.methods.split():
        return "wrong method"
    if which != "own" or (access.who == "owners" and role != "owner"):
        return "not there"
    return "let in"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(by_kind(ROUTES)))
def test_routes_by_what_they_name(kind, people):
    wrong = [line for role in ROLES for line in surprises(by_kind(ROUTES)[kind], people, role)]
    assert not wrong, "\n".join(wrong)


def surprises(names: list[str], people: dict, role: str) -> Iterator[str]:
    with undone():
        signed_in = client_of(people[role])
        for access, which, address in addresses(names, people, role):
            for method in METHODS:
                cache.clear()
                with undone():
                    answer = same_session(signed_in).generic(method, address)
                seen, wanted = outcome(answer, access), expected(access, role, which, method)
                if seen != wanted and not (access.is_lax and method not in access.methods):
                    yield f"{role}: {method} {which} {address}: {seen}, not {wanted}"


NEAR, BEYOND = "7000000001", "9" * 20  # of which the one is beyond 63 bits


def far_addresses() -> Iterator[str]:
    """Every address of a page that names a number, with one that no database holds."""
    for name, found in converters(get_resolver()):
        if name in ROUTES and "GET" in ROUTES[name].methods and Number in map(type, found.values()):
            kwargs = {key: int(NEAR) if type(one) is Number else "x" for key, one in found.items()}
            yield reverse(name, kwargs=kwargs).replace(NEAR, BEYOND)


def converters(resolver: URLResolver) -> Iterator[tuple[str, dict]]:
    """Of every named pattern below."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from converters(pattern)
        elif pattern.name:
            yield pattern.name, pattern.pattern.converters


@pytest.mark.django_db
def test_a_number_that_no_database_holds_is_the_number_of_nothing(owner):
    browser, far = client_of(owner), list(far_addresses())
    assert len(far) > 50
    assert {address: answer for address in far if (answer := browser.get(address).status_code) != 404} == {}


TAKING_FORMS = by_kind(name for name, access in ROUTES.items() if "POST" in access.methods)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(TAKING_FORMS))
def test_routes_take_no_form_from_another_site(kind, people):
    with undone():
        signed_in, taken = client_of(people["owner"], careful=True), []
        for _, which, address in addresses(TAKING_FORMS[kind], people, "owner"):
            if which == "own":
                cache.clear()
                with undone():
                    answer = same_session(signed_in, careful=True).post(address)
                taken += [address] if answer.status_code != 403 else []
    assert taken == []
