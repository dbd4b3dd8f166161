"""The program's settings over a data folder of their own, made anew for each run of the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = tempfile.mkdtemp(prefix="alongside-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ALONGSIDE_HOME"] = _home
os.environ.pop("BASE_URL", None)
os.environ.pop("ALLOWED_HOSTS", None)

from alongside.config.settings import *  # noqa: E402, F403
from alongside.config.settings import DATABASES  # noqa: E402

# Argon2 is slow on purpose; one test asks for it by name.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
# A file, so that tests with threads and processes see one database.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_home) / "tests.sqlite3")}
