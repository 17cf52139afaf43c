"""The ledger: the parameters of the list of asks, and what they find.

``q`` (in quotes and gists), ``theme``, ``asker``, ``addressee``, ``letter``, ``year``, ``form``,
``status``, ``stance``, ``restated`` (these may be repeated; a leading "-" leaves out), ``after``,
``before``, ``as_of`` (the ledger as it stood at the end of that day), ``group`` (chain: one row
for an ask, however often it was repeated), ``sort``, ``page``, ``per_page``, and ``facet``, which
shows one facet whole.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from itertools import islice
from typing import Any, ClassVar, cast

from django.db.models import Prefetch

from letters import dates, search, text
from letters.exports import Asked
from letters.filters.chains import Chain, by, chains_of
from letters.filters.fields import (
    BoundFilter,
    DatesForm,
    FacetFilter,
    OneFilter,
    PageFilter,
    PastFilter,
    WordsFilter,
)
from letters.filters.listing import Chip, Choice
from letters.filters.searched import PER_PAGE, Searched, SearchFilter
from letters.filters.sources import FromDatabase, FromIndex, Source
from letters.filters.vocabularies import Fixed, Parties, Rows, Years, capitalised
from letters.models import Answer, Letter, Recommendation, Theme
from letters.models.letter import LONG_FIELDS
from letters.search.results import Hit, Selection, holds
from letters.search.standing import Group
from letters.text import Snippet

STATUS = {
    "answered": "Answered",
    "unanswered": "No answer on record",
    "declined": "Answered with a refusal",
}
RESTATED = {"yes": "Asked again later", "no": "Not asked again"}
GROUPS = {"single": "each ask", "chain": "repeated asks as one"}
TITLES = {
    "status": "Answers",
    "theme": "Theme",
    "addressee": "Addressee",
    "asker": "Asker",
    "year": "Year",
    "form": "Form",
    "stance": "Stance",
    "restated": "Repeated",
    "letter": "Letter",
}
SORTS = {
    "relevance": "relevance",
    "newest": "newest first",
    "oldest": "oldest first",
    "waiting": "longest wait",
}

# Of more asks than this no single letter makes a share worth naming, and counting takes long.
MOST_BY_LETTER = 20_000

PARTIES = Parties(partial(holds, "recommendations", ("asker", "addressee")))

# Asks that are fetched together for a file.
AT_ONCE = 500

# Asks by their ids, as they are on a day if there is one, in any order.
Fetch = Callable[[Collection[int], date | None], Iterable[Recommendation]]


@dataclass(frozen=True)
class RecommendationHit:
    """An ask found, with the words that show why if it was found by words.

    In a list of chains it is the first ask of its chain; ``chain`` is there if it was repeated.
    """

    recommendation: Recommendation
    snippet: Snippet | None = None
    chain: Chain | None = None


@dataclass(frozen=True)
class RecommendationResults(Searched):
    """A page of the ledger.

    ``as_of`` is the day on which it stood so; ``unsure`` counts asks that are left out since their
    dates do not tell whether they were made by then.
    """

    hits: list[RecommendationHit] = field(default_factory=list)
    as_of: date | None = None
    group: str = "single"
    groups: list[Choice] = field(default_factory=list)
    unsure: int = 0


def with_answers(keys: Collection[int], day: date | None = None) -> Iterable[Recommendation]:
    """Fetch with asks who asks whom, about what, and the public answers, those there by a day."""
    answers = by(Answer.objects.public().select_related("letter"), day)
    parties = [
        f"{rows}__{one}"
        for rows in ("askers", "addressees")
        for one in ("organisation", "person", "office")
    ]
    rows = Recommendation.objects.public().filter(pk__in=keys)
    found: Iterable[Recommendation] = rows.select_related("letter", "reported_in").prefetch_related(
        "themes", *parties, Prefetch("answers", answers.order_by("letter__sort_date", "order"))
    )
    return found


class RecommendationFilter(SearchFilter):
    """Asks by words and facets. ``fetch`` dresses the rows as a page needs them."""

    q = WordsFilter()
    status = FacetFilter(vocabulary=Fixed(STATUS))
    theme = FacetFilter(vocabulary=Rows(Theme))
    addressee = FacetFilter(vocabulary=PARTIES)
    asker = FacetFilter(vocabulary=PARTIES)
    letter = FacetFilter(vocabulary=Rows(Letter, "published", LONG_FIELDS))
    year = FacetFilter(vocabulary=Years())
    form = FacetFilter(vocabulary=Fixed(capitalised(Recommendation.Form.choices)))
    stance = FacetFilter(vocabulary=Fixed(capitalised(Answer.Stance.choices)))
    restated = FacetFilter(vocabulary=Fixed(RESTATED))
    after = BoundFilter()
    before = BoundFilter()
    as_of = PastFilter()
    group = OneFilter(choices=GROUPS)
    sort = OneFilter(choices=SORTS)
    page = PageFilter()
    per_page = OneFilter(choices=PER_PAGE)
    facet = OneFilter(choices=TITLES)

    class Meta:
        model = Recommendation
        form = DatesForm
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

    @cached_property
    def day(self) -> date | None:
        """The day on which the ledger is looked at; none is now."""
        chosen = self.chosen["as_of"]
        return chosen.last if chosen else None

    @cached_property
    def grouping(self) -> Group:
        """What a row is."""
        return "chain" if self.chosen["group"] == "chain" else "single"

    @cached_property
    def selection(self) -> Selection:
        selection = super().selection
        day = self.day.toordinal() if self.day else None
        return replace(selection, as_of=day, group=self.grouping)

    def rows(self, hits: list[Hit]) -> list[RecommendationHit]:
        keys = [hit.key for hit in hits]
        asks = {ask.pk: ask for ask in self.fetch(keys, self.day)}
        chains = chains_of(keys, self.day) if self.grouping == "chain" else {}
        find_hits = search.find_hits(self.query.text) if self.query.has_words else None
        return [
            RecommendationHit(asks[key], _snippet(asks[key].quote, find_hits), chains.get(key))
            for key in keys
            if key in asks
        ]

    def listing(self, source: Source, **parts: Any) -> RecommendationResults:
        groups = [Choice(each, GROUPS[each], each == self.grouping) for each in GROUPS]
        return RecommendationResults(
            **parts,
            as_of=self.day,
            group=self.grouping,
            groups=groups,
            unsure=source.unsure() if isinstance(source, FromIndex) else 0,
        )

    def asked(self) -> Iterator[Asked]:
        """Return all that is found, whatever the page, in constant memory; for files."""
        return self._asked(self.filter_queryset(None).walk())

    def _asked(self, hits: Iterator[Hit]) -> Iterator[Asked]:
        while chunk := list(islice(hits, AT_ONCE)):
            for hit in self.rows(chunk):
                ask, chain = hit.recommendation, hit.chain
                if chain:
                    yield Asked(ask, chain.answers, chain.size, chain.last)
                else:
                    yield Asked(ask, list(ask.answers.all()))

    @property
    def chips(self) -> list[Chip]:
        """What is chosen, each with the link that takes it back."""
        return list(self._chips())

    def sizes(self, source: Source) -> dict[str, int]:
        sizes = super().sizes(source)
        is_chosen = "letter" in self.picked or self.chosen["facet"] == "letter"
        if source.count > MOST_BY_LETTER and not is_chosen:
            del sizes["letter"]
        return sizes

    def _chips(self) -> Iterator[Chip]:
        yield from super()._chips()
        if self.day:
            day = dates.display(self.day.isoformat())
            yield Chip(f"As of {day}", self.address.without("as_of").url)
        if self.grouping == "chain":
            yield Chip("Repeated asks as one", self.address.without("group").url)

    def from_database(self, trouble: str) -> FromDatabase:
        public = Recommendation.objects.public()
        rows = public.order_by("-letter__sort_date", "-letter", "number")
        for name, field_name in (("letter", "letter"), ("form", "form")):
            chosen = self.selection.chosen.get(name)
            if chosen and chosen.wanted:
                rows = rows.filter(**{f"{field_name}__in": chosen.wanted})
            if chosen and chosen.unwanted:
                rows = rows.exclude(**{f"{field_name}__in": chosen.unwanted})
        rows = by(rows, self.day)
        left = [name for name in self.picked if name not in ("letter", "form")]
        said = [TITLES[name] for name in left] + ["Words"] * bool(self.query)
        said += [name for name in ("after", "before", "group") if self.chosen[name]]
        return FromDatabase(rows, public.count(), trouble, said)


def _snippet(
    quote: str, find_hits: Callable[[str], list[tuple[int, int]]] | None
) -> Snippet | None:
    hits = find_hits(quote) if find_hits else []
    return text.snippet_of(quote, hits) if hits else None
