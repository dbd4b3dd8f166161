"""Kills and failing disks: `verify` is clean afterwards, or says what the next start repairs."""

import os
import random
import shutil
import time

import pytest
from tests.originals.practice import Practice, kill

KILLS = int(os.environ.get("ALONGSIDE_KILLS", "10"))
REPAIRABLE = {"erasing_unfinished", "erased_bytes", "stale_file"}

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace injects the faults")


def strace(fault: str) -> list[str]:
    return ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={fault}"]


@pytest.mark.slow
def test_storing_that_is_killed_again_and_again_loses_nothing_it_had_committed(practice: Practice) -> None:
    moments, told, problems = random.Random(20), 0, []
    for _ in range(KILLS):
        process = practice.start("store_for_ever", told)
        for _ in range(moments.randrange(1, 4)):
            told = int(process.stdout.readline())
        time.sleep(moments.random() * 0.03)
        kill(process)
        problems += practice.run("verify")
    here = practice.run("numbers")
    assert problems == []
    assert set(range(told)) <= set(here) and len(here) == len(set(here))


@pytest.mark.slow
def test_erasing_that_is_killed_again_and_again_ends_clean(practice: Practice) -> None:
    practice.run("store", 0, 1500)
    moments, problems = random.Random(21), []
    for _ in range(KILLS):
        process = practice.start("erase_for_ever")
        process.stdout.readline()
        time.sleep(moments.random() * 0.1)
        kill(process)
        before, after = practice.run("repair")
        problems += [problem for problem in before if problem not in REPAIRABLE] + after
    left = practice.run("numbers")
    practice.run("store", 0, 1500)
    assert problems == [] and 0 < len(left) < 1500
    assert practice.run("numbers") == left


@needs_strace
def test_a_disk_that_fails_to_sync_commits_nothing(practice: Practice) -> None:
    fault = "fsync:error=EIO:when=1"
    failure = practice.run("store_with_failure", "Dear Ada", under=strace(fault))
    assert (failure, practice.run("numbers"), practice.run("verify")) == ("Input/output error", [], [])


@needs_strace
def test_what_a_failing_disk_refused_is_stored_when_it_works_again(practice: Practice) -> None:
    practice.run("store_with_failure", "Dear Ada", under=strace("fsync:error=EIO:when=1"))
    ((_, is_new, _),) = practice.run("store_text", "Dear Ada")
    assert is_new and practice.run("verify") == []


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize(
    "syscall", ["fsync:when=1", "fsync:when=2", "/^rename:when=1", "/^(f?truncate):when=1"]
)
def test_erasing_that_is_killed_at_one_step_is_finished_by_the_next_start(
    practice: Practice, syscall: str
) -> None:
    practice.run("store", 0, 20)
    call, _, moment = syscall.partition(":")
    killed = practice.command("erase", 3, 4)
    status = practice.status_of([*strace(f"{call}:signal=KILL:{moment}"), *killed])
    before, after = practice.run("repair")
    assert status != 0 and set(before) <= REPAIRABLE and after == []
