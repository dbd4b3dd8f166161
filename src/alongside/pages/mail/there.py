"""A message in; where it is read in the mail program of its provider out: beside it, never instead of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.channels.email.block import read_block, strip_wrapping
from alongside.channels.email.identity import read_message_id
from alongside.connections.mailboxes import hosts_for, mailboxes_for
from alongside.connections.models import Listed
from alongside.originals.queries import read
from alongside.pages.base.requests import for_member
from alongside.prepared import prepared
from alongside.timeline.models import Revision
from alongside.timeline.queries.entries import original_for

# Gmail finds a message by its Message-ID. Outlook on the web has no such address: it opens a message only by a number
# of its own, which IMAP does not tell.
GMAIL = frozenset({"imap.gmail.com", "imap.googlemail.com"})


def open_elsewhere(member: Member, numbers: Iterable[int]) -> dict[int, str]:
    """Of these entries, those that lie in a mailbox of hers whose provider can show them; with its name."""
    mailboxes = [number for number, host in hosts_for(member).items() if host in GMAIL]
    return {number: "Gmail" for (number,) in _lying_in(list(numbers), mailboxes)} if mailboxes else {}


@prepared
def _lying_in(numbers: Any, mailboxes: Any) -> Any:
    rows = Revision.objects.filter(
        interaction_id__in=numbers.numbers, original__listed__folder__mailbox_id__in=mailboxes.numbers
    )
    return rows.values_list("interaction_id")


def address_in_gmail(account: str, message_id: str) -> str:
    query = quote(f"rfc822msgid:{message_id}", safe="")
    return f"https://mail.google.com/mail/u/?authuser={quote(account, safe='@')}#search/{query}"


@never_cache
@require_safe
@for_member
def there(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """Leads on to the provider; the Message-ID is read now, from the letter as it came."""
    original = original_for(member, interaction_id)
    if original is None:
        raise Http404
    listed = Listed.objects.filter(
        original__revision__interaction_id=interaction_id,
        folder__mailbox__in=mailboxes_for(member).filter(host__in=GMAIL),
    )
    account = listed.values_list("folder__mailbox__connection__label", flat=True).first()
    message_id = read_message_id(read_block(strip_wrapping(read(original))[0]).first("message-id"))
    if account is None or not message_id:
        raise Http404
    return HttpResponseRedirect(address_in_gmail(account, message_id))
