"""Who may do what at every address: one line a route, looked up by its name. A route without a line fails.

To add a page: a line in ROUTES, and, when its address names an object, a maker in MAKERS, which gives the
keyword arguments of an object that the member may see, of one that they may not, and of one that is not
there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from alongside.accounts import actions
from alongside.accounts.models import Member
from alongside.agreements.actions import be_away
from alongside.calls.actions import How, start
from alongside.channels.hand.parse import ByHand, Somebody, compose, message_of, source_key_of
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.clients.anniversaries import keep_day
from alongside.connections.actions import own_hand
from alongside.connections.attempts import begin
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Connection, Folder, Listed
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.digest.actions import open_feed
from alongside.handover.archiving import path_of
from alongside.handover.covering import prepare
from alongside.handover.covering import share as share_pack
from alongside.handover.models import Archive, ErasureProof
from alongside.hours.models import Entry
from alongside.intake.carrying_out import file_anew
from alongside.outbox.actions import attach, start_new
from alongside.outbox.models import Letter
from alongside.picture.actions import add_person, keep_line
from alongside.picture.models import Face, Proposal
from alongside.picture.questionnaires import ask
from alongside.picture.starting import begin as begin_client
from alongside.processes.follow_ups import follow_all
from alongside.promises.actions import accept
from alongside.promises.models import Finding
from alongside.reach.queries import phone_address
from alongside.reviews.actions import Wanted as Goal
from alongside.reviews.actions import hold_at, put_ahead, set_period
from alongside.reviews.models import Review
from alongside.reviews.preparing import prepare as prepare_review
from alongside.reviews.queries import pack_of
from alongside.rooms.actions import make_link, open_room
from alongside.sharing.actions import Made, make
from alongside.sharing.models import Reply
from alongside.support import actions as support
from alongside.support.models import Aspect
from alongside.timeline.models import Interaction, Revision
from alongside.visits.actions import add_receipt
from alongside.visits.actions import prepare as prepare_visit
from alongside.visits.models import Visit
from tests.making import ME, MONDAY, PIXEL, arrive, arrive_outcomes, arrive_raw, mailbox, message, rich_mail

Who = Literal["everybody", "members", "owners", "nobody"]
Kwargs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """`who` may use the route with the `methods`; others are sent to sign in, or told that it is not there.

    `kind` names the maker of the object in the address; `path` stands in for a pattern that has no reverse.
    `answers` are statuses besides those below 400 that count as having been let in: a form found wanting.
    `is_lax`: a page of allauth which leads elsewhere before it looks at the method.
    """

    who: Who = "members"
    methods: str = "GET"
    kind: str = ""
    path: str = ""
    answers: tuple[int, ...] = ()
    is_lax: bool = False


@dataclass(frozen=True, slots=True)
class Objects:
    """Keyword arguments of an address. `foreign` is None where a member sees every object of the kind."""

    own: Kwargs
    foreign: Kwargs | None
    missing: Kwargs | None


FORM = "GET POST"
FOUNDED: Kwargs = {"kind": "since", "label": "", "month": 3, "day": 1, "year": 2020}
CLOSED = Access(who="nobody")

ROUTES: dict[str, Access] = {
    "sign_in_link": Access(who="everybody", methods=FORM, kind="sign_in_link"),
    "set_up_sign_in": Access(methods=FORM),
    "forgotten": Access(who="everybody"),
    "closed": Access(who="nobody", path="/account/signup/"),
    # allauth's. Its form views take PUT for POST, as Django's ProcessFormView does.
    "account_login": Access(who="everybody", methods="GET POST PUT", is_lax=True),
    "account_logout": Access(who="everybody", methods="GET POST"),
    "account_inactive": Access(who="everybody"),
    "account_reauthenticate": Access(methods="GET POST PUT"),
    "account_change_password": Access(methods="GET POST PUT"),
    "account_set_password": Access(methods="GET POST PUT", is_lax=True),
    "account_signup": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_confirm_email": Access(who="nobody", kind="mailed_key"),
    "account_confirm_login_code": CLOSED,
    "account_reset_password": Access(who="everybody"),
    "account_reset_password_done": CLOSED,
    "account_reset_password_from_key": Access(who="nobody", kind="mailed_reset"),
    "account_reset_password_from_key_done": CLOSED,
    "mfa_index": Access(),
    "mfa_authenticate": Access(methods="GET POST", is_lax=True),
    "mfa_reauthenticate": Access(methods="GET POST PUT", is_lax=True),
    "mfa_activate_totp": Access(methods="GET POST PUT"),
    "mfa_deactivate_totp": Access(methods="GET POST PUT", kind="totp"),
    "mfa_view_recovery_codes": Access(kind="recovery_codes"),
    "mfa_generate_recovery_codes": Access(methods="GET POST PUT", kind="totp"),
    "mfa_download_recovery_codes": Access(kind="recovery_codes"),
    "mfa_list_webauthn": Access(),
    "mfa_add_webauthn": Access(methods="GET POST PUT"),
    "mfa_reauthenticate_webauthn": Access(methods="GET POST PUT", is_lax=True),
    "mfa_remove_webauthn": Access(methods="GET POST DELETE", kind="passkey"),
    "mfa_edit_webauthn": Access(methods="GET POST PUT", kind="passkey"),
    "mfa_login_webauthn": Access(methods="GET POST PUT", is_lax=True),
    "usersessions_list": Access(methods="GET POST PUT"),
    "theme": Access(who="everybody", methods="POST"),
    "undo": Access(methods="POST", path="/undo/nothing/"),
    "today": Access(),
    "timer": Access(),
    "timer-start": Access(methods="POST", answers=(400,)),
    "timer-stop": Access(methods="POST"),
    "timer-away": Access(methods="POST", answers=(400,)),
    "timer-say": Access(methods="POST"),
    "hours": Access(),
    "hours-keep": Access(methods=FORM),
    "hours-proposed": Access(methods="POST", answers=(400,)),
    "hours-letters": Access(methods="POST"),
    "hours-entry": Access(methods=FORM, kind="hours_entry", answers=(400,)),
    "hours-entry-drop": Access(methods="POST", kind="hours_entry"),
    "client-hours": Access(methods=FORM, kind="client", answers=(422,)),
    "client-hours-terms": Access(methods="POST", kind="client", answers=(400,)),
    "client-hours-rounding": Access(methods="POST", kind="client", answers=(400,)),
    "client-hours-heeded": Access(methods="POST", kind="client"),
    "client-month": Access(kind="client_month"),
    "client-month-share": Access(methods=FORM, kind="client_month"),
    "client-month-file": Access(kind="client_file"),
    "client-month-costs": Access(methods="POST", kind="client_month"),
    "digest": Access(),
    "settings-digest": Access(methods=FORM, answers=(422,)),
    "settings-feed": Access(methods="POST"),
    "settings-feed-close": Access(methods="POST"),
    "feed": Access(who="everybody", kind="feed"),
    "search": Access(),
    "clients": Access(methods=FORM, answers=(422,)),
    "client": Access(kind="client"),
    "client-people": Access(kind="client"),
    "client-rename": Access(methods="POST", kind="client"),
    "client-clock": Access(methods="POST", kind="client"),
    "client-learn": Access(methods="POST", kind="client", answers=(400,)),
    "client-forget": Access(methods="POST", kind="client"),
    "client-merge": Access(methods=FORM, kind="client", answers=(400,)),
    "client-join": Access(methods=FORM, kind="client", answers=(400,)),
    "client-part": Access(methods="POST", kind="client", answers=(400,)),
    "client-days": Access(methods=FORM, kind="client", answers=(422,)),
    "day-drop": Access(methods="POST", kind="day"),
    "day-done": Access(methods="POST", kind="day"),
    "client-erase": Access(who="owners", methods=FORM, kind="client"),
    "client-erase-person": Access(who="owners", methods=FORM, kind="client", answers=(400,)),
    "conversation": Access(kind="entry"),
    "conversation-correct": Access(methods="POST", kind="entry", answers=(400,)),
    "conversation-file": Access(methods="POST", kind="entry", answers=(400,)),
    "conversation-personal": Access(methods="POST", kind="entry"),
    "by-hand": Access(methods=FORM, answers=(422,)),
    "by-hand-change": Access(methods=FORM, kind="by_hand", answers=(422,)),
    "by-hand-people": Access(),
    "calls": Access(),
    "call-new": Access(methods=FORM, answers=(400,)),
    "call-planned": Access(methods="POST", kind="appointment"),
    "call": Access(methods=FORM, kind="call"),
    "call-begin": Access(methods="POST", kind="call"),
    "call-room": Access(methods="POST", kind="call"),
    "call-how": Access(methods="POST", kind="call"),
    "call-forget": Access(methods="POST", kind="call"),
    "call-join": Access(methods="POST", kind="call"),
    "call-notes": Access(methods="POST", kind="call", answers=(400,)),
    "call-agenda": Access(methods="POST", kind="call"),
    "call-after": Access(methods=FORM, kind="call"),
    "call-recap": Access(methods="POST", kind="call"),
    "call-reopen": Access(methods="POST", kind="call"),
    "visits": Access(),
    "visit-planned": Access(methods="POST", kind="appointed_visit"),
    "visit": Access(kind="visit"),
    "visit-about": Access(methods="POST", kind="visit", answers=(422,)),
    "visit-way": Access(methods="POST", kind="visit", answers=(422,)),
    "visit-agenda": Access(methods="POST", kind="visit"),
    "visit-costs": Access(methods="POST", kind="visit", answers=(422,)),
    "visit-receipts": Access(methods="POST", kind="visit"),
    "visit-receipt": Access(kind="receipt"),
    "visit-card": Access(kind="visit"),
    "visit-card-lines": Access(methods="POST", kind="visit"),
    "card-worker": Access(),
    "visit-after": Access(methods=FORM, kind="visit"),
    "visit-notes": Access(methods="POST", kind="visit", answers=(400,)),
    "visit-recap": Access(methods="POST", kind="visit"),
    "visit-reopen": Access(methods="POST", kind="visit"),
    "client-agreement": Access(methods=FORM, kind="client", answers=(422,)),
    "client-agreement-paper": Access(kind="client"),
    "settings-hours": Access(),
    "settings-hours-keep": Access(who="owners", methods="POST", answers=(422,)),
    "settings-away": Access(methods="POST", answers=(422,)),
    "away-notices": Access(methods=FORM, kind="absence"),
    "settings-away-drop": Access(methods="POST", answers=(400,)),
    "reviews": Access(),
    "review-prepare": Access(methods="POST", kind="client"),
    "review": Access(kind="review"),
    "review-period": Access(methods="POST", kind="review"),
    "review-line": Access(methods="POST", kind="review"),
    "review-drop": Access(methods="POST", kind="review"),
    "review-sources": Access(kind="review_line"),
    "review-ahead": Access(methods=FORM, kind="review", answers=(422,)),
    "review-ahead-say": Access(methods="POST", kind="review_ahead"),
    "review-agenda": Access(methods=FORM, kind="review"),
    "review-share": Access(methods=FORM, kind="review"),
    "review-outcome": Access(methods=FORM, kind="review", answers=(422,)),
    "review-recap": Access(methods="POST", kind="review"),
    "review-paper": Access(kind="review"),
    "review-pdf": Access(kind="review"),
    "review-markdown": Access(kind="review"),
    "review-calendar": Access(kind="planned_review"),
    "shared-stars": Access(who="everybody", methods="POST", kind="agenda_link", answers=(403,)),
    "shared-agenda": Access(who="everybody", methods=FORM, kind="agenda_link", answers=(403,)),
    "client-support": Access(kind="client"),
    "client-support-add": Access(methods="POST", kind="client"),
    "support-catalogue": Access(methods=FORM, answers=(422,)),
    "support-offer": Access(methods="POST"),
    "aspect": Access(methods=FORM, kind="aspect", answers=(422,)),
    "aspect-say": Access(methods="POST", kind="aspect"),
    "duty-add": Access(methods="POST", kind="aspect", answers=(422,)),
    "duty": Access(methods=FORM, kind="duty", answers=(422,)),
    "duty-tick": Access(methods="POST", kind="duty"),
    "duty-missed": Access(methods="POST", kind="duty"),
    "duty-stop": Access(methods="POST", kind="duty"),
    "how-to-new": Access(methods=FORM, kind="aspect", answers=(422,)),
    "how-to": Access(kind="how_to"),
    "how-to-write": Access(methods=FORM, kind="how_to", answers=(422,)),
    "how-to-versions": Access(kind="how_to"),
    "how-to-back": Access(methods="POST", kind="how_to"),
    "how-to-away": Access(methods="POST", kind="how_to"),
    "aspect-rate": Access(methods="POST", kind="aspect"),
    "improvement-add": Access(methods=FORM, kind="client", answers=(422,)),
    "improvement": Access(methods=FORM, kind="improvement", answers=(422,)),
    "improvement-say": Access(methods="POST", kind="improvement"),
    "shared": Access(who="everybody", kind="link"),
    "shared-reply": Access(who="everybody", methods="POST", kind="link", answers=(403,)),
    "shared-seen": Access(who="everybody", methods="POST", kind="link", answers=(403,)),
    "book": Access(who="everybody", methods=FORM, kind="booking_link", answers=(403,)),
    "booked": Access(who="everybody", methods=FORM, kind="booked_link", answers=(403,)),
    "booked-calendar": Access(who="everybody", kind="booked_link"),
    "booked-cancel": Access(who="everybody", methods="POST", kind="booked_link", answers=(403,)),
    "booked-join": Access(who="everybody", methods="POST", kind="booked_link", answers=(403,)),
    "client-booking": Access(methods=FORM, kind="client"),
    "shares": Access(kind="client"),
    "share-make": Access(methods=FORM, kind="client", answers=(400,)),
    "share-preview": Access(kind="share"),
    "share-renew": Access(methods=FORM, kind="share"),
    "share-revoke": Access(methods="POST", kind="share"),
    "share-write": Access(methods="POST", kind="share"),
    "share-choose": Access(methods=FORM, kind="clients_page"),
    "share-support": Access(methods=FORM, kind="support_page"),
    "share-hold": Access(methods="POST", kind="share"),
    "share-reply": Access(methods="POST", kind="reply"),
    "waiting-settle": Access(methods="POST", kind="entry", answers=(400,)),
    "waiting-later": Access(methods=FORM, kind="entry", answers=(400, 422)),
    "mail": Access(kind="entry"),
    "mail-original": Access(kind="entry"),
    "mail-picture": Access(kind="picture"),
    "mail-there": Access(kind="gmail"),
    "attachment": Access(kind="attachment"),
    "letters": Access(),
    "letter": Access(kind="letter"),
    "letter-withdraw": Access(methods="POST", kind="letter"),
    "letter-now": Access(methods="POST", kind="letter"),
    "letter-again": Access(methods="POST", kind="letter"),
    "knocks": Access(),
    "room-door": Access(methods="POST", kind="room"),
    "letter-known": Access(methods="POST", kind="letter"),
    "letter-look": Access(methods="POST", kind="letter"),
    "write-start": Access(methods="POST"),
    "write": Access(methods=FORM, kind="draft", answers=(400,)),
    "write-check": Access(kind="draft"),
    "write-keep": Access(methods="POST", kind="draft", answers=(400,)),
    "write-back": Access(methods="POST", kind="draft"),
    "write-people": Access(kind="draft"),
    "write-files": Access(methods="POST", kind="draft"),
    "write-file": Access(kind="draft_file"),
    "settings-writing": Access(),
    "settings-signature": Access(methods="POST"),
    "settings-snippet": Access(methods="POST", answers=(422,)),
    "settings-snippet-drop": Access(methods="POST", answers=(400,)),
    "settings-from": Access(methods="POST", answers=(400,)),
    "settings-from-drop": Access(methods="POST", answers=(400,)),
    "promises": Access(),
    "promise-new": Access(methods=FORM, answers=(400,)),
    "promise": Access(methods=FORM, kind="promise"),
    "promise-say": Access(methods="POST", kind="promise"),
    "promise-move": Access(methods=FORM, kind="promise", answers=(422,)),
    "finding-keep": Access(methods="POST", kind="finding"),
    "finding-change": Access(methods=FORM, kind="finding"),
    "finding-refuse": Access(methods="POST", kind="finding"),
    "questions-answer": Access(methods="POST", kind="asking"),
    "diary": Access(),
    "diary-plan": Access(methods=FORM, answers=(422,)),
    "diary-plan-rest": Access(),
    "diary-plan-both": Access(),
    "appointment": Access(kind="appointment"),
    "appointment-change": Access(methods=FORM, kind="appointment", answers=(422,)),
    "appointment-calendar": Access(kind="appointment"),
    "appointment-letter": Access(methods="POST", kind="appointment"),
    "appointment-say": Access(methods="POST", kind="appointment", answers=(400,)),
    "tray": Access(),
    "tray-group": Access(),
    "tray-file": Access(methods="POST", answers=(400,)),
    "tray-personal": Access(methods="POST"),
    "imports": Access(),
    "import-upload": Access(methods="POST"),
    "import-sample": Access(methods="POST"),
    "import-try-unread": Access(methods="POST"),
    "import-source": Access(kind="source"),
    "import-owner": Access(methods="POST", kind="source"),
    "import-trust": Access(methods="POST", kind="source"),
    "import-again": Access(methods="POST", kind="source"),
    "import-erase": Access(who="owners", methods=FORM, kind="source"),
    "import-clients": Access(methods="POST", kind="source"),
    "mailboxes": Access(),
    "mailbox": Access(kind="mailbox_"),
    "mailbox-again": Access(methods="POST", kind="mailbox_"),
    "mailbox-change": Access(methods="POST", kind="mailbox_"),
    "mailbox-disconnect": Access(methods=FORM, kind="mailbox_"),
    "mailbox-connect": Access(methods=FORM, answers=(422,)),
    "mailbox-attempt": Access(methods=FORM, kind="attempt", answers=(422,)),
    "mailbox-accept": Access(methods="POST", kind="attempt"),
    "mailbox-only-read": Access(methods="POST", kind="attempt"),
    "mailbox-signed-in": Access(methods=FORM, answers=(400,)),
    "sign-in-clients": Access(who="owners"),
    "sign-in-register": Access(who="owners", methods="POST", kind="provider", answers=(422,)),
    "sign-in-forget": Access(who="owners", methods="POST", kind="provider"),
    "arrived": Access(),
    "mail-check": Access(),
    "mail-check-now": Access(methods="POST"),
    "arrived-try": Access(methods="POST", kind="own_mailbox"),
    "arrived-folder": Access(methods="POST", kind="folder"),
    "mailbox-limits": Access(methods=FORM, kind="client_mailbox", answers=(422,)),
    "mailbox-filing": Access(methods=FORM, kind="own_mailbox", answers=(422,)),
    "work": Access(kind="work"),
    "work-again": Access(methods="POST", kind="work"),
    "settings": Access(),
    "settings-clock": Access(methods="POST"),
    "settings-invite": Access(who="owners", methods="POST", answers=(422,)),
    "colleague": Access(who="owners", methods=FORM, kind="colleague", answers=(422,)),
    "colleague-away": Access(who="owners", methods=FORM, kind="colleague"),
    "colleague-back": Access(who="owners", methods="POST", kind="colleague"),
    "colleague-link": Access(who="owners", methods="POST", kind="colleague"),
    "client-rhythm": Access(kind="client"),
    "rhythm-wish": Access(methods="POST", kind="client", answers=(422,)),
    "rhythm-not-now": Access(methods="POST", kind="client"),
    "rhythm-again": Access(methods="POST", kind="client"),
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
    "client-files": Access(kind="client"),
    "client-years": Access(kind="client"),
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
    "voices": Access(),
    "voices-note": Access(methods="POST", answers=(422,)),
    "voices-forget": Access(methods="POST", answers=(400,)),
    "voices-switch": Access(methods="POST"),
    "room-open": Access(methods="POST", kind="client"),
    "room": Access(kind="room"),
    "room-link": Access(methods="POST", kind="room"),
    "room-end": Access(methods="POST", kind="room"),
    "room-join": Access(who="everybody", methods=FORM, kind="room_link"),
    # By the guest's cookie alone, which none of these has; tests/pages/test_rooms.py asks with one.
    "room-guest": Access(who="nobody", kind="room"),
    "client-end": Access(who="owners", kind="client"),
    "client-archive": Access(who="owners", methods="POST", kind="client"),
    "client-keep": Access(who="owners", methods="POST", kind="client", answers=(422,)),
    "client-again": Access(who="owners", methods="POST", kind="client"),
    "archive": Access(who="owners", kind="archive"),
    "archive-forget": Access(who="owners", methods="POST", kind="archive"),
    "erasure": Access(who="owners", kind="erasure"),
    "erasure-file": Access(who="owners", kind="erasure"),
    "settings-model": Access(who="owners", methods=FORM, answers=(422,)),
    "settings-model-change": Access(who="owners", methods="POST"),
    "covers": Access(),
    "client-cover": Access(methods=FORM, kind="client", answers=(422,)),
    "cover-pack": Access(methods=FORM, kind="cover_pack"),
    "cover-share": Access(methods=FORM, kind="cover_pack"),
    "cover-renew": Access(methods="POST", kind="cover_pack"),
    "cover-end": Access(methods="POST", kind="cover_pack"),
    "cover-seen": Access(methods="POST", kind="cover_pack"),
    "cover-meanwhile": Access(kind="cover_pack"),
    "cover-shared": Access(who="everybody", kind="cover_link"),
    "cover-shared-seen": Access(who="everybody", methods="POST", kind="cover_link", answers=(403,)),
    "weekly": Access(),
    "weekly-note": Access(methods=FORM, kind="client"),
    "weekly-want": Access(methods="POST", kind="client"),
    "weekly-letter": Access(methods="POST", kind="client"),
    "weekly-told": Access(methods="POST", kind="client"),
    "settings-calls": Access(who="owners", methods=FORM, answers=(422,)),
    "settings-calls-drop": Access(who="owners", methods="POST"),
    "reach": Access(who="everybody", kind="nonce"),
    "reach-phone": Access(who="everybody", methods=FORM, kind="phone_token", answers=(403,)),
    "address-look": Access(who="owners", methods="POST"),
    "backup": Access(who="owners"),
    "backup-folder": Access(who="owners", methods="POST", answers=(422,)),
    "backup-now": Access(who="owners", methods="POST"),
    "backup-try": Access(who="owners", methods="POST"),
    "backup-new-key": Access(who="owners", methods="POST"),
    "backup-sheet": Access(who="owners", methods=FORM),
}


def sign_in_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    token = actions.make_sign_in_link(stranger).rstrip("/").rpartition("/")[2]
    return Objects(own={"token": token}, foreign=None, missing={"token": "not-a-token"})


def feed(member: Member, stranger: Member) -> Objects:
    """A feed belongs to whoever holds its address."""
    token = open_feed(stranger, now=timezone.now()).removesuffix(".ics").rpartition("/")[2]
    return Objects(own={"token": token}, foreign=None, missing={"token": "not-a-token"})


def colleague(member: Member, stranger: Member) -> Objects:
    """Owners see everybody."""
    return Objects(own={"member_id": stranger.pk}, foreign=None, missing={"member_id": 0})


def phone_token(member: Member, stranger: Member) -> Objects:
    token = phone_address().rstrip("/").rpartition("/")[2]
    return Objects({"token": token}, None, {"token": "not-a-token"})


def nonce(member: Member, stranger: Member) -> Objects:
    return Objects(own={"nonce": "0" * 32}, foreign=None, missing={"nonce": "not-a-nonce"})


def passkey(member: Member, stranger: Member) -> Objects:
    kind = Authenticator.Type.WEBAUTHN
    own = Authenticator.objects.create(user=member, type=kind, data={"name": "key"})
    foreign = Authenticator.objects.create(user=stranger, type=kind, data={"name": "key"})
    return Objects(own={"pk": own.pk}, foreign={"pk": foreign.pk}, missing={"pk": 0})


def totp(member: Member, stranger: Member) -> Objects:
    """The member's own; no address names it."""
    TOTP.activate(member, "JBSWY3DPEHPK3PXP")
    return Objects(own={}, foreign=None, missing=None)


def recovery_codes(member: Member, stranger: Member) -> Objects:
    TOTP.activate(member, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member)
    return Objects(own={}, foreign=None, missing=None)


def mailed_key(member: Member, stranger: Member) -> Objects:
    return Objects(own={"key": "abc"}, foreign=None, missing={"key": "abc"})


def mailed_reset(member: Member, stranger: Member) -> Objects:
    return Objects(own={"uidb36": "1", "key": "a-b"}, foreign=None, missing={"uidb36": "1", "key": "a-b"})


def _links(member: Member, stranger: Member) -> tuple[Made, Made]:
    """Of a client of each what was agreed, shared."""
    own, other = (
        make(who, kind="agreement", client_id=add_client(f"Elm {who.pk}", by=who).pk, now=timezone.now())
        for who in (member, stranger)
    )
    return own, other


def link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    return Objects({"token": _links(member, stranger)[0].token}, None, {"token": "A" * 43})


def booking_link(member: Member, stranger: Member) -> Objects:
    client = add_client("Books", by=member)
    made = make(member, kind="booking", client_id=client.pk, now=timezone.now())
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def booked_link(member: Member, stranger: Member) -> Objects:
    client, now = add_client("Booked", by=member), timezone.now()
    row = plan(member, client, Facts(now, now + timedelta(minutes=30)), now=now, origin="booking")
    made = make(member, kind="booked", client_id=client.pk, object_id=row.pk, now=now)
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def share(member: Member, stranger: Member) -> Objects:
    own, other = ({"share_id": one.share.pk} for one in _links(member, stranger))
    return Objects(own, None if member.is_owner else other, {"share_id": 0})


def clients_page(member: Member, stranger: Member) -> Objects:
    return _page_of_a_client(member, stranger, kind="client")


def support_page(member: Member, stranger: Member) -> Objects:
    return _page_of_a_client(member, stranger, kind="support")


def _page_of_a_client(member: Member, stranger: Member, *, kind: str) -> Objects:
    own, other = (
        make(who, kind=kind, client_id=add_client(f"Elm {who.pk}", by=who).pk, now=timezone.now())
        for who in (member, stranger)
    )
    foreign = None if member.is_owner else {"share_id": other.share.pk}
    return Objects({"share_id": own.share.pk}, foreign, {"share_id": 0})


def reply(member: Member, stranger: Member) -> Objects:
    own, other = (
        {
            "reply_id": Reply.objects.create(
                share=one.share, source_key=bytes([at] * 16), sent_at=timezone.now()
            ).pk
        }
        for at, one in enumerate(_links(member, stranger))
    )
    return Objects(own, None if member.is_owner else other, {"reply_id": 0})


def client(member: Member, stranger: Member) -> Objects:
    own, other = add_client("Harlow & Sons", by=member), add_client("Birch", by=stranger)
    foreign = None if member.is_owner else {"client_id": other.pk}
    return Objects(own={"client_id": own.pk}, foreign=foreign, missing={"client_id": 0})


def client_month(member: Member, stranger: Member) -> Objects:
    made = client(member, stranger)
    foreign = made.foreign and {**made.foreign, "number": 202603}
    return Objects({**made.own, "number": 202603}, foreign, {**made.own, "number": 202613})


def client_file(member: Member, stranger: Member) -> Objects:
    made, what = client_month(member, stranger), {"ending": "csv"}
    assert made.missing is not None
    return Objects({**made.own, **what}, made.foreign and {**made.foreign, **what}, {**made.missing, **what})


def hours_entry(member: Member, stranger: Member) -> Objects:
    own, other = (
        {
            "entry_id": Entry.objects.create(
                member=who, client=add_client(f"Worked {who.pk}", by=who), on=MONDAY.date(), minutes=60
            ).pk
        }
        for who in (member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {"entry_id": 0})


def room(member: Member, stranger: Member) -> Objects:
    own, other = (
        {"room_id": open_room(who, add_client(f"Harlow {who.pk}", by=who), now=timezone.now()).pk}
        for who in (member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {"room_id": 0})


def room_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    made = open_room(stranger, add_client("Harlow", by=stranger), now=timezone.now())
    token = make_link(stranger, made, now=timezone.now()).token
    return Objects(own={"token": token}, foreign=None, missing={"token": "not-a-token"})


def source(member: Member, stranger: Member) -> Objects:
    own, other = mailbox(member, label="Own"), mailbox(stranger, label="Other")
    return Objects({"connection_id": own.pk}, {"connection_id": other.pk}, {"connection_id": 0})


def mailbox_(member: Member, stranger: Member) -> Objects:
    own, other = (
        connect_mailbox(
            who, Wanted(f"{who.pk}@desk.example", Server("mail.example", 993, "tls", "me"), "secret")
        )
        for who in (member, stranger)
    )
    return Objects({"mailbox_id": own.pk}, {"mailbox_id": other.pk}, {"mailbox_id": 0})


def attempt(member: Member, stranger: Member) -> Objects:
    own, other = (begin(who, "me@desk.example") for who in (member, stranger))
    return Objects({"attempt_id": own.pk}, {"attempt_id": other.pk}, {"attempt_id": 0})


def provider(member: Member, stranger: Member) -> Objects:
    """Not a member's: there is no foreign one."""
    return Objects({"key": "google"}, None, {"key": "nobody"})


def a_mailbox(member: Member, stranger: Member) -> Objects:
    own, other = (
        connect_mailbox(who, Wanted(f"{who.pk}@desk.example", Server("127.0.0.1", 1, "tls", "me"), "secret"))
        for who in (member, stranger)
    )
    return Objects({"connection_id": own.pk}, {"connection_id": other.pk}, {"connection_id": 0})


def client_mailbox(member: Member, stranger: Member) -> Objects:
    made = a_mailbox(member, stranger)
    assert made.foreign is not None
    for one, who in ((made.own, member), (made.foreign, stranger)):
        harlow = add_client(f"Harlow {who.pk}", by=who)
        Connection.objects.filter(pk=one["connection_id"]).update(owner_client=harlow)
    return made


def folder(member: Member, stranger: Member) -> Objects:
    made = a_mailbox(member, stranger)
    assert made.foreign is not None
    own, other = (
        Folder.objects.create(mailbox_id=one["connection_id"], raw_name="INBOX", name="INBOX")
        for one in (made.own, made.foreign)
    )
    return Objects({"folder_id": own.pk}, {"folder_id": other.pk}, {"folder_id": 0})


def work(member: Member, stranger: Member) -> Objects:
    """Filing that each of them asked for and waits for."""
    own, other = (
        file_anew.enqueue(member_id=who.pk, what="Filing", then="/", spans=[]) for who in (member, stranger)
    )
    return Objects({"job_id": own.id}, {"job_id": other.id}, {"job_id": UUID(int=0)})


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


def draft(member: Member, stranger: Member) -> Objects:
    """Letters about nobody: each is its author's alone."""
    own, other = (start_new(who, now=timezone.now()) for who in (member, stranger))
    return Objects({"draft_id": own.pk}, {"draft_id": other.pk}, {"draft_id": 0})


def draft_file(member: Member, stranger: Member) -> Objects:
    found = []
    for who in (member, stranger):
        made, now = start_new(who, now=timezone.now()), timezone.now()
        file = attach(who, made.pk, name="a.txt", media_type="text/plain", content=BytesIO(b"a"), now=now)
        found.append({"draft_id": made.pk, "file_id": file.pk})
    return Objects(found[0], found[1], {**found[0], "file_id": 0})


def letter(member: Member, stranger: Member) -> Objects:
    """Letters that may have been sent, about nobody."""
    own, other = (
        Letter.objects.create(
            author=who,
            connection=mailbox(who, label=f"Box {who.pk}"),
            message_id=f"{who.pk}@desk.example",
            envelope_from=ME,
            sha256=bytes(32),
            size_bytes=3,
            state="maybe_sent",
            send_at=timezone.now(),
        )
        for who in (member, stranger)
    )
    return Objects({"letter_id": own.pk}, {"letter_id": other.pk}, {"letter_id": 0})


def _said(member: Member, stranger: Member) -> tuple[Finding, Finding]:
    """A promise in a letter of a client of each, with a question beside it."""
    for who in (member, stranger):
        sender = f"mara@of{who.pk}.example"
        add_client(f"Harlow {who.pk}", addresses=[(sender, "Mara")], by=who)
        text = "I'll send you the list by Friday. Is the hall free?\n"
        hours = (timezone.now() - timedelta(days=1) - MONDAY).total_seconds() / 3600
        arrive(mailbox(who, label=who.email or "Own"), message(sender, ME, text=text, hours=hours))
    follow_all()
    own, other = Finding.objects.filter(kind="promise").order_by("interaction_id")
    return own, other


def finding(member: Member, stranger: Member) -> Objects:
    own, other = (
        {"interaction_id": one.interaction_id, "start": one.start, "end": one.end, "kind": one.kind}
        for one in _said(member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {**own, "start": 999})


def asking(member: Member, stranger: Member) -> Objects:
    own, other = ({"interaction_id": one.interaction_id} for one in _said(member, stranger))
    return Objects(own, None if member.is_owner else other, None)


def promise(member: Member, stranger: Member) -> Objects:
    keys = []
    for one, who in zip(_said(member, stranger), (member, stranger), strict=True):
        place = (one.interaction_id, one.start, one.end, one.kind)
        keys.append(accept(who, place, now=timezone.now()))
    return Objects({"key": keys[0]}, None if member.is_owner else {"key": keys[1]}, {"key": "0" * 32})


def call(member: Member, stranger: Member) -> Objects:
    """Each her own with her own client; an owner sees no other member's either."""
    own, other = (
        start(who, add_client(f"Called by {who.pk}", by=who), How(), now=timezone.now())
        for who in (member, stranger)
    )
    return Objects({"call_id": own.pk}, {"call_id": other.pk}, {"call_id": 0})


def _reviews(member: Member, stranger: Member) -> list[Review]:
    now = timezone.now()
    return [
        prepare_review(who, add_client(f"Reviewed with {who.pk}", by=who), now=now)
        for who in (member, stranger)
    ]


def review(member: Member, stranger: Member) -> Objects:
    own, other = _reviews(member, stranger)
    foreign = None if member.is_owner else {"review_id": other.pk}
    return Objects({"review_id": own.pk}, foreign, {"review_id": 0})


def review_ahead(member: Member, stranger: Member) -> Objects:
    found = []
    for one, who in zip(_reviews(member, stranger), (member, stranger), strict=True):
        goal = put_ahead(who, one.client_id, Goal("goal", "A second shop"), now=timezone.now())
        found.append({"review_id": one.pk, "ahead_id": goal.pk})
    foreign = None if member.is_owner else found[1]
    return Objects(found[0], foreign, {**found[0], "ahead_id": 0})


def review_line(member: Member, stranger: Member) -> Objects:
    """A look-back in which a letter is counted."""
    found, today = [], MONDAY.date()
    for who in (member, stranger):
        writer = f"writes{who.pk}@client.example"
        client = add_client(f"Writes to {who.pk}", addresses=[(writer, "")], by=who)
        arrive(mailbox(who), message(writer, ME, subject=f"To {who.pk}"))
        one = prepare_review(who, client, now=timezone.now())
        set_period(who, one.pk, since_on=today, until_on=today)
        one.refresh_from_db()
        found.append({"review_id": one.pk, "key": pack_of(one)[0].lines[0].key})
    foreign = None if member.is_owner else found[1]
    return Objects(found[0], foreign, {**found[0], "key": "0" * 32})


def planned_review(member: Member, stranger: Member) -> Objects:
    found, now = [], timezone.now()
    for one, who in zip(_reviews(member, stranger), (member, stranger), strict=True):
        row = plan(who, one.client, Facts(now, now + timedelta(minutes=30)), now=now)
        hold_at(who, one.pk, row.pk)
        found.append({"review_id": one.pk})
    return Objects(found[0], None if member.is_owner else found[1], {"review_id": 0})


def agenda_link(member: Member, stranger: Member) -> Objects:
    one = _reviews(member, stranger)[0]
    made = make(member, kind="agenda", client_id=one.client_id, object_id=one.pk, now=timezone.now())
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def appointment(member: Member, stranger: Member) -> Objects:
    found = []
    for who in (member, stranger):
        client, now = add_client(f"Planned with {who.pk}", by=who), timezone.now()
        found.append(plan(who, client, Facts(now, now + timedelta(minutes=30)), now=now).pk)
    foreign = None if member.is_owner else {"appointment_id": found[1]}
    return Objects({"appointment_id": found[0]}, foreign, {"appointment_id": 0})


def appointed_visit(member: Member, stranger: Member) -> Objects:
    found = []
    for who in (member, stranger):
        client, now = add_client(f"To visit by {who.pk}", by=who), timezone.now()
        facts = Facts(now, now + timedelta(hours=5), way="visit", place="14 Mill Lane")
        found.append(plan(who, client, facts, now=now).pk)
    foreign = None if member.is_owner else {"appointment_id": found[1]}
    return Objects({"appointment_id": found[0]}, foreign, {"appointment_id": 0})


def _visited(member: Member, stranger: Member) -> list[Visit]:
    """Each her own; an owner sees no other member's either."""
    found = []
    for who in (member, stranger):
        client, now = add_client(f"Visited by {who.pk}", by=who), timezone.now()
        row = plan(who, client, Facts(now, now + timedelta(hours=5), way="visit"), now=now)
        found.append(prepare_visit(who, row.pk, now=now))
    return found


def visit(member: Member, stranger: Member) -> Objects:
    own, other = _visited(member, stranger)
    return Objects({"visit_id": own.pk}, {"visit_id": other.pk}, {"visit_id": 0})


def receipt(member: Member, stranger: Member) -> Objects:
    found = []
    for one in _visited(member, stranger):
        given = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7"}
        made = add_receipt(one.member, one.pk, **given, cost_id=None, now=timezone.now())
        found.append({"visit_id": one.pk, "receipt_id": made.pk})
    return Objects(found[0], found[1], {**found[0], "receipt_id": found[1]["receipt_id"]})


def _of_aspects(
    member: Member, stranger: Member, key: str, make: Callable[[Member, Aspect], int] | None = None
) -> Objects:
    """Something of a client of each; an owner sees both."""
    found = []
    for who in (member, stranger):
        client = add_client(f"Helped by {who.pk}", by=who)
        one = support.add_own(who, client.pk, support.Facts("Inbox"))
        found.append(make(who, one) if make is not None else one.pk)
    return Objects({key: found[0]}, None if member.is_owner else {key: found[1]}, {key: 0})


def aspect(member: Member, stranger: Member) -> Objects:
    return _of_aspects(member, stranger, "aspect_id")


def duty(member: Member, stranger: Member) -> Objects:
    when = support.When("weeks", timezone.localdate(), 1, timezone.localdate().weekday())
    return _of_aspects(
        member, stranger, "duty_id", lambda who, one: support.add_duty(who, one.pk, "Report", when).pk
    )


def how_to(member: Member, stranger: Member) -> Objects:
    now = timezone.now()
    return _of_aspects(
        member,
        stranger,
        "how_to_id",
        lambda who, one: support.write_new(who, one.pk, "Sorting", "1. Read.", now=now).pk,
    )


def improvement(member: Member, stranger: Member) -> Objects:
    now = timezone.now()
    return _of_aspects(
        member,
        stranger,
        "improvement_id",
        lambda who, one: support.add_improvement(who, one.client_id, support.Idea("Call first"), now=now).pk,
    )


def day(member: Member, stranger: Member) -> Objects:
    own, other = (
        keep_day(add_client(f"Born at {who.pk}", by=who), None, **FOUNDED).pk for who in (member, stranger)
    )
    return Objects({"day_id": own}, None if member.is_owner else {"day_id": other}, {"day_id": 0})


def absence(member: Member, stranger: Member) -> Objects:
    """Each her own alone, the owner's too."""
    today = timezone.localdate()
    own, other = (be_away(who, starts_on=today, ends_on=today).pk for who in (member, stranger))
    return Objects({"away_id": own}, {"away_id": other}, {"away_id": 0})


def _packs(member: Member, stranger: Member) -> tuple[int, int]:
    """Of a client of each, looked after by somebody from outside."""
    today, now = timezone.localdate(), timezone.now()
    own, other = (
        prepare(who, client.pk, starts_on=today, until_on=today, name="Bea", now=now).pk
        for who in (member, stranger)
        for client in (add_client(f"Covered for {who.pk}", by=who),)
    )
    return own, other


def cover_pack(member: Member, stranger: Member) -> Objects:
    own, other = _packs(member, stranger)
    return Objects({"pack_id": own}, None if member.is_owner else {"pack_id": other}, {"pack_id": 0})


def cover_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    made = share_pack(member, _packs(member, stranger)[0], now=timezone.now())
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def archive(member: Member, stranger: Member) -> Objects:
    """An owner's alone, and every owner's."""
    found = Archive.objects.create(
        client=add_client("Handed back", by=member), file=f"{member.pk:032x}.zip", asked_at=timezone.now()
    )
    path_of(found).write_bytes(b"PK")
    Archive.objects.filter(pk=found.pk).update(ready_at=timezone.now())
    return Objects({"archive_id": found.pk}, None, {"archive_id": 0})


def erasure(member: Member, stranger: Member) -> Objects:
    found = ErasureProof.objects.create(client_number=7, member=stranger, asked_at=timezone.now())
    return Objects({"proof_id": found.pk}, None, {"proof_id": 0})


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


MAKERS: dict[str, Callable[[Member, Member], Objects]] = {
    "sign_in_link": sign_in_link,
    "feed": feed,
    "day": day,
    "aspect": aspect,
    "duty": duty,
    "how_to": how_to,
    "improvement": improvement,
    "by_hand": by_hand,
    "absence": absence,
    "cover_pack": cover_pack,
    "archive": archive,
    "erasure": erasure,
    "cover_link": cover_link,
    "colleague": colleague,
    "nonce": nonce,
    "phone_token": phone_token,
    "passkey": passkey,
    "totp": totp,
    "recovery_codes": recovery_codes,
    "mailed_key": mailed_key,
    "mailed_reset": mailed_reset,
    "client": client,
    "picture_line": picture_line,
    "their_person": their_person,
    "face": face,
    "questions": questions,
    "questions_link": questions_link,
    "answer": answer,
    "step": step,
    "room": room,
    "client_month": client_month,
    "client_file": client_file,
    "hours_entry": hours_entry,
    "room_link": room_link,
    "link": link,
    "booking_link": booking_link,
    "booked_link": booked_link,
    "share": share,
    "clients_page": clients_page,
    "support_page": support_page,
    "reply": reply,
    "source": source,
    "mailbox_": mailbox_,
    "attempt": attempt,
    "provider": provider,
    "mailbox": a_mailbox,
    "folder": folder,
    "client_mailbox": client_mailbox,
    "own_mailbox": a_mailbox,
    "work": work,
    "entry": entry,
    "picture": picture,
    "attachment": attachment,
    "gmail": gmail,
    "finding": finding,
    "asking": asking,
    "promise": promise,
    "call": call,
    "review": review,
    "review_ahead": review_ahead,
    "review_line": review_line,
    "planned_review": planned_review,
    "agenda_link": agenda_link,
    "appointment": appointment,
    "appointed_visit": appointed_visit,
    "visit": visit,
    "receipt": receipt,
    "draft": draft,
    "draft_file": draft_file,
    "letter": letter,
}
