"""Which parser this is: a name that changes with every change of it."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from alongside import channels

# By folder: to import them takes longer than most pages.
PARSERS = ("email", "hand", "reply")
# In place of a parser's name: never given to one, because it is no mail.
NO_MAIL = "-"


@cache
def parser_version() -> str:
    """Made from the parser's own code and the library below it, so that nobody has to remember to count."""
    digest = blake2b(version("fast-mail-parser").encode(), digest_size=8)
    for parser in PARSERS:
        for path in sorted((Path(channels.__path__[0]) / parser).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
