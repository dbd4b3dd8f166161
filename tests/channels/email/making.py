"""Mails for tests, made of headers and a body."""

from __future__ import annotations

DATE = "Tue, 03 Mar 2026 10:00:00 +0100"
USUAL = {
    "From": "Mara Quill <mara@client-a.example>",
    "To": "desk@alongside.example",
    "Subject": "Invoices",
    "Date": DATE,
    "Message-ID": "<one@client-a.example>",
}


def mail(body: str | bytes = "Hello\n", **headers: str | None) -> bytes:
    """The usual headers, changed by keyword (`Reply_To="..."`; None leaves one out), and a body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {**USUAL, **named}.items() if value is not None]
    content = body if isinstance(body, bytes) else body.encode()
    return "\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + content


def multipart(*parts: str, kind: str = "mixed", **headers: str | None) -> bytes:
    """Parts given as they stand, each with its own headers, a blank line and a body."""
    body = "".join(f"--cut\n{part}\n" for part in parts) + "--cut--\n"
    return mail(body, MIME_Version="1.0", Content_Type=f'multipart/{kind}; boundary="cut"', **headers)
