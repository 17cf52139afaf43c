"""Bare letters: those of a page as ``for_list()`` gives them, without what Django does for each.

With four correspondents a letter, Django takes longer to make the rows of a page than a database
to find them. Each organisation, person and office is read once, however many letters name it.
"""

from collections.abc import Collection, Mapping
from typing import Any

from letters.filters.bare_rows import rows_with
from letters.models import Correspondent, Letter, Office, Organisation, Person, Signatory
from letters.models.letter import LONG_FIELDS
from letters.search.entries.bare import by_key, hang, link, wanted

# What no list says of a name.
UNSAID = ("other_names", "description", "folded", "sort_key")
LEFT_OUT: Mapping[Any, tuple[str, ...]] = {
    Organisation: (*UNSAID, "authorities", "website"),
    Person: (*UNSAID, "authorities"),
    Office: UNSAID,
}


def bare_letters(keys: Collection[int]) -> dict[int, Letter]:
    """Return published letters by key, with their parties and who signs, in at most six queries."""
    rows = rows_with(Letter, "id", keys, *LONG_FIELDS)
    # Asked of what was found: as a condition it tempts a database to begin with all that are.
    letters: dict[int, Letter] = by_key(row for row in rows if row.is_published)
    parties = hang(letters, "correspondents", _of(Correspondent, letters), "letter_id")
    signing = hang(letters, "signatories", _of(Signatory, letters), "letter_id")
    link_parties(parties, signing)
    return letters


def link_parties(parties: Collection[Any], signing: Collection[Any] = ()) -> None:
    """Make parties refer to their organisations, people and offices, and signatories to people."""
    link_organisations(parties)
    link(parties, "office", _named(Office, wanted(parties, "office_id")))
    people = _named(Person, wanted([*parties, *signing], "person_id"))
    link([*parties, *signing], "person", people)


def link_organisations(rows: Collection[Any]) -> None:
    """Make rows refer to their organisations."""
    link(rows, "organisation", _named(Organisation, wanted(rows, "organisation_id")))


def _named(model: Any, keys: set[int]) -> dict[int, Any]:
    return by_key(rows_with(model, "id", keys, *LEFT_OUT[model]))


def _of(model: Any, letters: Collection[int]) -> list[Any]:
    """Return rows of letters in their order; sorted here, where they are few."""
    rows = rows_with(model, "letter", letters)
    return sorted(rows, key=lambda row: (row.order, row.id))
