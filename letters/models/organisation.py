"""Organisations: the correspondents that other letter archives leave out."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from letters import spelling
from letters.models.names import SORT_KEY_LENGTH, Authorised, Named, NamedQuerySet
from letters.models.prepared import Prepared

# Deeper nesting than this is a mistake in the data, not an administration.
MAX_DEPTH = 12


class OrganisationQuerySet(NamedQuerySet):
    """Organisations, with what is above and below them."""

    def public(self) -> Any:
        """Keep organisations that a published letter names, and what those are a part of."""
        named = self.named_in_public() | Q(Exists(_public_offices()))
        own = self.model.objects.filter(named)
        above = Q(pk__in=own.values("parent")) | Q(pk__in=own.values("parent__parent"))
        return self.filter(named | above)

    def with_descendants(self, organisation: "Organisation") -> list[int]:
        """Return the ids of an organisation and of everything below it."""
        ids, level = [organisation.pk], [organisation.pk]
        for __ in range(MAX_DEPTH):
            level = BELOW(level)
            if not level:
                break
            ids += level
        return ids


class Organisation(Named, Authorised):
    """A body that writes, receives or signs letters: one record however it is spelt."""

    PUBLIC_THROUGH: ClassVar[tuple[str, ...]] = ("correspondent", "capacity", "asker", "addressee")

    class Kind(models.TextChoices):
        CIVIL_SOCIETY = "civil-society", "civil society organisation"
        COALITION = "coalition", "coalition"
        GOVERNMENT = "government", "government"
        DEPARTMENT = "department", "government department"
        INTERNATIONAL = "international", "international organisation"
        PARLIAMENT = "parliament", "parliamentary body"
        ACADEMIC = "academic", "academic institution"
        OTHER = "other", "other body"

    name = models.CharField(max_length=200, help_text="The name this archive uses.")
    acronym = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The body this one is a part of, where the documents say so.",
    )
    website = models.URLField(blank=True)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["sort_key", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="organisation_is_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/organisations/{self.slug}/"

    def name_forms(self) -> Iterator[str]:
        yield from super().name_forms()
        if self.acronym:
            yield self.acronym

    def sort_name(self) -> str:
        name = self.name.removeprefix("The ").removeprefix("the ")
        return spelling.fold_text(name)[:SORT_KEY_LENGTH]

    def ancestors(self) -> list["Organisation"]:
        """Return the bodies above this one, nearest first."""
        above: list[Organisation] = []
        parent = self.parent
        while parent is not None and parent not in above and len(above) < MAX_DEPTH:
            above.append(parent)
            parent = parent.parent
        return above

    def clean(self) -> None:
        if self.pk and self.parent and self.pk in [self.parent.pk, *_pks(self.parent.ancestors())]:
            raise ValidationError({"parent": "An organisation cannot be a part of itself."})


# In no order: a database that sorts along an index of all names reads them all.
BELOW = Prepared(
    lambda keys: (
        Organisation.objects.filter(parent__in=keys).order_by().values_list("pk", flat=True)
    )
)


def _pks(rows: list[Organisation]) -> list[int]:
    return [row.pk for row in rows]


def _public_offices() -> Any:
    offices: Any = Organisation._meta.get_field("offices").related_model
    return offices.objects.public().filter(organisation=OuterRef("pk"))
