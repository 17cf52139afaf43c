"""The ledger of one letter: what it asks, reports and answers, as far as the public may see it.

The letter itself counts as shown, so that a curator's preview of a draft reads as it will.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q

from letters.models import Answer, Asker, Letter, Recommendation
from letters.models.letter import LONG_FIELDS

PUBLISHED = Letter.Status.PUBLISHED


@dataclass(frozen=True)
class Ledger:
    """The asks quoted from a letter or made by it, the answers to them, and those it gives."""

    letter: Letter
    recommendations: list[Recommendation]
    answers: list[Answer]
    restatements: list[Recommendation]

    @cached_property
    def own(self) -> list[Recommendation]:
        """What this letter asks, wherever its words are known from."""
        return [row for row in self.recommendations if row.letter_id == self.letter.pk]

    @cached_property
    def quoted_here(self) -> list[Recommendation]:
        """The asks whose words stand in this letter, its own or reported ones."""
        return [row for row in self.recommendations if row.document.pk == self.letter.pk]

    @cached_property
    def reported(self) -> list[Recommendation]:
        """The asks of other letters that are known from this one."""
        return [row for row in self.quoted_here if row.letter_id != self.letter.pk]

    @cached_property
    def given(self) -> list[Answer]:
        """The answers that stand in this letter."""
        return [row for row in self.answers if row.letter_id == self.letter.pk]

    @cached_property
    def received(self) -> dict[int, list[Answer]]:
        """The answers to each ask of ``recommendations``, in the order of their letters."""
        return _grouped(sorted(self.answers, key=lambda row: (row.letter.sort_date, row.order)))

    def answers_to(self, recommendation: Recommendation) -> list[Answer]:
        return self.received.get(recommendation.pk, [])

    def restated_by(self, recommendation: Recommendation) -> list[Recommendation]:
        """The later asks that repeat one of these."""
        return [row for row in self.restatements if row.restates_id == recommendation.pk]


def _grouped(answers: Iterable[Answer]) -> dict[int, list[Answer]]:
    groups: dict[int, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.recommendation_id, []).append(answer)
    return groups


def ledger_of(letter: Letter) -> Ledger:
    """Fetch the ledger of a letter, in four queries whatever it holds."""
    recommendations = list(_recommendations(letter))
    return Ledger(
        letter,
        recommendations,
        list(_answers(letter, recommendations)),
        list(_restatements(recommendations)),
    )


def _recommendations(letter: Letter) -> Any:
    letters = ("letter", "reported_in", "restates__letter", "restates__reported_in")
    return (
        Recommendation.objects.filter(
            Q(letter=letter) | Q(reported_in=letter),
            Q(letter=letter) | Q(letter__status=PUBLISHED),
            Q(reported_in=None) | Q(reported_in=letter) | Q(reported_in__status=PUBLISHED),
        )
        .select_related(*letters)
        .defer(*without_texts(*letters))
        .prefetch_related(
            Prefetch("askers", Asker.objects.select_related("organisation", "person", "office"))
        )
        .order_by("letter__sort_date", "letter", "number")
    )


def _answers(letter: Letter, recommendations: list[Recommendation]) -> Any:
    """Return the answers that the letter gives, and those to the asks that stand in it.

    The first condition names columns of one table: an OR across tables reads the whole of them.
    """
    asked, reported = "recommendation__letter", "recommendation__reported_in"
    letters = ("letter", "letter__replies_to", asked, reported)
    return (
        Answer.objects.filter(
            Q(letter=letter) | Q(recommendation__in=recommendations),
            Q(letter=letter) | Q(letter__status=PUBLISHED),
            Q(**{asked: letter}) | Q(**{f"{asked}__status": PUBLISHED}),
            Q(**{reported: None})
            | Q(**{reported: letter})
            | Q(**{f"{reported}__status": PUBLISHED}),
        )
        .select_related(*letters)
        .defer(*without_texts(*letters))
        .order_by("recommendation__letter__sort_date", "recommendation", "order")
    )


def _restatements(recommendations: list[Recommendation]) -> Any:
    """Return the public asks that repeat one of these, oldest first."""
    return (
        Recommendation.objects.public()
        .filter(restates__in=recommendations)
        .select_related("letter")
        .defer(*without_texts("letter"))
        .order_by("letter__sort_date", "letter", "number")
    )


def without_texts(*relations: str) -> list[str]:
    """Name the long fields of related letters, to be left in the database."""
    return [f"{relation}__{field}" for relation in relations for field in LONG_FIELDS]
