"""What is kept of a reply goes with its entry, whoever is erased; posts are the desk's own and stay."""

from __future__ import annotations

from alongside.journal.models import Reply
from alongside.replies.erasing import goes_with_its_entry

goes_with_its_entry(Reply)
