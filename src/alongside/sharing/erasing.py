"""What is kept of a reply goes with its entry; links and the rest go with the client's own row."""

from __future__ import annotations

from alongside.replies.erasing import goes_with_its_entry
from alongside.sharing.models import Reply

goes_with_its_entry(Reply)
