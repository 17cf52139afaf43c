"""Write letters to a file, in any of the forms of lists."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from letters.exports import LIST_FORMATS, Edition, ListFormat
from letters.filters.fields import as_query
from letters.filters.hits import tallies
from letters.filters.letters import LetterFilter
from letters.filters.searched import ParametersError
from letters.search import UnusableError


class Command(BaseCommand):
    help = (
        "Write the published letters, or those that filters find, to a file: "
        "export_letters --format csv sender=aegis-trust year=2012 letters.csv. "
        "Filters are the parameters of /letters/; OUT may be - for the standard output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = [each.name for each in LIST_FORMATS]
        parser.add_argument("--format", required=True, choices=names)
        parser.add_argument("filters", nargs="*", metavar="NAME=VALUE")
        parser.add_argument("out", metavar="OUT")

    def handle(self, *args: Any, **options: Any) -> None:
        written = next(each for each in LIST_FORMATS if each.name == options["format"])
        pieces = self.pieces(written, options["filters"])
        if options["out"] == "-":
            return write(sys.stdout, pieces)
        path = Path(options["out"])
        unfinished = path.with_name(f"{path.name}.part")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                write(file, pieces)
            unfinished.replace(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(f"{path}: {error.strerror}.") from None
        self.stdout.write(f"{path} written.")
        return None

    def pieces(self, written: ListFormat, filters: list[str]) -> Iterator[str]:
        given: dict[str, list[str]] = {}
        for each in filters:
            name, equals, value = each.partition("=")
            if not equals:
                raise CommandError(f"“{each}” is no filter: write NAME=VALUE.")
            given.setdefault(name, []).append(value)
        try:
            found = LetterFilter(as_query(given), strict=True).filter_queryset(None)
        except (ParametersError, UnusableError) as error:
            raise CommandError(str(error)) from None
        edition = Edition(settings.COLLECTION.title, settings.SITE_URL)
        return written.write(tallies(found.walk()), edition)


def write(file: TextIO, pieces: Iterator[str]) -> None:
    """Write pieces as they come."""
    for piece in pieces:
        file.write(piece)
