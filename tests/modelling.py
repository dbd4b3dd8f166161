"""A server that speaks `/v1/chat/completions` over real HTTP, and answers as a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What the user message says in; the content of the answer, or status and body, out.
Say = Callable[[dict[str, Any]], str | tuple[int, str]]


def found(*some: tuple[str, str, str, float]) -> str:
    """Kind, quote, due, sure."""
    names = ("kind", "quote", "due", "sure")
    return json.dumps({"found": [dict(zip(names, one, strict=True)) for one in some]})


def drafted(*some: tuple[str, list[int]]) -> str:
    """Sentences of a paragraph, each with the numbers of its lines."""
    return json.dumps({"sentences": [{"text": text, "lines": lines} for text, lines in some]})


class Model:
    """`heard`: every request, as path, headers and JSON."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.say: Say = lambda asked: found()
        self.let_go = threading.Event()
        self.url = ""

    @property
    def texts(self) -> str:
        """All that was ever sent, letter for letter."""
        return "\n".join(json.dumps(one, ensure_ascii=False) for _, _, one in self.heard)

    def hang(self, asked: dict[str, Any]) -> str:
        self.let_go.wait(30)
        return found()


@contextmanager
def running_model() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.heard.append((self.path, dict(self.headers), asked))
            said = model.say(json.loads(asked["messages"][-1]["content"]))
            status, body = said if isinstance(said, tuple) else (200, _completion(said))
            try:
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", model.url.replace("/v1", "/elsewhere"))
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())
            except OSError:
                return  # whoever asked has gone

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield model
    finally:
        model.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _completion(content: str) -> str:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]})
