"""Letters that say another did not arrive, as the families of mail servers write them; every word made here."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

ME, TOM = "me@desk.example", "tom@harlow.example"
Family = Callable[[str, str], bytes]


def _lines(text: str) -> bytes:
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


def _report(sender: str, subject: str, words: str, status: str, returned: str, *, head: str = "") -> bytes:
    return (
        f"From: {sender}\r\nTo: {ME}\r\nSubject: {subject}\r\nDate: Tue, 03 Mar 2026 10:00:00 +0000\r\n"
        f"Message-ID: <back-{len(words + returned + status)}@mx.example>\r\n{head}"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\r\n\r\n'
        f"--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        f"--=_b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n"
        f"--=_b\r\n{returned}\r\n--=_b--\r\n"
    ).encode()


def _head_of(message_id: str, address: str) -> str:
    return f"Message-ID: <{message_id}>\r\nFrom: {ME}\r\nTo: {address}\r\nSubject: The oak\r\n"


def postfix(message_id: str, address: str = TOM) -> bytes:
    status = (
        "Reporting-MTA: dns; mx.desk.example\r\nX-Postfix-Queue-ID: 4F1A2\r\nArrival-Date: Mon, 2 Mar 2026\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nOriginal-Recipient: rfc822;{address}\r\nAction: failed\r\n"
        "Status: 5.2.2\r\nRemote-MTA: dns; mx.harlow.example\r\n"
        "Diagnostic-Code: smtp; 552 5.2.2 <tom>: user is over\r\n    quota\r\n"
    )
    returned = (
        f"Content-Type: message/rfc822\r\n\r\n{_head_of(message_id, address)}\r\nIt comes on Tuesday.\r\n"
    )
    words = (
        f"This is the mail system at host mx.desk.example.\r\n\r\n<{address}>: host said: 552 over quota\r\n"
    )
    sender = "MAILER-DAEMON@mx.desk.example (Mail Delivery System)"
    return _report(sender, "Undelivered Mail Returned to Sender", words, status, returned)


def postfix_delay(message_id: str, address: str = TOM) -> bytes:
    status = (
        "Reporting-MTA: dns; mx.desk.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
        "Diagnostic-Code: X-Postfix; connect to mx.harlow.example: Connection timed out\r\n"
        "Will-Retry-Until: Sat, 7 Mar 2026 10:00:00 +0000\r\n"
    )
    returned = f"Content-Type: text/rfc822-headers\r\n\r\n{_head_of(message_id, address)}"
    words = "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\r\n"
    sender = "MAILER-DAEMON@mx.desk.example (Mail Delivery System)"
    return _report(sender, "Delayed Mail (still being retried)", words, status, returned)


def exchange(message_id: str, address: str = TOM) -> bytes:
    status = (
        "Reporting-MTA: dns;DB7PR0101.example\r\nReceived-From-MTA: dns;desk.example\r\n\r\n"
        f"Final-recipient: RFC822;{address}\r\nAction: failed\r\nStatus: 5.1.10\r\n"
        "Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup\r\n"
    )
    returned = (
        f"Content-Type: message/rfc822\r\n\r\n{_head_of(message_id, address)}\r\nIt comes on Tuesday.\r\n"
    )
    words = f"Delivery has failed to these recipients or groups:\r\n\r\n{address}\r\nThe address wasn't found.\r\n"
    sender = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@desk.example>"
    return _report(
        sender,
        "Undeliverable: The oak",
        words,
        status,
        returned,
        head=f"In-Reply-To: <{message_id}>\r\nReferences: <{message_id}>\r\n",
    )


def gmail(message_id: str, address: str = TOM) -> bytes:
    status = (
        "Reporting-MTA: dns; googlemail.com\r\nArrival-Date: Mon, 02 Mar 2026\r\n"
        f"X-Original-Message-ID: <{message_id}>\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.7.1\r\n"
        "Diagnostic-Code: smtp; 550-5.7.1 This message was blocked because of its\r\n content. 550 5.7.1 policy\r\n"
    )
    words = f"Message blocked\r\n\r\nYour message to {address} has been blocked.\r\n"
    returned = "Content-Type: text/plain\r\n\r\n(nothing was returned)\r\n"
    sender = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
    head = f"X-Failed-Recipients: {address}\r\n"
    return _report(sender, "Delivery Status Notification (Failure)", words, status, returned, head=head)


def exim(message_id: str, address: str = TOM) -> bytes:
    return _lines(
        f"""
        From: Mail Delivery System <Mailer-Daemon@mx.desk.example>
        To: {ME}
        X-Failed-Recipients: {address}
        Auto-Submitted: auto-replied
        Subject: Mail delivery failed: returning message to sender
        Date: Tue, 03 Mar 2026 10:00:00 +0000
        Message-Id: <E1abc-0001@mx.desk.example>

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          {address}
            host mx.harlow.example [192.0.2.7]
            SMTP error from remote mail server after RCPT TO:<{address}>:
            550 5.1.1 User unknown

        ------ This is a copy of the message, including all the headers. ------

        Return-path: <{ME}>
        Message-ID: <{message_id}>
        From: {ME}
        To: {address}
        Subject: The oak

        somebody.else@harlow.example

        It comes on Tuesday.
        """
    )


def exim_delay(message_id: str, address: str = TOM) -> bytes:
    return _lines(
        f"""
        From: Mail Delivery System <Mailer-Daemon@mx.desk.example>
        To: {ME}
        Auto-Submitted: auto-replied
        Subject: Warning: message 1abc delayed 24 hours
        Date: Tue, 03 Mar 2026 10:00:00 +0000
        Message-Id: <E1abd-0001@mx.desk.example>

        A message that you sent has not yet been delivered to one or more of its
        recipients after more than 24 hours on the queue on mx.desk.example.

        The message identifier is:     1abc
        Message-ID: <{message_id}>

        The address to which the message has not yet been delivered is:

          {address}
            host mx.harlow.example [192.0.2.7]: Connection timed out

        No action is required on your part. Delivery attempts will continue for
        some time.
        """
    )


def qmail(message_id: str, address: str = TOM) -> bytes:
    return _lines(
        f"""
        From: MAILER-DAEMON@mx.desk.example
        To: {ME}
        Subject: failure notice
        Date: Tue, 03 Mar 2026 10:00:00 +0000
        Message-ID: <qmail-1@mx.desk.example>

        Hi. This is the qmail-send program at mx.desk.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <{address}>:
        192.0.2.7 does not like recipient.
        Remote host said: 550 Message rejected as spam by local policy
        Giving up on 192.0.2.7.

        --- Below this line is a copy of the message.

        Return-Path: <{ME}>
        Message-ID: <{message_id}>
        From: {ME}
        To: {address}
        Subject: The oak

        It comes on Tuesday.
        """
    )


FAMILIES: dict[str, tuple[Family, str, str]] = {
    "postfix": (postfix, "failed", "full"),
    "exchange": (exchange, "failed", "unknown"),
    "gmail": (gmail, "failed", "refused"),
    "exim": (exim, "failed", "unknown"),
    "qmail": (qmail, "failed", "refused"),
    "postfix that waits": (postfix_delay, "delayed", "unreachable"),
    "exim that waits": (exim_delay, "delayed", "unreachable"),
}
