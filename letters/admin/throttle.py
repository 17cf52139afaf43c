"""Attempts to log in, counted so that passwords cannot be tried without end.

Ten failures in five minutes from one address for one name, or a hundred from one address whatever
the name, and that address waits until the five minutes are over. Nobody is locked out for good,
and the same person still gets in from elsewhere. Each failure appends one byte to a file in
DATA_DIR, so that all processes of a machine count together, and a restart forgets nothing.
"""

import hashlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

MINUTES = 5
MOST_FOR_NAME = 10
MOST_FOR_ADDRESS = 100


def is_blocked(request: HttpRequest, name: str) -> bool:
    """Tell whether this address has failed too often, for this name or for any."""
    return any(_size(file) >= most for file, most in _counters(request, name))


def count_failure(request: HttpRequest, name: str) -> None:
    """Count one more failure."""
    for file, _ in _counters(request, name):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as counter:
            counter.write(b".")
    _forget_earlier()


def seconds_left() -> int:
    """Return the seconds until the present five minutes are over."""
    return int(MINUTES * 60 - time.time() % (MINUTES * 60)) + 1


def address(request: HttpRequest) -> str:
    """Return the reader's address; only a proxy on this machine is believed about another's."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    is_proxy = direct in ("", "127.0.0.1", "::1")
    return forwarded if forwarded and is_proxy else direct


def _counters(request: HttpRequest, name: str) -> Iterator[tuple[Path, int]]:
    where = address(request)
    yield _file(f"{where}\n{name.casefold()}"), MOST_FOR_NAME
    yield _file(where), MOST_FOR_ADDRESS


def _file(key: str) -> Path:
    return _folder() / hashlib.sha256(key.encode()).hexdigest()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "logins" / str(int(time.time() // (MINUTES * 60)))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _forget_earlier() -> None:
    now = _folder()
    for folder in now.parent.iterdir():
        if folder.name < now.name:
            shutil.rmtree(folder, ignore_errors=True)
