"""Work beside: its result, its errors, and that nobody waits for a free thread."""

import os
import threading
from collections.abc import Callable

import pytest

from letters.search.beside import beside


def thread_of() -> str:
    return threading.current_thread().name


def test_work_goes_on_in_another_thread() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        may_end.wait(10)
        return thread_of()

    found = beside(work)
    assert begun.wait(10)
    may_end.set()
    assert found().startswith("engine")


def test_errors_are_raised_where_the_result_is_asked_for() -> None:
    def fail() -> None:
        raise LookupError("no such field")

    with pytest.raises(LookupError, match="no such field"):
        beside(fail)()


def test_what_no_thread_has_begun_is_done_by_whoever_asks() -> None:
    may_end, begun = threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        begun.release()
        may_end.wait(10)

    waiting: list[Callable[[], None]] = [beside(wait) for _ in range(os.cpu_count() or 1)]
    for _ in waiting:
        assert begun.acquire(timeout=10)
    assert beside(thread_of)() == thread_of()
    may_end.set()
    for each in waiting:
        each()


def test_forked_process_has_threads_of_its_own() -> None:
    assert beside(lambda: 1)() == 1
    child = os.fork()
    if not child:
        os._exit(beside(lambda: 7)())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
