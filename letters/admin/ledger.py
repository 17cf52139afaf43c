"""Asks and answers in the form of their letter: quotes that stand in the text beside them."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from letters.admin.rows import ArchiveInline, RowForm, RowsFormSet
from letters.admin.saving import saving
from letters.models import Answer, Letter, Recommendation
from letters.models.quotes import not_found, refind
from letters.text import read


class QuoteForm(RowForm):
    """A row with a quote: its passage is found again where the curator does not name one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "passage" not in self.changed_data:
            cleaned["passage"] = self._passage(cleaned)
        return cleaned

    def _passage(self, cleaned: dict[str, Any]) -> int | None:
        if not self.is_stored or {"quote", "reported_in"} & set(self.changed_data):
            return None
        letter = cleaned.get("letter")
        if not isinstance(letter, Letter) or self.is_reported(cleaned.get("reported_in")):
            passage: int | None = self.instance.passage
            return passage
        return where_now(letter, cleaned.get("quote", ""), self.instance.passage)

    def is_reported(self, reported_in: Any) -> bool:
        """Tell whether the words stand in another document than this letter."""
        return reported_in is not None


class QuotedRows(RowsFormSet):
    """Rows with quotes. A changed text is checked for the quotes of all of them."""

    def clean(self) -> None:
        super().clean()
        if saving(self.instance).text_before == self.instance.text:
            return
        lost = [error for row, form in self._unchanged() for error in self._refound(row, form)]
        if lost:
            raise ValidationError(lost)

    def _unchanged(self) -> Iterator[tuple[Any, Any]]:
        """Yield the rows that the curator did not change, with their form if they are shown."""
        yield from ((form.instance, form) for form in self.rows() if not form.has_changed())
        yield from ((row, None) for row in self.absent())

    def _refound(self, row: Any, form: Any) -> Iterator[str]:
        """Find the passage of a row's quote again; yield what to say where it is lost."""
        if getattr(row, "reported_in_id", None) is not None:
            return
        passage = where_now(self.instance, row.quote, row.passage)
        if passage is None:
            message = not_found(self.instance, row.quote)
            if form is None:
                yield f"{row}: {message}"
            else:
                form.add_error("quote", message)
        elif passage != row.passage:
            row.passage = passage
            self._has_moved(row, form)

    def _has_moved(self, row: Any, form: Any) -> None:
        if form is not None:
            form.is_moved = True
        else:
            self.moved = [*getattr(self, "moved", []), row]

    def save(self, commit: bool = True) -> list[Any]:
        saved = super().save(commit)
        for row in getattr(self, "moved", []):
            self._at_this_moment(row).save()
        return saved


def where_now(letter: Letter, quote: str, passage: int | None) -> int | None:
    """Return the passage of a quote in the text that the letter is about to have."""
    return refind(read(saving(letter).text_before), letter.reading(), quote, passage)


# Asks


class AskRows(QuotedRows):
    """Asks: each new one gets the letter's next number."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            answers = Answer.objects.filter(recommendation=form.instance) if form.is_stored else []
            for answer in answers:
                raise ValidationError(
                    f"“{form.instance}” is answered in “{answer.letter}”. "
                    "Remove the answer there before you remove the ask."
                )

    def _save_row(self, form: Any) -> None:
        if not form.is_stored:
            form.instance.number = Recommendation.objects.next_number(self.instance)
        super()._save_row(form)


class RecommendationInline(ArchiveInline):
    model = Recommendation
    fk_name = "letter"
    form = QuoteForm
    formset = AskRows
    verbose_name = "ask"
    verbose_name_plural = "asks"
    show_change_link = True
    rows = {"quote": 3, "note": 2}
    reading = frozenset({"quote"})
    fieldsets = (
        (None, {"fields": ("quote", ("gist", "form"), "themes")}),
        (
            "Passage, reported elsewhere, restates, note",
            {
                "fields": (("passage", "reported_in"), ("restates", "restates_reason"), "note"),
                "classes": ("collapse",),
            },
        ),
    )
    hint = (
        "Each thing that somebody is asked for, quoted letter by letter. The senders ask the "
        "recipients; where it is somebody else, save and open the ask."
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("themes")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 2 if obj is None or obj.pk is None else 1


# Answers


class AnswerRows(QuotedRows):
    """Answers: each takes the next place among the answers to its ask."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        if not self.is_bound and not form.is_stored:
            # A row that an address fills in counts as entered: it was shown as if empty.
            form.data = MultiValueDict(
                {form[name].html_initial_name: [""] for name in form.initial}
            )
        return form

    def _save_row(self, form: Any) -> None:
        if not form.is_stored or "recommendation" in form.changed_data:
            others = Answer.objects.filter(recommendation=form.instance.recommendation)
            last = others.exclude(pk=form.instance.pk).aggregate(last=Max("order"))["last"]
            form.instance.order = (last or 0) + 1
        super()._save_row(form)


class AnswerInline(ArchiveInline):
    model = Answer
    form = QuoteForm
    formset = AnswerRows
    rows = {"quote": 3, "note": 2}
    reading = frozenset({"quote"})
    fields = ("recommendation", "quote", ("stance", "passage"), "note")
    hint = "Where this letter answers what an earlier one asks. Quote the words that answer."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("recommendation__letter")
