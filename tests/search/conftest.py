"""What the tests of search share: an archive of their own, and short ways to ask it."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from letters import search
from letters.models import Letter
from letters.search import query
from letters.search.results import Results, Selection

Find = Callable[..., list[str]]

# The engine waits for the disk a dozen times in each commit; memory does not keep tests waiting.
MEMORY = Path("/dev/shm")  # noqa: S108


@pytest.fixture
def data_dir(settings: Any) -> Iterator[Path]:
    """An empty DATA_DIR of this test alone."""
    # The engine may still be joining files in threads of its own.
    with tempfile.TemporaryDirectory(
        dir=MEMORY if MEMORY.is_dir() else None, ignore_cleanup_errors=True
    ) as folder:
        settings.DATA_DIR = Path(folder)
        yield settings.DATA_DIR


@pytest.fixture
def index(db: None, data_dir: Path) -> Path:
    """The folder of an index of this test alone, made of an empty archive."""
    search.rebuild()
    return data_dir / "index"


@pytest.fixture
def find(index: Path) -> Find:
    """Follow the log, then return the slugs of the letters that a query finds, in order."""

    def find(text: str = "", sort: str = "relevance", **selection: object) -> list[str]:
        search.follow()
        results = found(text, **selection)
        return slugs(hit.key for hit in results.hits(sort, 0, 100))

    return find


def found(text: str = "", **selection: object) -> Results:
    """Return what a query and a selection find in the index as it stands."""
    wanted = Selection(query.parse(text), **selection)  # type: ignore[arg-type]
    return Results(search.current(), "letters", wanted)


def slugs(keys: Any) -> list[str]:
    """Return the slugs of letters, in the order of the keys."""
    known = dict(Letter.objects.values_list("pk", "slug"))
    return [known[key] for key in keys]
