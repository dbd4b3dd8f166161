"""Hostile letters: our own, each with what it would do unhindered, and those of the corpora; and mails around them."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from tests.corpora import corpora_path, records

_RECORDS = ("html", "html_leak", "naughty", "unicode", "crlf", "open_redirect")
_SEED = 2_026


@dataclass(frozen=True, slots=True)
class Vector:
    name: str
    html: str


# What runs in a browser that nobody protects.
RUNS = {
    "script": "<script>window.ran=1</script>",
    "handler": "<img src=x: onerror=window.ran=1>",
    "svg handler": "<svg onload=window.ran=1></svg>",
    "svg script": "<svg><script>window.ran=1</script></svg>",
    "autofocus": "<input autofocus onfocus=window.ran=1>",
    "details": "<details open ontoggle=window.ran=1>x</details>",
    "animation": "<style>@keyframes a{}</style><p style='animation:a 1s' onanimationstart=window.ran=1>x",
    "frame of a script": "<iframe src='javascript:parent.ran=1'></iframe>",
    "frame with its own document": "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "broken comment": "<!--><img src=x: onerror=window.ran=1>-->",
    "namespace confusion": (
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.ran=1&gt;'>"
        "<img src=x: onerror=window.ran=1>"
    ),
    "text that is none": "<noscript><p title='</noscript><img src=x: onerror=window.ran=1>'></p></noscript>",
    "meta": "<meta http-equiv=refresh content='0;url=data:text/html,x'><script>window.ran=1</script>",
}
# What asks somebody else in such a browser. `elsewhere.example` is never to be asked for.
ASKS = {
    "picture": "<img src='http://elsewhere.example/1'>",
    "picture set": "<img srcset='http://elsewhere.example/2 1x, http://elsewhere.example/2b 2x'>",
    "background": "<table background='http://elsewhere.example/3'><tr><td>x</table>",
    "style": "<p style='background:url(http://elsewhere.example/4)'>x",
    "escaped style": r"<p style='background:\75\72\6c(http://elsewhere.example/5)'>x",
    "style sheet": "<link rel=stylesheet href='http://elsewhere.example/6'>",
    "import": "<style>@import 'http://elsewhere.example/7';</style>",
    "picture set of a style": "<p style='background-image:image-set(\"http://elsewhere.example/8\" 1x)'>x",
    "font": "<style>@font-face{font-family:f;src:url(http://elsewhere.example/9)}p{font-family:f}</style><p>x",
    "frame": "<iframe src='http://elsewhere.example/10'></iframe>",
    "object": "<object data='http://elsewhere.example/11'></object>",
    "film": "<video poster='http://elsewhere.example/12' src='http://elsewhere.example/12b'></video>",
    "sound": "<audio src='http://elsewhere.example/13' preload=auto></audio>",
    "base": "<base href='http://elsewhere.example/14/'><img src='x'>",
    "svg picture": "<svg><image href='http://elsewhere.example/15' width=9 height=9 /></svg>",
    "input": "<input type=image src='http://elsewhere.example/16'>",
    "early fetch": "<link rel=preload as=image href='http://elsewhere.example/17'>",
    "list mark": "<ul style='list-style-image:url(http://elsewhere.example/18)'><li>x</ul>",
    "body": "<body background='http://elsewhere.example/19'>x",
    "forward": "<meta http-equiv=refresh content='0;url=http://elsewhere.example/20'>",
}


def own_vectors() -> list[Vector]:
    return [Vector(f"own {name}", html) for name, html in (RUNS | ASKS).items()]


def corpora_vectors(*, most: int | None = None) -> list[Vector]:
    """Every one, or a choice that is the same each time."""
    found = [
        Vector(f"{name} {row['id']}", html)
        for name in _RECORDS
        for row in records(name)
        for html in _as_html(name, row["payload"])
    ]
    for folder in ("html_files", "svg"):
        for path in sorted((corpora_path() / "attack" / folder).rglob("*")):
            if path.is_file():
                found.append(Vector(f"{folder} {path.name}", _text_of(path)))
    return found if most is None else random.Random(_SEED).sample(found, most)


def _as_html(kind: str, payload: str) -> list[str]:
    if kind not in ("open_redirect", "crlf"):
        return [payload]
    quoted = payload.replace("&", "&amp;").replace('"', "&quot;")
    return [f'<a href="{quoted}">x</a><img src="{quoted}"><p style="background:url({quoted})">x</p>{payload}']


def _text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def mail_around(vector: Vector, number: int = 0) -> bytes:
    """A whole message whose only part is the vector; its subject is the vector's name."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=number)
    key = sha256(f"{vector.name}|{number}".encode()).hexdigest()[:24]
    head = (
        f"From: Mara Quill <mara@client-a.example>\r\nTo: desk@practice.example\r\nSubject: {vector.name}\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <{key}@client-a.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    body = base64.encodebytes(vector.html.encode("utf-8", "replace"))
    return head.encode() + body.replace(b"\n", b"\r\n")
