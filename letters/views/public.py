"""Public records by their slugs: a body or a person whose page may be shown."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404


def public_or_404(rows: QuerySet[Any], slug: str) -> Any:
    """Return the public record with a slug; raise Http404 where there is none.

    Nearly all are public for the first reason, which one bare query finds. To write the query for
    all reasons together takes longer than the rest of a page's questions.
    """
    found = rows.filter(slug=slug).first()
    if found is None or not (is_named(found) or _is_public(found)):
        raise Http404
    return found


def is_named(record: Any) -> bool:
    """Tell whether a published letter names a record itself, in one of its parts or its ledger."""
    meta = record._meta
    ways = (meta.get_field(name).related_model for name in record.PUBLIC_THROUGH)
    return any(
        way._default_manager.public().filter(**{meta.model_name: record.pk}).exists()
        for way in ways
    )


def _is_public(record: Model) -> bool:
    found: bool = type(record)._default_manager.public().filter(pk=record.pk).exists()  # type: ignore[attr-defined]
    return found
