"""Cleaned HTML or plain text in, a whole document for the frame out, and the policy that document lives under."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from alongside.pages.mail.clean import Cleaned

# Paper, because mail is written for paper; never wider than its frame without a way to scroll.
_STYLE = (
    "html{background:#fff;color:#1d2330;color-scheme:light}"
    "body{margin:12px;font:15px/1.5 sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "small{font-size:13px}sub,sup{font-size:12px}big{font-size:18px}"
    "blockquote{margin:0 0 0 .5em;padding-left:.75em;border-left:2px solid #ccc}"
    ".about{margin:0 0 12px;color:#5c6270;font-size:13px}.leads{color:#a03c1e;font:600 12px sans-serif}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

# No script and no request elsewhere, whatever cleaning may have missed; styles only ours and on elements.
# allow-same-origin, so that the page outside may measure the height and pictures come with the session
# (tried: without it they come without a cookie); links open in a window that is free of the sandbox.
POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    f"style-src-elem 'sha256-{_STYLE_HASH}'; style-src-attr 'unsafe-inline'; img-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


def laid_out(cleaned: Cleaned) -> str:
    """The letter as its writer laid it out."""
    about = ""
    if cleaned.remote_pictures:
        about = "Pictures that lie elsewhere are not fetched, so nobody learns from them that you read this."
    return _document(about, cleaned.html)


def in_plain(text: str, original: str) -> str:
    """The letter's text alone, where its layout cannot be shown. `original`: the address of its bytes."""
    about = "The layout of this letter is too large or too deep to be shown. This is its text."
    link = f'<p><a href="{escape(original)}" target="_blank" rel="noopener">Save it as it came</a></p>'
    return _document(about, f"{link}<pre>{escape(text)}</pre>")


def _document(about: str, body: str) -> str:
    said = f'<p class="about">{about}</p>' if about else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mail</title>'
        f"<style>{_STYLE}</style></head><body>{said}{body}</body></html>"
    )
