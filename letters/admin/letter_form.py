"""The fields of a letter, checked against what quotes its text."""

from collections.abc import Iterator
from typing import Any

from letters.admin.ledger import where_now
from letters.admin.saving import saving
from letters.admin.versions import VersionedForm
from letters.models import Letter, Recommendation
from letters.models.quotes import not_found


class LetterForm(VersionedForm):
    """The fields of a letter."""

    slug_from = ("date", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saving(self.instance).text_before = self.instance.text if self.instance.pk else ""
        self.reports: list[Recommendation] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and "text" in self.changed_data and "text" in cleaned:
            for message in self._lost_reports(cleaned["text"]):
                self.add_error("text", message)
        return cleaned

    def _lost_reports(self, text: str) -> Iterator[str]:
        """Find the asks of other letters that this one reports; say which are lost."""
        after = Letter(title=self.instance.title, text=text)
        after.__dict__["_saving"] = saving(self.instance)
        reported = self.instance.reported_recommendations.select_related("letter")
        for ask in reported.order_by("letter", "number"):
            passage = where_now(after, ask.quote, ask.passage)
            if passage is None:
                whose = f"Ask {ask.number} of “{ask.letter}” is quoted from this letter"
                yield f"{whose}: “{ask.quote}” {not_found(after, ask.quote)}"
            elif passage != ask.passage:
                ask.passage = passage
                self.reports.append(ask)
