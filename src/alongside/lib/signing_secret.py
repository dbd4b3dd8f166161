"""What the file of a secret holds in, whether it can sign out: one that was emptied or cut short never does."""

from __future__ import annotations

# Ours have 64. Fewer than these could be guessed, however they were made.
LEAST_CHARACTERS = 32


def is_whole(secret: str) -> bool:
    """A power cut may leave nothing, a part, or zeros in place of what was written."""
    return len(secret) >= LEAST_CHARACTERS and all("!" <= letter <= "~" for letter in secret)
