"""Rows that may be shown: ``public()`` of the models, for pages that look at very many rows.

The letters that are not published are few, and an index lists them: leaving out their rows costs
next to nothing. Joining each row with its letter reads a page of the largest table for it, text
and all (five times slower for 100,000 rows, measured on SQLite). Where rows are few, ``public()``
is right: it lists nothing.
"""

from typing import Any

from django.db.models.expressions import RawSQL

from letters.models import Recommendation

# As in the condition of the index: with a parameter in place of the word, SQLite would not use it.
HIDDEN = "SELECT id FROM letters_letter WHERE NOT (status = 'published')"


def shown(rows: Any, *letters: str) -> Any:
    """Keep rows none of whose letters is hidden; ``letters`` lead there, by default ``letter``."""
    for letter in letters or ("letter",):
        rows = rows.exclude(**{f"{letter}__in": RawSQL(HIDDEN, ())})  # noqa: S611  a constant
    return rows


def shown_asks() -> Any:
    """Return all public asks."""
    return shown(Recommendation.objects.all(), "letter", "reported_in")
