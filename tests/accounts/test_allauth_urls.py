"""The addresses of signing in are the library's own, and every view that an address names is there."""

from collections.abc import Iterator

import allauth.urls
from django.urls import URLPattern, URLResolver, get_resolver

from alongside.accounts import allauth_urls
from alongside.lib.later import LaterView


def patterns_of(listed, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in listed:
        if isinstance(one, URLResolver):
            yield from patterns_of(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def test_addresses_are_those_of_the_library_in_its_order():
    theirs = [(route, one.name, one.callback) for route, one in patterns_of(allauth.urls.urlpatterns)]
    ours = [(route, one.name, one.callback.found) for route, one in patterns_of(allauth_urls.urlpatterns)]
    assert ours == theirs


def test_every_address_names_a_view_that_is_there():
    named = [one.callback for _, one in patterns_of(get_resolver().url_patterns)]
    later = [view for view in named if isinstance(view, LaterView)]
    assert len(later) > 300
    assert all(callable(view.found) for view in later)
