"""Offices: posts held by different people over time."""

from collections.abc import Iterator
from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from letters.models.names import Named, NamedQuerySet
from letters.models.organisation import Organisation


class Office(Named):
    """A post in an organisation; who held it when follows from the letters."""

    PUBLIC_THROUGH: ClassVar[tuple[str, ...]] = ("correspondent", "asker", "addressee")

    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="offices"
    )

    objects = NamedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["sort_key", "slug"]

    def __str__(self) -> str:
        return self.title

    def name_forms(self) -> Iterator[str]:
        yield self.title
        yield from super().name_forms()
