"""Kills and failing disks: `verify` is clean afterwards, or says what the next start repairs."""

import os
import random
import shutil
import time

import pytest
from tests.examples import times
from tests.originals.practice import Practice, kill

KILLS = times("ALONGSIDE_KILLS", 10)
STEPS = "write,pwrite64,sendto,fsync,fdatasync,ftruncate,?rename,?renameat,?renameat2,?unlink,?unlinkat"
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
    stored = 150 * max(KILLS, 10)  # more than can be erased meanwhile
    practice.run("store", 0, stored)
    moments, problems = random.Random(21), []
    for _ in range(KILLS):
        process = practice.start("erase_for_ever")
        process.stdout.readline()
        time.sleep(moments.random() * 0.1)
        kill(process)
        before, after = practice.run("repair")
        problems += [problem for problem in before if problem not in REPAIRABLE] + after
    left = practice.run("numbers")
    practice.run("store", 0, stored)
    assert problems == [] and 0 < len(left) < stored
    assert practice.run("numbers") == left


@pytest.mark.slow
@needs_strace
def test_a_disk_that_fails_to_sync_commits_nothing(practice: Practice) -> None:
    fault = "fsync:error=EIO:when=1"
    failure = practice.run("store_with_failure", "Dear Ada", under=strace(fault))
    assert (failure, practice.run("numbers"), practice.run("verify")) == ("Input/output error", [], [])


@pytest.mark.slow
@needs_strace
def test_what_a_failing_disk_refused_is_stored_when_it_works_again(practice: Practice) -> None:
    practice.run("store_with_failure", "Dear Ada", under=strace("fsync:error=EIO:when=1"))
    ((_, is_new, _),) = practice.run("store_text", "Dear Ada")
    assert is_new and practice.run("verify") == []


@needs_strace
@pytest.mark.slow
def test_erasing_that_is_killed_at_any_step_is_finished_by_the_next_start(practice: Practice) -> None:
    ids, problems, statuses = practice.run("store", 0, 100), [], []
    # An erasing takes 49 such steps on SQLite, fewer on PostgreSQL.
    steps = random.Random(22).sample(range(1, 50), min(KILLS, 49))
    for step, original_id in zip(steps, ids, strict=False):
        fault = strace(f"{STEPS}:signal=KILL:when={step}")
        statuses.append(practice.status_of([*fault, *practice.command("erase", original_id)]))
        before, after = practice.run("repair")
        problems += [problem for problem in before if problem not in REPAIRABLE] + after
    assert problems == [] and any(statuses)
    assert len(practice.run("numbers")) < 100
