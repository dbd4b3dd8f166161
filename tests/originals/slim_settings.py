"""The program's own settings, with originals alone: a process starts in a third of the time."""

from alongside.config.settings import *  # noqa: F403

INSTALLED_APPS = ["alongside.originals"]
MIDDLEWARE: list[str] = []
