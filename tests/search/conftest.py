"""What the tests of search share: an archive of their own, and short ways to ask it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from letters import search
from letters.models import Letter
from letters.search import query
from letters.search.results import Results, Selection

Find = Callable[..., list[str]]


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
        keys = [hit.key for hit in results.hits(sort, 0, 100)]
        slugs = dict(Letter.objects.filter(pk__in=keys).values_list("pk", "slug"))
        return [slugs[key] for key in keys]

    return find


def found(text: str = "", **selection: object) -> Results:
    """Return what a query and a selection find in the index as it stands."""
    wanted = Selection(query.parse(text), **selection)  # type: ignore[arg-type]
    return Results(search.current(), "letters", wanted)
