"""Pages and work that run apart are at work on the data as `serve` is: nothing replaces the database under them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from tests.backups.conftest import Desk
from tests.dovecot import free_port
from tests.originals.practice import Practice
from tests.program import migrated

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    return Desk(Practice(migrated(tmp_path_factory.mktemp("desk") / "home"), ""))


@pytest.fixture(params=["work", "listen", "web"])
def apart(request, desk: Desk) -> Iterator[None]:
    port = ["--port", str(free_port())] if request.param == "web" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "alongside", request.param, *port],
        env=desk.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        lock, until = desk.practice.home / "apart.lock", time.monotonic() + 30
        while process.poll() is None and not lock.exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)
        lock.unlink(missing_ok=True)


def test_nothing_replaces_the_database_under_it(desk, apart, tmp_path):
    backup = tmp_path / "backup.tar"
    assert desk.run("backup", "file", backup).returncode == 0
    for words in (["restore", backup, "--overwrite"], ["rebuild"], ["move-to", "postgresql://nobody@/none"]):
        refused = desk.run(*words)
        assert (refused.returncode, "Stop it first" in refused.stderr) == (2, True), refused.stderr


def test_afterwards_it_may_be_replaced(desk, tmp_path):
    backup = tmp_path / "backup.tar"
    desk.run("backup", "file", backup)
    assert desk.run("restore", backup, "--overwrite", "--offline").returncode == 0
