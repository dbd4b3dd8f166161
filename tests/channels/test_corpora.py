"""Every mail of the corpora through the whole channel, in the pool that the import uses."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from alongside.channels.email.attachments import safe_name
from alongside.channels.email.parse import LOOP, extract_attachment, extract_html, parse
from alongside.channels.email.words import INVISIBLE
from alongside.channels.files.client import Unreadable, open_source
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import ParsedMessage, RawMessage
from tests.channels.email.making import mail
from tests.corpora import Case, carrying, cases, corpora_path, records

pytestmark = pytest.mark.corpora
SCRIPTING = {"text/html", "image/svg+xml", "text/xml"}


@pytest.fixture(scope="module")
def pool() -> Iterator[LimitedPool[bytes, ParsedMessage]]:
    with LimitedPool(parse, workers=2) as pool:
        yield pool


def parse_all(
    pool: LimitedPool[bytes, ParsedMessage], raws: list[bytes], size: int = 100
) -> list[ParsedMessage | Refused]:
    remaining = iter(raws)
    batches = iter(lambda: list(islice(remaining, size)), [])
    return [result for batch in pool.map(batches) for result in batch]


def parsed(pool: LimitedPool[bytes, ParsedMessage], raws: list[bytes]) -> list[ParsedMessage]:
    results = parse_all(pool, raws)
    refused = [(number, one.reason) for number, one in enumerate(results) if isinstance(one, Refused)]
    assert not refused
    return [one for one in results if isinstance(one, ParsedMessage)]


def check(message: ParsedMessage, raw: bytes) -> None:
    """What holds for every message, whatever it is."""
    message.text.encode("utf-8")
    message.subject.encode("utf-8")
    assert "\0" not in message.text + message.subject
    assert "\r" not in message.text
    assert len(message.source_key) == 16
    edges = [edge for fold in message.folds for edge in (fold.start, fold.end)]
    assert edges == sorted(edges)
    assert all(0 <= fold.start < fold.end <= len(message.text) for fold in message.folds)
    for one in message.attachments[:20]:
        listed, content = extract_attachment(raw, one.number)
        assert listed == one
        assert len(content) == one.size_bytes
        assert safe_name(one.name) == one.name
        assert not INVISIBLE.search(one.name)
    assert (extract_html(raw) is not None) == message.has_html
    body_is_there = message.text.strip() or message.attachments or message.has_html
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    assert body_is_there or not body.strip(b" \t\n=") or b"multipart/" in head.lower() or b":" not in head


@pytest.mark.parametrize(
    "folder",
    ["mail/mbox", "mail/maildir", "mail/eml", "attack/mail", "formats/email", "formats/mbox", "mail/replies"],
)
def test_every_message_is_parsed_within_limits(pool: LimitedPool[bytes, ParsedMessage], folder: str) -> None:
    found = list(open_source(corpora_path() / folder))
    raws = [one.raw for one in found if isinstance(one, RawMessage)]

    messages = parsed(pool, raws)

    assert len(messages) == len(raws) > 0
    for message, raw in zip(messages, raws, strict=True):
        check(message, raw)


@pytest.mark.parametrize("folder", ["mail", "attack/mail", "attack/zip", "formats"])
def test_every_file_is_accounted_for_in_the_same_order_each_time(folder: str) -> None:
    root = corpora_path() / folder
    first = [(one.place, isinstance(one, Unreadable)) for one in open_source(root)]

    assert first == [(one.place, isinstance(one, Unreadable)) for one in open_source(root)]
    assert len({place for place, _ in first}) == len(first)
    places = "\n".join(place for place, _ in first)
    left_out = [name for name in _files(root) if name not in places and not name.endswith((".DS_Store",))]
    assert not left_out


def _files(root: Path) -> list[str]:
    """Relative names of what is not empty; of a Maildir without the folder and the flags."""
    names = (file.relative_to(root) for file in root.rglob("*") if file.is_file() and file.stat().st_size)
    return [str(name).replace("cur/", "").partition(":2,")[0] for name in names]


def test_unreadable_files_are_few_and_say_why() -> None:
    unreadable = [
        one for one in open_source(corpora_path() / "mail" / "maildir") if isinstance(one, Unreadable)
    ]

    assert unreadable == []


@pytest.mark.parametrize(
    "name", ["mail_bomb", "mail_odd", "mail_loop", "spoof", "msgid_collision", "thread_hijack"]
)
def test_every_made_message_is_read_within_limits(pool: LimitedPool[bytes, ParsedMessage], name: str) -> None:
    made = cases(name)

    for case, message in zip(made, parsed(pool, [case.raw for case in made]), strict=True):
        check(message, case.raw)


def test_bombs_take_two_seconds_and_256_mb_at_most() -> None:
    worst = [(case.id, *_measure(case)) for case in cases("mail_bomb")]

    assert [one for one in worst if one[1] > 2 or one[2] > 256 << 20] == []


_MEASURING = """
import re, sys, time
from pathlib import Path
from alongside.channels.email.parse import parse
raw = sys.stdin.buffer.read()
started = time.process_time()
parse(raw)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(time.process_time() - started, int(peak) << 10)
"""


def _measure(case: Case) -> tuple[float, int]:
    """CPU seconds and peak of resident memory of a process of its own that parses it.

    The peak is asked of the process itself: what `wait4` tells begins with that of the process that forked it.
    """
    told = subprocess.run(
        [sys.executable, "-c", _MEASURING], input=case.raw, capture_output=True, check=True
    ).stdout.split()
    return float(told[0]), int(told[1])


def test_long_chains_of_hops_are_probable_loops() -> None:
    chains = [parse(case.raw) for case in cases("mail_bomb") if case.id.startswith("received-chain")]

    assert chains and all(LOOP in message.defects for message in chains)


def test_automatic_mail_is_not_personal() -> None:
    automatic = {case.id: parse(case.raw).nature for case in cases("mail_loop")}

    # An own address in From and a wish for a receipt are no signs of a machine.
    assert {id for id, nature in automatic.items() if nature == "personal"} <= {"loop16", "loop17", "loop18"}


def test_spoofed_senders_prove_nothing() -> None:
    for case in cases("spoof"):
        message = parse(case.raw)
        assert message.authentications == (), case.id


def test_odd_spoofed_senders_are_never_beyond_doubt() -> None:
    # Written as RFC 5322 has it and naming who they name: only a proof could tell these from the real sender.
    honest_forms = (
        "bare",
        "subdomain",
        "case",
        "plus",
        "homoglyph-idn",
        "newline-inject",
        "fake-ar",
        "clean",
    )
    odd = [case for case in cases("spoof") if not case.id.startswith(honest_forms)]

    assert [case.id for case in odd if parse(case.raw).has_one_sender] == []


def test_colliding_message_ids_have_keys_of_their_own() -> None:
    keys = {case.id: parse(case.raw).source_key for case in cases("msgid_collision")}

    for case in cases("msgid_collision"):
        first = keys[case.id.rpartition(".")[0] + ".0"]
        is_same = case.id.endswith(".0") or "same bytes" in case.expect
        assert (keys[case.id] == first) == is_same


def test_names_of_attachments_are_safe() -> None:
    for case in cases("attachment_name"):
        (attachment,) = parse(case.raw).attachments
        assert not set('\\/:*?"<>|\0') & set(attachment.name)
        assert not INVISIBLE.search(attachment.name)
        assert not attachment.name.startswith((".", "-", "~"))


@pytest.mark.parametrize("kind", ["filename", "path_traversal", "naughty", "unicode", "crlf"])
def test_names_on_record_are_safe(kind: str) -> None:
    for record in records(kind):
        name = safe_name(record["payload"])
        assert not set('\\/:*?"<>|\0\r\n') & set(name)
        assert safe_name(name) == name


@pytest.mark.parametrize("kind", ["address", "naughty", "crlf", "unicode"])
def test_records_as_senders_and_subjects_are_read(kind: str) -> None:
    for record in records(kind):
        payload = record["payload"].encode("utf-8", "replace").decode().replace("\r", "").replace("\n", "\n ")
        raw = mail(From=payload, Subject=payload, Message_ID=f"<{payload}>")
        message = parse(raw)
        check(message, raw)
        assert "\n" not in message.subject + message.message_id
        if message.has_one_sender:
            assert message.parties[0].address.isascii()


def test_a_lie_about_the_type_is_seen_through() -> None:
    for case in cases("content_type_lie"):
        (attachment,) = parse(case.raw).attachments
        content = base64.b64decode(case.row["data_b64"])
        if b"<html" in content or content.startswith((b"<script", b"<svg")):
            assert attachment.media_type in SCRIPTING, case.id
        assert not attachment.media_type.startswith(("image/png", "image/gif", "video/")), case.id


@pytest.mark.parametrize("kind", ["html", "html_leak"])
def test_html_on_record_is_read_as_text_within_limits(
    pool: LimitedPool[bytes, ParsedMessage], kind: str
) -> None:
    payloads = [record["payload"].encode("utf-8", "replace") for record in records(kind)]
    files = [
        file.read_bytes()
        for file in sorted((corpora_path() / "attack" / "html_files").rglob("*"))
        if file.is_file()
    ]
    raws = [mail(content, Content_Type="text/html; charset=utf-8") for content in [*payloads, *files]]

    for message in parsed(pool, raws):
        assert message.has_html
        assert "\0" not in message.text


@pytest.mark.parametrize("folder", ["tnef", "image", "ics", "vcard", "svg", "xml"])
def test_files_of_every_sort_can_be_carried(pool: LimitedPool[bytes, ParsedMessage], folder: str) -> None:
    contents = [
        file.read_bytes()
        for file in sorted((corpora_path() / "attack" / folder).rglob("*"))
        if file.is_file()
    ]
    raws = [carrying(content, name="file") for content in contents]

    for content, message in zip(contents, parsed(pool, raws), strict=True):
        assert [one.size_bytes for one in message.attachments] == [len(content)]


@pytest.mark.parametrize("word", ["ratio", "overlap"])
def test_hostile_archives_are_refused_with_a_sentence(word: str) -> None:
    for file in sorted((corpora_path() / "attack" / "zip").glob(f"{word}*.zip")):
        (refused,) = open_source(file)
        assert isinstance(refused, Unreadable)
        assert refused.reason.endswith(".")
