"""The program's settings over a data folder of their own, made anew for each run of the tests."""

import atexit
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

_home = tempfile.mkdtemp(prefix="alongside-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ALONGSIDE_HOME"] = _home
os.environ.pop("BASE_URL", None)
os.environ.pop("ALLOWED_HOSTS", None)

from alongside.config.settings import *  # noqa: E402, F403
from alongside.config.settings import DATABASES, SOURCE, TEMPLATES  # noqa: E402

# Argon2 is slow on purpose; one test asks for it by name.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
# A file, so that tests with threads and processes see one database.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_home) / "tests.sqlite3")}
    # No power cut is survived: the database is gone with the run. Programs that tests start wait for the disk as ever.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# One process asks it, and it is emptied after each test; programs that tests start keep theirs in files as ever.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def _compiled_templates() -> Path:
    """A folder named by all that Jinja's code for a template depends on: its filters may be any of our functions."""
    digest = hashlib.sha256((SOURCE.parents[1] / "requirements.lock").read_bytes())
    for path in sorted(SOURCE.rglob("*.py")):
        digest.update(path.read_bytes())
    folders = SOURCE.parents[1] / ".cache" / "templates"
    folder = folders / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folders.iterdir():
        if old.stat().st_mtime < time.time() - 86_400:
            shutil.rmtree(old, ignore_errors=True)
    os.utime(folder)
    return folder


# Two hundred templates are compiled once, not by each worker of each run.
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(_compiled_templates()))
