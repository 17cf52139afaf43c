"""Bring files of many letters into the archive."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.imports.many import Summary, import_file, waiting

SECONDS_BETWEEN_LINES = 5.0


class Command(BaseCommand):
    help = (
        "Load letters from JSON Lines, the form that export_letters and /letters.jsonl write. "
        "Letters that are here stay as they are. Of 500 lines with a mistake none is loaded. "
        "Interrupt it at will: run again, it goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="check all, load nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = [path for path in options["paths"] if not self.load(path, options["dry_run"])]
        if left := waiting():
            self.stdout.write(f"{left:,} links wait for letters that have not come yet.")
        if faulty:
            raise CommandError(f"There are mistakes in {', '.join(map(str, faulty))}.")

    def load(self, path: Path, dry_run: bool) -> bool:
        """Load a file and tell of it; False where something was wrong."""
        summary, told, started = Summary(), time.monotonic(), time.monotonic()
        try:
            for summary in import_file(path, dry_run=dry_run):
                if time.monotonic() - told > SECONDS_BETWEEN_LINES:
                    told = time.monotonic()
                    self.tell_progress(summary, told - started)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None
        except KeyboardInterrupt:
            self.tell(path, summary)
            self.stderr.write("Interrupted. Run it again to go on from there.")
            sys.exit(130)
        self.tell(path, summary, "would be " if dry_run else "")
        return not summary.problems

    def tell_progress(self, summary: Summary, seconds: float) -> None:
        done = summary.created + summary.already_here
        self.stdout.write(
            f"line {summary.line:,}: {done:,} letters, {done / seconds:,.0f} a second"
        )
        self.stdout.flush()

    def tell(self, path: Path, summary: Summary, would: str = "") -> None:
        for problem in summary.problems:
            self.stderr.write(f"{path}: {problem}")
        if summary.more_problems:
            self.stderr.write(f"{path}: and {summary.more_problems:,} more.")
        self.stdout.write(
            f"{path}: {summary.created:,} letters {would}created, {summary.already_here:,} were "
            f"here already, {summary.left_out:,} left out for {len(summary.problems):,} mistakes."
        )
