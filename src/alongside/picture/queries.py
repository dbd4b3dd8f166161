"""What is known of a client, read as far as the member may see; and without what is hers alone, for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.models import Client, Handle, HandleKind, Person
from alongside.clients.queries import client_for, sees_client
from alongside.picture.errors import NotThere
from alongside.picture.models import Change, Face, Line
from alongside.picture.rules import ASIDE, PERSON, tree

MOST_CHANGES = 30


class Known(Struct, frozen=True):
    """A place, a tool, a preference. `fields`: by name what is filled in."""

    id: int
    kind: str
    name: str
    fields: dict[str, str]
    is_private: bool
    changed_at: datetime
    changed_by: str


class Somebody(Struct, frozen=True):
    """A person at the client. `depth` 0 answers to nobody here. `face`: digest of the picture, "" for none.

    `aside` is what the asking member noted for herself, "" where nothing or where it is asked for others.
    """

    id: int
    name: str
    addresses: tuple[str, ...]
    phones: tuple[str, ...]
    role: str = ""
    told: str = ""
    say: str = ""
    notes: str = ""
    answers_to: int | None = None
    depth: int = 0
    face: str = ""
    aside: str = ""

    @property
    def shown(self) -> str:
        return self.name or (self.addresses[0] if self.addresses else "No name")


class Picture(Struct, frozen=True):
    """`people` in the order of who answers to whom, each below whom they answer to."""

    client_id: int
    people: tuple[Somebody, ...]
    places: tuple[Known, ...]
    tools: tuple[Known, ...]
    environment: tuple[Known, ...]
    preferences: tuple[Known, ...]

    def of(self, kind: str) -> tuple[Known, ...]:
        by_kind = {"place": self.places, "tool": self.tools, "environment": self.environment}
        return by_kind.get(kind, self.preferences)


def picture_for(member: Member, client_id: int, *, shareable: bool = False) -> Picture | None:
    """None for a stranger. `shareable`: for other eyes than hers, with nothing that a member keeps for herself."""
    client = client_for(member, client_id)
    if client is None:
        return None
    lines = _lines_of(client, None if shareable else member)
    known: dict[str, list[Known]] = {}
    for one in lines:
        if one.person_id is None:
            known.setdefault(one.kind, []).append(_known(one))
    people = _people(client, [one for one in lines if one.person_id is not None])
    kinds = ("place", "tool", "environment", "preference")
    return Picture(client.pk, people, *(tuple(known.get(kind, ())) for kind in kinds))


def visible_to(member: Member | None) -> Q:
    """As a condition on lines; None: for everybody, so nothing that is one member's alone."""
    return Q(private_to=None) if member is None else Q(private_to=None) | Q(private_to=member)


def of_client(client_id: int) -> Q:
    """Its own lines, those of clients that were joined to it, and those of whoever is a person of it now."""
    family = [client_id, *(one for one, home in homes().items() if home == client_id)]
    return Q(person=None, client_id__in=family) | Q(person__client_id=client_id)


def _lines_of(client: Client, member: Member | None) -> list[Line]:
    rows = Line.objects.filter(of_client(client.pk), visible_to(member), is_gone=False)
    return sorted(rows.select_related("changed_by"), key=lambda one: (one.name.casefold(), one.pk))


def _known(one: Line) -> Known:
    by = one.changed_by.name or one.changed_by.email if one.changed_by is not None else ""
    return Known(
        one.pk, one.kind, one.name, dict(one.fields), one.private_to_id is not None, one.changed_at, by or ""
    )


def _people(client: Client, lines: Iterable[Line]) -> tuple[Somebody, ...]:
    rows = dict(Person.objects.filter(client=client, merged_into=None).values_list("id", "name"))
    now = survivors(client.pk)
    said: dict[tuple[int, str], dict[str, str]] = {}
    # Of two who turned out to be one the survivor's own words stand first.
    for one in sorted(lines, key=lambda line: line.person_id in now):
        key = now.get(one.person_id or 0, one.person_id or 0), one.kind
        said[key] = {**one.fields, **said.get(key, {})}
    reached, faces = _reached(rows), _faces(rows, now)
    people = {
        number: _somebody(number, name, reached, said.get((number, PERSON), {}), now)
        for number, name in rows.items()
    }
    people = {
        number: replace(one, face=faces.get(number, ""), aside=said.get((number, ASIDE), {}).get(ASIDE, ""))
        for number, one in people.items()
    }
    placed = tree((one.id, one.shown, one.answers_to) for one in people.values())
    return tuple(replace(people[at.number], depth=at.depth) for at in placed)


def _somebody(
    number: int,
    name: str,
    reached: dict[tuple[int, str], list[str]],
    said: dict[str, str],
    now: dict[int, int],
) -> Somebody:
    above = int(said.get("answers_to") or 0)
    return Somebody(
        number,
        name,
        tuple(reached.get((number, HandleKind.EMAIL), ())),
        tuple(reached.get((number, HandleKind.PHONE), ())),
        said.get("role", ""),
        said.get("told", ""),
        said.get("say", ""),
        said.get("notes", ""),
        answers_to=now.get(above, above) or None,
    )


def survivors(client_id: int) -> dict[int, int]:
    """By a person of this client that was merged away, whom it is part of now."""
    rows = Person.objects.filter(client_id=client_id).exclude(merged_into=None)
    into = dict(rows.values_list("id", "merged_into_id"))
    found = {}
    for number in into:
        at, steps = number, 0
        while at in into and steps <= len(into):
            at, steps = into[at] or at, steps + 1
        found[number] = at
    return found


def _reached(people: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = {}
    handles = Handle.objects.filter(person_id__in=list(people)).order_by("value")
    for number, kind, value in handles.values_list("person_id", "kind", "value"):
        found.setdefault((number, kind), []).append(value)
    return found


def _faces(people: Iterable[int], now: dict[int, int]) -> dict[int, str]:
    rows = Face.objects.filter(person_id__in=[*people, *now]).values_list("person_id", "digest")
    faces = dict(rows)
    merged = {now[number]: digest for number, digest in faces.items() if number in now}
    return {**merged, **{number: digest for number, digest in faces.items() if number not in now}}


def face_for(member: Member, digest: str) -> bytes | None:
    """The picture itself, of somebody at a client that she sees; None alike for a strange one and for none."""
    for face in Face.objects.filter(digest=digest).select_related("person"):
        if sees_client(member, face.person.client_id):
            return bytes(face.image)
    return None


def line_for(member: Member, line_id: int) -> Line:
    """Raises NotThere, also for one that is another member's alone, and for one that is gone."""
    rows = Line.objects.filter(visible_to(member), pk=line_id, is_gone=False).select_related("person")
    line = rows.first()
    if line is None or not sees_client(member, home_of(line)):
        raise NotThere("There is no such line.")
    return line


def home_of(line: Line) -> int:
    """The client whose it is now."""
    if line.person is not None:
        return line.person.client_id
    return homes().get(line.client_id, line.client_id)


def changes_for(member: Member, client_id: int) -> Sequence[Change]:
    """What changed last, the newest first: who, when, which line."""
    if not sees_client(member, client_id):
        return []
    lines: QuerySet[Line] = Line.objects.filter(of_client(client_id), visible_to(member))
    rows = Change.objects.filter(line__in=lines).select_related("line", "line__person", "by")
    return list(rows.order_by("-id")[:MOST_CHANGES])
