"""A PDF in, the text of its pages out. What was scanned is a picture and has none."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO

from alongside.channels.documents.errors import LOCKED, CannotReadError

# It tells of each fault in a file on its own; what is said of a file is said once, by the one who reads it.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def pages(content: bytes) -> Iterator[str]:
    """Page by page. Raises CannotReadError where a password is needed, and whatever pypdf runs into."""
    # A tenth of a second; few letters need it.
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    # Most locked files may be read by everybody and lock only what may be done with them.
    if reader.is_encrypted and not reader.decrypt(""):
        raise CannotReadError(LOCKED)
    for page in reader.pages:
        yield page.extract_text()
