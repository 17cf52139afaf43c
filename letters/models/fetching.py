"""What belongs to letters, fetched for many of them in one prepared query each."""

from collections.abc import Collection

from letters.models.correspondent import Correspondent
from letters.models.letter import Letter
from letters.models.prepared import Prepared, keep
from letters.models.signatory import Signatory

CORRESPONDENTS = Prepared(
    lambda letters: Correspondent.objects.filter(letter__in=letters).select_related(
        "organisation", "person", "office"
    )
)
SIGNATORIES = Prepared(
    lambda letters: Signatory.objects.filter(letter__in=letters).select_related("person")
)


def fetch_parties(letters: Collection[Letter]) -> None:
    """Fetch who wrote letters to whom, and who signs them."""
    keys = [letter.pk for letter in letters]
    if keys:
        keep(letters, "correspondents", CORRESPONDENTS(keys), "letter")
        keep(letters, "signatories", SIGNATORIES(keys), "letter")
