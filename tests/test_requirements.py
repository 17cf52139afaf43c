"""What is installed: locked with hashes, from nowhere in particular, each for a stated reason."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SERVED = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["network"]
WANTED = {
    "run": SERVED,
    "dev": SERVED + PROJECT["dependency-groups"]["dev"],
    "bench": SERVED + PROJECT["dependency-groups"]["bench"],
}

WITH_EXTRA = r"^[a-z0-9-]+\[[a-z0-9,-]+\]"
NAME, EXTRAS = "[a-z0-9-]+", r"(?:\[[a-z0-9,-]+\])?"


def locked(name: str) -> dict[str, str]:
    """Read a requirements file into the version of each distribution."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(rf"^({NAME}){EXTRAS}==(\S+)", text, re.MULTILINE))


def name_of(requirement: str) -> str:
    return re.split(r"[^a-z0-9-]", requirement.lower())[0]


@pytest.mark.parametrize("name", ["run", "dev", "bench"])
def test_all_that_is_wanted_is_locked(name: str) -> None:
    assert {name_of(requirement) for requirement in WANTED[name]} <= set(locked(name))


@pytest.mark.parametrize("name", ["run", "dev", "bench"])
def test_requirements_have_hashes_and_name_no_host(name: str) -> None:
    for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines():
        assert re.match(rf"{NAME}{EXTRAS}==|    --hash=sha256:[0-9a-f]{{64}}|    # ", line), line
        assert "://" not in line


@pytest.mark.parametrize("name", ["run", "dev", "bench"])
def test_extras_stay_written_down(name: str) -> None:
    """Without them pip takes no pinned version for what another package wants with an extra."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    wanted = [each for requirement in WANTED[name] for each in re.findall(WITH_EXTRA, requirement)]
    assert wanted
    assert all(f"\n{each}==" in text for each in wanted)


def test_tests_run_with_what_serves() -> None:
    run, dev = locked("run"), locked("dev")
    assert run == {name: dev[name] for name in run}


def test_every_dependency_says_why() -> None:
    lines = [line.strip() for line in (ROOT / "pyproject.toml").read_text().splitlines()]
    for requirement in WANTED["dev"]:
        before = lines[lines.index(f'"{requirement}",') - 1]
        # A comment may speak for two that belong together.
        assert before.startswith(("#", '"')), requirement
