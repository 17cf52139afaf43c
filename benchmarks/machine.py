"""The machine: what it is, and how much of it a server takes."""

import os
import platform
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urlopen(address):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer.")


def wait_till_idle(server: int) -> None:
    """Wait until the workers have done what they do as they start, a minute at most."""
    before = -1.0
    for _ in range(60):
        if worked_by(server) == before:
            return
        before = worked_by(server)
        time.sleep(1)


def anonymous(server: int) -> list[float]:
    """Return the anonymous memory of each worker, in MB."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    statuses = (Path(f"/proc/{child}/status").read_text() for child in children)
    found = [re.search(r"RssAnon:\s+(\d+)", status) for status in statuses]
    return [round(int(match[1]) / 1024, 1) for match in found if match] or [0.0]


def worked_by(server: int) -> float:
    """Return the seconds that the workers have worked."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    stats = (Path(f"/proc/{child}/stat").read_text().rpartition(")")[2] for child in children)
    ticks = sum(int(field) for stat in stats for field in stat.split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def worked_by_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def cpu() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def memory() -> int:
    found = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    return round(int(found[1]) / 1024 / 1024) if found else 0


def git(*arguments: str) -> str:
    program = shutil.which("git")
    if program is None:
        return ""
    told = subprocess.run(  # noqa: S603
        [program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip()
