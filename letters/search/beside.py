"""Beside: work of the engine that goes on in another thread meanwhile.

The engine searches and counts without Python's lock, and of a page with facets it counts as long as
Python fetches and cuts the rows. Nothing that is done beside may ask the database: connections
belong to threads.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Found = TypeVar("Found")


def beside(work: Callable[[], Found]) -> Callable[[], Found]:
    """Begin some work, and return what waits for what comes of it, errors too.

    What no thread has begun when it is asked for is done then and there: nobody waits for others.
    """
    begun = _threads().submit(work)

    def found() -> Found:
        return work() if begun.cancel() else begun.result()

    return found


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), "engine")


# A process that was forked has none of the threads of its parent.
os.register_at_fork(after_in_child=_threads.cache_clear)
