"""What the outbox keeps of whoever is erased goes in the same transaction; the rest hangs on the client's row."""

from __future__ import annotations

from django.db.models import Q

from alongside.intake.erasing import Erasure, erase_entries, erases_besides
from alongside.outbox.models import Bounce, Draft, Letter
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Revision


@erases_besides
def erase_letters_to_herself(erasure: Erasure) -> None:
    """All of them: they quote from every client, and the next one is made without whoever goes."""
    letters = Letter.objects.filter(is_to_herself=True)
    ledger = Revision.objects.filter(original_id__in=letters.values("original_id"))
    entries = set(ledger.values_list("interaction_id", flat=True))
    letters.delete()
    erase_entries(entries - erasure.entries)


@erases_besides
def erase_outbox(erasure: Erasure) -> None:
    """Drafts and letters that quote what goes, or go to whom goes. Those of the client follow its own row."""
    for chunk in in_chunks(sorted(erasure.entries)):
        Bounce.objects.filter(interaction_id__in=chunk).delete()
        Letter.objects.filter(answers__in=chunk).delete()
        Draft.objects.filter(answers__in=chunk).delete()
    # What was written to them about another client stays with that one, as its entries do.
    about_nobody = Q(client=None) if erasure.client_id is not None else Q()
    for address in erasure.addresses:
        typed = Q(to__icontains=address) | Q(cc__icontains=address) | Q(bcc__icontains=address)
        Draft.objects.filter(about_nobody & typed).delete()
        named = Letter.objects.filter(about_nobody, recipients__address__iexact=address)
        Letter.objects.filter(pk__in=list(named.values_list("pk", flat=True))).delete()
