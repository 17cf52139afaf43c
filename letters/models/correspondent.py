"""Correspondents: who takes part in a letter, and in what part."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from letters.models.letter import Letter
from letters.models.party import IS_SOMEBODY, Party


class CorrespondentQuerySet(models.QuerySet[Any]):
    """Correspondents by letter and place."""

    def get_by_natural_key(self, letter: str, part: str, order: int) -> Any:
        return self.get(letter__slug=letter, part=part, order=order)

    def public(self) -> Any:
        """Keep the correspondents of published letters."""
        return self.filter(letter__status=Letter.Status.PUBLISHED)


class Correspondent(Party):
    """A party of a letter: sender, recipient, copied; for a meeting host or participant."""

    class Part(models.TextChoices):
        SENDER = "sender", "sender"
        RECIPIENT = "recipient", "recipient"
        COPIED = "copied", "copied to"
        HOST = "host", "host"
        ASSOCIATE = "associate", "in association with"
        PARTICIPANT = "participant", "participant"
        OBSERVER = "observer", "observer"

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="correspondents")
    part = models.CharField(max_length=12, choices=Part.choices)
    as_printed = models.CharField(max_length=300, blank=True, help_text="The name as it stands.")
    inferred = models.BooleanField(
        default=False, help_text="On: the document does not say so itself."
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why, if it is inferred.")

    objects = CorrespondentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Party.Meta):
        indexes = [
            *(index for index in Party.Meta.indexes if index.fields != ["office"]),
            # With the letter, so that letters are counted without their rows.
            models.Index(fields=["organisation", "part", "letter"], name="correspondent_of_letter"),
            models.Index(
                fields=["office", "part", "letter"],
                name="correspondent_in_office",
                condition=Q(office__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "part", "order"], name="correspondent_has_its_own_place"
            ),
            models.CheckConstraint(condition=IS_SOMEBODY, name="correspondent_is_somebody"),
            models.CheckConstraint(
                condition=Q(inferred=False) | ~Q(reason=""),
                name="correspondent_inferred_has_a_reason",
            ),
        ]

    def natural_key(self) -> tuple[str, str, int]:
        return (self.letter.slug, self.part, self.order)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "letters.letter",
        "letters.organisation",
        "letters.person",
        "letters.office",
    ]

    def clean(self) -> None:
        super().clean()
        if self.inferred and not self.reason:
            raise ValidationError({"reason": "Say why this correspondent is inferred."})
