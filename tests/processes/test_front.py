"""The front, over real sockets: what reaches a page, and what a page's answer costs."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
import uvicorn
from msgspec.structs import replace

from alongside.processes.bodies import Limits
from alongside.processes.front import PAGE_THREADS, build_front
from alongside.processes.serving import SOCKETS
from alongside.processes.wsgi_bridge import FileToSend

CONTENT = bytes(range(256)) * 4096


@dataclass
class Site:
    """A WSGI application that remembers what it was given."""

    folder: Path
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    environs: list[dict] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    port: int = 0

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        self.environs.append(environ)
        self.seen.append((path, environ["wsgi.input"].read()))
        if path == "/file":
            return self.file(environ, start_response)
        if path == "/forbidden-file":
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"no"]
        if path == "/long":
            start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(30_000_000))])
            return (b"x" * 100_000 for _ in range(300))
        if path == "/broken":
            raise RuntimeError("a page that fails")
        start_response(
            "200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        )
        return [b"short ", b"page"]

    def file(self, environ, start_response):
        file = (self.folder / "recording.bin").open("rb")
        start_response("200 OK", [("Content-Type", "audio/ogg"), ("X-Own", "kept")])
        sent = environ["wsgi.file_wrapper"](file)
        close = sent.close
        sent.close = lambda: (close(), self.closed.append("file"))
        return sent


@contextmanager
def served(application) -> Iterator[int]:
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            http="httptools",
            lifespan="off",
            log_level="warning",
            timeout_graceful_shutdown=1,
            **SOCKETS,
        )
    )
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def limits(tmp_path) -> Limits:
    return Limits(max_bytes=4_000_000, folder=tmp_path, stranger_bytes=1_000_000, idle_seconds=5)


@pytest.fixture
def site(tmp_path, limits, request) -> Iterator[Site]:
    made = Site(tmp_path)
    (tmp_path / "recording.bin").write_bytes(CONTENT)
    changes = getattr(request, "param", {})
    front = build_front(
        made, limits=replace(limits, **changes), is_member=lambda cookie: cookie == "session=member"
    )
    with served(front) as port:
        made.port = port
        yield made


def ask(site: Site, method: str, path: str, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request(method, path, body=body, headers=headers or {})
    answer = connection.getresponse()
    answer.content = answer.read()
    connection.close()
    return answer


def send_raw(site: Site, data: bytes, *, then_close: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as link:
        link.sendall(data)
        if then_close:
            return b""
        return b"".join(iter(lambda: link.recv(65536), b""))


@pytest.mark.broad
def test_page_is_answered_whole(site):
    answer = ask(site, "GET", "/page?q=1")
    assert answer.status == 200
    assert answer.content == b"short page"
    assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert site.environs[0]["QUERY_STRING"] == "q=1"


@pytest.mark.broad
def test_path_outside_ascii_reaches_the_page_as_wsgi_writes_it(site):
    ask(site, "GET", "/caf%C3%A9")
    assert site.seen[0][0].encode("latin1").decode() == "/café"


@pytest.mark.broad
def test_body_reaches_the_page(site):
    ask(site, "POST", "/form", body=b"a=1&b=2")
    assert site.seen == [("/form", b"a=1&b=2")]
    assert site.environs[0]["CONTENT_LENGTH"] == "7"


@pytest.mark.broad
def test_long_body_reaches_the_page_from_disk(site):
    ask(site, "POST", "/upload", body=CONTENT, headers={"Cookie": "session=member"})
    assert site.seen == [("/upload", CONTENT)]


@pytest.mark.broad
def test_chunked_body_reaches_the_page_with_its_length(site):
    ask(site, "POST", "/upload", body=iter([b"one", b"two"]))
    assert site.seen == [("/upload", b"onetwo")]
    assert site.environs[0]["CONTENT_LENGTH"] == "6"


@pytest.mark.broad
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + b"x" * 50,
        b"POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n32\r\n" + b"x" * 50 + b"\r\n",
    ],
    ids=["announced", "chunked"],
)
def test_cut_upload_never_reaches_the_page(site, request_bytes):
    send_raw(site, request_bytes, then_close=True)
    ask(site, "GET", "/page")
    assert [path for path, _ in site.seen] == ["/page"]


@pytest.mark.broad
def test_nothing_of_a_cut_upload_stays_on_disk(site):
    head = b"POST /upload HTTP/1.1\r\nHost: x\r\nCookie: session=member\r\nContent-Length: 3000000\r\n\r\n"
    send_raw(site, head + b"x" * 1_000_000, then_close=True)
    ask(site, "GET", "/page")
    assert [path.name for path in site.folder.iterdir()] == ["recording.bin"]


@pytest.mark.broad
def test_upload_beyond_the_limit_is_refused_before_it_is_sent(site):
    head = b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 4000001\r\n\r\n"
    assert send_raw(site, head).startswith(b"HTTP/1.1 413")
    assert site.seen == []


@pytest.mark.broad
def test_chunked_upload_beyond_the_limit_is_refused(site):
    blocks = iter([b"x" * 1_000_000] * 5)
    headers = {"Cookie": "session=member"}
    try:
        status = ask(site, "POST", "/upload", body=blocks, headers=headers).status
    except (BrokenPipeError, ConnectionResetError):
        status = 413
    assert status == 413
    assert site.seen == []


@pytest.mark.broad
def test_stranger_cannot_fill_the_disk(site):
    head = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n"
    assert send_raw(site, head).startswith(b"HTTP/1.1 403")
    assert site.seen == []


@pytest.mark.broad
@pytest.mark.parametrize("site", [{"idle_seconds": 0.2}], indirect=True)
def test_upload_that_stands_still_is_refused(site):
    head = b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nstart"
    assert send_raw(site, head).startswith(b"HTTP/1.1 408")
    assert site.seen == []


@pytest.mark.broad
@pytest.mark.parametrize("site", [{"deadline_seconds": 0.3}], indirect=True)
def test_upload_that_never_ends_is_refused(site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as link:
        link.sendall(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(3):
            link.sendall(b"drip")
            time.sleep(0.05)
        assert link.recv(100).startswith(b"HTTP/1.1 408")
    assert site.seen == []


@pytest.mark.broad
def test_two_lengths_are_refused(site):
    lengths = b"Content-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\n"
    assert send_raw(site, b"POST /upload HTTP/1.1\r\nHost: x\r\n" + lengths + b"abcdef").startswith(
        b"HTTP/1.1 400"
    )
    assert site.seen == []


@pytest.mark.broad
def test_header_with_an_underscore_does_not_pose_as_another(site):
    head = b"GET /page HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 1.2.3.4\r\nConnection: close\r\n\r\n"
    send_raw(site, head)
    assert "HTTP_X_FORWARDED_FOR" not in site.environs[0]


@pytest.mark.broad
def test_page_that_fails_is_a_500_and_the_next_one_is_fine(site):
    assert ask(site, "GET", "/broken").status == 500
    assert ask(site, "GET", "/page").status == 200


@pytest.mark.broad
def test_file_is_sent_whole_with_the_headers_of_the_page(site):
    answer = ask(site, "GET", "/file")
    assert answer.content == CONTENT
    assert answer.headers["x-own"] == "kept"
    assert answer.headers["content-type"] == "audio/ogg"
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.broad
def test_part_of_a_file_is_sent_by_range(site):
    answer = ask(site, "GET", "/file", headers={"Range": "bytes=1000-1999"})
    assert answer.status == 206
    assert answer.content == CONTENT[1000:2000]
    assert answer.headers["content-range"] == f"bytes 1000-1999/{len(CONTENT)}"


@pytest.mark.broad
def test_range_outside_of_the_file_is_refused(site):
    assert ask(site, "GET", "/file", headers={"Range": f"bytes={len(CONTENT)}-"}).status == 416


@pytest.mark.broad
def test_range_gives_nothing_where_the_page_says_no(site):
    answer = ask(site, "GET", "/forbidden-file", headers={"Range": "bytes=0-9"})
    assert (answer.status, answer.content) == (403, b"no")


@pytest.mark.broad
def test_head_of_a_file_has_its_length_and_no_content(site):
    answer = ask(site, "HEAD", "/file")
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.content == b""


@pytest.mark.broad
def test_file_is_closed_when_it_is_sent(site):
    ask(site, "GET", "/file")
    deadline = time.monotonic() + 10
    while not site.closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert site.closed == ["file"]


@pytest.mark.broad
def test_readers_who_do_not_read_hold_no_page(site):
    links = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(PAGE_THREADS * 3)]
    for number, link in enumerate(links):
        path = b"/long" if number % 2 else b"/file"
        link.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        link.recv(100)
    assert ask(site, "GET", "/page").content == b"short page"
    for link in links:
        link.close()


@pytest.mark.broad
def test_senders_who_do_not_send_hold_no_page(site):
    links = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(PAGE_THREADS * 3)]
    for link in links:
        link.sendall(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nstart")
    assert ask(site, "GET", "/page").content == b"short page"
    for link in links:
        link.close()


def test_file_in_memory_is_no_path():
    assert FileToSend(BytesIO(b"x")).path is None
