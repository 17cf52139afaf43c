"""The app, and what is checked when it starts."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core import checks
from django.db import connections

SAFE_SQLITE = (3, 51, 3)


class LettersConfig(AppConfig):
    default = True
    name = "letters"
    verbose_name = "Archive"
    default_auto_field = "django.db.models.BigAutoField"


class CuratorsConfig(admin_apps.AdminConfig):
    """Django's admin, as the curators' site."""

    default = False
    default_site = "letters.admin.site.curators_site"


@checks.register(checks.Tags.database)
def check_sqlite(databases: Sequence[str] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of the race in the write-ahead log of older SQLite, without failing any check.

    Two connections that write and checkpoint at the same moment could corrupt the file
    (https://sqlite.org/wal.html#walresetbug). Rare, and the operating system's to mend.
    """
    uses_sqlite = any(connections[alias].vendor == "sqlite" for alias in databases or [])
    if not uses_sqlite or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return []
    return [
        checks.Info(
            f"SQLite {sqlite3.sqlite_version} has a rare race in its write-ahead log.",
            hint="Update SQLite to 3.51.3 or newer, keep backups, or use PostgreSQL.",
            id="letters.I001",
        )
    ]
