"""The list of what is seen to when a client begins: begun by two windows at once, each line stands there once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from alongside.clients.actions import add_client
from alongside.picture.models import Step
from alongside.picture.starting import begin, lines_of, starting_list

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_list_that_two_windows_begin_at_once_is_there_once(owner):
    client, gate = add_client("Harlow & Sons", by=owner), Barrier(4)

    def press(_: int) -> None:
        try:
            gate.wait(10)
            begin(owner, client.pk, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    words = list(Step.objects.order_by("position", "id").values_list("words", flat=True))
    assert words == lines_of(starting_list())
