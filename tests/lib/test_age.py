"""Encrypted streams: what another program opens, and what a cut, a change or another key does."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from alongside.lib import age

CONTENT = b"Dear Ada, " * 50_000


@pytest.fixture(scope="module")
def key() -> str:
    return age.new_key()


@pytest.fixture(scope="module")
def sealed(key: str) -> bytes:
    return encrypted(CONTENT, key)


def encrypted(content: bytes, key: str) -> bytes:
    file = BytesIO()
    with age.encrypting(file, recipient=age.recipient_of(key)) as stream:
        stream.write(content)
    return file.getvalue()


def decrypted(sealed: bytes, key: str) -> bytes:
    with age.decrypting(BytesIO(sealed), keys=[key]) as stream:
        return stream.read()


def test_what_was_encrypted_comes_back(sealed, key):
    assert decrypted(sealed, key) == CONTENT
    assert b"Dear Ada" not in sealed


def test_nothing_encrypted_comes_back_as_nothing(key):
    assert decrypted(encrypted(b"", key), key) == b""


@pytest.mark.skipif(shutil.which("age") is None, reason="age is another program that reads the format")
def test_another_program_opens_it(tmp_path: Path, sealed, key):
    (tmp_path / "key").write_text(key)
    opened = subprocess.run(
        ["age", "--decrypt", "-i", tmp_path / "key"], input=sealed, capture_output=True, check=True
    )
    assert opened.stdout == CONTENT


@pytest.mark.parametrize("length", [70_000, -1, -100_000], ids=["early", "one byte", "late"])
def test_a_cut_file_is_refused(sealed, key, length):
    with pytest.raises(age.AgeError):
        decrypted(sealed[:length], key)


def test_a_file_cut_between_two_pieces_is_refused(sealed, key):
    head = len(encrypted(b"", key)) - 16
    with pytest.raises(age.AgeError):
        decrypted(sealed[: head + 3 * (65536 + 16)], key)


def test_a_changed_byte_is_refused(sealed, key):
    changed = bytearray(sealed)
    changed[len(changed) // 2] ^= 1
    with pytest.raises(age.AgeError):
        decrypted(bytes(changed), key)


def test_another_key_is_told_apart_from_damage(tmp_path: Path, sealed, key):
    (tmp_path / "sealed").write_bytes(sealed)
    other = age.new_key()
    assert (age.fits(tmp_path / "sealed", key), age.fits(tmp_path / "sealed", other)) == (True, False)
    with pytest.raises(age.WrongKeyError):
        decrypted(sealed, other)


def test_a_file_of_another_kind_is_told(tmp_path: Path, key):
    (tmp_path / "other").write_bytes(os.urandom(5000))
    with pytest.raises(age.AgeError):
        age.fits(tmp_path / "other", key)


def test_a_wrong_letter_in_a_key_is_noticed(key):
    wrong = key[:-1] + ("Q" if key[-1] != "Q" else "P")
    with pytest.raises(age.AgeError, match="letter"):
        age.recipient_of(wrong)


def test_a_full_disk_is_told_as_it_was(key):
    class Full(BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    with (
        pytest.raises(OSError, match="No space") as told,
        age.encrypting(Full(), recipient=age.recipient_of(key)) as stream,
    ):
        stream.write(CONTENT * 4)
    assert told.value.errno == 28


def test_an_error_of_the_writer_passes_and_leaves_no_thread_behind(key):
    with (
        pytest.raises(ZeroDivisionError),
        age.encrypting(BytesIO(), recipient=age.recipient_of(key)) as stream,
    ):
        stream.write(b"half")
        _ = 1 / 0


def test_a_reader_that_stops_early_learns_what_is_wrong_with_the_rest(sealed, key):
    with pytest.raises(age.AgeError), age.decrypting(BytesIO(sealed[:-1]), keys=[key]) as stream:
        assert stream.read(4) == b"Dear"
