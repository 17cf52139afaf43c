"""A process that is killed, a disk that takes no more: the old index serves, the next mends."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.synthetic import Archive
from tests.processes import ROOT, environment

pytestmark = pytest.mark.sqlite

LETTERS = 300
# Not a file of the archive may grow beyond this.
ROOM = 40_000
TOUCH = """
from letters.models import Letter, record_letter_change
for letter in Letter.objects.published():
    letter.summary = "Seen by a curator."
    letter.save()
    record_letter_change(letter)
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an indexed archive that the tests of this file share."""
    folder = tmp_path_factory.mktemp("faults")
    values = environment(
        DATA_DIR=str(folder / "data"), DATABASE_URL=f"sqlite:///{folder / 'own.sqlite3'}"
    )
    path = folder / "letters.jsonl"
    path.write_text("".join(f"{line}\n" for line in Archive(LETTERS).lines()), encoding="utf-8")
    for arguments in (("migrate", "-v0"), ("import_letters", str(path)), ("index", "--rebuild")):
        assert manage(values, *arguments).returncode == 0
    return values


def command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def manage(values: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=values, check=False, capture_output=True, text=True
    )


def kill(values: dict[str, str], *arguments: str, after: float) -> None:
    """Start a command and kill it so many seconds after it has begun to write."""
    before = files(values)
    process = subprocess.Popen(
        command(*arguments), cwd=ROOT, env=values, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while files(values) == before and process.poll() is None:
        time.sleep(0.002)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def files(values: dict[str, str]) -> set[str]:
    found = Path(values["DATA_DIR"]).joinpath("index").rglob("*")
    return {str(path) for path in found if path.suffix != ".lock"}


def generations(values: dict[str, str]) -> list[str]:
    found = Path(values["DATA_DIR"], "index").iterdir()
    return [path.name for path in found if path.is_dir()]


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.6])
def test_a_rebuild_that_is_killed_leaves_the_old_index(
    archive: dict[str, str], after: float
) -> None:
    kill(archive, "index", "--rebuild", after=after)
    assert manage(archive, "index", "--verify").returncode == 0
    done = manage(archive, "index", "--rebuild")
    assert done.stdout.startswith("Indexed 28"), done.stderr
    assert len(generations(archive)) == 1
    assert manage(archive, "index", "--verify").returncode == 0


@pytest.mark.parametrize("after", [0.0, 0.05, 0.2, 0.5])
def test_a_follower_that_is_killed_is_followed_by_the_next(
    archive: dict[str, str], after: float
) -> None:
    assert manage(archive, "shell", "-v0", "-c", TOUCH).returncode == 0
    kill(archive, "index", "--follow", after=after)
    assert manage(archive, "index", "--follow").returncode == 0
    assert manage(archive, "index", "--verify").returncode == 0


def test_a_full_disk_is_told_and_leaves_the_old_index(archive: dict[str, str]) -> None:
    full = subprocess.run(
        command("index", "--rebuild"), cwd=ROOT, env=archive, check=False, capture_output=True,
        text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM)),
    )  # fmt: skip
    assert full.returncode == 1
    assert "The search index could not be written" in full.stderr
    assert "Traceback" not in full.stderr
    assert manage(archive, "index", "--verify").returncode == 0
    assert manage(archive, "index", "--rebuild").returncode == 0
    assert len(generations(archive)) == 1
