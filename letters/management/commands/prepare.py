"""Bring this copy up to date, whatever state it is in: what `make run` does before it serves.

One command, one process: each start of Python costs half a second.
"""

import hashlib
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from letters.search import BusyError, NotWrittenError, UnusableError
from letters.search.following import follow, rebuild

CURATOR = "curator"
GROUPS = ("Curator", "Editor")


class Command(BaseCommand):
    help = "Migrate, load the fixture, update the index, collect static files, make an account."

    def handle(self, *args: Any, **options: Any) -> None:
        check_port(settings.PORT)
        call_command("migrate", verbosity=0, interactive=False, skip_checks=False)
        call_command("load_archive")
        self.update_index()
        collect_static(settings.DATA_DIR / "static.sha256")
        if password := make_curator():
            self.stdout.write(
                f"\n  Curators log in at {settings.SITE_URL}/admin/\n"
                f"  name      {CURATOR}\n"
                f"  password  {password}    (shown this once)\n"
            )

    def update_index(self) -> None:
        """Follow what changed since the last start; make the index anew where it is of no use.

        Where it cannot be written the archive is served all the same: letters are read without it.
        """
        try:
            try:
                follow()
            except UnusableError:
                self.stdout.write("Making the search index.")
                rebuild()
        except (BusyError, NotWrittenError) as error:
            self.stderr.write(str(error))


def check_port(port: int) -> None:
    """Find out now, before any work, whether the server will be able to listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"PORT={port}: {error.strerror}. Name another: PORT={port + 1} make run"
            ) from None


def collect_static(stamp: Path) -> None:
    """Collect static files if any has changed since `stamp` was written: compressing takes long."""
    state = hashlib.sha256("\n".join(static_files()).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(state)


def static_files() -> Iterator[str]:
    """Tell of every static file where it lies, its size and when it was changed."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            yield f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}"


@transaction.atomic
def make_curator() -> str | None:
    """Make a first account that may do everything curators do, and return its password.

    Only where there is no account at all: one that was removed stays removed.
    """
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(CURATOR, password=password, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=GROUPS))
    return password
