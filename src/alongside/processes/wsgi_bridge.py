"""One spooled request and a WSGI application in, one finished answer out; runs whole inside one thread."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from msgspec import Struct

Environ = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
MEMORY_BYTES = 1024 * 1024


class Closing(Protocol):
    def close(self) -> None: ...


class Answer(Struct, frozen=True):
    """`body` when it is short, else `spool`, read from its start, or `path`, to be sent as a file."""

    status: int
    headers: Headers
    body: bytes = b""
    spool: IO[bytes] | None = None
    path: Path | None = None
    opened: Closing | None = None

    def close(self) -> None:
        for held in (self.spool, self.opened):
            if held is not None:
                held.close()


class FileToSend:
    """What an application returns through `wsgi.file_wrapper` (PEP 3333), Django for every FileResponse."""

    def __init__(self, file: IO[bytes], block_size: int = 65536) -> None:
        self.file = file
        self.block_size = block_size
        self.close = getattr(file, "close", lambda: None)

    def __iter__(self) -> FileToSend:
        return self

    def __next__(self) -> bytes:
        if block := self.file.read(self.block_size):
            return block
        raise StopIteration

    @property
    def path(self) -> Path | None:
        """Where the file stands on disk, when it is one and is to be sent from its start."""
        name = getattr(self.file, "name", None)
        is_whole = isinstance(name, str) and self.file.seekable() and self.file.tell() == 0
        return Path(name) if is_whole and isinstance(name, str) and Path(name).is_file() else None


def build_environ(scope: Mapping[str, Any], body: IO[bytes], *, length: int, url_scheme: str) -> Environ:
    """PEP 3333's environ for an ASGI scope. A header that stands twice is joined, as RFC 9110 §5.3 allows."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url_scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileToSend,
    }
    _add_headers(environ, scope["headers"])
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def _add_headers(environ: Environ, headers: Iterable[tuple[bytes, bytes]]) -> None:
    for raw_name, raw_value in headers:
        # A name with an underscore could pose as another one after the translation below.
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        value = raw_value.decode("latin1")
        if key in environ:
            value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
        environ[key] = value


def run(app: WsgiApp, environ: Environ, folder: Path) -> Answer:
    """Calls the application and takes all it gives, so that a slow reader never holds the thread.

    What is too long for memory waits in `folder`, in a file without a name.
    """
    started: list[tuple[int, Headers]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        encoded = [(name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers]
        started[:] = [(int(status[:3]), encoded)]
        return _no_write

    given = app(environ, start_response)
    if isinstance(given, FileToSend) and started[0][0] == 200 and (path := given.path):
        return Answer(*started[0], path=path, opened=given)
    try:
        body, spool = _take_all(given, folder)
    finally:
        if hasattr(given, "close"):
            given.close()
    return Answer(*started[0], body=body, spool=spool)


def _no_write(data: bytes) -> None:
    raise NotImplementedError("PEP 3333's write() is for applications older than Django.")


def _take_all(chunks: Iterable[bytes], folder: Path) -> tuple[bytes, IO[bytes] | None]:
    parts: list[bytes] = []
    size = 0
    spool: IO[bytes] | None = None
    for chunk in chunks:
        size += len(chunk)
        if spool is not None:
            spool.write(chunk)
        elif size > MEMORY_BYTES:
            spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed when the answer is sent
            spool.writelines([*parts, chunk])
        else:
            parts.append(chunk)
    if spool is None:
        return b"".join(parts), None
    spool.seek(0)
    return b"", spool
