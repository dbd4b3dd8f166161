"""Functions for worker processes: importable by name, some of them evil."""

from __future__ import annotations

import os
import re
import signal
import time


def double(number: int) -> int:
    return number * 2


def obey(order: str) -> str:
    """Does what its item says, most of which it does not survive."""
    match order:
        case "spin":
            while True:
                pass
        case "spin and catch":
            try:
                while True:
                    pass
            except Exception:
                return "caught"
        case "spin natively":
            return str(len(str((10**7) ** (10**7))))
        case "backtrack":
            return str(re.match(r"(a+)+$", "a" * 60 + "b"))
        case "grow":
            return str(len([bytearray(10 << 20) for _ in range(200)]))
        case "exit":
            os._exit(3)
        case "be killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ValueError("words of the message itself")
        case "pid":
            return str(os.getpid())
        case "sleep":
            time.sleep(0.2)
    return order


def size(content: bytes) -> int:
    return len(bytes(content) + b"x") - 1
