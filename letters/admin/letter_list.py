"""The list of letters: fast with a million of them, drafts among the published ones."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letters import dates, search
from letters.models import Letter, Recommendation
from letters.models.letter import LONG_FIELDS, UNDATED
from letters.search.query import parse
from letters.search.results import Results, Selection

# A span of years longer than this is shown by the years that have letters near the one chosen.
MOST_YEARS = 400
MOST_FOUND = 2_000
NO_INDEX = (
    "The index cannot be used, so this searched titles and references alone. "
    "“manage.py index --rebuild” makes it anew."
)

Status = Letter.Status


class YearLink(NamedTuple):
    """A year, month or day to narrow the list to; without an address it is the one shown."""

    label: str
    address: str


class LetterList(ChangeList):
    """Django's list, without the queries that read every row."""

    # What has to be said of the search.
    remark = ""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        rows = super().get_queryset(request, exclude_parameters)
        self.remark = getattr(request, "search_remark", "")
        return rows.defer(*LONG_FIELDS).annotate(
            number_of_asks=_number_of_asks(), saved_by=_last_saved_by()
        )

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            # The year 9999 has no next one.
            raise IncorrectLookupParameters(error) from error

    # Years, months, days

    def dates_above(self) -> list[YearLink]:
        """Return the links that lead back from a month or day."""
        above = [YearLink("All dates", self._dated())]
        if self._chosen("year") and self._chosen("month"):
            year = self._chosen("year")
            above.append(YearLink(str(year), self._dated(year=year)))
        return above if self._chosen("year") else []

    def dates_below(self) -> list[YearLink]:
        """Return the years that have letters, or the months of the year chosen."""
        year, month = self._chosen("year"), self._chosen("month")
        if year == UNDATED.year:
            return []
        if year and month:
            return [] if self._chosen("day") else list(self._days(year, month))
        return list(self._months(year) if year else self._years())

    @property
    def date_chosen(self) -> str:
        """The year, month or day that the list is narrowed to, in words."""
        numbers = [self._chosen(unit) for unit in ("year", "month", "day")]
        if numbers[0] == UNDATED.year:
            return "undated"
        given = [number for number in numbers if number]
        if not given:
            return ""
        return dates.display("-".join(f"{n:0{2 if i else 4}d}" for i, n in enumerate(given)))

    def _chosen(self, unit: str) -> int | None:
        value = self.params.get(f"{self.date_hierarchy}__{unit}", "")
        return int(value) if str(value).isdecimal() else None

    def _dated(self, **units: int | None) -> str:
        field = f"{self.date_hierarchy}__"
        chosen: dict[str, Any] = {f"{field}{unit}": number for unit, number in units.items()}
        return self.get_query_string(chosen, [field])

    def _years(self) -> Iterator[YearLink]:
        """Yield the years between the first letter and the last that have one.

        Asked year by year: the database finds each in the index of dates, while sorting the
        letters by year would read them all.
        """
        dated = Letter.objects.exclude(sort_date=UNDATED)
        first = dated.order_by("sort_date").values_list("sort_date", flat=True).first()
        last = dated.order_by("-sort_date").values_list("sort_date", flat=True).first()
        if first is None or last is None:
            return
        years = list(range(max(first.year, last.year - MOST_YEARS), last.year + 1))
        found = [*(_any_between(year, year + 1) for year in years), _any_between(1, 2)]
        answers = Letter.objects.order_by().values_list(*found)[:1][0]
        for year, has_letters in zip([*years, UNDATED.year], answers, strict=True):
            if has_letters:
                label = "undated" if year == UNDATED.year else str(year)
                yield YearLink(label, self._dated(year=year))

    def _months(self, year: int) -> Iterator[YearLink]:
        days = Letter.objects.filter(sort_date__year=year).dates("sort_date", "month")
        for day in days:
            yield YearLink(f"{day:%B}", self._dated(year=year, month=day.month))

    def _days(self, year: int, month: int) -> Iterator[YearLink]:
        if not 1 <= month <= 12:
            return
        rows = Letter.objects.filter(sort_date__year=year, sort_date__month=month)
        for day in rows.dates("sort_date", "day"):
            yield YearLink(str(day.day), self._dated(year=year, month=month, day=day.day))


def _any_between(year: int, next_year: int) -> Exists:
    first, end = datetime.date(year, 1, 1), datetime.date(min(next_year, 9999), 1, 1)
    return Exists(Letter.objects.order_by().filter(sort_date__gte=first, sort_date__lt=end))


def _number_of_asks() -> Coalesce:
    asks = Recommendation.objects.order_by().filter(letter=OuterRef("pk")).values("letter")
    return Coalesce(Subquery(asks.annotate(number=Count("pk")).values("number")), 0)


def _last_saved_by() -> Subquery:
    copies = Letter.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    return Subquery(copies.values("history_user__username")[:1])


# What the columns say


def day(letter: Letter) -> str:
    """Return the date of a letter in words; one that cannot be read, as it was typed."""
    try:
        return dates.display(letter.date)
    except ValueError:
        return letter.date


def badge(letter: Letter) -> SafeString:
    """Return the state of a letter as a label."""
    return format_html(
        '<span class="state {}">{}</span>', letter.status, letter.get_status_display()
    )


def last_saved(letter: Any) -> SafeString:
    """Return when and by whom a letter was last saved, and how often."""
    at = timezone.localtime(letter.modified_at)
    return format_html(
        '<span class="saved" title="Version {}">{}<br>{}</span>',
        letter.version,
        f"{at:%-d %b %Y, %H:%M}",
        letter.saved_by or "",
    )


# Filters


class _TwoWays(SimpleListFilter):
    """A filter with two answers."""

    answers: tuple[tuple[str, str], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, str], ...]:
        return self.answers


class HeldFilter(_TwoWays):
    title = "held"
    parameter_name = "held"
    answers = (("yes", "The archive has its text"), ("no", "Known from another document"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(held=self.value() == "yes")


class AsksFilter(_TwoWays):
    title = "asks"
    parameter_name = "asks"
    answers = (("yes", "Asks something"), ("no", "No ask entered"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        asks = Exists(Recommendation.objects.order_by().filter(letter=OuterRef("pk")))
        return queryset.filter(asks if self.value() == "yes" else ~asks)


# Searching


class Found(NamedTuple):
    """What the index finds: keys, the newest first, and what has to be said of them."""

    keys: list[int]
    remark: str = ""


def matching(words: str) -> tuple[Q, str]:
    """Return the condition that a letter matches what a curator typed, and a remark if any.

    The index knows published letters; the others are found by title and reference.
    """
    named = Q(title__icontains=words) | Q(reference__icontains=words)
    try:
        found = _found(words)
    except search.SearchError:
        return named, NO_INDEX
    private = Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
    return Q(pk__in=found.keys) | (private & named), found.remark


def _found(words: str) -> Found:
    results = Results(search.current(), "letters", Selection(parse(words)))
    hits = results.hits("newest", 0, MOST_FOUND)
    remark = f"The {MOST_FOUND} newest of {results.count}." if results.count > MOST_FOUND else ""
    return Found([hit.key for hit in hits], remark)
