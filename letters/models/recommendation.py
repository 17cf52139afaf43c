"""Recommendations: what letters ask for, each a quoted span of a document."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from simple_history.models import HistoricalRecords

from letters.models.letter import Letter
from letters.models.party import IS_SOMEBODY, Party
from letters.models.quotes import check_quote
from letters.models.theme import Theme

PUBLISHED = Letter.Status.PUBLISHED
# Longer chains of restatement than this are a mistake in the data.
MAX_CHAIN = 100


def is_public(ask: str = "") -> Q:
    """Return the condition that an ask is public, for rows that refer to it as ``ask``.

    A condition on what is joined, and no list of public asks: SQLite makes such a list of all
    asks anew for each query, however few it is about.
    """
    at = f"{ask}__" if ask else ""
    reported = Q(**{f"{at}reported_in": None}) | Q(**{f"{at}reported_in__status": PUBLISHED})
    return Q(reported, **{f"{at}letter__status": PUBLISHED})


class RecommendationQuerySet(models.QuerySet[Any]):
    """Recommendations, as the ledger speaks of them."""

    def get_by_natural_key(self, letter: str, number: int) -> Any:
        return self.get(letter__slug=letter, number=number)

    def public(self) -> Any:
        """Keep asks of published letters whose words stand in a published document."""
        return self.filter(is_public())

    def answered(self) -> Any:
        """Keep asks with an answer in a published letter."""
        return self.filter(Exists(self._answers()))

    def unanswered(self) -> Any:
        """Keep asks with no answer on record."""
        return self.filter(~Exists(self._answers()))

    def _answers(self) -> Any:
        answers = self.model._meta.get_field("answers").related_model._default_manager
        return answers.public().filter(recommendation=OuterRef("pk"))

    def next_number(self, letter: Letter) -> int:
        """Return the number of the letter's next recommendation: one that was never given.

        History knows the numbers of those that were deleted.
        """
        tables = (self.filter(letter=letter), self.model.history.filter(letter=letter.pk))
        return 1 + max(rows.aggregate(most=Max("number"))["most"] or 0 for rows in tables)

    def in_order(self) -> Any:
        """Order by the letters' dates, then by number."""
        return self.order_by("letter__sort_date", "letter", "number")


class Recommendation(models.Model):
    """An ask: a quoted span of a document in which somebody is asked for something."""

    class Form(models.TextChoices):
        REQUEST = "request", "request"
        POINT = "point", "point to make"
        IMPLIED = "implied", "implied"

    letter = models.ForeignKey(
        Letter,
        on_delete=models.CASCADE,
        related_name="recommendations",
        help_text="The letter that asks.",
    )
    number = models.PositiveSmallIntegerField(
        help_text="Its number in the letter; part of its address, never given twice."
    )
    reported_in = models.ForeignKey(
        Letter,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        # Indexed below: few asks are known from another document, and few repeat another ask.
        db_index=False,
        related_name="reported_recommendations",
        help_text="The document whose words are quoted, where that is not the letter itself.",
    )
    passage = models.PositiveIntegerField(
        null=True, blank=True, help_text="The passage with the quote. Empty: found from the quote."
    )
    quote = models.TextField(help_text="The words that ask, letter by letter.")
    gist = models.CharField(
        max_length=200, help_text="In a few words, what the addressee is to do or to say."
    )
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.REQUEST)
    themes = models.ManyToManyField(Theme, blank=True, related_name="recommendations")
    restates = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="restatements",
        help_text="The earlier recommendation that this one repeats.",
    )
    restates_reason = models.CharField("reason", max_length=300, blank=True)
    note = models.TextField(blank=True, help_text="The curators' note.")

    objects = RecommendationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        ordering = ["letter", "number"]
        indexes = [
            models.Index(
                fields=["restates"], name="ask_by_restated", condition=Q(restates__isnull=False)
            ),
            models.Index(
                fields=["reported_in"], name="ask_by_report", condition=Q(reported_in__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "number"], name="recommendation_has_its_own_number"
            ),
            models.CheckConstraint(condition=~Q(quote=""), name="recommendation_has_a_quote"),
            models.CheckConstraint(
                condition=Q(form__in=["request", "point", "implied"]),
                name="recommendation_form_is_known",
            ),
            models.CheckConstraint(
                condition=Q(restates=None) | ~Q(restates=F("id")),
                name="recommendation_does_not_restate_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"Ask {self.number}: {self.gist}"

    def get_absolute_url(self) -> str:
        return f"/recommendations/{self.letter.slug}/{self.number}/"

    def natural_key(self) -> tuple[str, int]:
        return (self.letter.slug, self.number)

    natural_key.dependencies = ["letters.letter", "letters.theme"]  # type: ignore[attr-defined]

    @property
    def document(self) -> Letter:
        """The document in which the quoted words stand."""
        return self.reported_in or self.letter

    def clean(self) -> None:
        """Raise ValidationError unless the quote stands in its document; find its passage."""
        if not self.letter.held and self.reported_in is None:
            raise ValidationError(
                {"reported_in": "The letter is not held: name the document that reports the ask."}
            )
        self.passage = check_quote(self.document, self.quote, self.passage)
        self._check_restates()

    def _check_restates(self) -> None:
        earlier, steps = self.restates, 0
        if earlier and earlier.letter.day_to_sort_by() > self.letter.day_to_sort_by():
            raise ValidationError({"restates": "A recommendation restates an earlier one."})
        while earlier is not None and steps < MAX_CHAIN:
            if self.pk and earlier.pk == self.pk:
                raise ValidationError({"restates": "These restatements would form a circle."})
            earlier, steps = earlier.restates, steps + 1


class AskPartyQuerySet(models.QuerySet[Any]):
    """Askers and addressees by recommendation and place."""

    def get_by_natural_key(self, letter: str, number: int, order: int) -> Any:
        return self.get(
            recommendation__letter__slug=letter, recommendation__number=number, order=order
        )

    def public(self) -> Any:
        """Keep the parties of public recommendations."""
        return self.filter(is_public("recommendation"))


class AskParty(Party):
    """A party of a recommendation."""

    objects = AskPartyQuerySet.as_manager()

    class Meta(Party.Meta):
        abstract = True

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.recommendation.natural_key(), self.order)  # type: ignore[attr-defined]

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "letters.recommendation",
        "letters.organisation",
        "letters.person",
        "letters.office",
    ]


class Asker(AskParty):
    """Who asks; without a row the senders of the letter do."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="askers"
    )
    history = HistoricalRecords()

    class Meta(AskParty.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "order"], name="asker_has_its_own_place"
            ),
            models.CheckConstraint(condition=IS_SOMEBODY, name="asker_is_somebody"),
        ]


class Addressee(AskParty):
    """Who is asked; without a row the recipients of the letter are."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="addressees"
    )
    history = HistoricalRecords()

    class Meta(AskParty.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "order"], name="addressee_has_its_own_place"
            ),
            models.CheckConstraint(condition=IS_SOMEBODY, name="addressee_is_somebody"),
        ]
