"""Themes: the curators' controlled vocabulary."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from letters.models.slugs import SlugQuerySet, slug_field


class ThemeQuerySet(SlugQuerySet):
    """Themes, and those that may be shown."""

    def public(self) -> Any:
        """Keep themes that a public recommendation carries.

        The first that there is, and not EXISTS: PostgreSQL would join three million asks with
        their letters to find out whether there is one (6 s for twelve themes).
        """
        asks = self.model._meta.get_field("recommendations").related_model._default_manager
        carrying = asks.public().filter(themes=models.OuterRef("pk")).order_by().values("pk")
        return self.alias(ask=models.Subquery(carrying[:1])).filter(ask__isnull=False)


class Theme(models.Model):
    """A term of the curators' vocabulary, carried by recommendations."""

    slug = slug_field()
    name = models.CharField(max_length=120, unique=True)
    scope_note = models.TextField(blank=True, help_text="What belongs under this theme.")

    objects = ThemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/themes/{self.slug}/"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
