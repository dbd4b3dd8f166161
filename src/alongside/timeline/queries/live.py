"""What a member's open pages may know of a change."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.timeline.models import Change, Filing, Interaction
from alongside.timeline.queries.sight import sight_of, visible

_MOST_LOOKED_AT = 500


def parts_touched_for(member: Member, change_id: int) -> set[str]:
    """ "client:7", "tray", and "clients" when entries may have left a client as well; only what the member sees."""
    change = Change.objects.filter(pk=change_id).first()
    if change is None:
        return set()
    sight = sight_of(member)
    seen = Interaction.objects.filter(visible(sight), pk__in=change.interactions[:_MOST_LOOKED_AT])
    found = dict(seen.values_list("id", "is_unfiled"))
    filings = Filing.objects.filter(interaction_id__in=found)
    if sight.clients is not None:
        filings = filings.filter(client_id__in=sight.clients)
    parts = {f"client:{client}" for client in filings.values_list("client_id", flat=True).distinct()}
    if any(found.values()):
        parts.add("tray")
    if found and change.kind != "arrived":
        parts |= {"clients", "tray"}
    return parts
