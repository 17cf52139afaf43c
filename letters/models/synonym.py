"""Synonyms: forms that mean the same when searching."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from letters.models.names import lines
from letters.models.slugs import SlugQuerySet, slug_field


class SynonymQuerySet(SlugQuerySet):
    """Synonyms by slug."""


class Synonym(models.Model):
    """A concept and the words or phrases for it: R2P, RtoP, Responsibility to Protect."""

    slug = slug_field()
    forms = models.TextField(help_text="Words or phrases that mean the same, one a line.")

    objects = SynonymQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return " = ".join(lines(self.forms))

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        if len(lines(self.forms)) < 2:
            raise ValidationError({"forms": "Give at least two forms, one a line."})

    def form_list(self) -> list[str]:
        """Return the forms, one an entry."""
        return lines(self.forms)
