"""Each thing that can be wrong with a mailbox has its own sentence and its own next step."""

from __future__ import annotations

import socket
import ssl
from imaplib import IMAP4

import pytest

from alongside.channels.imap.trouble import (
    LONGEST_WAIT_SECONDS,
    TROUBLES,
    MailboxError,
    kind_of,
    wait_seconds,
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("[AUTHENTICATIONFAILED] Authentication failed.", "wrong_password"),
        ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "wrong_password"),
        ("LOGIN failed.", "wrong_password"),
        ("[ALERT] Application-specific password required: see the help", "app_password"),
        ("[UNAVAILABLE] Temporary authentication failure.", "busy"),
        ("[ALERT] Too many simultaneous connections. (Failure)", "too_many"),
        ("[LIMIT] Maximum number of connections from user+IP exceeded", "too_many"),
        ("[THROTTLED] slow down", "throttled"),
        ("[ALERT] Account exceeded command or bandwidth limits.", "throttled"),
        ("[OVERQUOTA] Quota exceeded", "quota"),
        ("[PRIVACYREQUIRED] no", "no_encryption"),
        ("[WEBALERT https://provider.example/x] Web login required.", "login_refused"),
        ("No.", "login_refused"),
    ],
)
def test_refused_sign_in_is_understood(said, kind):
    assert kind_of(IMAP4.error(said), at_login=True) == kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(-2, "Name or service not known"), "host_unknown"),
        (ConnectionRefusedError(), "cannot_connect"),
        (TimeoutError(), "timed_out"),
        (ConnectionResetError(), "cut"),
        (ssl.SSLEOFError(), "cut"),
        (ssl.SSLCertVerificationError(), "certificate_untrusted"),
        (ssl.SSLError("WRONG_VERSION_NUMBER"), "not_understood"),
        (IMAP4.abort("socket error: EOF"), "cut"),
        (IMAP4.abort("Server shutting down."), "cut"),
        (IMAP4.abort("Too many connections"), "too_many"),
        (IMAP4.abort("unexpected response: b'?'"), "not_understood"),
        (RecursionError(), "not_understood"),
    ],
)
def test_broken_connection_is_understood(error, kind):
    assert kind_of(error) == kind


def test_every_trouble_has_a_sentence_and_a_step_of_its_own():
    sentences = [trouble.sentence for trouble in TROUBLES.values()]
    assert len(set(sentences)) == len(sentences)
    assert all(trouble.next_step.endswith(".") for trouble in TROUBLES.values())


def test_refused_password_is_never_tried_again_by_itself():
    assert {"wrong_password", "app_password", "login_refused", "certificate_changed", "no_encryption"} <= {
        kind for kind, trouble in TROUBLES.items() if trouble.stops
    }


def test_pauses_grow_and_end_somewhere():
    waits = [wait_seconds("cut", failures=failures, luck=0.5) for failures in (1, 2, 3, 40)]
    assert waits == [0.5, 1.0, 2.0, min(0.5 * 4096, LONGEST_WAIT_SECONDS)]


def test_those_who_failed_together_come_again_apart():
    assert wait_seconds("timed_out", failures=1, luck=0.0) < wait_seconds("timed_out", failures=1, luck=0.9)


def test_words_of_a_server_are_kept_short_and_on_one_line():
    error = MailboxError("busy", "<script>\r\nalert(1)\x00" + "x" * 1000)
    assert "\n" not in error.said
    assert len(error.said) <= 300
