"""Jobs: taken once, kept, tried again, brought back, shown when they fail."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from alongside.jobs import actions, queries, runner
from alongside.jobs.errors import JobFailed
from alongside.jobs.models import Job
from alongside.jobs.progress import current, report
from alongside.jobs.registry import job, policy_of
from alongside.jobs.rules import Policy

pytestmark = pytest.mark.django_db(transaction=True)

done: list[object] = []
release = threading.Event()


@job(label="Adding up")
def add(a, b):
    done.append(a + b)
    return a + b


@job(label="Failing at first", attempts=3)
def fail_twice():
    done.append("try")
    if done.count("try") < 3:
        raise ValueError(" ".join(["private", "words"]))


@job(label="Always failing", attempts=2)
def always_fail():
    raise JobFailed("The mailbox refused the password. Enter it again.")


@job(label="Failing for good", attempts=5)
def fail_for_good():
    raise JobFailed("There is no such file.", is_final=True)


@job(label="Sending", queue="send")
def send():
    done.append("sent")


@job(label="Sending", queue="send")
def send_slowly():
    done.append("begun")
    release.wait(20)
    done.append("slowly")


@job(label="A long import", queue="import", attempts=3)
def long_import():
    for number in range(10_000):
        report(number, total=10_000, message="reading")
        done.append(number)
        if release.wait(0.01):
            return


@pytest.fixture(autouse=True)
def _fresh():
    done.clear()
    release.clear()
    yield
    release.set()


def run_all() -> int:
    return runner.run(until_idle=True)


def make_due() -> None:
    """What waits for a later attempt is due now."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def lose(taken: actions.Taken) -> None:
    """The worker that had it was killed a while ago."""
    Job.objects.filter(pk=taken.id).update(lease_ends_at=timezone.now() - timedelta(seconds=1))


def test_job_is_done_with_its_arguments():
    result = add.enqueue(2, b=3)
    assert run_all() == 1
    assert done == [5]
    assert DBTaskResult.objects.get(pk=result.id).return_value == 5
    assert queries.progress(result.id).status == "done"


def test_job_is_taken_once():
    add.enqueue(1, 1)
    assert actions.take("default") is not None
    assert actions.take("default") is None


def test_idle_worker_only_reads(django_assert_max_num_queries):
    with django_assert_max_num_queries(1) as captured:
        actions.take("default")
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)


@pytest.mark.broad
def test_failed_job_is_tried_again_until_it_goes_well():
    result = fail_twice.enqueue()
    for _ in range(3):
        run_all()
        make_due()
    assert done == ["try"] * 3
    assert queries.progress(result.id).status == "done"


def test_next_attempt_waits_longer_each_time():
    policy = Policy(label="x", attempts=9)
    waits = [policy.wait_after(attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [10, 40, 160, 640, 2560, 3600, 3600]


def test_failed_attempt_is_not_due_at_once():
    fail_twice.enqueue()
    run_all()
    assert run_all() == 0
    assert done == ["try"]


@pytest.mark.broad
def test_job_that_failed_for_good_is_shown_in_words():
    always_fail.enqueue()
    run_all()
    assert queries.failed_jobs() == []
    make_due()
    run_all()
    [failed] = queries.failed_jobs()
    assert failed.label == "Always failing"
    assert failed.words == "The mailbox refused the password. Enter it again."
    assert failed.attempts == 2


def test_final_failure_is_not_tried_again():
    fail_for_good.enqueue()
    run_all()
    assert [failed.attempts for failed in queries.failed_jobs()] == [1]


def test_what_was_said_is_not_kept_with_a_failure(caplog):
    fail_twice.enqueue()
    run_all()
    [row] = DBTaskResult.objects.all()
    kept = row.traceback + row.exception_class_path + Job.objects.get().failure
    assert "private words" not in kept
    assert "ValueError" in kept


def test_failed_job_can_be_done_again_by_a_member():
    result = fail_for_good.enqueue()
    run_all()
    assert actions.retry(result.id)
    assert queries.failed_jobs() == []
    assert queries.progress(result.id).status == "waiting"


def test_job_of_a_killed_worker_is_brought_back():
    fail_twice.enqueue()
    lose(actions.take("default"))
    assert actions.bring_back() == 1
    assert actions.take("default") is not None


def test_send_of_a_killed_worker_is_shown_and_not_repeated():
    send.enqueue()
    lose(actions.take("send"))
    actions.bring_back()
    assert actions.take("send") is None
    [failed] = queries.failed_jobs()
    assert "stopped in the middle" in failed.words


def test_job_in_good_hands_is_left_there():
    fail_twice.enqueue()
    taken = actions.take("default")
    assert actions.bring_back() == 0
    lose(taken)
    actions.keep([taken.lease])
    assert actions.bring_back() == 0


def test_worker_that_lost_its_job_writes_nothing_over_it():
    fail_twice.enqueue()
    slept = actions.take("default")
    lose(slept)
    actions.bring_back()
    taken_by_other = actions.take("default")
    assert not actions.succeed(slept, None)
    assert actions.succeed(taken_by_other, None)


@pytest.mark.broad
def test_long_job_delays_no_send():
    long_import.enqueue()
    stop = threading.Event()
    worker = threading.Thread(target=run_and_close, args=(stop,))
    worker.start()
    wait_until(lambda: 0 in done)
    send.enqueue()
    wait_until(lambda: "sent" in done)
    release.set()
    stop.set()
    worker.join()
    assert "sent" in done


def test_letter_that_a_server_lets_wait_delays_no_other():
    send_slowly.enqueue()
    stop = threading.Event()
    worker = threading.Thread(target=run_and_close, args=(stop,))
    worker.start()
    wait_until(lambda: "begun" in done)
    send.enqueue()
    wait_until(lambda: "sent" in done)
    release.set()
    wait_until(lambda: "slowly" in done)
    stop.set()
    worker.join()
    assert done == ["begun", "sent", "slowly"]


def test_stopped_worker_puts_its_job_back_uncounted():
    result = long_import.enqueue()
    stop = threading.Event()
    worker = threading.Thread(target=run_and_close, args=(stop,))
    worker.start()
    wait_until(lambda: 0 in done)
    stop.set()
    worker.join()
    assert queries.progress(result.id).status == "waiting"
    assert Job.objects.get().attempts == 0


def test_progress_is_there_for_a_page():
    result = long_import.enqueue()
    stop = threading.Event()
    worker = threading.Thread(target=run_and_close, args=(stop,))
    worker.start()
    wait_until(lambda: queries.progress(result.id).total == 10_000)
    shown = queries.progress(result.id)
    release.set()
    stop.set()
    worker.join()
    assert (shown.status, shown.message) == ("running", "reading")


def test_report_outside_of_a_worker_does_nothing(django_assert_num_queries):
    assert current.get() is None
    with django_assert_num_queries(0):
        report(1, total=2)


def test_job_that_is_no_longer_there_fails_in_words():
    add.enqueue(1, 1)
    DBTaskResult.objects.update(task_path="alongside.jobs.gone.away")
    run_all()
    assert [failed.label for failed in queries.failed_jobs()] == ["away"]


def test_rows_of_old_jobs_are_dropped():
    add.enqueue(1, 1)
    run_all()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=8))
    actions.forget_finished()
    assert not DBTaskResult.objects.exists()
    assert not Job.objects.exists()


def test_careful_policy_for_what_nobody_registered():
    assert not policy_of("somewhere.else.do_it").is_repeatable


def run_and_close(stop: threading.Event) -> None:
    try:
        runner.run(stop=stop)
    finally:
        connection.close()


def wait_until(is_so) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline, "waited for 20 s"
        time.sleep(0.02)
