"""The front, as ASGI: live things in coroutines, pages as WSGI in threads."""

from __future__ import annotations

from django.conf import settings

from alongside.accounts.sessions import is_member
from alongside.config.wsgi import application as pages
from alongside.processes.bodies import Limits
from alongside.processes.front import build_front

application = build_front(
    pages,
    limits=Limits(
        max_bytes=settings.FRONT_MAX_BODY_BYTES,
        folder=settings.FILE_UPLOAD_TEMP_DIR,
        deadline_seconds=settings.FRONT_BODY_DEADLINE_SECONDS,
    ),
    is_member=is_member,
    url_scheme="https" if settings.IS_HTTPS else "http",
)
