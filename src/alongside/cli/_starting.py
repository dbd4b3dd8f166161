"""Django made ready for a command, or a sentence why it cannot be."""

from __future__ import annotations

import django
from django.conf import settings

from alongside.cli._output import WRONG_CALL, complaints


def set_up() -> None:
    """Ends the program where the environment or the data folder does not fit."""
    try:
        _ = settings.HOME  # reads them all
    except ValueError as error:
        complaints.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        # Not typer's: a command's module is imported before typer is at work.
        raise SystemExit(WRONG_CALL) from error
    django.setup()
