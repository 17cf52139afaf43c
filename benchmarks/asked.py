"""What the bench asks: a fixed list of addresses of every kind, the same for every archive.

No search comes twice in it, but for "the next pages", whose first ones are asked for before. The
words are those of the synthetic archive by their rank: "common" ones stand in nine letters of ten,
"middling" ones in one of a hundred, "rare" ones in one of some thousand.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.synthetic import THEMES, Archive

# The words of these ranks are drawn from, for each frequency.
RANKS = {"common": (0, 12), "middling": (150, 1500), "rare": (20_000, 60_000)}
LETTER_PAGES = 1000
FACETS = {
    "kind": ["letter", "reply", "joint-letter", "statement"],
    "theme": [f"theme-{number}" for number in range(len(THEMES))],
    "country": ["SY", "KE", "SS", "CF", "LY", "MM"],
    "asks": ["answered", "unanswered"],
    "year": [str(year) for year in range(1990, 2020)],
}


@dataclass(frozen=True)
class Kind:
    """Addresses that should cost alike, and the figure to reach, in milliseconds.

    ``before`` is asked for first, and not measured: what it leaves behind is.
    """

    name: str
    paths: tuple[str, ...]
    target: float = 0.0
    before: tuple[str, ...] = ()

    @property
    def is_new_search(self) -> bool:
        """Whether all of it is searched and counted anew."""
        return self.paths[0].startswith("/letters/?") and not self.before


def kinds(archive: Archive, number: int = 85) -> list[Kind]:
    """Return everything that is asked of an archive of this size."""
    rng = random.Random(42)
    searches, pages = (
        [Kind(name, tuple(dict.fromkeys(paths)), target) for name, paths, target in asked]
        for asked in (_searches(archive, rng, number), _pages(archive, rng, number))
    )
    return [*searches, _next_pages(archive), *pages]


Asked = tuple[str, list[str], float]


def _searches(archive: Archive, rng: random.Random, number: int) -> Iterator[Asked]:
    words = {name: archive.vocabulary[slice(*ranks)] for name, ranks in RANKS.items()}
    rare = rng.sample(words["rare"], number)
    # The same words in another order have the same facets, which are not counted again.
    drawn = rng.sample(words["middling"], 3 * number)
    middling, newest, oldest = (drawn[start::3] for start in range(3))
    common = words["common"]
    pairs = [(a, b) for a in common for b in common if a != b]
    yield "rare word", [_search(q=word) for word in rare], 60
    yield "middling word", [_search(q=word) for word in middling], 60
    yield "common word", [_search(q=word) for word in common], 250
    some = rng.sample(middling, number)
    yield "two words", [_search(q=f"{a} {b}") for a, b in zip(middling, some, strict=True)], 60
    yield "two common words", [_search(q=f"{a} {b}") for a, b in rng.sample(pairs, number)], 250
    yield "phrase", [_search(q=f'"{a} {rng.choice(common)}"') for a in middling], 60
    yield "common phrase", [_search(q=f'"{a} {b}"') for a, b in rng.sample(pairs, 20)], 500
    yield "prefix", [_search(q=f"{word[:4]}*") for word in middling], 250
    yield "exclusion", [_search(q=f"{a} -{b}") for a, b in zip(middling, rare, strict=True)], 60
    yield "field", [_search(q=f"{a} from:institute") for a in middling], 250
    yield "synonym", [_search(q="R2P", year=year) for year in FACETS["year"]], 60
    yield "facets", list(_faceted(rng, middling)), 60
    filters = [(name, value) for name in ("theme", "country", "kind") for value in FACETS[name]]
    filtered = [_search(sort="newest", year=year) for year in FACETS["year"]]
    filtered += [_search(sort="oldest", **{name: value}) for name, value in filters]
    yield "no words", filtered, 250
    yield "a year's days", [_search(after=year, before=year) for year in FACETS["year"]], 250
    deep = str(max(1, min(20_000, archive.letters * 9 // 10 // 25)))
    yield "page 20,000", [_search(q=f"-{word}", page=deep) for word in rare[:20]], 120
    yield "newest", [_search(q=word, sort="newest") for word in newest], 250
    yield "oldest", [_search(q=word, sort="oldest") for word in oldest], 250


def _next_pages(archive: Archive) -> Kind:
    """Return further pages of searches whose first page every process has most likely made."""
    words = [archive.vocabulary[rank] for rank in (*range(0, 12, 3), *range(160, 168))]
    pages = tuple(_search(q=word, page=str(page)) for word in words for page in range(2, 7))
    return Kind("the next pages", pages, 40, tuple(_search(q=word) for word in words) * 6)


def _faceted(rng: random.Random, words: list[str]) -> Iterator[str]:
    for word in words:
        chosen = {name: rng.choice(values) for name, values in FACETS.items() if rng.random() < 0.5}
        yield _search(q=word, **chosen)


def _pages(archive: Archive, rng: random.Random, number: int) -> Iterator[Asked]:
    letters = [f"letter-{n:07d}" for n in _some(rng, archive.letters, LETTER_PAGES)]
    yield "letter page", [f"/letters/{slug}/" for slug in letters], 15
    yield "letter as JSON", [f"/letters/{slug}.json" for slug in letters[:200]], 15
    yield "echoes of a letter", [f"/letters/{slug}/echoes/" for slug in letters[:200]], 50
    yield "the largest organisation", ["/organisations/organisation-0/"], 60
    bodies = _some(rng, archive.organisations, number)
    yield "organisation", [f"/organisations/organisation-{n + 1}/" for n in bodies], 60
    yield "person", [f"/people/person-{n}/" for n in _some(rng, archive.people, number)], 60
    yield "recommendation", [f"/recommendations/{slug}/1/" for slug in letters[:200]], 60
    years = [f"/coalition/?{urlencode({'year': year})}" for year in FACETS["year"]]
    yield "who signs with whom, in a year", years, 500
    themes = [f"theme-{n}" for n in range(len(THEMES))]
    ledger = [
        f"/recommendations/?{urlencode({'status': 'unanswered', 'theme': t})}" for t in themes
    ]
    yield "ledger, unanswered by theme", ledger, 60
    words = rng.sample(archive.vocabulary[slice(*RANKS["middling"])], number)
    yield "ledger, a word", [f"/recommendations/?{urlencode({'q': word})}" for word in words], 60
    yield "timeline", ["/timeline/", *(_timeline(q=word) for word in words)], 60
    years = [_timeline(after=year, before=year) for year in FACETS["year"]]
    yield "timeline of a year", years, 60


def _some(rng: random.Random, count: int, most: int) -> list[int]:
    return rng.sample(range(count), min(count, most))


def _timeline(**parameters: str) -> str:
    return f"/timeline/?{urlencode(parameters)}"


def _search(**parameters: str) -> str:
    return f"/letters/?{urlencode(parameters)}"
