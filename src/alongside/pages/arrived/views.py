"""What has arrived: each mailbox and file against where it came from; what is missing, why, and what happens next."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.connections.mailboxes import (
    ask_for_look,
    find_folder_for,
    mailboxes_for,
    try_again,
    want_folder,
)
from alongside.connections.models import MailCheck
from alongside.intake.jobs import check_mailboxes
from alongside.intake.mail_check import problems_of
from alongside.pages.arrived.board import boards_for, file_sources_for
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say


@require_safe
@for_member
def arrived(request: HttpRequest, member: Member) -> HttpResponse:
    values = {"boards": boards_for(member), "sources": file_sources_for(member)}
    return page(request, member, "arrived/arrived.html", "arrived", values)


@require_safe
@for_member
def mail_check(request: HttpRequest, member: Member) -> HttpResponse:
    """The newest check of each of her mailboxes, on one page that prints well."""
    found = [
        (mailbox.connection, mailbox.checks.order_by("-checked_at").first())
        for mailbox in mailboxes_for(member)
    ]
    checks = [check for _, check in found if check is not None]
    values = {
        "checked": [(source, check, _problems(check)) for source, check in found],
        "checked_at": max((check.checked_at for check in checks), default=None),
        "is_equal": bool(checks) and len(checks) == len(found) and all(one.is_equal for one in checks),
        "now": timezone.localtime(),
    }
    return page(request, member, "arrived/check.html", "arrived", values)


def _problems(check: MailCheck | None) -> list[str]:
    return problems_of(check) if check is not None else []


@require_POST
@for_member
def check_now(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask every server for its own list, in the work behind the pages."""
    mailboxes = list(mailboxes_for(member).values_list("pk", flat=True))
    what, then = "Comparing with the mail servers", reverse("mail-check")
    asked = check_mailboxes.enqueue(member_id=member.pk, what=what, then=then, mailboxes=mailboxes)
    return redirect("work", asked.id)


@require_POST
@for_member
def try_now(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    mailbox = mailboxes_for(member).filter(pk=connection_id).first()
    if mailbox is None:
        raise Http404
    try_again(mailbox)
    ask_for_look(mailbox)
    say(request, f"{mailbox.connection.label} is looked at within a few seconds.")
    return redirect("arrived")


@require_POST
@for_member
def switch_folder(request: HttpRequest, member: Member, folder_id: int) -> HttpResponse:
    """Take a folder in, or leave it out; what came from it stays."""
    folder = find_folder_for(member, folder_id)
    if folder is None:
        raise Http404
    is_wanted = request.POST.get("wanted") == "yes"
    want_folder(folder, is_wanted=is_wanted)
    words = "is read from now on" if is_wanted else "is left out from now on; what came from it stays"
    say(request, f"{folder.name} {words}.")
    return redirect("arrived")
