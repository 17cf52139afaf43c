"""Public records by their slugs: a body or a person whose page may be shown."""

from functools import cache
from typing import Any

from django.db.models import Model
from django.http import Http404

from letters.models.prepared import Prepared


def public_or_404(by_slug: "Prepared[Any]", slug: str) -> Any:
    """Return the public record with a slug; raise Http404 where there is none.

    Nearly all are public for the first reason, which one bare query finds. To write the query for
    all reasons together takes longer than the rest of a page's questions.
    """
    found = by_slug.first(slug)
    if found is None or not (is_named(found) or _is_public(found)):
        raise Http404
    return found


def is_named(record: Any) -> bool:
    """Tell whether a published letter names a record itself, in one of its parts or its ledger."""
    model: Any = type(record)
    return any(_way(model, name)(record.pk) for name in model.PUBLIC_THROUGH)


@cache
def _way(model: Any, name: str) -> "Prepared[Any]":
    rows = model._meta.get_field(name).related_model._default_manager
    return Prepared(
        lambda key: (
            rows.public().filter(**{model._meta.model_name: key}).order_by().values_list("pk")[:1]
        )
    )


def _is_public(record: Model) -> bool:
    found: bool = type(record)._default_manager.public().filter(pk=record.pk).exists()  # type: ignore[attr-defined]
    return found
