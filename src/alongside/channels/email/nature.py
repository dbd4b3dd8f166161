"""What sort of message it is: headers and media types in, one of six natures out; heads before hearts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from alongside.channels.email.block import HeaderBlock
from alongside.message import Nature

_DAEMON = re.compile(
    r"(?:^|<)\s*(?:mailer-daemon|mail-daemon|mailerdaemon|postmaster)\s*(?:@|>|\(|$)", re.IGNORECASE
)
# Headers that only machines write: RFC 3834, 2919, 2369, and the habits of Exchange, Mailman and mailers.
_BOUNCE = ("x-failed-recipients",)
_AUTO_REPLY = ("x-autoreply", "x-autorespond")
_LIST = ("list-post", "x-beenthere", "x-mailman-version", "x-mailing-list", "mailing-list", "x-loop")
_NEWSLETTER = (
    "list-unsubscribe",
    "feedback-id",
    "x-campaign",
    "x-campaignid",
    "x-mailchimp-campaign-id",
    "x-mailer-recptid",
    "x-csa-complaints",
)
_OTHERS = "return-path auto-submitted list-id precedence x-auto-response-suppress"
_AUTOMATED = frozenset([*_OTHERS.split(), *_BOUNCE, *_AUTO_REPLY, *_LIST, *_NEWSLETTER])
_AWAY = (
    "automatic reply:",
    "auto reply:",
    "autoreply:",
    "auto-reply:",
    "out of office",
    "out of the office",
    "automatische antwort:",
    "abwesenheitsnotiz",
    "réponse automatique",
    "respuesta automática",
    "risposta automatica",
    "automatisch antwoord",
    "resposta automática",
    "autosvar:",
    "odpowiedź automatyczna",
    "automatická odpověď",
)
_CALENDAR = frozenset({"text/calendar", "application/ics"})


def read_nature(block: HeaderBlock, *, subject: str, media_types: Iterable[str]) -> Nature:
    """Bounce, then calendar, auto-reply, list, newsletter; personal if nothing speaks against it."""
    types = set(media_types)
    if block.first("content-type")[:16].lower() == "multipart/report":
        types.add("multipart/report")
    if "multipart/report" in types or "message/delivery-status" in types:
        return "bounce" if _reports_delivery(block, types) else "auto_reply"
    headers = _AUTOMATED.intersection(block.values)
    if _is_bounce(block, headers):
        return "bounce"
    if not types.isdisjoint(_CALENDAR):
        return "calendar"
    if subject.lower().startswith(_AWAY):
        return "auto_reply"
    return _by_headers(block, headers) if headers else "personal"


def _reports_delivery(block: HeaderBlock, types: set[str]) -> bool:
    """A report may also be a receipt (RFC 8098) or a complaint (RFC 5965); those are automatic too."""
    label = block.first("content-type").lower()
    return "message/delivery-status" in types or "delivery-status" in label or "report-type" not in label


def _is_bounce(block: HeaderBlock, headers: frozenset[str]) -> bool:
    return not headers.isdisjoint(_BOUNCE) or _DAEMON.search(block.first("from")) is not None


def _by_headers(block: HeaderBlock, headers: frozenset[str]) -> Nature:
    submitted = block.first("auto-submitted").lower()
    precedence = block.first("precedence").lower()
    if (
        submitted.startswith("auto-replied")
        or not headers.isdisjoint(_AUTO_REPLY)
        or precedence == "auto_reply"
    ):
        return "auto_reply"
    if not headers.isdisjoint(_LIST) or precedence == "list":
        return "list"
    if not headers.isdisjoint(_NEWSLETTER) or precedence in ("bulk", "junk"):
        return "newsletter"
    if "list-id" in headers:
        return "list"
    if (submitted and not submitted.startswith("no")) or _is_from_a_machine(block, headers):
        return "auto_reply"
    return "personal"


def _is_from_a_machine(block: HeaderBlock, headers: frozenset[str]) -> bool:
    suppressed = block.first("x-auto-response-suppress").lower()
    if suppressed and suppressed != "none":
        return True
    # An empty return path: nobody wants an answer (RFC 5321 §4.5.5).
    return "return-path" in headers and block.first("return-path").strip() == "<>"
