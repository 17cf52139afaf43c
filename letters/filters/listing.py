"""Listings: what every filtered list gives its page, with all links made.

Nothing here knows a database or an engine. Links are relative to the list's own address.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from letters.filters.address import Address

# Pages named on either side of the current one.
NEIGHBOURS = 2


@dataclass(frozen=True)
class PageLink:
    """A numbered page; without a number, the gap between numbers."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Page:
    """Where in its pages a list stands; ``first`` and ``last`` count its rows from 1."""

    number: int
    pages: int
    first: int
    last: int
    previous: str | None
    next: str | None
    links: list[PageLink]


@dataclass(frozen=True)
class Chip:
    """An active filter; the link removes it."""

    label: str
    url: str


@dataclass(frozen=True)
class Choice:
    """An option of a select, such as an order."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Value:
    """A value of a facet: its link selects or unselects it, the other excludes it."""

    value: str
    label: str
    count: int
    url: str
    without_url: str = ""
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Facet:
    """A way to narrow a list; ``more`` links to the page with all its values."""

    name: str
    label: str
    values: list[Value]
    more: str | None = None


@dataclass(frozen=True)
class YearBar:
    """A year of the histogram: letters found in it, and all there are."""

    year: int
    found: int
    all: int
    url: str


@dataclass(frozen=True)
class Suggestion:
    """Something that would find more, and how much."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class Slice:
    """Which rows of a list a page shows."""

    number: int
    per_page: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.per_page))

    @property
    def start(self) -> int:
        """The offset of the first row; a number beyond the last page means the last."""
        return (min(self.number, self.pages) - 1) * self.per_page

    def links(self, address: Address) -> Page:
        """Return the page with links to its neighbours."""
        number = min(self.number, self.pages)
        return Page(
            number=number,
            pages=self.pages,
            first=self.start + 1 if self.count else 0,
            last=min(self.start + self.per_page, self.count),
            previous=page_url(address, number - 1) if number > 1 else None,
            next=page_url(address, number + 1) if number < self.pages else None,
            links=list(_numbered(address, number, self.pages)) if self.pages > 1 else [],
        )


def page_url(address: Address, number: int) -> str:
    """Return the link to a page of the list; the first page goes without its number."""
    first = address.without("page")
    return first.url if number == 1 else first.setting("page", str(number)).url


def _numbered(address: Address, current: int, pages: int) -> Iterator[PageLink]:
    near = range(current - NEIGHBOURS, current + NEIGHBOURS + 1)
    shown = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    before = 0
    for number in shown:
        if number == before + 2:
            yield PageLink(number - 1, page_url(address, number - 1))
        elif number > before + 2:
            yield PageLink(None)
        yield PageLink(number, page_url(address, number), number == current)
        before = number


@dataclass(frozen=True)
class Listing:
    """What lists have in common around their rows."""

    count: int
    total: int
    page: Page
    address: Address
    facets: list[Facet] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    sorts: list[Choice] = field(default_factory=list)
    sizes: list[Choice] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    clear_url: str = "./"

    def hidden(self, *leave_out: str) -> list[tuple[str, str]]:
        """Return the pairs that a form carries on unseen; the page never goes along."""
        return [
            (name, value) for name, value in self.address.pairs if name not in (*leave_out, "page")
        ]
