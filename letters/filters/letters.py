"""The list of letters: its parameters, and what they find.

``q``, ``kind``, ``sender``, ``recipient``, ``signatory``, ``organisation``, ``theme``,
``country``, ``year``, ``asks``, ``held`` (these may be repeated; a leading "-" leaves out),
``together`` (organisations that all sign, with one another or with others),
``after``, ``before``, ``sort``, ``page``, ``per_page``, and ``facet``, which shows one facet whole.
The API and every export read the same.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, cast

from django.db.models import Q

from letters.filters.fields import (
    BoundFilter,
    DatesForm,
    FacetFilter,
    OneFilter,
    PageFilter,
    WordsFilter,
)
from letters.filters.hits import LetterHit, letter_hits
from letters.filters.listing import YearBar
from letters.filters.searched import PER_PAGE, Searched, SearchFilter
from letters.filters.sources import FromDatabase, Source
from letters.filters.vocabularies import (
    Countries,
    Fixed,
    Parties,
    Rows,
    Years,
    capitalised,
)
from letters.models import Letter, Organisation, Person, Theme
from letters.search.results import Hit, holds

ASKS = {
    "any": "Asks something",
    "answered": "Has asks with an answer",
    "unanswered": "Has asks with no answer",
}
HELD = {"yes": "Text held", "no": "Text not held"}
TITLES = {
    "asks": "Asks and answers",
    "year": "Year",
    "kind": "Kind",
    "sender": "Sender",
    "recipient": "Recipient",
    "signatory": "Signatory",
    "organisation": "Organisation",
    "theme": "Theme",
    "country": "Country mentioned",
    "held": "Text",
}
# What is chosen of these is said by name, though they are no facets of the page.
NAMES = {**TITLES, "together": "Signed together by"}
SORTS = {"relevance": "relevance", "newest": "newest first", "oldest": "oldest first"}
# A gap of more years than this in the histogram is a mistake in a date.
MOST_YEARS = 1_000

PARTIES = Parties(partial(holds, "letters", ("sender", "recipient")))


@dataclass(frozen=True)
class LetterResults(Searched):
    """A page of letters; ``undated`` counts those found that have no date."""

    hits: list[LetterHit] = field(default_factory=list)
    undated: int = 0
    years: list[YearBar] = field(default_factory=list)


class LetterFilter(SearchFilter):
    """Letters by words, facets and dates."""

    q = WordsFilter()
    asks = FacetFilter(vocabulary=Fixed(ASKS))
    year = FacetFilter(vocabulary=Years())
    kind = FacetFilter(vocabulary=Fixed(capitalised(Letter.Kind.choices)))
    sender = FacetFilter(vocabulary=PARTIES)
    recipient = FacetFilter(vocabulary=PARTIES)
    signatory = FacetFilter(vocabulary=Rows(Person))
    organisation = FacetFilter(vocabulary=Rows(Organisation))
    theme = FacetFilter(vocabulary=Rows(Theme))
    country = FacetFilter(vocabulary=Countries())
    together = FacetFilter(vocabulary=Rows(Organisation))
    held = FacetFilter(vocabulary=Fixed(HELD))
    after = BoundFilter()
    before = BoundFilter()
    sort = OneFilter(choices=SORTS)
    page = PageFilter()
    per_page = OneFilter(choices=PER_PAGE)
    facet = OneFilter(choices=TITLES)

    class Meta:
        model = Letter
        form = DatesForm
        fields: ClassVar[list[str]] = []

    index = "letters"
    titles = TITLES
    names = NAMES
    sorts = SORTS

    def results(self) -> LetterResults:
        return cast(LetterResults, super().results())

    def rows(self, hits: list[Hit]) -> list[LetterHit]:
        return letter_hits(hits, self.query.text if self.query.has_words else "")

    def listing(self, source: Source, **parts: Any) -> LetterResults:
        found, in_all = source.years()
        undated = source.count - sum(found.values()) if in_all else 0
        return LetterResults(**parts, undated=undated, years=self._years(found, in_all))

    def _years(self, found: Any, in_all: Any) -> list[YearBar]:
        """Return a bar for every year from the first to the last, also for those without."""
        if not in_all:
            return []
        first, last = min(in_all), max(in_all)
        years = range(first, last + 1) if last - first < MOST_YEARS else sorted(in_all)
        any_year = self.address.without("year")
        return [
            YearBar(
                year,
                found.get(year, 0),
                in_all.get(year, 0),
                any_year.adding("year", str(year)).url,
            )
            for year in years
        ]

    def from_database(self, trouble: str) -> FromDatabase:
        published = Letter.objects.published()
        left = [name for name in self.picked if name not in ("kind", "held", "year")]
        said = [NAMES[name] for name in left] + ["Words"] * bool(self.query)
        aside = [f"Left aside without it: {', '.join(said)}."] if said else []
        rows = published.filter(self._in_database()).order_by("-sort_date", "-pk")
        return FromDatabase(rows, published.count(), [trouble, *aside])

    def _in_database(self) -> Q:
        """Return the conditions that the database can tell by itself."""
        wanted = Q()
        for name in ("kind", "held", "year"):
            chosen = self.selection.chosen.get(name)
            if chosen:
                wanted &= _any_of(name, chosen.wanted) if chosen.wanted else Q()
                wanted &= ~_any_of(name, chosen.unwanted) if chosen.unwanted else Q()
        dated = Q(earliest__isnull=False) | Q(latest__isnull=False)
        if self.chosen["after"]:
            day = self.chosen["after"].first
            wanted &= dated & (Q(latest__gte=day) | Q(latest=None))
        if self.chosen["before"]:
            day = self.chosen["before"].last
            wanted &= dated & (Q(earliest__lte=day) | Q(earliest=None))
        return wanted


def _any_of(name: str, values: tuple[str | int, ...]) -> Q:
    if name == "kind":
        return Q(kind__in=values)
    if name == "held":
        return Q(held__in=[value == "yes" for value in values])
    dated = Q(earliest__isnull=False) | Q(latest__isnull=False)
    return dated & Q(sort_date__year__in=values)
