"""Signing in, allauth's own pages, and who has an account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from alongside.accounts import actions
from alongside.accounts.models import Member
from tests.pages.permissions.access import CLOSED, FORM, Access, Makers, Objects

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
    "settings-invite": Access(who="owners", methods="POST", answers=(422,)),
    "colleague": Access(who="owners", methods=FORM, kind="colleague", answers=(422,)),
    "colleague-away": Access(who="owners", methods=FORM, kind="colleague"),
    "colleague-back": Access(who="owners", methods="POST", kind="colleague"),
    "colleague-link": Access(who="owners", methods="POST", kind="colleague"),
}


def sign_in_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    token = actions.make_sign_in_link(stranger).rstrip("/").rpartition("/")[2]
    return Objects(own={"token": token}, foreign=None, missing={"token": "not-a-token"})


def colleague(member: Member, stranger: Member) -> Objects:
    """Owners see everybody."""
    return Objects(own={"member_id": stranger.pk}, foreign=None, missing={"member_id": 0})


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


MAKERS: Makers = {
    "sign_in_link": sign_in_link,
    "colleague": colleague,
    "passkey": passkey,
    "totp": totp,
    "recovery_codes": recovery_codes,
    "mailed_key": mailed_key,
    "mailed_reset": mailed_reset,
}
