"""`alongside serve` as a person starts it: one process more than once, signals, and what it prints."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.dovecot import free_port
from tests.program import environment, migrated

pytestmark = pytest.mark.own_database
COMMAND = [sys.executable, "-c", "from alongside.cli import app; app()"]


class Served:
    def __init__(self, home: Path, *options: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port), *options],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for_page(self) -> None:
        deadline = time.monotonic() + 60
        while self.get("/account/login/") != 200:
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def get(self, path: str) -> int:
        return self.ask("GET", path)

    def ask(self, method: str, path: str) -> int:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request(method, path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def children(self) -> list[int]:
        told = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], check=False, capture_output=True, text=True
        )
        return [int(pid) for pid in told.stdout.split()]

    def all_children(self) -> list[int]:
        """Pages, work, listener; the last two come after the first page may have been answered."""
        deadline = time.monotonic() + 60
        while len(found := self.children()) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return sorted(found)

    def stop(self) -> str:
        """What it printed."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=120)[0]


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> Path:
    """A data folder as the first start leaves it, to be copied."""
    home = migrated(tmp_path_factory.mktemp("started"))
    subprocess.run([*COMMAND, "work", "--until-idle"], env=environment(home), check=True)
    return home


@pytest.fixture
def serve(tmp_path, started) -> Iterator:
    shutil.copytree(started, tmp_path, dirs_exist_ok=True)
    served: list[Served] = []

    def start(*options: str) -> Served:
        served.append(Served(tmp_path, *options))
        return served[-1]

    yield start
    for one in served:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_first_start_prints_the_address_and_a_link_that_opens_it(serve):
    served = serve()
    served.wait_for_page()
    printed = served.stop()
    assert f"http://localhost:{served.port}\n" in printed
    assert re.search(rf"http://localhost:{served.port}/come-in/[\w-]{{43}}/", printed)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_nothing_running(serve, how):
    served = serve()
    served.wait_for_page()
    children = served.all_children()
    served.process.send_signal(how)
    assert served.process.wait(timeout=20) == 0
    wait_until_gone(children)


@pytest.mark.slow
def test_second_one_on_the_same_data_is_refused(serve):
    first = serve()
    first.wait_for_page()
    second = serve()
    _, complaint = second.process.communicate(timeout=120)
    assert second.process.returncode == 2
    assert "already runs" in complaint
    assert "Traceback" not in complaint


@pytest.mark.slow
def test_link_for_who_is_locked_out_comes_while_it_runs(serve):
    first = serve()
    first.wait_for_page()
    second = serve("--sign-in-link")
    printed, _ = second.process.communicate(timeout=120)
    assert second.process.returncode == 0
    assert "/come-in/" in printed


@pytest.mark.slow
def test_taken_port_is_said_in_a_sentence(serve):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        served = serve("--port", port)
        _, complaint = served.process.communicate(timeout=120)
    assert served.process.returncode == 2
    assert f"Port {port}" in complaint


@pytest.mark.slow
def test_what_a_killed_upload_left_is_cleared(serve, tmp_path):
    (tmp_path / "uploads").mkdir(exist_ok=True)
    (tmp_path / "uploads" / "half.upload").write_bytes(b"x")
    serve().wait_for_page()
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.slow
def test_killed_child_is_started_again(serve):
    served = serve()
    served.wait_for_page()
    for pid in served.all_children():
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(served.children()) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    served.wait_for_page()
    assert served.process.poll() is None


@pytest.mark.slow
def test_killed_parent_takes_its_children_along(serve):
    served = serve()
    served.wait_for_page()
    children = served.all_children()
    served.process.kill()
    wait_until_gone(children)


@pytest.mark.slow
def test_web_and_work_at_rest_stay_under_125_mib(serve):
    served = serve()
    served.wait_for_page()
    pages, work, listener = served.all_children()
    time.sleep(1)
    # The listener, which starts last, has a measure of its own.
    kib = sum(proportional_kib(pid) for pid in (served.process.pid, pages, work))
    print(f"at rest: {kib / 1024:.0f} MiB, and {proportional_kib(listener) / 1024:.0f} MiB the listener")
    # Of the libraries' files less counts where others have them open: docs/performance.md.
    assert kib < 125 * 1024


def proportional_kib(pid: int) -> int:
    """Memory of a process, what it shares divided by how many share it."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
