"""Mailboxes: how each is doing, what to do about a trouble, and the way out."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import clients_for
from alongside.connections import attempts
from alongside.connections import mailboxes as known
from alongside.connections.models import Mailbox
from alongside.connections.outgoing import outgoing_of
from alongside.connections.sign_in import sign_in_of
from alongside.intake.coverage import Coverage, coverage_for
from alongside.outbox import letters
from alongside.pages.arrived.agreement import agreement_of
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import count
from alongside.pages.mailboxes.connecting import start

AREA = "mailboxes"
CERTIFICATES = ("certificate_changed", "certificate_untrusted")
ENCRYPTIONS = {"tls": "TLS", "starttls": "STARTTLS", "none": "none"}


class Row(Struct, frozen=True):
    """A mailbox in the list. `word`: how it is doing; `needs_her`: nothing goes on before she has done something."""

    mailbox: Mailbox
    word: str
    needs_her: bool


class Filling(Struct, frozen=True):
    """How much of a mailbox is here. `left_out`: as was agreed; `missing`: listed and not given."""

    here: int
    there: int
    folders: int
    left_out: int = 0
    missing: int = 0

    @property
    def is_begun(self) -> bool:
        return self.folders > 0


@require_safe
@for_member
def mailboxes(request: HttpRequest, member: Member) -> HttpResponse:
    rows = [_row(one) for one in known.mailboxes_for(member)]
    return page(request, member, "mailboxes/list.html", AREA, {"rows": rows})


def _row(mailbox: Mailbox) -> Row:
    trouble = known.trouble_of(mailbox)
    if trouble is not None:
        return Row(mailbox, trouble.sentence, trouble.stops)
    return Row(mailbox, "" if mailbox.level_at else "filling", False)


@require_safe
@for_member
def mailbox(request: HttpRequest, member: Member, mailbox_id: int) -> HttpResponse:
    found = mailbox_or_404(member, mailbox_id)
    values = {
        "mailbox": found,
        "agreement": agreement_of(found),
        "trouble": known.trouble_of(found),
        "filling": _filling(coverage_for(member, found)),
        "facts_of": _facts(found),
        # She has no clients yet: the mailbox shows who they are.
        "is_first": not clients_for(member).exists(),
        "is_signed_in": sign_in_of(found) is not None,
        "is_certificate": found.trouble in CERTIFICATES,
    }
    return page(request, member, "mailboxes/mailbox.html", AREA, values)


def _filling(parts: Sequence[Coverage]) -> Filling:
    wanted = [one for one in parts if one.is_wanted and not one.is_gone]
    there = sum(one.on_server for one in wanted)
    left_out, missing = sum(one.left_out for one in wanted), sum(one.not_given for one in wanted)
    here = there - sum(one.waiting for one in wanted) - left_out - missing
    return Filling(here, there, len(wanted), left_out, missing)


def _facts(found: Mailbox) -> list[tuple[str, str]]:
    facts = [
        ("Reads from", f"{found.host}, port {found.port}"),
        ("Encryption", ENCRYPTIONS.get(found.security, found.security)),
        ("Signs in as", found.user),
    ]
    outgoing = outgoing_of(found)
    facts.append(
        (
            "Sends through",
            f"{outgoing.host}, port {outgoing.port}" if outgoing else "nothing: it is only read",
        )
    )
    return facts


@require_POST
@for_member
def again(request: HttpRequest, member: Member, mailbox_id: int) -> HttpResponse:
    found = mailbox_or_404(member, mailbox_id)
    known.try_again(found)
    known.ask_for_look(found)
    say(request, "It is tried now.")
    return redirect("mailbox", found.pk)


@require_POST
@for_member
def change(request: HttpRequest, member: Member, mailbox_id: int) -> HttpResponse:
    """Another password, another server: tried before the old ones go. A new certificate is looked at at once."""
    found = mailbox_or_404(member, mailbox_id)
    if found.trouble in CERTIFICATES:
        return start(attempts.begin_again(member, found, keeps_secret=True))
    return redirect("mailbox-attempt", attempts.begin_again(member, found).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def disconnect(request: HttpRequest, member: Member, mailbox_id: int) -> HttpResponse:
    """What came from it stays; its password goes; what waits to go out through it is not lost."""
    found = mailbox_or_404(member, mailbox_id)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        taken = letters.take_back_all(letters.waiting_through(found.pk), now=timezone.now())
        known.disconnect(found)
        drafts = (
            f" {count(taken, 'letter that', 'letters that')} waited to go out: drafts again." if taken else ""
        )
        say(request, f"{found.connection.label} is disconnected. What came from it is still here.{drafts}")
        return redirect("mailboxes")
    values = {
        "mailbox": found,
        "here": _filling(coverage_for(member, found)).here,
        "waiting": letters.waiting_through(found.pk).count(),
    }
    return page(request, member, "mailboxes/disconnect.html", AREA, values)


def mailbox_or_404(member: Member, mailbox_id: int) -> Mailbox:
    found = known.mailboxes_for(member).filter(pk=mailbox_id).first()
    if found is None:
        raise Http404
    return found
