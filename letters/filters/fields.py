"""Fields of the lists that are searched: what may be typed, and what is wrong with the rest.

A value that cannot be used is left out, with a message beside its field; everything else counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django_filters import Filter

from letters import dates
from letters.filters.vocabularies import Known, Vocabulary

# More values of one facet than this are a mistake, or somebody trying things.
MOST_CHOSEN = 50
UNKNOWN = "“%s” is not known here."
# Digits of a page number that is still a number to anybody.
MOST_DIGITS = 18


@dataclass(frozen=True)
class Picked:
    """Values chosen of a facet, and values to leave out, as typed, with what they stand for."""

    wanted: Mapping[str, Known] = field(default_factory=dict)
    unwanted: Mapping[str, Known] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


@dataclass(frozen=True)
class Bound:
    """A year, a month or a day, as typed, with its first and its last day."""

    text: str
    first: date
    last: date


class UsableError(ValidationError):
    """A message about some of what was typed; ``kept`` is the rest."""

    def __init__(self, messages: list[str], kept: Any) -> None:
        super().__init__([legible(message) for message in messages])
        self.kept = kept


class LenientForm(forms.Form):
    """Keeps of each field what can be used."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if field:
            self.cleaned_data[field] = getattr(error, "kept", None)


class DatesForm(LenientForm):
    """Keeps the two ends of a span in order."""

    def clean(self) -> dict[str, Any]:
        after, before = self.cleaned_data.get("after"), self.cleaned_data.get("before")
        if after and before and before.last < after.first:
            message = f"{before.text} is earlier than {after.text}."
            self.add_error("before", UsableError([message], None))
        return self.cleaned_data


class FacetField(forms.Field):
    """Any number of values of a vocabulary, those to leave out with "-" before them."""

    widget = forms.MultipleHiddenInput

    def __init__(self, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.vocabulary = vocabulary

    def clean(self, value: Sequence[str] | None) -> Picked:
        typed = [each.strip() for each in value or () if each.strip()]
        kept = list(dict.fromkeys(typed))[:MOST_CHOSEN]
        if not kept:
            return Picked()
        known = self.vocabulary.read({each.removeprefix("-") for each in kept})
        picked = Picked(
            {each: known[each] for each in kept if each in known},
            {each[1:]: known[each[1:]] for each in kept if each[:1] == "-" and each[1:] in known},
        )
        wrong = [UNKNOWN % each for each in kept if each.removeprefix("-") not in known]
        if len(set(typed)) > len(kept):
            wrong.append(f"Only the first {MOST_CHOSEN} values are used.")
        if wrong:
            raise UsableError(wrong, picked)
        return picked


class WordsField(forms.Field):
    """What somebody searches for; anything goes."""

    def clean(self, value: str | None) -> str:
        return " ".join((value or "").replace("\0", " ").split())


class BoundField(forms.Field):
    """A year, a month or a day."""

    def clean(self, value: str | None) -> Bound | None:
        typed = (value or "").strip()
        if not typed:
            return None
        try:
            return Bound(typed, *dates.bounds(typed))
        except ValueError as error:
            raise UsableError([str(error)], None) from error


class PastField(BoundField):
    """A day that has come, as a day or as a month or a year that is over."""

    def clean(self, value: str | None) -> Bound | None:
        bound = super().clean(value)
        today = timezone.localdate()
        if bound and bound.last > today:
            raise UsableError([_to_come(bound, today)], None)
        return bound


def _to_come(bound: Bound, today: date) -> str:
    has_begun = bound.first <= today
    state = "is not over yet" if has_begun else "is still to come"
    return f"{bound.text} {state}. Write a day up to today, {today.isoformat()}."


class OneField(forms.Field):
    """One value of a short list."""

    def __init__(self, choices: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = tuple(choices)

    def clean(self, value: str | None) -> str:
        typed = (value or "").strip()
        if typed and typed not in self.choices:
            raise UsableError([UNKNOWN % typed], "")
        return typed


class PageField(forms.Field):
    """The number of a page."""

    def clean(self, value: str | None) -> int:
        typed = (value or "").strip() or "1"
        if not re.fullmatch(r"\d+", typed, re.ASCII):
            raise UsableError(["Write a whole number."], 1)
        number = int(typed[:MOST_DIGITS])
        if number < 1:
            raise UsableError(["Counting starts at 1."], 1)
        return number


class FacetFilter(Filter):  # type: ignore[misc]
    """A facet: values of a vocabulary, chosen or left out."""

    field_class = FacetField


class WordsFilter(Filter):  # type: ignore[misc]
    """Words to search for."""

    field_class = WordsField


class BoundFilter(Filter):  # type: ignore[misc]
    """One end of a span of time."""

    field_class = BoundField


class PastFilter(Filter):  # type: ignore[misc]
    """A day up to today."""

    field_class = PastField


class OneFilter(Filter):  # type: ignore[misc]
    """A choice that is no facet: an order, a number of rows."""

    field_class = OneField


class PageFilter(Filter):  # type: ignore[misc]
    """The page to show."""

    field_class = PageField


def as_query(data: Mapping[str, Any]) -> QueryDict:
    """Return parameters as a query string has them, also if they come as a plain mapping."""
    if isinstance(data, QueryDict):
        return data
    query = QueryDict(mutable=True)
    for name, value in data.items():
        values = [value] if isinstance(value, str | int) else value
        query.setlist(name, [str(each) for each in values])
    return query


def legible(message: str) -> str:
    """Keep what a reader typed from making a message long or garbled."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in message)
    return plain if len(plain) <= 160 else f"{plain[:60]} … {plain[-60:]}"
