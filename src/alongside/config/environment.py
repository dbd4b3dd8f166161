"""What the environment says in, a sentence out where it cannot be meant so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured


class Unfit(ImproperlyConfigured, ValueError):
    """The message names the variable, and what is wrong with it."""


@contextmanager
def fitting(name: str) -> Iterator[None]:
    """Whatever is made of the variable `name` within it."""
    try:
        yield
    except ImproperlyConfigured:
        # It says for itself what is wrong.
        raise
    except OSError as error:
        raise Unfit(f"${name} names nothing that can be used. {error.filename}: {error.strerror}.") from error
    except (ValueError, RuntimeError) as error:
        raise Unfit(f"${name} cannot be read: {error}.") from error
