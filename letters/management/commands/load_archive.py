"""Load the archive's own fixture, and keep what curators did."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from letters.imports.save import load_archive


class Command(BaseCommand):
    help = (
        "Load fixtures/archive.json: create what is missing and update what nobody edited here. "
        "What curators edited or deleted is kept and named. Loading twice changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.FIXTURE_DIRS[0]) / "archive.json"
        try:
            summary = load_archive(path)
        except ValueError as error:
            raise CommandError(str(error)) from None
        for name, why in summary.kept.items():
            self.stdout.write(f"Kept {name}: {why}.")
        self.stdout.write(
            f"Archive: {len(summary.created)} created, {len(summary.updated)} updated, "
            f"{len(summary.removed)} removed, {len(summary.kept)} kept, "
            f"{summary.unchanged} unchanged."
        )
