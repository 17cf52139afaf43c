"""The ledger: the parameters of the list of asks, and what they find.

``q`` (in quotes and gists), ``theme``, ``asker``, ``addressee``, ``letter``, ``year``, ``form``,
``status``, ``stance`` (these may be repeated; a leading "-" leaves out), ``sort``, ``page``,
``per_page``, and ``facet``, which shows one facet whole.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, cast

from django.db.models import Prefetch, QuerySet

from letters import search, text
from letters.filters.fields import FacetFilter, LenientForm, OneFilter, PageFilter, WordsFilter
from letters.filters.searched import PER_PAGE, Searched, SearchFilter
from letters.filters.sources import FromDatabase, Source
from letters.filters.vocabularies import Fixed, Parties, Rows, Years, capitalised
from letters.models import Answer, Letter, Recommendation, Theme
from letters.search.results import Hit, holds
from letters.text import Snippet

STATUS = {"answered": "Answered", "unanswered": "No answer on record"}
TITLES = {
    "status": "Answers",
    "theme": "Theme",
    "addressee": "Addressee",
    "asker": "Asker",
    "year": "Year",
    "form": "Form",
    "stance": "Stance",
}
SORTS = {
    "relevance": "relevance",
    "newest": "newest first",
    "oldest": "oldest first",
    "waiting": "longest wait",
}

PARTIES = Parties(partial(holds, "recommendations", ("asker", "addressee")))

Fetch = Callable[[Any], Any]


@dataclass(frozen=True)
class RecommendationHit:
    """An ask found, with the words that show why if it was found by words."""

    recommendation: Recommendation
    snippet: Snippet | None = None


@dataclass(frozen=True)
class RecommendationResults(Searched):
    """A page of the ledger."""

    hits: list[RecommendationHit] = field(default_factory=list)


def with_answers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch with asks who asks whom, about what, and the public answers."""
    answers = Answer.objects.public().select_related("letter")
    parties = [
        f"{rows}__{one}"
        for rows in ("askers", "addressees")
        for one in ("organisation", "person", "office")
    ]
    return rows.select_related("letter", "reported_in").prefetch_related(
        "themes", *parties, Prefetch("answers", answers.order_by("letter__sort_date", "order"))
    )


class RecommendationFilter(SearchFilter):
    """Asks by words and facets. ``fetch`` dresses the rows as a page needs them."""

    q = WordsFilter()
    status = FacetFilter(vocabulary=Fixed(STATUS))
    theme = FacetFilter(vocabulary=Rows(Theme))
    addressee = FacetFilter(vocabulary=PARTIES)
    asker = FacetFilter(vocabulary=PARTIES)
    letter = FacetFilter(vocabulary=Rows(Letter, "published"))
    year = FacetFilter(vocabulary=Years())
    form = FacetFilter(vocabulary=Fixed(capitalised(Recommendation.Form.choices)))
    stance = FacetFilter(vocabulary=Fixed(capitalised(Answer.Stance.choices)))
    sort = OneFilter(choices=SORTS)
    page = PageFilter()
    per_page = OneFilter(choices=PER_PAGE)
    facet = OneFilter(choices=TITLES)

    class Meta:
        model = Recommendation
        form = LenientForm
        fields: ClassVar[list[str]] = []

    index = "recommendations"
    titles = TITLES
    sorts = SORTS

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        strict: bool = False,
        beside: Collection[str] = (),
        fetch: Fetch = with_answers,
    ) -> None:
        super().__init__(data, strict=strict, beside=beside)
        self.fetch = fetch

    def results(self) -> RecommendationResults:
        return cast(RecommendationResults, super().results())

    def rows(self, hits: list[Hit]) -> list[RecommendationHit]:
        keys = [hit.key for hit in hits]
        found = self.fetch(Recommendation.objects.public().filter(pk__in=keys))
        asks = {ask.pk: ask for ask in found}
        find_hits = search.find_hits(self.query.text) if self.query.has_words else None
        return [
            RecommendationHit(asks[key], _snippet(asks[key].quote, find_hits))
            for key in keys
            if key in asks
        ]

    def listing(self, source: Source, **parts: Any) -> RecommendationResults:
        return RecommendationResults(**parts)

    def from_database(self, trouble: str) -> FromDatabase:
        public = Recommendation.objects.public()
        rows = public.order_by("-letter__sort_date", "-letter", "number")
        for name, field_name in (("letter", "letter"), ("form", "form")):
            chosen = self.selection.chosen.get(name)
            if chosen and chosen.wanted:
                rows = rows.filter(**{f"{field_name}__in": chosen.wanted})
            if chosen and chosen.unwanted:
                rows = rows.exclude(**{f"{field_name}__in": chosen.unwanted})
        left = [name for name in self.picked if name not in ("letter", "form")]
        said = [TITLES[name] for name in left] + ["Words"] * bool(self.query)
        aside = [f"Left aside without it: {', '.join(said)}."] if said else []
        return FromDatabase(rows, public.count(), [trouble, *aside])


def _snippet(
    quote: str, find_hits: Callable[[str], list[tuple[int, int]]] | None
) -> Snippet | None:
    hits = find_hits(quote) if find_hits else []
    return text.snippet_of(quote, hits) if hits else None
