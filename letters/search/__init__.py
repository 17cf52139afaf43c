"""Search: the index of letters and recommendations, and what readers find in it.

The database is the truth; the index is derived from it and can be made anew at any time. Nothing
outside of this package knows the engine. May import models and what lies below them.
"""

import logging

from django.db import Error

from letters.models import Letter
from letters.search import following
from letters.search.following import rebuild
from letters.search.guard import BusyError, NotWrittenError, UnusableError
from letters.search.marks import find_hits
from letters.search.snapshot import current

__all__ = [
    "BusyError",
    "NotWrittenError",
    "UnusableError",
    "current",
    "find_hits",
    "follow",
    "rebuild",
]

logger = logging.getLogger(__name__)

# A smaller archive is indexed anew within seconds: nobody needs to be asked.
SMALL = 1_000


def follow(wait: float = 5.0) -> bool:
    """Bring the index up to date after a save, and tell whether it is; never raises.

    What could not be written now is written with the next save, or by ``manage.py index``.
    """
    try:
        _follow_or_rebuild(wait)
    except (BusyError, NotWrittenError, UnusableError, Error) as error:
        logger.warning("The search index does not show the last save: %s", error)
        return False
    return True


def _follow_or_rebuild(wait: float) -> None:
    try:
        following.follow(wait)
    except UnusableError:
        if Letter.objects.published().count() > SMALL:
            raise
        rebuild(wait=wait)
