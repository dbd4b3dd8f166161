"""A browser in which the owner is signed in, under the two names that pages have for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from alongside.accounts.models import Member
from tests.making import owner as the_owner


@pytest.fixture
def browser(signed_in: Callable[[Member], Browser], db: None) -> Browser:
    return signed_in(the_owner())


@pytest.fixture
def desk(browser: Browser) -> Browser:
    return browser
