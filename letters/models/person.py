"""People: those who write, sign and receive letters."""

from collections.abc import Iterator
from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from letters import spelling
from letters.models.names import SORT_KEY_LENGTH, Authorised, Named, NamedQuerySet


class Person(Named, Authorised):
    """A person named in the letters: one record however often and however spelt."""

    PUBLIC_THROUGH: ClassVar[tuple[str, ...]] = ("correspondent", "signatory", "asker", "addressee")

    surname = models.CharField(
        max_length=120, help_text="The part of the name that sorts, without titles."
    )
    forenames = models.CharField(max_length=120, blank=True)
    honorific = models.CharField(
        max_length=60, blank=True, help_text="As printed: Dr, Sir, Rt Hon, H.E. Mr."
    )
    suffix = models.CharField(max_length=60, blank=True, help_text="As printed: MP.")

    objects = NamedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["sort_key", "slug"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        if not self.forenames:
            return f"{self.honorific} {self.surname}".strip()
        return f"{self.forenames} {self.surname}"

    @property
    def full_name(self) -> str:
        """The name with honorific and suffix."""
        parts = [self.honorific, self.forenames, self.surname, self.suffix]
        return " ".join(part for part in parts if part)

    def get_absolute_url(self) -> str:
        return f"/people/{self.slug}/"

    def name_forms(self) -> Iterator[str]:
        yield self.full_name
        yield from super().name_forms()

    def sort_name(self) -> str:
        return spelling.fold_text(f"{self.surname} {self.forenames}")[:SORT_KEY_LENGTH]
