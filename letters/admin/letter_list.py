"""The list of letters: fast with a million of them, drafts among the published ones."""

import datetime
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from django.contrib import admin
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
from letters.admin.versions import VersionedAdmin
from letters.filters.shown import hidden_letters
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
        dated = Letter.objects.exclude(sort_date=UNDATED).values_list("sort_date", flat=True)
        first, last = dated.order_by("sort_date").first(), dated.order_by("-sort_date").first()
        if first is None or last is None:
            return
        years = range(max(first.year, last.year - MOST_YEARS), last.year + 1)
        spans = [_Span(datetime.date(year, 1, 1), _new_year(year + 1)) for year in years]
        undated = _Span(UNDATED, _new_year(UNDATED.year + 1))
        for span in _with_letters([*spans, undated]):
            label = "undated" if span == undated else str(span.first.year)
            yield YearLink(label, self._dated(year=span.first.year))

    def _months(self, year: int) -> Iterator[YearLink]:
        firsts = [datetime.date(year, month, 1) for month in range(1, 13)]
        spans = [_Span(*pair) for pair in pairwise([*firsts, _new_year(year + 1)])]
        for span in _with_letters(spans):
            yield YearLink(f"{span.first:%B}", self._dated(year=year, month=span.first.month))

    def _days(self, year: int, month: int) -> Iterator[YearLink]:
        if not 1 <= month <= 12:
            return
        first, day = datetime.date(year, month, 1), datetime.timedelta(days=1)
        days = [first + number * day for number in range(monthrange(year, month)[1])]
        for span in _with_letters([_Span(each, each + day) for each in days]):
            units = {"year": year, "month": month, "day": span.first.day}
            yield YearLink(str(span.first.day), self._dated(**units))


class _Span(NamedTuple):
    """From a day to the day before another."""

    first: datetime.date
    end: datetime.date


def _new_year(year: int) -> datetime.date:
    return datetime.date(min(year, datetime.MAXYEAR), 1, 1)


def _with_letters(spans: list[_Span]) -> list[_Span]:
    """Return the spans that have letters.

    All are asked for in one query, each of which the index of days answers at once; to sort the
    letters themselves by year would read them all.
    """
    letters = Letter.objects.order_by()
    asked = [
        Exists(letters.filter(sort_date__gte=span.first, sort_date__lt=span.end)) for span in spans
    ]
    answers = letters.values_list(*asked).first() or ()
    return [span for span, answer in zip(spans, answers, strict=False) if answer]


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
        # A list of one value: the index is of no use to a bare boolean on SQLite.
        return queryset.filter(held__in=[self.value() == "yes"])


class AsksFilter(_TwoWays):
    title = "asks"
    parameter_name = "asks"
    answers = (("yes", "Asks something"), ("no", "No ask entered"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        asks = Recommendation.objects.order_by()
        if self.value() == "yes":
            return queryset.filter(pk__in=asks.values("letter"))
        return queryset.filter(~Exists(asks.filter(letter=OuterRef("pk"))))


# Searching


class Found(NamedTuple):
    """What the index finds: keys, the newest first, and what has to be said of them."""

    keys: list[int]
    remark: str = ""


def matching(words: str) -> tuple[Q, str]:
    """Return the condition that a letter matches what a curator typed, and a remark if any.

    The index knows published letters; the others are found by title and reference, through the
    list that the database has of them: to look for their states reads every letter. The condition
    is of keys alone: one on titles, in order of date, would look at every letter in turn.
    """
    try:
        found = _found(words)
        others = hidden_letters()
    except search.SearchError:
        found, others = Found([], NO_INDEX), Letter.objects.all()
    named = others.filter(Q(title__icontains=words) | Q(reference__icontains=words))
    keys = named.order_by().values_list("pk", flat=True)[:MOST_FOUND]
    return Q(pk__in=[*found.keys, *keys]), found.remark


def _found(words: str) -> Found:
    results = Results(search.current(), "letters", Selection(parse(words)))
    hits = results.hits("newest", 0, MOST_FOUND)
    remark = f"The {MOST_FOUND} newest of {results.count}." if results.count > MOST_FOUND else ""
    return Found([hit.key for hit in hits], remark)


class LetterListing(VersionedAdmin):
    """The list of letters: its columns, filters and search."""

    list_display = ("day", "name", "kind", "state", "is_held", "asks", "last_saved")
    list_display_links = ("name",)
    sortable_by = ("day",)
    list_filter = ("status", "kind", HeldFilter, AsksFilter)
    date_hierarchy = "sort_date"
    ordering = ("-sort_date", "-pk")
    search_fields = ("title", "reference")
    search_help_text = "Words of any letter; title or reference of drafts."
    change_list_template = "admin/letters/letter/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Any]:
        return LetterList

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search as the public does, and drafts by title and reference."""
        if not search_term.strip():
            return queryset, False
        condition, request.search_remark = matching(search_term)  # type: ignore[attr-defined]
        return queryset.filter(condition), False

    @admin.display(description="date", ordering="sort_date")
    def day(self, letter: Letter) -> str:
        return day(letter)

    @admin.display(description="letter")
    def name(self, letter: Letter) -> SafeString:
        reference = format_html(" <small>{}</small>", letter.reference) if letter.reference else ""
        return format_html("{}{}", letter.title, reference)

    @admin.display(description="state")
    def state(self, letter: Letter) -> SafeString:
        return badge(letter)

    @admin.display(description="held", boolean=True)
    def is_held(self, letter: Letter) -> bool:
        return letter.held

    @admin.display(description="asks")
    def asks(self, letter: Any) -> str:
        return str(letter.number_of_asks or "")

    @admin.display(description="last saved")
    def last_saved(self, letter: Any) -> SafeString:
        return last_saved(letter)

    @staticmethod
    def label_in_choices(letter: Letter) -> str:
        """Return the date and title of a letter."""
        state = "" if letter.is_published else f" ({letter.get_status_display()})"
        return f"{day(letter)}: {letter.title}{state}"
