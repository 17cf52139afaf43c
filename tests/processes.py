"""Programs of the archive run in processes of their own, as an operator runs them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Set by the browser tests for their own process.
OF_TESTS = {"DJANGO_ALLOW_ASYNC_UNSAFE"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def environment(**values: str) -> dict[str, str]:
    """Give this process's environment, with the archive's own settings and some values changed."""
    inherited = {name: value for name, value in os.environ.items() if name not in OF_TESTS}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "r2p_archive.settings", **values}


def manage(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end, well or not."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**values), capture_output=True, text=True, check=False
    )


def python(program: str, **values: str) -> str:
    """Run a program that ends well and warns of nothing, and return what it prints."""
    command = [sys.executable, "-W", "error", "-c", program]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**values), capture_output=True, text=True, check=True
    ).stdout.strip()
