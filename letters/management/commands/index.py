"""Make the search index, follow the change log, or compare the index with the database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections, connection

from letters import search
from letters.search.following import follow, rebuild
from letters.search.verifying import verify

# Seconds to wait for another process that writes the index.
PATIENCE = 600.0
MOST_SAID = 50


class Command(BaseCommand):
    help = (
        "Bring the search index up to date with the database. It is derived: --rebuild makes a "
        "new one beside the old one, which serves on until then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument(
            "--rebuild", action="store_true", help="make a new index and put it in place"
        )
        action.add_argument(
            "--follow",
            action="store_true",
            help="apply what changed since; makes a new index where there is none of use",
        )
        action.add_argument(
            "--verify",
            action="store_true",
            help="compare with the database, name what differs, and end with 1 if anything does",
        )
        parser.add_argument(
            "--every",
            type=float,
            metavar="SECONDS",
            help="with --follow: go on, looking for changes this often",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["every"] is not None and (not options["follow"] or options["every"] <= 0):
            raise CommandError("--every takes a number of seconds above 0, and goes with --follow.")
        try:
            self._act(options)
        except search.SearchError as error:
            raise CommandError(str(error)) from None

    def _act(self, options: dict[str, Any]) -> None:
        if options["rebuild"]:
            self._rebuild()
        elif options["verify"]:
            self._verify()
        elif options["every"] is None:
            self._follow()
        else:
            self._follow_on(options["every"])

    def _rebuild(self) -> None:
        began = time.monotonic()
        count = rebuild(self._progress, wait=PATIENCE)
        seconds = time.monotonic() - began
        self.stdout.write(f"Indexed {_letters(count)} in {seconds:.1f} s.")

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {_letters(total)}", ending="")
            self.stderr.write("", ending="\n" if done == total else "")

    def _follow(self, *, is_quiet: bool = False) -> None:
        try:
            count = follow(wait=PATIENCE)
        except search.UnusableError as error:
            self.stdout.write(str(error).split(". ")[0] + ". Making a new one.")
            self._rebuild()
            return
        if count or not is_quiet:
            self.stdout.write(f"Followed: {_letters(count)} written.")

    def _follow_on(self, seconds: float) -> None:
        """Follow until somebody ends it; what fails now may work next time."""
        while True:
            if not connection.in_atomic_block:
                close_old_connections()
            try:
                self._follow(is_quiet=True)
            except (search.SearchError, Error) as error:
                self.stderr.write(str(error))
            time.sleep(seconds)

    def _verify(self) -> None:
        differences = list(verify())
        for difference in differences[:MOST_SAID]:
            self.stdout.write(difference)
        if len(differences) > MOST_SAID:
            self.stdout.write(f"… and {len(differences) - MOST_SAID:,} more.")
        if differences:
            places = "1 place" if len(differences) == 1 else f"{len(differences):,} places"
            raise CommandError(
                f"The index differs from the database in {places}. "
                "manage.py index --rebuild makes a new one."
            )
        self.stdout.write("The index agrees with the database.")


def _letters(count: int) -> str:
    return "1 letter" if count == 1 else f"{count:,} letters"
