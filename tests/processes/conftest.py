"""A web process for the sockets of rooms, one for each file, and a room with a client."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from tests.making import owner
from tests.processes.room_sockets import web_process

from alongside.clients.actions import add_client
from alongside.rooms import actions
from alongside.rooms.models import Room


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    with web_process(tmp_path_factory.mktemp("web")) as port:
        yield port


@pytest.fixture
def room() -> Room:
    return actions.open_room(owner(), add_client("Harlow"), now=timezone.now())
