"""Signatories: who signs a letter, in what order, in which capacities."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from letters.models.letter import Letter
from letters.models.organisation import Organisation
from letters.models.person import Person


class SignatoryQuerySet(models.QuerySet[Any]):
    """Signatories by letter and place."""

    def get_by_natural_key(self, letter: str, order: int) -> Any:
        return self.get(letter__slug=letter, order=order)

    def public(self) -> Any:
        """Keep the signatories of published letters."""
        return self.filter(letter__status=Letter.Status.PUBLISHED)


class Signatory(models.Model):
    """A person signing a letter, at a place in the order."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="signatories")
    order = models.PositiveSmallIntegerField(default=1)
    # Indexed below, with the letter: what somebody signs is found without the rows.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    as_printed = models.CharField(max_length=200, blank=True, help_text="“Dr. Andrés Serbin”")

    objects = SignatoryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "signatories"
        indexes = [models.Index(fields=["person", "letter"], name="signatory_of_letter")]
        constraints = [
            models.UniqueConstraint(fields=["letter", "order"], name="signatory_has_its_own_place")
        ]

    def __str__(self) -> str:
        return self.as_printed or str(self.person)

    def natural_key(self) -> tuple[str, int]:
        return (self.letter.slug, self.order)

    natural_key.dependencies = ["letters.letter", "letters.person"]  # type: ignore[attr-defined]


class CapacityQuerySet(models.QuerySet[Any]):
    """Capacities by signatory and place."""

    def get_by_natural_key(self, letter: str, signatory: int, order: int) -> Any:
        return self.get(signatory__letter__slug=letter, signatory__order=signatory, order=order)

    def public(self) -> Any:
        """Keep the capacities in which published letters are signed."""
        return self.filter(signatory__letter__status=Letter.Status.PUBLISHED)


class Capacity(models.Model):
    """A role in an organisation in which a signatory signs, as printed."""

    signatory = models.ForeignKey(Signatory, on_delete=models.CASCADE, related_name="capacities")
    order = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(
        max_length=200, blank=True, help_text="As printed: “Executive Director”. May be empty."
    )
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    organisation_as_printed = models.CharField(
        max_length=200, blank=True, help_text="“The Aegis Trust”"
    )

    objects = CapacityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "capacities"
        constraints = [
            models.UniqueConstraint(
                fields=["signatory", "order"], name="capacity_has_its_own_place"
            ),
            models.CheckConstraint(
                condition=~Q(role="") | Q(organisation__isnull=False),
                name="capacity_says_something",
            ),
        ]

    def __str__(self) -> str:
        organisation = self.organisation_as_printed or str(self.organisation or "")
        return ", ".join(part for part in (self.role, organisation) if part)

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.signatory.natural_key(), self.order)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "letters.signatory",
        "letters.organisation",
    ]

    def clean(self) -> None:
        if not self.role and not self.organisation_id:
            raise ValidationError("A capacity needs a role, an organisation or both.")
