"""``manage.py index``: make, follow, compare."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from letters import search
from letters.management.commands import index as command
from letters.search import following, generation
from tests.builders import make_letter
from tests.search.conftest import data_dir, found  # noqa: F401  the index in memory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_memory(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(command, "PATIENCE", 0.05)


def run(*options: str, **more: Any) -> str:
    """Run the command, and return what it says."""
    said = StringIO()
    call_command("index", *options, stdout=said, stderr=StringIO(), **more)
    return said.getvalue()


def test_rebuild() -> None:
    make_letter("One")
    make_letter("Draft", status="draft")
    assert run("--rebuild").startswith("Indexed 1 letter in ")
    assert found().count == 1


def test_follow() -> None:
    run("--rebuild")
    make_letter("One")
    make_letter("Two")
    assert run("--follow") == "Followed: 2 letters written.\n"
    assert run("--follow") == "Followed: 0 letters written.\n"


def test_follow_makes_an_index_where_there_is_none() -> None:
    make_letter("One")
    said = run("--follow")
    assert said.startswith("There is no search index. Making a new one.\nIndexed 1 letter in ")


def test_follow_makes_an_index_where_it_is_of_another_version() -> None:
    run("--rebuild")
    (generation.root() / generation.live_name() / "stamp").write_text("old")
    assert "of another version of this program. Making a new one." in run("--follow")
    assert found().count == 0


def test_follow_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    run("--rebuild")
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            raise KeyboardInterrupt
        make_letter(f"L {len(naps)}")

    monkeypatch.setattr("letters.management.commands.index.time.sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        run("--follow", "--every", "2.5")
    assert naps == [2.5, 2.5, 2.5]
    assert found().count == 2


def test_following_survives_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    run("--rebuild")
    make_letter("One")
    naps = 0

    def sleep(seconds: float) -> None:
        nonlocal naps
        naps += 1
        if naps == 2:
            raise KeyboardInterrupt

    failing = iter([search.BusyError("Another process is writing the search index."), None])

    def follow(wait: float) -> int:
        if error := next(failing):
            raise error
        return following.follow(wait)

    monkeypatch.setattr("letters.management.commands.index.time.sleep", sleep)
    monkeypatch.setattr(command, "follow", follow)
    with pytest.raises(KeyboardInterrupt):
        run("--follow", "--every", "1")
    assert found().count == 1


@pytest.mark.parametrize("options", [("--rebuild", "--every", "2"), ("--follow", "--every", "0")])
def test_every_goes_with_follow(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="--every takes a number of seconds above 0"):
        run(*options)


def test_verify() -> None:
    run("--rebuild")
    letter = make_letter("One")
    with pytest.raises(CommandError, match="differs from the database in 1 place\\."):
        run("--verify")
    run("--follow")
    assert run("--verify") == "The index agrees with the database.\n"
    letter.title = "Another"
    letter.save()
    with pytest.raises(CommandError):
        run("--verify")


def test_verify_without_an_index() -> None:
    with pytest.raises(CommandError, match="There is no search index"):
        run("--verify")


def test_busy() -> None:
    run("--rebuild")
    with generation.locked("following", 0), pytest.raises(CommandError, match="Another process"):
        run("--follow")
    with generation.locked("rebuilding", 0), pytest.raises(CommandError, match="Another process"):
        run("--rebuild")


def test_an_action_is_needed() -> None:
    with pytest.raises(CommandError):
        run()


def test_search_works_after_the_command() -> None:
    make_letter("One", text="Peace.")
    run("--rebuild")
    assert found("peace").count == 1
