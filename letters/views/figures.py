"""Figures of the whole archive: how many letters, asks and answers the public can read."""

from dataclasses import dataclass

from letters.models import Letter, Recommendation


@dataclass(frozen=True)
class Figures:
    """How much there is."""

    letters: int
    not_held: int
    asks: int
    answered: int

    @property
    def unanswered(self) -> int:
        return self.asks - self.answered

    @property
    def words(self) -> dict[str, str]:
        """The figures as they are set, with their thousands parted."""
        names = ("letters", "not_held", "asks", "answered", "unanswered")
        return {name: f"{getattr(self, name):,}" for name in names}


def figures() -> Figures:
    """Count what is published."""
    letters = Letter.objects.published()
    asks = Recommendation.objects.public()
    return Figures(
        letters.count(), letters.filter(held=False).count(), asks.count(), asks.answered().count()
    )
