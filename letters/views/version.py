"""The version of the archive: what every page of it is made from.

May import everything that pages may. Drafts leave no trace in it.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from letters import search
from letters.models import Change

# What a release is made of.
PARTS = ("letters/**/*.py", "r2p_archive/**/*.py", "templates/**/*", "static/**/*", "fixtures/*")


def archive_version() -> str:
    """Return a word that changes with all that a public page can show.

    Every page tells of the index and of the database: names stand in the one, who is found in the
    other. Two short queries and a look at four small files.
    """
    return f"{release()} {Change.objects.version()} {_index_version()}"


@cache
def release() -> str:
    """Return a word for the program and the settings that pages are made with."""
    digest = hashlib.sha256(repr((settings.SITE_URL, settings.DEBUG)).encode())
    for pattern in PARTS:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            if path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _index_version() -> str:
    try:
        return search.current().version
    except search.UnusableError:
        return "none"
