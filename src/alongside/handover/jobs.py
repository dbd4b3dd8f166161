"""Work behind the pages: the notes of the week on Friday, archives made and let go, a client erased with a proof."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.handover import archiving
from alongside.handover.actions import prepare_due
from alongside.handover.ending import erase_with_proof
from alongside.handover.errors import HandoverError
from alongside.handover.models import Archive, ErasureProof
from alongside.jobs.errors import JobFailed
from alongside.jobs.progress import report
from alongside.jobs.registry import job


@job(label="Weekly notes", attempts=3)
def prepare_weekly_notes() -> int:
    """Safe to run twice: each week of a client has one row."""
    return prepare_due(now=timezone.now())


@job(label="Archive to hand back", queue="import", attempts=3)
def make_archive(*, member_id: int, what: str, then: str, archive_id: int) -> bool:
    """Safe to run twice: a file that is whole takes the place of the one before."""
    archive = Archive.objects.filter(pk=archive_id).select_related("client", "made_by").first()
    member = Member.objects.filter(pk=member_id, is_active=True).first()
    if archive is None or member is None or not member.is_owner:
        return False
    try:
        archiving.make(archive, member, now=timezone.now())
    except HandoverError as error:
        raise JobFailed(str(error)) from error
    return True


@job(label="Old archives", attempts=3)
def forget_archives() -> int:
    return archiving.forget_due(now=timezone.now())


@job(label="Erasing", queue="import", attempts=3)
def erase_client(*, member_id: int, what: str, then: str, client_id: int, proof_id: int) -> bool:
    """Erase a client with all that is filed there alone, and say so in the proof; True when it is complete."""
    client = Client.objects.filter(pk=client_id).first()
    proof = ErasureProof.objects.filter(pk=proof_id).first()
    if proof is None or proof.client_number != client_id:
        return True
    is_complete = erase_with_proof(client, proof, now=timezone.now())
    words = "" if is_complete else " Some bytes are still in use; the next start finishes it."
    report(1, total=1, message=f"The client is erased.{words}")
    return is_complete
