#!/usr/bin/env python
"""Run a command of the archive: `python manage.py help` lists them."""

import os
import re
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection


def reason(error: OperationalError) -> str:
    """Take the reason from a message of the database, which may be of several lines."""
    first = str(error).strip().partition("\n")[0]
    return re.sub(r"^connection to server .* failed: (FATAL: +)?", "", first)


def main() -> None:
    """Run the command; a setting that does not work ends in one line, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "r2p_archive.settings")
    try:
        if sys.argv[1:2] == ["runserver"]:
            connection.ensure_connection()  # In its thread an error would end in a traceback.
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        if connection.connection is not None:
            raise  # A query failed on a database that was reached: no setting is to blame.
        sys.exit(
            f"DATABASE_URL={settings.DATABASE_ADDRESS}: cannot be reached: {reason(error)}. "
            "Mend the address, or start the database."
        )


if __name__ == "__main__":
    main()
