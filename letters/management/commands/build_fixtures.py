"""Make the Django fixture of a collection from its sources, records, vocabularies and ledger."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.imports.archive import fixture, read_collection


class Command(BaseCommand):
    help = (
        "Make fixtures/archive.json from the files beside it. Every word of every source has to "
        "stand in its record, or in a declared emendation; nothing is written where a mistake is."
    )
    # Nothing here touches the database.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail where archive.json is not what the files make",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.FIXTURE_DIRS[0])
        draft = read_collection(folder)
        if draft.problems:
            how_many = f"{len(draft.problems)} mistake{'s' * (len(draft.problems) > 1)}"
            listed = "\n".join(map(str, draft.problems))
            raise CommandError(f"{listed}\n{how_many}; nothing was written.")
        made, path = fixture(draft), folder / "archive.json"
        if path.exists() and path.read_text(encoding="utf-8") == made:
            self.stdout.write(f"{path.name} is up to date: {len(draft.entries)} rows.")
        elif options["check"]:
            raise CommandError(f"{path} is not what the files make: run build_fixtures.")
        else:
            _replace(path, made)
            self.stdout.write(f"{path.name} written: {len(draft.entries)} rows.")


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
