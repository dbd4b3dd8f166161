"""A draft in: the one that a member sees, kept anew, where it came from, and by which clocks it is written."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.outbox import actions
from alongside.outbox.drafts import draft_for
from alongside.outbox.shapes import DraftView
from alongside.pages.writing.fields import Typed, journalled, typed_of


def draft_or_404(member: Member, draft_id: int) -> DraftView:
    draft = draft_for(member, draft_id)
    if draft is None:
        raise Http404
    return draft


def keep(member: Member, draft: DraftView, typed: Typed, *, revision: int) -> DraftView:
    """What stands there already is no change, whoever put it there; so an answer that was lost does no harm."""
    stands = journalled(typed_of(draft))
    changed = {name: value for name, value in journalled(typed).items() if value != stands[name]}
    if not changed:
        return draft
    actions.journal(member, draft.id, revision=revision, fields=changed, now=timezone.now())
    return draft_or_404(member, draft.id)


def place_of(draft: DraftView) -> str:
    """Where she came from: the conversation that is answered, the client's page, else the letters."""
    if draft.answers is not None:
        of_client = f"?client={draft.client.id}" if draft.client else ""
        return reverse("conversation", args=[draft.answers]) + of_client
    return reverse("client", args=[draft.client.id]) if draft.client else reverse("letters")


def their_zone(member: Member, draft: DraftView) -> ZoneInfo | None:
    """The client's clock, where it is known."""
    client = client_for(member, draft.client.id) if draft.client else None
    return ZoneInfo(client.timezone) if client is not None and client.timezone else None
