"""Slugs: the permanent names of records in addresses, fixtures and the index."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models

# A leading "-" excludes a value in the query string, so no slug may begin with one.
SLUG = RegexValidator(
    r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    "A slug is made of lower-case letters and digits, with single hyphens between them.",
)


class SlugQuerySet(models.QuerySet[Any]):
    """Find rows by slug: the natural key of everything that has an address."""

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


def slug_field() -> "models.SlugField[str, str]":
    """Return a unique slug field that never begins with a hyphen."""
    return models.SlugField(
        max_length=120,
        unique=True,
        validators=[SLUG],
        help_text="The name in the address. It stays the same once the record is public.",
    )
