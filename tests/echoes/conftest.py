"""What the tests of echoes share: an index of their own, and the first collection in it."""

from pathlib import Path

import pytest
from django.conf import settings

from letters import search
from letters.imports.save import load_archive

FIXTURE = Path(settings.FIXTURE_DIRS[0]) / "archive.json"


@pytest.fixture
def index(db: None, data_dir: Path) -> None:
    """An index of this test alone, made of an empty archive."""
    search.rebuild()


@pytest.fixture
def collection(db: None, data_dir: Path) -> None:
    """The first collection, and its index."""
    load_archive(FIXTURE)
    search.rebuild()
