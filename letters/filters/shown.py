"""Rows that may be shown: ``public()`` of the models, for pages that look at very many rows.

The letters that are not published are few, and an index lists them: to look each letter up there
costs next to nothing. Joining each row with its letter reads a page of the largest table for it,
text and all (five times slower for 100,000 rows, measured on SQLite); and as a list, with IN,
PostgreSQL would make it anew for each row of a query around this one.
"""

from typing import Any

from django.db.models import BooleanField, Exists, OuterRef
from django.db.models.expressions import RawSQL

from letters.models import Letter, Recommendation

# As in the condition of the index: with a parameter in place of the word, SQLite would not use it.
IS_HIDDEN = "NOT (status = 'published')"


def hidden_letters() -> Any:
    """Return the letters that are not published, by their index."""
    return Letter.objects.filter(RawSQL(IS_HIDDEN, (), output_field=BooleanField()))  # noqa: S611


def shown(rows: Any, *letters: str) -> Any:
    """Keep rows none of whose letters is hidden; ``letters`` lead there, by default ``letter``."""
    for letter in letters or ("letter",):
        rows = rows.filter(~Exists(hidden_letters().filter(pk=OuterRef(letter))))
    return rows


def shown_asks() -> Any:
    """Return all public asks."""
    return shown(Recommendation.objects.all(), "letter", "reported_in")
