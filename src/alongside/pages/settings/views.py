"""Settings: how she signs in, who else works here, and what the machine says of itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import can_return, members_for, practice
from alongside.jobs.queries import failed_jobs
from alongside.pages.base.requests import for_member, page


@require_safe
@for_member
def settings(request: HttpRequest, member: Member) -> HttpResponse:
    values = {
        "practice": practice(),
        "members": members_for(member),
        "can_return": can_return(member),
        "failed": failed_jobs(limit=20) if member.is_owner else [],
    }
    return page(request, member, "settings/settings.html", "settings", values)
