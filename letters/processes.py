"""Work on every core: processes that do the same to one piece after another, in constant memory.

Pieces and what is made of them are pickled. Imports nothing of this project, since a process
begins with this module before Django's apps are there.
"""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.pool import Pool
from typing import Any, TypeVar

import django
from django.db import connection, connections

Piece = TypeVar("Piece")
Made = TypeVar("Made")

# So many objects are made before any is looked at again, and so many times before all are.
_SELDOM = (100_000, 20, 50)


def in_order(make: Callable[[Piece], Made], given: Iterable[Piece]) -> Iterator[Made]:
    """Yield what is made of each piece, in order; a few are on their way at any time, never more.

    Where there is one core, or less than two pieces, it is made here.
    """
    pieces = iter(given)
    first = list(islice(pieces, 2))
    cores = len(os.sched_getaffinity(0))
    if len(first) < 2 or cores < 2:
        yield from map(make, chain(first, pieces))
        return
    with _processes(cores) as pool, _collecting_seldom():
        yield from _in_order(pool, make, chain(first, pieces), 2 * cores)


def _in_order(
    pool: Pool, make: Callable[[Piece], Made], given: Iterable[Piece], most: int
) -> Iterator[Made]:
    awaited: deque[Any] = deque()
    for piece in given:
        awaited.append(pool.apply_async(make, (piece,)))
        if len(awaited) > most:
            yield awaited.popleft().get()
    while awaited:
        yield awaited.popleft().get()


def _processes(count: int) -> Pool:
    # Spawned, since a forked process would share this one's connection to the database. Whoever
    # interrupts means this process: the others inherit that they are deaf.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        context = multiprocessing.get_context("spawn")
        return context.Pool(count, _prepare, (str(connection.settings_dict["NAME"]),))
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for cycles of objects seldom.

    Values come and go by the hundred thousand, and nearly none of them is in a cycle: looking for
    those took a third of all the time that making an index takes.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _prepare(database: str) -> None:
    django.setup()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    # Tests run on a database of their own, of which the settings do not know.
    connections["default"].settings_dict["NAME"] = database
