"""Real and hostile material from outside of the repository: where it is, and its made cases as bytes."""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_ATTACHED = """From: Mara Quill <mara@client-a.example>
To: desk@alongside.example
Subject: s
Date: Tue, 03 Mar 2026 10:00:00 +0000
Message-ID: <{id}@x.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut-here"

--cut-here
Content-Type: text/plain

See the file.
--cut-here
"""
_INDEX = re.compile(rb"\{i(\+1|%60:02d)?\}")


@dataclass(frozen=True, slots=True)
class Case:
    """`raw` is the message or file the case is about, `expect` its invariant, `row` the line as it stands."""

    id: str
    raw: bytes
    expect: str
    row: dict[str, Any]


def corpora_path() -> Path:
    """The corpora's folder; the test is left out where there is none."""
    default = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    path = Path(os.environ.get("ALONGSIDE_CORPORA", default))
    if not path.is_dir():
        pytest.skip("the corpora are not here")
    return path


def cases(name: str) -> list[Case]:
    """The cases of `attack/made/<name>.jsonl`; a name or content alone is put into a mail that carries it."""
    lines = (corpora_path() / "attack" / "made" / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Case(row["id"], _raw(row), row.get("expect", ""), row) for row in rows]


def records(name: str) -> list[dict[str, Any]]:
    """The lines of `attack/records/<name>.jsonl`."""
    lines = (corpora_path() / "attack" / "records" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _raw(row: dict[str, Any]) -> bytes:
    if "segs" in row:
        return b"".join(_repeat(segment) for segment in row["segs"])
    if "data_b64" in row:
        return carrying(base64.b64decode(row["data_b64"]), declared=row["declared"], id=row["id"])
    if "name" in row:
        return carrying(b"content", name=row["name"], id=row["id"])
    return b""


def _repeat(segment: dict[str, Any]) -> bytes:
    piece, count = base64.b64decode(segment["b64"]), segment["n"]
    if not _INDEX.search(piece):
        return piece * count
    numbers = range(count - 1, -1, -1) if segment.get("rev") else range(count)
    return b"".join(_INDEX.sub(lambda match, i=number: _index(match, i), piece) for number in numbers)


def _index(match: re.Match[bytes], number: int) -> bytes:
    if match[1] == b"+1":
        return b"%d" % (number + 1)
    return b"%02d" % (number % 60) if match[1] else b"%d" % number


def carrying(
    content: bytes, *, name: str = "", declared: str = "application/octet-stream", id: str = "x"
) -> bytes:
    """A mail with one file, its name written as given (RFC 2231 where it must be)."""
    head = _ATTACHED.format(id=id).replace("\n", "\r\n").encode()
    lines = [f"Content-Type: {declared}"] if declared else []
    lines += ["Content-Transfer-Encoding: base64", _disposition(name), "", ""]
    body = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return head + "\r\n".join(lines).encode("utf-8", "surrogatepass") + body + b"--cut-here--\r\n"


def _disposition(name: str) -> str:
    if not name:
        return "Content-Disposition: attachment"
    quoted = "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "surrogatepass"))
    return f"Content-Disposition: attachment; filename*=utf-8''{quoted}"
