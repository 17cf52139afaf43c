"""Answers: spans of later documents that answer a recommendation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from letters import dates
from letters.models.letter import Letter
from letters.models.quotes import check_quote
from letters.models.recommendation import PUBLISHED, Recommendation, is_public


class AnswerQuerySet(models.QuerySet[Any]):
    """Answers, as the ledger speaks of them."""

    def get_by_natural_key(self, letter: str, number: int, order: int) -> Any:
        return self.get(
            recommendation__letter__slug=letter, recommendation__number=number, order=order
        )

    def public(self) -> Any:
        """Keep answers in published letters to public recommendations."""
        return self.filter(is_public("recommendation"), letter__status=PUBLISHED)


class Answer(models.Model):
    """A quoted span that answers a recommendation, with its stance."""

    class Stance(models.TextChoices):
        ACCEPTED = "accepted", "accepted"
        ACCEPTED_IN_PART = "accepted-in-part", "accepted in part"
        ALREADY_DOING = "already-doing", "already doing"
        INFORMATION_GIVEN = "information-given", "information given"
        NOTED = "noted", "noted"
        DEFERRED = "deferred", "deferred"
        DECLINED = "declined", "declined"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="answers"
    )
    order = models.PositiveSmallIntegerField(default=1)
    letter = models.ForeignKey(
        Letter,
        on_delete=models.CASCADE,
        related_name="answers",
        help_text="The document that answers; it need not be a reply.",
    )
    passage = models.PositiveIntegerField(
        null=True, blank=True, help_text="The passage with the quote. Empty: found from the quote."
    )
    quote = models.TextField(help_text="The words that answer, letter by letter.")
    stance = models.CharField(max_length=20, choices=Stance.choices)
    note = models.TextField(blank=True, help_text="Why these words answer that ask.")

    objects = AnswerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "order"], name="answer_has_its_own_place"
            ),
            models.CheckConstraint(condition=~Q(quote=""), name="answer_has_a_quote"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.quote[:60]}"

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.recommendation.natural_key(), self.order)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "letters.recommendation",
        "letters.letter",
    ]

    def waited(self) -> dates.Days | None:
        """Return the days from the ask to this answer, as far as the dates say."""
        return dates.days_between(self.recommendation.letter.when, self.letter.when)

    def clean(self) -> None:
        """Raise ValidationError unless the quote stands in the letter, which follows the ask."""
        self.passage = check_quote(self.letter, self.quote, self.passage)
        asked = self.recommendation.letter
        if self.letter_id == asked.pk:
            raise ValidationError({"letter": "A letter does not answer its own asks."})
        if self.letter.latest and asked.earliest and self.letter.latest < asked.earliest:
            raise ValidationError({"letter": "This letter is older than the ask."})
