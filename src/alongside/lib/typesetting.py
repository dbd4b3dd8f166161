"""A typst template of ours and values in, a PDF out; made in a process of its own, within limits of time and memory.

Values come as one JSON text and are text to the template: nothing in them is ever read as typst.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from alongside.lib.limited import LimitedPool, PoolError, Refused

# A quarter with three hundred lines takes a tenth of this.
CPU_SECONDS = 10.0
MEMORY_BYTES = 1 << 30


class CannotSet(Exception):
    """It could not be set; the message says why, in words for a person."""


class Work(Struct, frozen=True):
    """`values`: JSON, which the template reads as `sys.inputs.values`. `fonts`: the only folder fonts come from."""

    template: str
    values: str
    fonts: str


def set_in_type(work: Work) -> bytes:
    """Raises CannotSet."""
    try:
        with LimitedPool[Work, bytes](
            compile_work, workers=1, cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES
        ) as pool:
            made = next(pool.map([[work]]))[0]
    except PoolError as error:
        raise CannotSet("The program that sets it in type could not be started.") from error
    if isinstance(made, Refused):
        raise CannotSet(made.reason)
    if not made:
        raise CannotSet("It could not be set in type.")
    return made


def compile_work(work: Work) -> bytes:
    """In the worker. Its root is the folder of the template, so that it can read nothing else."""
    # Here alone: a web process at rest would hold eight megabytes for what only workers do.
    import typst

    template = Path(work.template)
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[work.fonts],
        ignore_system_fonts=True,
        sys_inputs={"values": work.values},
    )
