"""The program's settings as a newer version has them: one app more."""

from alongside.config.settings import *  # noqa: F403
from alongside.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.processes.newer"]
