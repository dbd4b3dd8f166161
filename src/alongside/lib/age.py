"""A file in, a stream that encrypts into it or decrypts out of it; the format is age's (age-encryption.org/v1).

pyrage wants to pull its input and push its output; a pipe and a thread turn it around, so that whoever makes
or takes an archive does so a piece at a time and nothing is ever whole in memory or on disk in the clear.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

# The head of a file for one key has 200 bytes; a piece behind it 64 KiB.
_HEAD_BYTES = 4096


class AgeError(Exception):
    """The key is not of this kind, does not fit, or the file is not what was written."""


class WrongKeyError(AgeError):
    """The file was made for another key."""


def new_key() -> str:
    """AGE-SECRET-KEY-1 and 58 letters and digits."""
    return str(Identity.generate())


def recipient_of(key: str) -> str:
    """What encrypts for the key, and cannot decrypt; raises AgeError for what is no key."""
    return str(_identity(key).to_public())


def fits(path: Path, key: str) -> bool:
    """Whether the file was encrypted for this key; reads its head alone. Raises AgeError for another kind of file."""
    with path.open("rb") as file:
        head = BytesIO(file.read(_HEAD_BYTES))
    try:
        pyrage.decrypt_io(head, BytesIO(), [_identity(key)])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            return False
        raise AgeError("its beginning is not that of an encrypted backup") from error
    except OSError:
        # The head opened; that the rest is not there is no wonder.
        return True
    return True


@contextmanager
def encrypting(file: BinaryIO, *, recipient: str) -> Iterator[BinaryIO]:
    """What is written to the stream stands encrypted in `file` once the block has ended; the file stays open.

    Raises OSError as writing the file did.
    """
    to = Recipient.from_str(recipient)
    read_end, write_end = os.pipe()
    target = _Told(file)

    def work() -> None:
        with os.fdopen(read_end, "rb") as source:
            pyrage.encrypt_io(source, target, [to])

    with _beside(work) as worker, os.fdopen(write_end, "wb") as stream:
        try:
            yield stream
        except BrokenPipeError:
            # The other end went first; what it died of says more.
            worker.join()
            target.raise_error()
            worker.raise_error()
            raise
    target.raise_error()
    worker.raise_error()


@contextmanager
def decrypting(file: BinaryIO, *, keys: Sequence[str]) -> Iterator[BinaryIO]:
    """A stream of what `file` holds. Trust it only when the block has ended well: a file that was cut off or
    changed raises AgeError there at the latest."""
    identities = [_identity(key) for key in keys]
    read_end, write_end = os.pipe()

    def work() -> None:
        with os.fdopen(write_end, "wb") as target, suppress(BrokenPipeError):
            pyrage.decrypt_io(file, target, identities)

    with _beside(work) as worker, os.fdopen(read_end, "rb") as stream:
        try:
            yield stream
            # Read to the end: the last piece carries the proof that nothing was cut off.
            while stream.read(1 << 20):
                pass
        except Exception:
            stream.close()
            worker.join()
            _raise_decrypting(worker.error)
            raise
    _raise_decrypting(worker.error)


def _raise_decrypting(error: BaseException | None) -> None:
    if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
        raise WrongKeyError("it was encrypted for another key") from error
    # pyrage gives a bare OSError, without a number, for a piece that is not what was written.
    if isinstance(error, pyrage.DecryptError) or (isinstance(error, OSError) and error.errno is None):
        raise AgeError("it is not whole, or no encrypted backup") from error
    if error is not None:
        raise error


def _identity(key: str) -> Identity:
    try:
        return Identity.from_str(key)
    except pyrage.IdentityError as error:
        raise AgeError("this is no key: a letter or digit is wrong or missing") from error


class _Told:
    """A file that remembers why writing failed: pyrage gives on only the words of an error."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self._error = error
            raise

    def flush(self) -> None:
        self._file.flush()

    def raise_error(self) -> None:
        if self._error is not None:
            raise self._error


class _Worker:
    """A function in a thread of its own, and what it died of."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="age", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:
            self.error = error

    def join(self) -> None:
        self._thread.join()

    def raise_error(self) -> None:
        if self.error is not None:
            raise self.error


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[_Worker]:
    worker = _Worker(work)
    try:
        yield worker
    finally:
        worker.join()
