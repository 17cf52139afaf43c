"""build_fixtures and load_archive, as they are typed."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from letters.imports.fidelity import KINDS
from letters.imports.vocabulary import VOCABULARIES
from letters.models import Correspondent, Letter
from tests.imports.folders import AEGIS, FIXTURES, ICRTOP, Folder, folder

__all__ = ["folder"]


@pytest.fixture
def here(folder: Folder, settings: Any) -> Folder:
    """A copy of the collection's folder, in the place of the real one."""
    settings.FIXTURE_DIRS = [folder.path]
    return folder


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_fixture_in_the_repository_is_up_to_date() -> None:
    assert run("build_fixtures", "--check") == "archive.json is up to date: 266 rows.\n"


def test_build_writes_the_fixture(here: Folder) -> None:
    made = (here.path / "archive.json").read_bytes()
    (here.path / "archive.json").unlink()
    assert run("build_fixtures") == "archive.json written: 266 rows.\n"
    assert (here.path / "archive.json").read_bytes() == made
    assert run("build_fixtures") == "archive.json is up to date: 266 rows.\n"
    assert not list(here.path.glob("*.new"))


def test_check_fails_where_the_fixture_is_out_of_date(here: Folder) -> None:
    here.change(ICRTOP, 'language = "en-US"', 'language = "en"')
    before = (here.path / "archive.json").read_bytes()
    with pytest.raises(CommandError, match="is not what the files make: run build_fixtures"):
        run("build_fixtures", "--check")
    assert (here.path / "archive.json").read_bytes() == before


def test_mistakes_are_listed_and_nothing_is_written(here: Folder) -> None:
    first = here.change(ICRTOP, 'date = "2012-08-16"', 'date = "16.8.2012"')
    second = here.change(AEGIS, "We call on you", "We call you")
    before = (here.path / "archive.json").read_bytes()
    with pytest.raises(CommandError) as error:
        run("build_fixtures")
    listed = str(error.value).split("\n")
    assert listed[-1] == "3 mistakes; nothing was written."
    assert listed[0].startswith("fixtures/ledger/2012-09-04-aegis-mrg-una-uk.toml:")
    assert listed[1].startswith(f"fixtures/{ICRTOP}:{first}: date: ")
    assert listed[2].startswith(f"fixtures/{AEGIS}:{second}: text: passage 2: ")
    assert (here.path / "archive.json").read_bytes() == before


def test_one_mistake_is_one(here: Folder) -> None:
    here.change(ICRTOP, 'kind = "letter"', 'kind = "note"')
    with pytest.raises(CommandError, match="1 mistake; nothing was written"):
        run("build_fixtures")


@pytest.mark.django_db
def test_load_says_what_it_did() -> None:
    assert run("load_archive") == (
        "Archive: 135 created, 0 updated, 0 removed, 0 kept, 0 unchanged.\n"
    )
    assert run("load_archive") == (
        "Archive: 0 created, 0 updated, 0 removed, 0 kept, 135 unchanged.\n"
    )


@pytest.mark.django_db
def test_load_names_the_edit_that_it_keeps() -> None:
    run("load_archive")
    Letter.objects.filter(slug="2014-06-17-fco").update(place="King Charles Street")
    assert run("load_archive") == (
        "Kept letter 2014-06-17-fco: edited here: place.\n"
        "Archive: 0 created, 0 updated, 0 removed, 1 kept, 134 unchanged.\n"
    )
    assert Letter.objects.get(slug="2014-06-17-fco").place == "King Charles Street"


@pytest.mark.django_db
def test_load_of_a_damaged_fixture_is_one_clear_error(here: Folder) -> None:
    (here.path / "archive.json").write_text("[")
    with pytest.raises(CommandError, match=re.escape("archive.json: Expecting value: line 1")):
        run("load_archive")
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_another_collection_is_another_folder(tmp_path: Path, settings: Any) -> None:
    settings.FIXTURE_DIRS = [tmp_path]
    assert run("build_fixtures") == "archive.json written: 0 rows.\n"
    assert run("load_archive") == "Archive: 0 created, 0 updated, 0 removed, 0 kept, 0 unchanged.\n"


def test_fixture_is_readable_as_json() -> None:
    rows = json.loads((FIXTURES / "archive.json").read_text(encoding="utf-8"))
    assert len(rows) == 266


def test_readme_of_the_files_names_what_they_may_hold() -> None:
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_-]+)(?:\.toml)?`", readme))
    assert set(KINDS) <= named
    assert set(VOCABULARIES) <= named
    assert {part.value for part in Correspondent.Part} <= set(re.findall(r"[a-z]+", readme))
