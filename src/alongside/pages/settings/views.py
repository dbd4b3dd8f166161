"""Settings: how she signs in, by which clock, who else works here, and what the machine says of itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.db import connection
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside import __version__
from alongside.accounts.errors import AddressTaken
from alongside.accounts.models import Member
from alongside.accounts.queries import can_return, members_for, practice
from alongside.backups.queries import reminder_for, standing
from alongside.colleagues.queries import current_assignments
from alongside.jobs.queries import failed_jobs
from alongside.journal.queries import journal
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.settings.forms import ClockForm, InviteForm
from alongside.reach.queries import phone_address, reachability
from alongside.reach.rules import known_of


@require_safe
@for_member
def settings(request: HttpRequest, member: Member) -> HttpResponse:
    return _show(request, member)


def _show(request: HttpRequest, member: Member, status: int = 200, **more: Any) -> HttpResponse:
    ours = practice()
    clock = {"own": member.timezone, "shared": ours.timezone, "country": ours.region}
    values = {
        "members": members_for(member).prefetch_related(
            Prefetch("assignments", current_assignments().select_related("client"))
        ),
        "can_return": can_return(member),
        "clock": ClockForm(initial=clock),
        "invitation": InviteForm(member=member),
        "journal_is_on": journal().is_on,
        "link": "",
        "invited": None,
    }
    if member.is_owner:
        values |= {
            "failed": failed_jobs(limit=20),
            "machine": _machine(),
            "backups": standing(),
            "reminder": reminder_for(member),
            "reach": (reach := reachability()),
            "phone_code": _phone_code() if known_of(reach.address) is None else "",
        }
    return page(request, member, "settings/settings.html", "settings", {**values, **more}, status=status)


def _phone_code() -> str:
    """A QR code of the address by which a telephone proves that it gets here."""
    # Loaded here: until the telephone has got here, and never again.
    import segno

    code = segno.make(phone_address(), error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))


def _machine() -> list[tuple[str, str]]:
    """What `alongside doctor` says first."""
    names = {"sqlite": "SQLite, in the data folder", "postgresql": "PostgreSQL"}
    return [
        ("Data folder", str(django_settings.HOME)),
        ("Database", names.get(connection.vendor, connection.vendor)),
        ("Version", __version__),
    ]


@require_POST
@for_member
def clock(request: HttpRequest, member: Member) -> HttpResponse:
    form = ClockForm(request.POST)
    if not form.is_valid():
        return _show(request, member, 422, clock=form)
    form.keep(member)
    say(request, "Times and phone numbers are shown this way from now on.")
    return redirect("settings")


@require_POST
@never_cache
@for_member
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """Only an owner invites. The link is in this one answer and kept nowhere."""
    if not member.is_owner:
        raise Http404
    form = InviteForm(request.POST, member=member)
    if form.is_valid():
        try:
            invited, link = form.invite()
            return _show(request, member, invited=invited, link=link)
        except AddressTaken as error:
            form.add_error("email", str(error))
    return _show(request, member, 422, invitation=form)
