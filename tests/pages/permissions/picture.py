"""What is known of a client, how one begins, and what they answer."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.picture.actions import add_person, keep_line
from alongside.picture.models import Face, Proposal
from alongside.picture.questionnaires import ask
from alongside.picture.starting import begin as begin_client
from alongside.sharing.actions import Made
from tests.making import PIXEL
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "client-picture": Access(kind="client"),
    "picture-line": Access(methods="POST", kind="client", answers=(400,)),
    "picture-day": Access(methods="POST", kind="client", answers=(422,)),
    "picture-line-change": Access(methods="POST", kind="picture_line", answers=(422,)),
    "picture-line-drop": Access(methods="POST", kind="picture_line"),
    "picture-people": Access(methods="POST", kind="client"),
    "picture-person": Access(methods=FORM, kind="their_person"),
    "picture-face": Access(methods="POST", kind="their_person", answers=(422,)),
    "picture-face-drop": Access(methods="POST", kind="their_person"),
    "face": Access(kind="face"),
    "client-answers": Access(kind="client"),
    "answer-decide": Access(methods="POST", kind="answer"),
    "client-starting": Access(methods=FORM, kind="client", answers=(422,)),
    "starting-begin": Access(methods="POST", kind="client"),
    "step-tick": Access(methods="POST", kind="step"),
    "step-drop": Access(methods="POST", kind="step"),
    "settings-starting": Access(who="owners", methods=FORM, answers=(422,)),
    "questionnaire-make": Access(methods=FORM, kind="client"),
    "questionnaire-preview": Access(kind="questions"),
    "questionnaire": Access(who="everybody", methods=FORM, kind="questions_link", answers=(403,)),
    "questionnaire-seen": Access(who="everybody", methods="POST", kind="questions_link", answers=(403,)),
}


def _known(member: Member, stranger: Member) -> list[tuple[int, int, int]]:
    """Of a client of each: its number, a line of its picture, a person with a face."""
    found = []
    for who in (member, stranger):
        client, now = add_client(f"Pictured by {who.pk}", by=who), timezone.now()
        kept = keep_line(who, client.pk, kind="place", name="Mill", fields={}, is_private=False, now=now)
        person = add_person(who, client.pk, "Mara")
        Face.objects.create(person=person, digest=f"{who.pk:032x}", image=PIXEL, kept_by=who, kept_at=now)
        found.append((client.pk, kept.line_id, person.pk))
    return found


def _asked(member: Member, stranger: Member) -> tuple[Made, Made]:
    own, other = (
        ask(who, add_client(f"Asked by {who.pk}", by=who).pk, now=timezone.now())
        for who in (member, stranger)
    )
    return own, other


def questions(member: Member, stranger: Member) -> Objects:
    own, other = ({"share_id": one.share.pk} for one in _asked(member, stranger))
    return Objects(own, None if member.is_owner else other, {"share_id": 0})


def questions_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    return Objects({"token": _asked(member, stranger)[0].token}, None, {"token": "A" * 43})


def answer(member: Member, stranger: Member) -> Objects:
    own, other = (
        {
            "proposal_id": Proposal.objects.create(
                questionnaire_id=one.share.object_id,
                source_key=bytes(16),
                digest="0" * 32,
                kind="place",
                name="Mill",
            ).pk
        }
        for one in _asked(member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {"proposal_id": 0})


def step(member: Member, stranger: Member) -> Objects:
    own, other = (
        {"step_id": begin_client(who, add_client(f"Begun by {who.pk}", by=who).pk, now=timezone.now())[0]}
        for who in (member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {"step_id": 0})


def picture_line(member: Member, stranger: Member) -> Objects:
    (_, own, _), (_, other, _) = _known(member, stranger)
    return Objects({"line_id": own}, None if member.is_owner else {"line_id": other}, {"line_id": 0})


def their_person(member: Member, stranger: Member) -> Objects:
    (client, _, own), (elsewhere, _, other) = _known(member, stranger)
    foreign = None if member.is_owner else {"client_id": elsewhere, "person_id": other}
    return Objects(
        {"client_id": client, "person_id": own}, foreign, {"client_id": client, "person_id": other}
    )


def face(member: Member, stranger: Member) -> Objects:
    _known(member, stranger)
    foreign = None if member.is_owner else {"digest": f"{stranger.pk:032x}"}
    return Objects({"digest": f"{member.pk:032x}"}, foreign, {"digest": "0" * 31})


MAKERS: Makers = {
    "picture_line": picture_line,
    "their_person": their_person,
    "face": face,
    "questions": questions,
    "questions_link": questions_link,
    "answer": answer,
    "step": step,
}
