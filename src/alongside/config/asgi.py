"""The front, as ASGI: live things in coroutines, pages as WSGI in threads."""

from __future__ import annotations

from django.conf import settings
from django.db import close_old_connections

from alongside.accounts.sessions import is_member
from alongside.config.wsgi import application as pages
from alongside.processes.bodies import Limits
from alongside.processes.front import build_front
from alongside.processes.lounging import Parlour
from alongside.processes.pushing import Hub, push_route
from alongside.processes.signalling import Switchboard


def _is_member(cookie_header: str) -> bool:
    """Outside of Django's own handling nobody else drops a connection that the server has closed."""
    close_old_connections()
    return is_member(cookie_header)


_hub = Hub()
application = build_front(
    pages,
    limits=Limits(
        max_bytes=settings.FRONT_MAX_BODY_BYTES,
        folder=settings.FILE_UPLOAD_TEMP_DIR,
        deadline_seconds=settings.FRONT_BODY_DEADLINE_SECONDS,
    ),
    is_member=_is_member,
    url_scheme="https" if settings.IS_HTTPS else "http",
    live=[push_route(_hub), *Switchboard().routes(), *Parlour(_hub).routes()],
)
