"""Parties: an organisation, a person, an office, or somebody known in words only."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from letters.models.office import Office
from letters.models.organisation import Organisation
from letters.models.person import Person

IS_SOMEBODY = (
    Q(organisation__isnull=False) | Q(person__isnull=False) | Q(office__isnull=False) | ~Q(words="")
)


class Party(models.Model):
    """Somebody in a part: who writes, receives, asks or is asked."""

    order = models.PositiveSmallIntegerField(default=1)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    # Indexed below: most parties are no person and no office.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    words = models.CharField(
        max_length=300, blank=True, help_text="A party known in words only: “your members”."
    )

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        # Without the rows that have none: SQLite takes an index in which nearly all are alike for
        # useless, and looks for one person among all letters.
        indexes = [
            models.Index(
                fields=["person"], name="%(class)s_by_person", condition=Q(person__isnull=False)
            ),
            models.Index(
                fields=["office"], name="%(class)s_by_office", condition=Q(office__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        known = [self.person, self.office, self.organisation]
        return ", ".join(str(one) for one in known if one) or f"“{self.words}”"

    def clean(self) -> None:
        if not (self.organisation_id or self.person_id or self.office_id or self.words):
            raise ValidationError("Name an organisation, a person or an office, or use words.")
