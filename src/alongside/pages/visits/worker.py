"""The program that keeps a card on a phone: our built file, and before it which files it keeps, under which version."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.pages.base.assets import BUILT, asset, manifest
from alongside.pages.base.requests import for_member

VERSION = "X-Card-Version"
# In place of a version: the phone need not keep the card any longer.
OVER = "over"
FILES = ("desk.css", "card.js", "icon.svg", "sans.woff2", "serif.woff2")


@lru_cache(maxsize=1)
def _program() -> str:
    return (BUILT / manifest()["card-worker.js"]).read_text()


@lru_cache(maxsize=1)
def version() -> str:
    """Another for every build in which one of its files, or the program itself, is another."""
    names = [manifest()[name] for name in (*FILES, "card-worker.js")]
    return sha256("\n".join(names).encode()).hexdigest()[:16]


@require_safe
@for_member
def script(request: HttpRequest, member: Member) -> HttpResponse:
    """Browsers ask again whenever the page is opened: other bytes are a new version (Service Workers, Update)."""
    keeps = json.dumps({"version": version(), "header": VERSION, "files": [asset(name) for name in FILES]})
    answer = HttpResponse(f"self.CARD={keeps};\n{_program()}", content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
