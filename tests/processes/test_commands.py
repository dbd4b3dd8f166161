"""What the commands print, and how they end."""

from __future__ import annotations

import json
import select
import socket
import sys
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from alongside import __version__
from alongside.cli import build_app, command_modules, list_commands
from alongside.processes import checkup
from alongside.processes.serving import CannotServe, listening


def run(*words: str):
    return CliRunner().invoke(build_app(words[0]), list(words))


def test_only_the_command_asked_for_is_made_ready():
    assert [command.name for command in build_app("doctor").registered_commands] == ["doctor"]
    assert {"serve", "web", "work", "doctor"} <= set(command_modules())


def test_unknown_command_is_a_wrong_call():
    assert run("dance").exit_code == 2


def test_version_is_told():
    told = CliRunner().invoke(build_app("doctor"), ["--version"])
    assert (told.exit_code, told.stdout) == (0, f"Alongside {__version__}\n")


def test_list_of_commands_says_what_the_commands_say():
    listed, full = (CliRunner().invoke(one, ["--help"]) for one in (list_commands(), build_app()))
    assert (listed.exit_code, listed.stdout) == (0, full.stdout)
    assert "Search everything that was ever said." in listed.stdout


def test_list_of_commands_tells_the_version_and_of_no_other_command():
    assert CliRunner().invoke(list_commands(), ["--version"]).stdout == f"Alongside {__version__}\n"
    assert CliRunner().invoke(list_commands(), ["dance"]).exit_code == 2


@pytest.mark.django_db
def test_doctor_prints_one_json_document():
    told = run("doctor", "--json")
    document = json.loads(told.stdout)
    assert told.exit_code == (0 if document["ok"] else 1)
    assert {"Python", "data folder", "disk", "database", "migrations", "assets", "address"} <= {
        finding["subject"] for finding in document["findings"]
    }


@pytest.mark.django_db
def test_doctor_says_what_to_do_about_a_folder_that_others_read(settings, tmp_path):
    tmp_path.chmod(0o755)
    settings.HOME = tmp_path
    found = {finding.subject: finding for finding in checkup.examine()}
    assert found["data folder"].state == "look"
    assert "chmod 700" in found["data folder"].words


@pytest.mark.django_db
def test_doctor_warns_of_passwords_in_the_open(settings):
    settings.BASE_URL = "http://desk.example"
    settings.ALLOWED_HOSTS = ["desk.example"]
    found = {finding.subject: finding for finding in checkup.examine()}
    assert found["address"].state == "look"


def test_answers_are_not_held_back_until_they_are_acknowledged():
    with listening("127.0.0.1", 0) as [listener], socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the processes share one socket")
def test_connections_are_spread_over_the_processes():
    with listening("127.0.0.1", 0, 2) as listeners, ExitStack() as links:
        for _ in range(40):
            links.enter_context(socket.create_connection(listeners[0].getsockname()))
        assert [bool(select.select([one], [], [], 1)[0]) for one in listeners] == [True, True]


@pytest.mark.parametrize("processes", [1, 2])
def test_port_that_is_taken_is_not_shared(processes):
    with (
        listening("127.0.0.1", 0, 2) as [taken, _],
        pytest.raises(CannotServe, match="cannot be used"),
        listening("127.0.0.1", taken.getsockname()[1], processes),
    ):
        pass


@pytest.mark.django_db(transaction=True)
def test_work_until_idle_tells_what_it_did():
    told = run("work", "--until-idle", "--json")
    assert json.loads(told.stdout) == {"done": 0}
    assert told.exit_code == 0
