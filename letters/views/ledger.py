"""The ledger of one letter: what it asks, reports and answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from letters.models import Answer, Letter, Recommendation
from letters.models.letter import LONG_FIELDS


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


def without_texts(*relations: str) -> list[str]:
    """Name the long fields of related letters, to be left in the database."""
    return [f"{relation}__{field}" for relation in relations for field in LONG_FIELDS]
