"""A letter handed to a real server: what it says, and what the client makes of each way it can go wrong."""

from __future__ import annotations

import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress

import pytest

from alongside.channels.imap.trouble import without_secret
from alongside.channels.imap.wire import Server
from alongside.channels.smtp.client import (
    Credentials,
    Envelope,
    Limits,
    Result,
    certificate_of,
    transmit,
    try_out,
)
from alongside.channels.smtp.trouble import SmtpError
from tests.dovecot import PASSWORD, free_port
from tests.post import TOKEN, USER, Faults, Running, running_post

RAW = b"From: me@desk.example\r\nTo: a@x.example\r\nSubject: Oak\r\n\r\n.hidden\r\nThe oak is late.\r\n"
ENVELOPE = Envelope("me@desk.example", ["a@x.example", "b@x.example", "c@x.example"])
PATIENT = Limits(connect=30, answer=30, after_content=30)


@pytest.fixture(scope="module")
def starttls(tmp_path_factory) -> Iterator[Running]:
    with running_post(tmp_path_factory.mktemp("post"), auth_required=True) as running:
        yield running


@pytest.fixture
def post(starttls) -> Running:
    starttls.post.faults = Faults()
    starttls.post.taken.clear()
    starttls.post.signed_in.clear()
    starttls.post._seen.clear()
    return starttls


def hand_over(
    running: Running,
    *,
    raw: bytes = RAW,
    begun: list[tuple[str, ...]] | None = None,
    credentials: Credentials | None = None,
    limits: Limits = PATIENT,
    **server: object,
) -> Result:
    begun = begun if begun is not None else []

    def begin(accepted: tuple[str, ...]) -> bool:
        begun.append(accepted)
        return True

    return transmit(
        running.server(**server),  # type: ignore[arg-type]
        credentials or Credentials(password=PASSWORD),
        ENVELOPE,
        raw,
        begin=begin,
        limits=limits,
    )


def test_letter_arrives_byte_for_byte(post):
    result = hand_over(post)

    assert result.stage == "accepted"
    assert result.accepted == ("a@x.example", "b@x.example", "c@x.example")
    assert [one.raw for one in post.post.taken] == [RAW]
    assert post.post.signed_in == ["PLAIN me@desk.example"]


def test_letter_arrives_over_tls_from_the_first_byte(tmp_path):
    with running_post(tmp_path, security="tls") as running:
        assert hand_over(running).stage == "accepted"
        assert [one.raw for one in running.post.taken] == [RAW]


def test_token_signs_in(post):
    assert hand_over(post, credentials=Credentials(token=TOKEN)).stage == "accepted"
    assert post.post.signed_in == ["XOAUTH2"]


def test_token_that_has_run_out_is_refused(post):
    result = hand_over(post, credentials=Credentials(token="old"))
    assert (result.stage, result.trouble) == ("not_begun", "sign_in_again")


def test_wrong_password_sends_nothing(post):
    result = hand_over(post, credentials=Credentials(password="wrong"))
    assert (result.stage, result.trouble) == ("not_begun", "wrong_password")
    assert post.post.taken == []


PLAIN = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
XOAUTH2 = b64encode(f"user={USER}\1auth=Bearer {TOKEN}\1\1".encode()).decode()


@pytest.mark.parametrize(
    "echo",
    [PASSWORD.upper(), PLAIN, PLAIN[:-9], b64encode(PASSWORD.encode()).decode()],
)
def test_password_that_a_server_repeats_is_shown_nowhere(post, echo):
    post.post.faults = Faults(sign_in=f"500 5.5.1 Command unrecognized: {echo}")
    result = hand_over(post)
    assert (result.trouble, result.said) == ("login_refused", "")


def test_token_that_a_server_repeats_is_shown_nowhere():
    assert without_secret(f"unrecognized: AUTH XOAUTH2 {XOAUTH2}", TOKEN) == ""
    assert without_secret("Application-specific password required", TOKEN).startswith("Application")
    assert without_secret("what?", "") == "what?"


@pytest.mark.broad
@pytest.mark.parametrize(
    ("faults", "stage", "trouble"),
    [
        (Faults(sign_in="534 5.7.9 Application-specific password required"), "not_begun", "app_password"),
        (Faults(sign_in="454 4.7.0 Temporary authentication failure"), "not_begun", "busy"),
        (Faults(sender="553 5.7.1 not owned by this user"), "not_begun", "sender_refused"),
        (Faults(sender="421 4.3.2 shutting down"), "not_begun", "busy"),
        (Faults(sender="450 4.7.28 rate limit exceeded"), "not_begun", "too_many"),
        (Faults(sender="552 5.3.4 message size exceeds limit"), "not_begun", "too_large"),
        (Faults(sender="cut"), "not_begun", "cut"),
        (Faults(sender="silence", silent_for=3), "not_begun", "timed_out"),
        (Faults(recipients={"b@x.example": "421 4.3.2 shutting down"}), "not_begun", "busy"),
        (Faults(recipients={"b@x.example": "cut"}), "not_begun", "cut"),
        (Faults(data="cut"), "not_begun", "cut"),
        (Faults(data="421 4.3.2 shutting down"), "not_begun", "busy"),
        (Faults(data="554 5.7.1 no valid recipients"), "not_begun", "content_refused"),
        (Faults(data="cut_in_content"), "maybe", "maybe_sent"),
        (Faults(content="cut"), "maybe", "maybe_sent"),
        (Faults(content="cut", keeps=True), "maybe", "maybe_sent"),
        (Faults(content="silence", keeps=True, silent_for=3), "maybe", "maybe_sent"),
        (Faults(content="554 5.7.1 looks like spam"), "refused", "content_refused"),
        (Faults(content="452 4.3.1 out of storage"), "refused", "busy"),
        (Faults(content="421 4.3.2 shutting down"), "refused", "busy"),
        (Faults(content="552 5.3.4 too big for us"), "refused", "too_large"),
        (Faults(content="550 5.4.5 Daily user sending limit exceeded."), "refused", "too_many"),
        (Faults(content="554 5.2.0 X:SubmissionQuotaExceededException; permanent"), "refused", "too_many"),
        (Faults(sender="550 5.7.1 You've reached your daily limit"), "not_begun", "too_many"),
        (Faults(content="552 5.2.3 Your message exceeds our size limits"), "refused", "too_large"),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, Faults) else None,
)
def test_every_failure_is_told_apart(post, faults, stage, trouble):
    post.post.faults = faults
    # A second only where the server is silent: elsewhere the machine may be busy.
    is_silent = "silence" in (faults.sender, faults.content)
    limits = Limits(30, answer=1 if faults.sender else 30, after_content=1) if is_silent else PATIENT
    result = hand_over(post, limits=limits)

    assert (result.stage, result.trouble) == (stage, trouble)
    assert bool(result.accepted) == (stage == "maybe")


def test_nothing_is_begun_before_the_server_wants_the_letter(post):
    begun: list[tuple[str, ...]] = []
    post.post.faults = Faults(sender="553 no")
    hand_over(post, begun=begun)
    assert begun == []

    post.post.faults = Faults(content="cut")
    hand_over(post, begun=begun)
    assert begun == [("a@x.example", "b@x.example", "c@x.example")]


def test_who_forbids_to_begin_keeps_the_letter_here(post):
    result = transmit(
        post.server(),
        Credentials(password=PASSWORD),
        ENVELOPE,
        RAW,
        begin=lambda accepted: False,
        limits=PATIENT,
    )
    assert result.stage == "not_begun"
    assert post.post.taken == []


def test_one_of_three_is_refused_and_named(post):
    post.post.faults = Faults(recipients={"b@x.example": "550 5.1.1 no such user\x1b[31m"})
    result = hand_over(post)

    assert result.stage == "accepted"
    assert result.accepted == ("a@x.example", "c@x.example")
    (refusal,) = result.refused
    assert (refusal.address, refusal.code, refusal.is_permanent) == ("b@x.example", 550, True)
    assert refusal.said == "5.1.1 no such user [31m"
    assert post.post.taken[0].recipients == ["a@x.example", "c@x.example"]


def test_one_of_three_is_put_off(post):
    post.post.faults = Faults(recipients={"b@x.example": "451 4.7.1 later"})
    (refusal,) = hand_over(post).refused
    assert (refusal.address, refusal.is_permanent) == ("b@x.example", False)


def test_letter_that_everybody_refuses_is_not_handed_over(post):
    post.post.faults = Faults(recipients=dict.fromkeys(ENVELOPE.recipients, "550 no"))
    begun: list[tuple[str, ...]] = []
    result = hand_over(post, begun=begun)
    assert (result.stage, result.trouble, begun) == ("not_begun", "nobody_accepted", [])


def test_larger_than_the_server_says_is_not_even_offered(tmp_path):
    with running_post(tmp_path, data_size_limit=1000) as running:
        result = hand_over(running, raw=RAW + b"x" * 2000 + b"\r\n")
    assert (result.stage, result.trouble) == ("not_begun", "too_large")


def test_password_is_not_sent_where_starttls_is_stripped(tmp_path):
    with running_post(tmp_path, offers_tls=False) as running:
        result = hand_over(running)
        assert (result.stage, result.trouble) == ("not_begun", "no_encryption")
        assert running.post.signed_in == []


def test_password_goes_in_the_open_only_where_that_was_allowed_by_hand(tmp_path):
    with running_post(tmp_path, security="none") as running:
        assert hand_over(running).stage == "accepted"
        assert running.post.signed_in == ["PLAIN me@desk.example"]


@pytest.mark.parametrize(
    ("certificate", "trouble"), [("", "certificate_untrusted"), ("ab" * 32, "certificate_changed")]
)
def test_password_is_not_sent_to_another_certificate(post, certificate, trouble):
    result = hand_over(post, certificate=certificate)
    assert (result.stage, result.trouble) == ("not_begun", trouble)
    assert post.post.signed_in == []


def test_certificate_of_a_server_is_shown_without_signing_in(post):
    assert certificate_of(post.server(certificate="")) == post.fingerprint
    assert post.post.signed_in == []


def test_settings_are_tried_without_sending(post):
    try_out(post.server(), Credentials(password=PASSWORD))
    with pytest.raises(SmtpError) as caught:
        try_out(post.server(), Credentials(password="wrong"))
    assert caught.value.kind == "wrong_password"
    assert post.post.taken == []


def test_nobody_at_the_port_is_said():
    server = Server("127.0.0.1", free_port(), "tls", "me@desk.example")
    result = transmit(server, Credentials("x"), ENVELOPE, RAW, begin=lambda some: True, limits=PATIENT)
    assert (result.stage, result.trouble) == ("not_begun", "cannot_connect")


def test_unknown_host_is_said():
    server = Server("no-such-host.invalid", 465, "tls", "me@desk.example")
    result = transmit(server, Credentials("x"), ENVELOPE, RAW, begin=lambda some: True, limits=PATIENT)
    assert (result.stage, result.trouble) == ("not_begun", "host_unknown")


@pytest.mark.parametrize("raw", [b"a\nb\r\n", b"a\rb\r\n", b"a\0b\r\n"])
def test_line_ends_that_smuggle_are_a_fault_of_ours(raw):
    server = Server("127.0.0.1", 1, "none", "me")
    with pytest.raises(ValueError, match="CRLF"):
        transmit(server, Credentials("x"), ENVELOPE, raw, begin=lambda some: True)


@pytest.mark.parametrize(
    ("greeting", "trouble"),
    [
        (b"554 no SMTP service here\r\n", "login_refused"),
        (b"421 too busy\r\n", "busy"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not_understood"),
        (b"220-more\r\n" * 100_000, "not_understood"),
        (b"x" * 1_000_000, "not_understood"),
        (b"", "cut"),
    ],
    ids=["turned away", "busy", "a web server", "without an end", "a line without an end", "nothing"],
)
def test_servers_that_are_none_are_told_apart(greeting, trouble):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with suppress(OSError):
                other, _ = listener.accept()
                with other:
                    other.sendall(greeting)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        server = Server("127.0.0.1", listener.getsockname()[1], "none", "me@desk.example")
        result = transmit(server, Credentials("x"), ENVELOPE, RAW, begin=lambda some: True, limits=PATIENT)
        thread.join(10)
    assert (result.stage, result.trouble) == ("not_begun", trouble)


@pytest.mark.parametrize("drop", [b"2", b"220-more\r\n"], ids=["within a line", "line by line"])
def test_a_reply_that_drips_is_left_in_time(drop):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connected, _ = listener.accept()
            with connected, suppress(OSError):
                for _ in range(100):
                    connected.sendall(drop)
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        server = Server("127.0.0.1", listener.getsockname()[1], "none", "me@desk.example")
        begun, limits = time.monotonic(), Limits(connect=0.5, answer=0.5)
        result = transmit(server, Credentials("x"), ENVELOPE, RAW, begin=lambda some: True, limits=limits)
    assert (result.stage, result.trouble) == ("not_begun", "timed_out")
    assert time.monotonic() - begun < 5
