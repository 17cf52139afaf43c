"""What the pages of filtered lists share: their forms, their facets, what is wrong with a value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.http import QueryDict
from django.urls import reverse

from letters.exports import AskFormat, ListFormat
from letters.filters.address import Address
from letters.filters.listing import Facet

Pairs = list[tuple[str, str]]
FacetBlock = tuple[Facet, Sequence[str]]
# What a message says of a value that has no field of its own on the page.
NAMES = {"page": "Page", "per_page": "Show", "sort": "Sort by"}
# Fields that show beside them what is wrong.
BESIDE = {"q", "role", "after", "before", "as_of"}
# The facets above the span of dates.
FIRST = ("asks", "year")


class FileLink(NamedTuple):
    """A form in which what is found can be taken away, all of it."""

    url: str
    label: str
    description: str


class Results(Protocol):
    """What a list hands over; every filter's results have it."""

    @property
    def facets(self) -> list[Facet]: ...
    @property
    def errors(self) -> Mapping[str, Sequence[str]]: ...
    def hidden(self, *leave_out: str) -> Pairs: ...


@dataclass(frozen=True)
class Fields:
    """The forms of a list: what was typed, what goes along unseen, and what is wrong.

    ``hidden`` is by the name of a form; ``problems`` are those that no field and no facet of the
    page shows, ``facets`` come with their own.
    """

    typed: Mapping[str, str]
    hidden: Mapping[str, Pairs]
    facets: list[FacetBlock]
    problems: list[str]

    @property
    def first_facets(self) -> list[FacetBlock]:
        """What stands above the span of dates."""
        return [block for block in self.facets if block[0].name in FIRST]

    @property
    def other_facets(self) -> list[FacetBlock]:
        return [block for block in self.facets if block[0].name not in FIRST]


def fields(results: Results, data: QueryDict, forms: Mapping[str, Sequence[str]]) -> Fields:
    """Return the forms of a page; ``forms`` names the fields of each."""
    own = {name for names in forms.values() for name in names}
    shown = (own & BESIDE) | {facet.name for facet in results.facets}
    return Fields(
        typed={name: data.get(name, "")[:400] for name in own},
        hidden={form: results.hidden(*names) for form, names in forms.items()},
        facets=[(facet, results.errors.get(facet.name, ())) for facet in results.facets],
        problems=[
            f"{NAMES.get(name, name.replace('_', ' ').capitalize())}: {message}"
            for name, messages in results.errors.items()
            if name not in shown
            for message in messages
        ],
    )


def whole_facet(results: Results, data: QueryDict) -> Facet | None:
    """Return the facet that is to be shown with all its values."""
    asked = data.get("facet", "")
    return next((facet for facet in results.facets if facet.name == asked), None)


def elsewhere(name: str, address: Address) -> str:
    """Return the address of another page that takes the same parameters."""
    query = address.without("facet")
    return reverse(name) + (query.url if query.pairs else "")


def files(
    address: Address, stem: str, formats: Iterable[ListFormat | AskFormat]
) -> Iterator[FileLink]:
    """Yield links to files of all that is found; how many stand on a page means nothing there."""
    query = address.without("per_page").without("facet")
    for each in formats:
        typed = query.url if query.pairs else ""
        yield FileLink(f"{stem}.{each.extension}{typed}", each.label, each.description)
