"""Country mentions: where a curator knows better than the list of names."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from letters import countries
from letters.models.letter import Letter


def check_country(code: str) -> None:
    """Raise ValidationError unless the code is an ISO 3166-1 alpha-2 code."""
    try:
        countries.name(code)
    except (KeyError, ValueError) as error:
        raise ValidationError(f"“{code}” is not a country code of ISO 3166.") from error


class CountryMentionQuerySet(models.QuerySet[Any]):
    """Mentions by letter and country."""

    def get_by_natural_key(self, letter: str, country: str) -> Any:
        return self.get(letter__slug=letter, country=country)


class CountryMention(models.Model):
    """A country that a curator adds to, or takes from, those found in a letter's text."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="country_mentions")
    country = models.CharField(
        max_length=2, validators=[check_country], help_text="ISO 3166: GB, SY, CF."
    )
    mentioned = models.BooleanField(
        default=True, help_text="Off: the name in the text does not mean this country."
    )

    objects = CountryMentionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["country"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "country"], name="country_mentioned_once")
        ]

    def __str__(self) -> str:
        return self.country if self.mentioned else f"not {self.country}"

    def natural_key(self) -> tuple[str, str]:
        return (self.letter.slug, self.country)

    natural_key.dependencies = ["letters.letter"]  # type: ignore[attr-defined]
