"""Search: the index of letters and recommendations, and what readers find in it.

The database is the truth; the index is derived from it and can be made anew at any time. Nothing
outside of this package knows the engine. May import models and what lies below them.
"""

from letters.models import Letter
from letters.search import following
from letters.search.following import rebuild
from letters.search.guard import BusyError, NotWrittenError, SearchError, UnusableError
from letters.search.marks import find_hits
from letters.search.snapshot import current, forget

__all__ = [
    "BusyError",
    "NotWrittenError",
    "SearchError",
    "UnusableError",
    "current",
    "find_hits",
    "follow",
    "forget",
    "rebuild",
]

# A smaller archive is indexed anew within seconds: nobody needs to be asked.
SMALL = 1_000


def follow(wait: float = 5.0) -> None:
    """Bring the index up to date after a save; a small archive gets a new one if it must.

    Raises SearchError if that fails. What is not written now is written with the next save, or by
    ``manage.py index --follow``.
    """
    try:
        following.follow(wait)
    except UnusableError:
        if Letter.objects.published().count() > SMALL:
            raise
        rebuild(wait=wait)
