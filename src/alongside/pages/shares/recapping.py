"""What was said, in words for the client: to copy, for her own mail program, or by a link; of a call and of a visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.requests import page
from alongside.pages.shares.views import show_links
from alongside.reach.queries import reachability
from alongside.sharing.actions import Made
from alongside.sharing.errors import SharingError
from alongside.sharing.recaps import LONGEST_RECAP


class Recap(NamedTuple):
    """`subject`: of the link and of a mail. `people`: names and addresses of those it is for. `back`: where it belongs.

    `words`: what the notes make of themselves; `share` makes the link of what she made of that.
    """

    client: Client
    subject: str
    people: Iterable[tuple[str, str]]
    area: str
    back: tuple[str, str]
    words: Callable[[], str]
    share: Callable[[str], Made]


def recap_page(request: HttpRequest, member: Member, recap: Recap) -> HttpResponse:
    """She reads and changes every line before anybody else does; the address of a link stands in one answer alone."""
    if request.method != "POST":
        return _show(request, member, recap, recap.words())
    text = request.POST.get("words", "")
    try:
        made = recap.share(text)
    except SharingError as error:
        return _show(request, member, recap, text, problem=str(error))
    arrived = f"{member.pk}:{request.path}"
    return show_links(request, member, recap.client.pk, made=made, arrived=arrived)


def _show(
    request: HttpRequest, member: Member, recap: Recap, text: str, *, problem: str = ""
) -> HttpResponse:
    values: dict[str, Any] = {
        "client": recap.client,
        "back": recap.back,
        "words": text,
        "longest": LONGEST_RECAP,
        "mailto": _mailto(recap),
        "reach": reachability(),
        "problem": problem,
    }
    status = 422 if problem else 200
    return page(request, member, "shares/recap.html", recap.area, values, status=status)


def _mailto(recap: Recap) -> str:
    """Their addresses and the subject; the words she pastes herself, as they were changed."""
    addresses = ",".join(quote(address, safe="@") for _, address in recap.people if "@" in address)
    return f"mailto:{addresses}?subject={quote(recap.subject)}"
