"""A certificate's bytes in; what a person can compare out: fingerprint, whose it says it is, who issued it."""

from __future__ import annotations

import hashlib

from cryptography import x509
from msgspec import Struct

from alongside.channels.imap.trouble import printable

_UNREADABLE = "not to be read"


class Shown(Struct, frozen=True):
    """All but the fingerprint is what the certificate says of itself: foreign text. `ends_on` is an ISO date."""

    fingerprint: str
    subject: str
    issuer: str
    ends_on: str

    @property
    def is_own(self) -> bool:
        return self.subject == self.issuer


def read_certificate(der: bytes) -> Shown:
    fingerprint = hashlib.sha256(der).hexdigest()
    try:
        read = x509.load_der_x509_certificate(der)
        subject, issuer = (printable(name.rfc4514_string()) for name in (read.subject, read.issuer))
        return Shown(fingerprint, subject, issuer, read.not_valid_after_utc.date().isoformat())
    except (ValueError, TypeError, x509.UnsupportedGeneralNameType):
        return Shown(fingerprint, _UNREADABLE, _UNREADABLE, "")


def in_pairs(fingerprint: str) -> str:
    """ "3F:9A:…", as other programs and administrators write it."""
    return ":".join(fingerprint[at : at + 2] for at in range(0, len(fingerprint), 2)).upper()
