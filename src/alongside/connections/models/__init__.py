"""What is connected; everybody else imports the tables from here."""

from __future__ import annotations

from alongside.connections.models.attempts import Attempt
from alongside.connections.models.folders import Folder, Listed, MailCheck, ThreadMark
from alongside.connections.models.mailboxes import (
    Consent,
    FilingAddress,
    Limits,
    Mailbox,
    Outgoing,
    SignIn,
    SignInClient,
)
from alongside.connections.models.servers import ModelServer, TurnServer
from alongside.connections.models.sources import (
    BY_HAND,
    JOURNAL,
    ON_A_PAGE,
    WRITTEN_HERE,
    Connection,
    Grant,
    Location,
    OwnAddress,
)

__all__ = [
    "BY_HAND",
    "JOURNAL",
    "ON_A_PAGE",
    "WRITTEN_HERE",
    "Attempt",
    "Connection",
    "Consent",
    "FilingAddress",
    "Folder",
    "Grant",
    "Limits",
    "Listed",
    "Location",
    "MailCheck",
    "Mailbox",
    "ModelServer",
    "Outgoing",
    "OwnAddress",
    "SignIn",
    "SignInClient",
    "ThreadMark",
    "TurnServer",
]
