"""Guard: what goes wrong in the engine becomes one exception, with a sentence for the reader.

A damaged index can make the engine panic, which Python sees as a BaseException that no handler of
a site would catch. It is caught here and nowhere else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

REBUILD = "manage.py index --rebuild makes a new one."
MISSING = f"There is no search index. {REBUILD}"
DAMAGED = f"The search index is damaged. {REBUILD}"
OUTDATED = f"The search index is of another version of this program. {REBUILD}"
OTHER = f"The search index is of another database, or of another state of it. {REBUILD}"


class SearchError(Exception):
    """The index does not do what it is asked; the message is for people."""


class UnusableError(SearchError):
    """The index cannot be used; the message says why and what to do."""


class BusyError(SearchError):
    """Another process is writing the index."""


@contextmanager
def guarded() -> Iterator[None]:
    """Raise UnusableError where a call of the engine fails."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise UnusableError(DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UnusableError(DAMAGED) from error


class NotWrittenError(SearchError):
    """The index could not be written; what readers had before stays as it was."""


@contextmanager
def writing() -> Iterator[None]:
    """Raise NotWrittenError where the engine fails to write."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise NotWrittenError(f"The search index could not be written: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise NotWrittenError(f"The search index could not be written: {error}") from error
