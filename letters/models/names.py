"""Names in several forms: what organisations, people and offices have in common."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from letters import spelling
from letters.models.derived import DerivedCharField, DerivedTextField
from letters.models.slugs import SlugQuerySet, slug_field

SORT_KEY_LENGTH = 300


def lines(text: str) -> list[str]:
    """Return the lines of a field that holds one entry a line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_uris(text: str) -> None:
    """Raise ValidationError unless every line is an http or https address."""
    check = URLValidator(schemes=["http", "https"])
    for line in lines(text):
        try:
            check(line)
        except ValidationError as error:
            raise ValidationError(f"“{line}” is not a web address.") from error


class NamedQuerySet(SlugQuerySet):
    """Find rows by any form of their name, and those that may be shown."""

    def public(self) -> Any:
        """Keep rows that a published letter or its ledger names."""
        return self.filter(self.named_in_public())

    def named_in_public(self) -> Q:
        """Return the condition that a published letter names the row.

        One EXISTS per way of naming, each of which stops at its first row: an organisation with
        100,000 letters costs no more than one with three.
        """
        named = Q()
        for relation in self.model.PUBLIC_THROUGH:
            rows = self.model._meta.get_field(relation).related_model._default_manager.public()
            named |= Q(Exists(rows.filter(**{self.model._meta.model_name: OuterRef("pk")})))
        return named

    def named_like(self, text: str) -> Any:
        """Keep rows of whose name forms every word of ``text`` is the beginning of a word.

        Case, diacritics and British or American spelling make no difference.
        """
        found = self
        for word in spelling.fold_text(text[:200]).split()[:12]:
            found = found.filter(folded__contains=f" {word}")
        return found


class Named(models.Model):
    """A record known by several forms of its name."""

    # How a published letter can name the row: relations whose QuerySet has public().
    PUBLIC_THROUGH: ClassVar[tuple[str, ...]] = ()

    slug = slug_field()
    other_names = models.TextField(
        blank=True, help_text="Other forms of the name that occur, one a line."
    )
    description = models.TextField(
        blank=True, help_text="Only what the documents of this archive say."
    )
    folded = DerivedTextField(derive="fold_names", default="")
    sort_key = DerivedCharField(
        derive="sort_name", max_length=SORT_KEY_LENGTH, default="", db_index=True
    )

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def name_forms(self) -> Iterator[str]:
        """Yield every form of the name."""
        yield str(self)
        yield from lines(self.other_names)

    def fold_names(self) -> str:
        return "".join(f" {spelling.fold_text(form)} " for form in self.name_forms())

    def sort_name(self) -> str:
        return spelling.fold_text(str(self))[:SORT_KEY_LENGTH]


class Authorised(models.Model):
    """A record that authority files know too."""

    authorities = models.TextField(
        blank=True,
        validators=[check_uris],
        help_text="Addresses in authority files such as VIAF, GND and Wikidata, one a line.",
    )

    class Meta:
        abstract = True
