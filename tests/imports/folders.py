"""A copy of the collection's folder, to be damaged."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from letters.imports.archive import read_collection

FIXTURES = Path(settings.FIXTURE_DIRS[0])
ICRTOP = "records/2012-08-16-icrtop.md"
AEGIS = "records/2012-09-04-aegis-mrg-una-uk.md"
MEETING = "records/2012-09-28-ministerial-meeting.md"
CAMPAIGN = "records/2014-una-uk-campaign.md"
REPLY = "records/2014-06-17-fco.md"
TWELVE = "records/2018-12-10-twelve-organisations.md"


class Folder:
    """A collection's folder that can be changed and read again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def change(self, file: str, old: str, new: str) -> int:
        """Change the only place where `old` stands, and return its line."""
        path = self.path / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text.count("\n", 0, text.index(old)) + 1

    def append(self, file: str, text: str) -> int:
        """Add lines at the end of a file, and return the line of the first."""
        path = self.path / file
        before = path.read_text(encoding="utf-8")
        path.write_text(before + text, encoding="utf-8")
        return before.count("\n") + 1

    def problems(self) -> list[str]:
        return [str(problem) for problem in read_collection(self.path).problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the first collection."""
    shutil.copytree(FIXTURES, tmp_path / "fixtures")
    return Folder(tmp_path / "fixtures")


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Folder]:
    """Make a collection of one letter, with a source and front matter of your choice."""

    def make(source: str, front: str, text: str) -> Folder:
        path = tmp_path / "fixtures"
        for part in ("sources", "records", "vocabulary", "ledger"):
            (path / part).mkdir(parents=True)
        (path / "sources" / "a.txt").write_text(source, encoding="utf-8")
        head = 'slug = "a"\ntitle = "A"\nkind = "letter"\nsource = "a.txt"\n'
        (path / "records" / "a.md").write_text(f"+++\n{head}{front}\n+++\n\n{text}\n")
        return Folder(path)

    return make
