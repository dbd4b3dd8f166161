"""`python -m alongside`: the same as the command `alongside`."""

from alongside.cli import app

app()
