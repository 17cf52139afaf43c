"""Slugs made from titles and names, where a curator leaves that to the archive."""

from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from letters.models import FormerSlug, Letter

LONGEST = 90
# Letters that Django's slugify would drop, because they are no letter with a sign added to it.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "’": None,
        "'": None,
        "_": "-",
        "/": "-",
    }
)


def free_slug(model: type[Model], wording: str) -> str:
    """Return a slug for the wording that no record has; a number is added where one has it."""
    plain = slugify(wording.casefold().translate(_LETTERS))[:LONGEST].strip("-")
    stem = plain or model._meta.model_name or ""
    slug, number = stem, 1
    while _is_taken(model, slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _is_taken(model: type[Any], slug: str) -> bool:
    if model is Letter and FormerSlug.objects.filter(slug=slug).exists():
        return True
    return bool(model._default_manager.filter(slug=slug).exists())
