"""What belongs to letters and asks, fetched for many of them in one prepared query each."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Model

from letters.models.correspondent import Correspondent
from letters.models.letter import Letter
from letters.models.prepared import Prepared, keep, keep_each
from letters.models.recommendation import Recommendation
from letters.models.signatory import Signatory

CORRESPONDENTS = Prepared(
    lambda letters: Correspondent.objects.filter(letter__in=letters).select_related(
        "organisation", "person", "office"
    )
)
SIGNATORIES = Prepared(
    lambda letters: Signatory.objects.filter(letter__in=letters).select_related("person")
)

THEMES = Prepared(
    lambda asks: (
        Recommendation.themes.through.objects.filter(recommendation__in=asks)
        .select_related("theme")
        .order_by("theme__name")
    )
)


def fetch_correspondents(letters: Collection[Letter]) -> None:
    """Fetch who wrote letters to whom."""
    if letters:
        rows = CORRESPONDENTS([letter.pk for letter in letters])
        keep(letters, "correspondents", rows, "letter")


def fetch_parties(letters: Collection[Letter]) -> None:
    """Fetch who wrote letters to whom, and who signs them."""
    fetch_correspondents(letters)
    if letters:
        rows = SIGNATORIES([letter.pk for letter in letters])
        keep(letters, "signatories", rows, "letter")


def fetch_themes(asks: Collection[Recommendation]) -> None:
    """Fetch what asks are about."""
    themes: dict[int, list[Model]] = defaultdict(list)
    for row in THEMES([ask.pk for ask in asks]):
        themes[row.recommendation_id].append(row.theme)
    keep_each(asks, "themes", themes)
