"""Log records in, lines out that name kinds, places and ids, never what somebody wrote or where they live."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Leaves out the message of an exception: a database's or a parser's quotes the value it choked on."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is None:
            return super().format(record)
        quiet = logging.makeLogRecord(record.__dict__)
        match = getattr(request, "resolver_match", None)
        quiet.msg = "%s %s answered %s"
        quiet.args = (
            request.method,
            match.view_name if match else "an unknown page",
            getattr(record, "status_code", ""),
        )
        return super().format(quiet)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        kind, _, place = ei
        name = kind.__qualname__ if kind else "Exception"
        return "".join(traceback.format_tb(place)) + name
