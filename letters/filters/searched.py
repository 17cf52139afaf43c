"""Lists that are searched: what the filters of letters and of recommendations share.

Each list says which facets it has and how its rows are fetched. Without an index of use both come
from the database, the newest first, and say so.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ClassVar

from django_filters import FilterSet

from letters import search
from letters.filters import fields
from letters.filters.address import Address
from letters.filters.facets import FacetList
from letters.filters.fields import FacetField, Picked
from letters.filters.listing import Chip, Choice, Listing, Slice, Suggestion
from letters.filters.sources import Counts, FromDatabase, FromIndex, Source
from letters.filters.suggestions import Suggestions
from letters.search.beside import beside
from letters.search.query import Query, parse
from letters.search.results import Chosen, Hit, Selection
from letters.search.schema import Name

PER_PAGE = ("25", "50", "100")
USUAL = 25
UNNAMED = "There is no parameter of this name."


class ParametersError(Exception):
    """Some parameters cannot be used; ``errors`` says why, by name."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        self.errors = errors
        said = (f"{name}: {' '.join(messages)}" for name, messages in errors.items())
        super().__init__("; ".join(said))


@dataclass(frozen=True)
class Searched(Listing):
    """What a search gives its page around the rows.

    ``elapsed`` is in milliseconds; ``version`` changes with everything the index knows.
    """

    query: Query = field(default_factory=Query)
    elapsed: float = 0.0
    version: str = ""


class SearchFilter(FilterSet):  # type: ignore[misc]
    """A searched list.

    It is always bound: unbound, a FilterSet would give out everything, drafts too.
    """

    index: ClassVar[Name]
    titles: ClassVar[Mapping[str, str]]
    # What facets and other choices are called; titles alone are facets of the page.
    names: ClassVar[Mapping[str, str]] = {}
    sorts: ClassVar[Mapping[str, str]]

    def __init__(
        self, data: Mapping[str, Any], *, strict: bool = False, beside: Collection[str] = ()
    ) -> None:
        """Read parameters; ``strict`` refuses what cannot be used instead of leaving it out.

        ``beside`` names parameters that are somebody else's, such as a format.
        """
        super().__init__(fields.as_query(data), queryset=self._meta.model.objects.none())
        self.is_strict = strict
        self.beside = frozenset(beside)

    # What each list says for itself

    def from_database(self, trouble: str) -> FromDatabase:
        """Return what the database alone can tell, and a notice with the trouble."""
        raise NotImplementedError

    def rows(self, hits: list[Hit]) -> list[Any]:
        """Fetch what was found, in the order given; what is public no more is left out."""
        raise NotImplementedError

    # What was typed

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What can be used, by name; raises ParametersError if strict and something cannot."""
        if self.is_strict and self.wrong:
            raise ParametersError(self.wrong)
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    @cached_property
    def wrong(self) -> dict[str, list[str]]:
        """What is wrong with what was typed, by name."""
        found = {name: [str(each) for each in said] for name, said in self.form.errors.items()}
        unnamed = set(self.data) - set(self.form.fields) - self.beside if self.is_strict else ()
        return found | {fields.legible(name): [UNNAMED] for name in sorted(unnamed)}

    @cached_property
    def query(self) -> Query:
        """The words typed, as a tree."""
        return parse(self.chosen["q"])

    @cached_property
    def picked(self) -> dict[str, Picked]:
        """The facets with a selection."""
        names = [n for n, each in self.form.fields.items() if isinstance(each, FacetField)]
        return {name: self.chosen[name] for name in names if self.chosen[name]}

    @cached_property
    def sort(self) -> str:
        """The order chosen, or the most telling one; without words nothing is more relevant."""
        chosen = self.chosen["sort"] or next(iter(self.sorts))
        is_idle = chosen == "relevance" and not self.query.has_words
        return "newest" if is_idle else str(chosen)

    @cached_property
    def selection(self) -> Selection:
        """What the index is asked."""
        after, before = self.chosen.get("after"), self.chosen.get("before")
        return Selection(
            self.query,
            {name: _indexed(picked) for name, picked in self.picked.items()},
            after.first.toordinal() if after else None,
            before.last.toordinal() if before else None,
        )

    @cached_property
    def address(self) -> Address:
        """The pairs that can be used, in the order typed; the page stays out."""
        pairs = [
            (name, value)
            for name in self.data
            if name != "page" and name in self.chosen
            for typed in self.data.getlist(name)
            if (value := _usable(self.chosen[name], typed.strip()))
        ]
        return Address(tuple(dict.fromkeys(pairs)))

    # What is found

    def results(self) -> Searched:
        """Return the page that the query string asks for."""
        began = time.perf_counter()
        try:
            return self._listing(FromIndex(self.index, self.selection, self.sort), began)
        except search.UnusableError as error:
            search.forget()
            return self._listing(self.from_database(str(error)), began)

    def filter_queryset(self, queryset: Any) -> "Found":
        """Return what is found, for Django's Paginator and others that count and slice.

        Where filters are left aside for want of an index a page says so; a file cannot, and
        whoever is strict gets UnusableError.
        """
        try:
            return Found(self, FromIndex(self.index, self.selection, self.sort))
        except search.UnusableError as error:
            source = self.from_database(str(error))
            if self.is_strict and source.aside:
                raise
            return Found(self, source)

    def _listing(self, source: Source, began: float) -> Searched:
        shown = self.slice(source)
        sorts = [each for each in self.sorts if self._is_sort(each, source)]
        sort = self.sort if self.sort in sorts else "newest"
        hits = source.hits(sort, shown.start, shown.per_page)
        # The engine counts while the rows are fetched and cut.
        counted = beside(partial(source.facets, self.sizes(source)))
        rows = self.rows(hits)
        return self.listing(
            source,
            **self.around(source, shown, counted()),
            total=source.total,
            sorts=[Choice(each, self.sorts[each], each == sort) for each in sorts],
            hits=rows,
            elapsed=(time.perf_counter() - began) * 1000,
        )

    def around(self, source: Source, shown: Slice, counts: Counts) -> dict[str, Any]:
        """Return what stands around the rows of any list."""
        return {
            "count": shown.count,
            "page": shown.links(self.address),
            "address": self.address,
            "facets": self.facet_list.facets(counts),
            "chips": list(self._chips()),
            "sizes": [Choice(size, size, int(size) == shown.per_page) for size in PER_PAGE],
            "errors": self.wrong,
            "notices": [*source.notices, *self.query.notices, *self._notices(shown)],
            "suggestions": self._suggestions(source),
            "query": self.query,
            "version": source.version,
        }

    def listing(self, source: Source, **parts: Any) -> Searched:
        """Return the results of these parts and of what only this list has."""
        raise NotImplementedError

    def slice(self, source: Source) -> Slice:
        """Return which rows are shown."""
        return Slice(self.chosen["page"], int(self.chosen["per_page"] or USUAL), source.count)

    def sizes(self, source: Source) -> dict[str, int]:
        """Return how many values are needed of each facet that is worth counting."""
        return self.facet_list.sizes()

    @cached_property
    def facet_list(self) -> FacetList:
        """The facets of this list, with what is chosen of them."""
        known = {name: self.form.fields[name].vocabulary for name in self.titles}
        return FacetList(self.titles, known, self.picked, self.address, self.chosen["facet"])

    def _chips(self) -> Iterator[Chip]:
        if self.chosen["q"]:
            yield Chip(f"Words: {self.chosen['q']}", self.address.without("q").url)
        for name, picked in self.picked.items():
            title = self.names.get(name) or self.titles.get(name, name.capitalize())
            for known in picked.wanted.values():
                yield Chip(f"{title}: {known.label}", self.address.without(name, known.value).url)
            for known in picked.unwanted.values():
                address = self.address.without(name, f"-{known.value}")
                yield Chip(f"{title}: not {known.label}", address.url)
        for name, label in (("after", "From"), ("before", "Until")):
            if self.chosen.get(name):
                yield Chip(f"{label} {self.chosen[name].text}", self.address.without(name).url)

    def _is_sort(self, sort: str, source: Source) -> bool:
        """Tell whether this order means anything: nothing is relevant without words."""
        return sort in source.sorts and (sort != "relevance" or self.query.has_words)

    def _notices(self, shown: Slice) -> Iterator[str]:
        if shown.number > shown.pages:
            pages = "is only 1 page" if shown.pages == 1 else f"are only {shown.pages:,} pages"
            yield f"There {pages}: this is the last."

    def _suggestions(self, source: Source) -> list[Suggestion]:
        if source.count or not isinstance(source, FromIndex):
            return []
        names = {**self.titles, **self.names}
        return list(Suggestions(source.results, self.address, names, self.picked))


class Found:
    """What a filter finds, as a sequence of rows that are fetched as they are needed."""

    def __init__(self, of: SearchFilter, source: Source) -> None:
        self.of, self.source = of, source

    def count(self) -> int:
        """Return how many are found."""
        return self.source.count

    def __len__(self) -> int:
        return self.source.count

    def __getitem__(self, place: slice) -> list[Any]:
        start, stop, _ = place.indices(self.source.count)
        return self.of.rows(self.source.hits(self.of.sort, start, stop - start))

    def walk(self) -> Iterator[Hit]:
        """Yield all that is found in constant memory, oldest or newest first."""
        return self.source.walk(self.of.sort)


def _indexed(picked: Picked) -> Chosen:
    return Chosen(
        tuple(value for known in picked.wanted.values() for value in known.indexed),
        tuple(value for known in picked.unwanted.values() for value in known.indexed),
    )


def _usable(chosen: Any, typed: str) -> str:
    """Return a value as links carry it on, if it can be used."""
    if isinstance(chosen, Picked):
        if typed in chosen.wanted:
            return chosen.wanted[typed].value
        known = chosen.unwanted.get(typed[1:]) if typed[:1] == "-" else None
        return f"-{known.value}" if known else ""
    if isinstance(chosen, fields.Bound):
        return chosen.text
    return str(chosen) if chosen else ""
