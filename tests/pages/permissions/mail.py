"""What came in and what was written down: conversations, mails, attachments, the tray."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.channels.hand.parse import ByHand, Somebody, compose, message_of, source_key_of
from alongside.channels.imap.wire import Server
from alongside.connections.actions import own_hand
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Folder, Listed
from alongside.timeline.models import Interaction, Revision
from tests.making import MONDAY, arrive_outcomes, arrive_raw, mailbox, rich_mail
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "conversation": Access(kind="entry"),
    "conversation-correct": Access(methods="POST", kind="entry", answers=(400,)),
    "conversation-file": Access(methods="POST", kind="entry", answers=(400,)),
    "conversation-personal": Access(methods="POST", kind="entry"),
    "by-hand": Access(methods=FORM, answers=(422,)),
    "by-hand-change": Access(methods=FORM, kind="by_hand", answers=(422,)),
    "by-hand-people": Access(),
    "waiting-settle": Access(methods="POST", kind="entry", answers=(400,)),
    "waiting-later": Access(methods=FORM, kind="entry", answers=(400, 422)),
    "mail": Access(kind="entry"),
    "mail-original": Access(kind="entry"),
    "mail-picture": Access(kind="picture"),
    "mail-there": Access(kind="gmail"),
    "attachment": Access(kind="attachment"),
    "tray": Access(),
    "tray-group": Access(),
    "tray-file": Access(methods="POST", answers=(400,)),
    "tray-personal": Access(methods="POST"),
}


def _entries(member: Member, stranger: Member) -> tuple[Interaction, Interaction]:
    """A mail with HTML, picture and file in the member's tray, and one in a stranger's."""
    for who in (member, stranger):
        arrive_raw(mailbox(who, label=who.email or "Own"), rich_mail(f"{who.pk}@id.example"))
    own, other = Interaction.objects.order_by("id")
    return own, other


def entry(member: Member, stranger: Member) -> Objects:
    own, other = _entries(member, stranger)
    return Objects({"interaction_id": own.pk}, {"interaction_id": other.pk}, {"interaction_id": 0})


def picture(member: Member, stranger: Member) -> Objects:
    own, other = (
        {"interaction_id": one.pk, "number": one.attachments.get(is_inline=True).number}
        for one in _entries(member, stranger)
    )
    return Objects(own, other, {**own, "number": 999})


def attachment(member: Member, stranger: Member) -> Objects:
    own, other = ({"key": one.attachments.get(is_inline=False).key} for one in _entries(member, stranger))
    return Objects(own, other, {"key": "0" * 32})


def gmail(member: Member, stranger: Member) -> Objects:
    """Mails that lie in a Gmail mailbox of each."""
    own, other = _entries(member, stranger)
    for who, one in ((member, own), (stranger, other)):
        server = Server("imap.gmail.com", 993, "tls", f"box{who.pk}@gmail.example")
        box = connect_mailbox(who, Wanted(server.user, server, "secret"))
        folder = Folder.objects.create(mailbox=box, raw_name="INBOX", name="Inbox")
        original = Revision.objects.values_list("original_id", flat=True).get(interaction_id=one.pk)
        Listed.objects.create(
            folder=folder, uidvalidity=1, uid=1, original_id=original, state=Listed.State.STORED
        )
    return Objects({"interaction_id": own.pk}, {"interaction_id": other.pk}, {"interaction_id": 0})


def by_hand(member: Member, stranger: Member) -> Objects:
    """Each what she wrote down herself; the owner changes no colleague's words either."""
    numbers = []
    for who in (member, stranger):
        one = ByHand(
            f"{who.pk:032x}", "note", "out", MONDAY, Somebody(who.name, who.email or "me@here"), text="Oak."
        )
        arrive_outcomes(own_hand(who, address=one.written_by.address), {compose(one): message_of(one)})
        numbers.append(Interaction.objects.get(source_key=source_key_of(one.id)).pk)
    return Objects({"interaction_id": numbers[0]}, {"interaction_id": numbers[1]}, {"interaction_id": 0})


MAKERS: Makers = {
    "by_hand": by_hand,
    "entry": entry,
    "picture": picture,
    "attachment": attachment,
    "gmail": gmail,
}
