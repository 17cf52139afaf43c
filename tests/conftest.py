"""What every test shares: which tests a run can do, its folder, its browser.

Markers: `postgresql` and `sqlite` keep a test to one database, `browser` needs Chromium. Where
what they need is missing they are skipped with the reason; with CI=true, where the suite runs on
both databases, the other database's tests are left out and every skip fails the run.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

CI = os.environ.get("CI") == "true"
SHARED = Path(__file__).resolve().parents[2] / "shared"
CHROMIUM = Path("/usr/bin/chromium")
# Its own calls home are refused on a machine without a network, many at a time.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Two cores run Chromium beside the tests, so an example may take its time; CI tries the same
# examples every time, so that a failure is the change's own.
hypothesis.settings.register_profile("archive", deadline=None, derandomize=CI)
hypothesis.settings.load_profile("archive")


def vendor() -> str:
    """Name the database of this run: "sqlite" or "postgresql"."""
    return "sqlite" if "sqlite" in settings.DATABASES["default"]["ENGINE"] else "postgresql"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    other = "postgresql" if vendor() == "sqlite" else "sqlite"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if CI:
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)
    for item in elsewhere:
        item.add_marker(pytest.mark.skip(f"needs {other}: name one in DATABASE_URL"))
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker("browser")
        if item.get_closest_marker("browser") and not CHROMIUM.exists():
            item.add_marker(pytest.mark.skip("needs Chromium: install the package chromium"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run that skipped a test, unless what it compares with is not there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not CI or reporter is None or hasattr(session.config, "workerinput"):
        return
    skips = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    unexplained = [skip for skip in skips if "needs ../shared" not in skip or SHARED.exists()]
    if unexplained:
        reporter.write_line("\nSkipped where nothing may be:\n" + "\n".join(unexplained), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    if settings.configured:
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the checkout."""
    if not SHARED.exists():
        pytest.skip("needs ../shared, the folder of reference material beside the checkout")
    return SHARED


@pytest.fixture
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """An empty DATA_DIR of this test alone."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}
