"""What a member decides about filing: kept as a decision or as knowledge, then carried out everywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients import actions as clients
from alongside.clients.actions import ClientsError
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Merge, Person
from alongside.clients.rules import LONGEST_ADDRESS, LONGEST_DOMAIN, within
from alongside.connections.models import Connection, OwnAddress
from alongside.intake.refiling import Progress, entries_naming, entries_of_source, refile
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Decision, Filing, Interaction, Verdict
from alongside.timeline.queries.sight import interactions_for


class CarryOut(Protocol):
    """What happens to the entries that a decision concerns: `refile` places them anew, `Noted` gathers them."""

    def __call__(self, entries: Collection[int], /, *, progress: Progress | None = None) -> int: ...


def decide(
    member: Member,
    ids: Iterable[int],
    verdict: Verdict,
    *,
    client: Client | None = None,
    carry_out: CarryOut = refile,
) -> list[int]:
    """Note a decision about entries the member may see, and carry it out; returns those it was made for."""
    seen: list[int] = []
    for chunk in in_chunks(sorted(set(ids))):
        with transaction.atomic():
            rows = list(interactions_for(member).filter(id__in=chunk).values_list("id", "source_key"))
            Decision.objects.bulk_create(
                Decision(source_key=bytes(key), verdict=verdict, client=client, member=member)
                for _, key in rows
            )
            carry_out([number for number, _ in rows])
        seen += [number for number, _ in rows]
    return seen


def file_under(
    member: Member, ids: Iterable[int], client: Client, *, carry_out: CarryOut = refile
) -> list[int]:
    return decide(member, ids, Verdict.FILE, client=client, carry_out=carry_out)


def unfile(member: Member, ids: Iterable[int], client: Client, *, carry_out: CarryOut = refile) -> list[int]:
    return decide(member, ids, Verdict.UNFILE, client=client, carry_out=carry_out)


def make_personal(member: Member, ids: Iterable[int], *, carry_out: CarryOut = refile) -> list[int]:
    return decide(member, ids, Verdict.PERSONAL, carry_out=carry_out)


def share_again(member: Member, ids: Iterable[int], *, carry_out: CarryOut = refile) -> list[int]:
    return decide(member, ids, Verdict.SHARED, carry_out=carry_out)


def correct(member: Member, interaction_id: int, *, wrong: Client, right: Client | None) -> list[int]:
    """Take a whole conversation out of one client, and into another where one is named."""
    thread = (
        Filing.objects.filter(interaction_id=interaction_id, client=wrong)
        .values_list("thread_id", flat=True)
        .first()
    )
    ids = [interaction_id]
    if thread is not None:
        rows = Filing.objects.filter(thread_id=thread, client=wrong)
        ids = list(rows.values_list("interaction_id", flat=True))
    with transaction.atomic():
        moved = unfile(member, ids, wrong)
        # Sight of an entry may end with its filing, so the new one is noted for the ids already checked.
        if right is not None:
            _file_checked(member, moved, right)
    return moved


def _file_checked(member: Member, ids: Sequence[int], client: Client) -> None:
    keys = Interaction.objects.filter(id__in=ids).values_list("source_key", flat=True)
    Decision.objects.bulk_create(
        Decision(source_key=bytes(key), verdict=Verdict.FILE, client=client, member=member) for key in keys
    )
    refile(ids)


def learn_address(
    client: Client,
    address: str,
    *,
    name: str = "",
    by: Member | None = None,
    progress: Progress | None = None,
    carry_out: CarryOut = refile,
) -> Handle:
    """From now on, and back to the first mail, this address is one of the client's people."""
    with transaction.atomic():
        handle = clients.add_handle(client, address, name=name)
        entries = entries_naming(addresses=[handle.value])
        _refuse_to_show_more(by, entries)
    carry_out(entries, progress=progress)
    return handle


def _refuse_to_show_more(by: Member | None, entries: Collection[int]) -> None:
    """What a member teaches may not bring her mail that she does not see yet: an owner decides that."""
    if by is None or by.is_owner:
        return
    seen = sum(interactions_for(by).filter(id__in=chunk).count() for chunk in in_chunks(sorted(entries)))
    if seen < len(entries):
        raise ClientsError("Some of this mail is not yours to see. Ask an owner to file it.")


def learn_domain(
    client: Client,
    domain: str,
    *,
    by: Member | None = None,
    progress: Progress | None = None,
    carry_out: CarryOut = refile,
) -> CompanyDomain:
    """From now on, and back to the first mail, everybody at this domain belongs to the client."""
    with transaction.atomic():
        learned = clients.add_domain(client, domain)
        entries = entries_naming(domains=[learned.domain])
        _refuse_to_show_more(by, entries)
    carry_out(entries, progress=progress)
    return learned


def forget_address(handle: Handle, *, carry_out: CarryOut = refile) -> None:
    value, person = handle.value, handle.person
    with transaction.atomic():
        handle.delete()
        if not person.handles.exists() and not Merge.objects.filter(survivor=person).exists():
            person.delete()
    carry_out(entries_naming(addresses=[value]))


def forget_domain(domain: CompanyDomain, *, carry_out: CarryOut = refile) -> None:
    value = domain.domain
    domain.delete()
    carry_out(entries_naming(domains=[value]))


def learn_rule(
    client: Client, *, field: str, pattern: str, by: Member, carry_out: CarryOut = refile
) -> FilingRule:
    """A member's own rule; it reaches back over everything that has arrived."""
    with transaction.atomic():
        rule = clients.add_rule(client, field=field, pattern=pattern, by=by)
        entries = _entries_for_rule(rule)
        _refuse_to_show_more(by, entries)
    carry_out(entries)
    return rule


def forget_rule(rule: FilingRule, *, carry_out: CarryOut = refile) -> None:
    entries = _entries_for_rule(rule)
    rule.delete()
    carry_out(entries)


def _entries_for_rule(rule: FilingRule) -> set[int]:
    if rule.field == "subject":
        found = Interaction.objects.filter(subject__icontains=rule.pattern)
        return set(found.values_list("id", flat=True))
    found = Interaction.objects.filter(parties__address__value__icontains=rule.pattern.lower())
    return set(found.values_list("id", flat=True))


def _normal(typed: Iterable[str], most: int, what: str) -> list[str]:
    try:
        return sorted({within(one.strip().lower(), most, what) for one in typed if one.strip()})
    except ValueError as error:
        raise ClientsError(str(error)) from error


def set_owner(
    connection: Connection,
    *,
    own_addresses: Iterable[str],
    client: Client | None = None,
    is_confirmed: bool = True,
    progress: Progress | None = None,
    carry_out: CarryOut = refile,
) -> int:
    """Say whose source it is; everything in it gets its direction and filing anew. Returns how many moved."""
    own = _normal(own_addresses, LONGEST_ADDRESS, "an e-mail address")
    with transaction.atomic():
        OwnAddress.objects.filter(connection=connection).delete()
        OwnAddress.objects.bulk_create(OwnAddress(connection=connection, address=address) for address in own)
        connection.owner_client = client
        connection.is_owner_confirmed = is_confirmed
        connection.save(update_fields=["owner_client", "is_owner_confirmed"])
    return carry_out(entries_of_source(connection), progress=progress)


def set_trust(
    connection: Connection,
    servers: Iterable[str],
    *,
    progress: Progress | None = None,
    carry_out: CarryOut = refile,
) -> int:
    """Whose verdict on senders this source believes: the servers that receive its mail. Returns how many moved."""
    connection.trusted_servers = _normal(servers, LONGEST_DOMAIN, "the name of a server")
    connection.save(update_fields=["trusted_servers"])
    return carry_out(entries_of_source(connection), progress=progress)


def move_person(person: Person, client: Client, *, carry_out: CarryOut = refile) -> None:
    """A person who belongs to another client after all, with everything said with them."""
    addresses = list(person.handles.values_list("value", flat=True))
    if person.merged_into_id:
        raise ClientsError("This person was merged into another. Undo the merge first.")
    Person.objects.filter(pk=person.pk).update(client=client)
    carry_out(entries_naming(addresses=addresses))


def merge_people(survivor: Person, absorbed: Person, *, by: Member, carry_out: CarryOut = refile) -> Merge:
    merged = clients.merge(survivor, absorbed, by=by)
    carry_out(entries_naming(addresses=survivor.handles.values_list("value", flat=True)))
    return merged


def undo_merge(merged: Merge, *, carry_out: CarryOut = refile) -> None:
    addresses = list(Handle.objects.filter(id__in=merged.moved_handles).values_list("value", flat=True))
    clients.undo_merge(merged)
    carry_out(entries_naming(addresses=addresses))
