"""`alongside web`: only the pages, where the work is done elsewhere."""

from __future__ import annotations

import gc
import os
from typing import Annotated

import typer

from alongside.cli._output import fail


def web(
    port: Annotated[int, typer.Option(min=1, max=65535, envvar="PORT", help="The port to listen at.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 for every one.")] = "127.0.0.1",
    processes: Annotated[int, typer.Option(min=1, max=32, help="How many processes make pages.")] = 1,
) -> None:
    """Serve the pages alone; `alongside work` does the work behind them."""
    # The settings read BASE_URL as they are imported, so that Django comes after it.
    os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
    import django

    # What is imported now stays, and looking for garbage in it takes a tenth of the time to the first page.
    gc.disable()
    django.setup()
    from alongside.processes import serving
    from alongside.processes.database import CannotStart

    try:
        serving.serve_pages(host=host, port=port, processes=processes)
    except (serving.CannotServe, CannotStart) as error:
        fail(str(error))
