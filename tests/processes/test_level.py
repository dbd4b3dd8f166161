"""Whether the database is level is told from names; what is done apart ends with its words."""

import os
import signal
import time

import pytest
from django.db.migrations.recorder import MigrationRecorder

from alongside.processes.level import is_level
from alongside.processes.supervisor import STOP_SECONDS, apart, supervise


@pytest.mark.django_db
def test_database_with_every_change_is_level():
    assert is_level()


@pytest.mark.django_db
def test_database_that_lacks_a_change_is_not_level():
    MigrationRecorder.Migration.objects.filter(app="timeline").order_by("-id").first().delete()
    assert not is_level()


@pytest.mark.django_db
def test_database_of_a_newer_version_is_not_level():
    MigrationRecorder.Migration.objects.create(app="timeline", name="9999_from_tomorrow")
    assert not is_level()


def test_what_is_done_apart_is_done_in_another_process(tmp_path):
    assert apart(lambda: (tmp_path / "pid").write_text(str(os.getpid())), refusal=ValueError) == ""
    assert (tmp_path / "pid").read_text() not in ("", str(os.getpid()))


def test_refusal_comes_back_in_its_words():
    def refuse():
        raise ValueError("There is no room for a copy.")

    assert apart(refuse, refusal=ValueError) == "There is no room for a copy."


def test_what_failed_apart_is_no_success():
    assert apart(lambda: os._exit(3), refusal=ValueError) != ""


def test_asked_to_stop_while_others_are_imported_it_stops_at_once_and_starts_none(tmp_path):
    def ask_to_stop():
        os.kill(os.getpid(), signal.SIGTERM)
        return {"work": (tmp_path / "begun").touch}

    begun = time.monotonic()
    stopped = apart(
        lambda: supervise({"page": lambda: time.sleep(600)}, then=ask_to_stop), refusal=ValueError
    )
    assert stopped == ""
    # A signal that was lost costs all of the time there is to stop.
    assert time.monotonic() - begun < STOP_SECONDS
    assert not (tmp_path / "begun").exists()
