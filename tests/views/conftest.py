"""What the tests of pages share: an index of this test alone."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from letters import search

# The engine waits for the disk a dozen times in each commit; memory does not keep tests waiting.
MEMORY = Path("/dev/shm")  # noqa: S108


@pytest.fixture
def index(db: None, settings: Any) -> Iterator[Callable[[], object]]:
    """Make an index of an empty archive; what is returned brings it up to date."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        settings.DATA_DIR = Path(folder)
        search.rebuild()
        yield search.follow
