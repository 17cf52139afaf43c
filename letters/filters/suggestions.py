"""Suggestions: where nothing is found, spellings and lists that find something."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from letters.filters.address import Address
from letters.filters.fields import Picked
from letters.filters.listing import Suggestion
from letters.search.corrections import corrections, is_missing
from letters.search.query import Phrase, Query, Word, parse
from letters.search.results import Results, Selection

MOST = 6


@dataclass(frozen=True)
class Suggestions:
    """What would find something, with how much: never what finds nothing, or only drafts."""

    results: Results
    address: Address
    titles: Mapping[str, str]
    picked: Mapping[str, Picked]

    def __iter__(self) -> Iterator[Suggestion]:
        found = (each for each in self._all() if each.count)
        return islice(found, MOST)

    def _all(self) -> Iterator[Suggestion]:
        for text in self._respelt():
            yield self._with(self.address.setting("q", text), f"“{text}”", query=parse(text))
        yield from self._without_facets()
        yield from self._without_dates()
        yield from self._without_words()

    @property
    def _selection(self) -> Selection:
        return self.results.selection

    def _respelt(self) -> list[str]:
        """Return the text with other words, or none, in place of those that stand nowhere."""
        query, part = self._selection.query, self.results.part
        words = {word for word in _words(query) if is_missing(part, word)}
        likely = {word: corrections(part, word) for word in words}
        first = {word: near[0] if near else "" for word, near in likely.items()}
        others = [{**first, word: each} for word, near in likely.items() for each in near[1:]]
        texts = [_respell(query, chosen) for chosen in [first, *others] if any(chosen.values())]
        return list(dict.fromkeys(texts))[:MOST]

    def _without_facets(self) -> Iterator[Suggestion]:
        for name, picked in self.picked.items():
            chosen = {each: v for each, v in self._selection.chosen.items() if each != name}
            said = [known.label for known in picked.wanted.values()]
            said += [f"not {known.label}" for known in picked.unwanted.values()]
            label = f"Without “{self.titles.get(name, name)}: {', '.join(said)}”"
            yield self._with(self.address.without(name), label, chosen=chosen)

    def _without_dates(self) -> Iterator[Suggestion]:
        if self._selection.after is not None or self._selection.before is not None:
            address = self.address.without("after").without("before")
            yield self._with(address, "From any time", after=None, before=None)

    def _without_words(self) -> Iterator[Suggestion]:
        query = self._selection.query
        for clause in query.wanted if len(query.wanted) > 1 else ():
            typed = " OR ".join(_typed(query, term.span) for term in clause)
            text = " ".join(_cut(query, [term.span for term in clause]).split())
            yield self._with(
                self.address.setting("q", text), f"Without “{typed}”", query=parse(text)
            )
        if query and (self.picked or self._selection.after or self._selection.before):
            yield self._with(self.address.without("q"), "Without the words", query=Query())

    def _with(self, address: Address, label: str, **changed: object) -> Suggestion:
        selection = replace(self._selection, **changed)  # type: ignore[arg-type]
        return Suggestion(label, address.url, replace(self.results, selection=selection).count)


def _words(query: Query) -> Iterator[str]:
    for term in query.terms:
        if isinstance(term, Word):
            yield term.word
        elif isinstance(term, Phrase):
            yield from term.words


def _respell(query: Query, chosen: Mapping[str, str]) -> str:
    text = query.text
    for term in sorted(query.terms, key=lambda term: term.span, reverse=True):
        start, end = term.span
        if isinstance(term, Word) and term.word in chosen:
            text = text[:start] + chosen[term.word] + text[end:]
        elif isinstance(term, Phrase) and chosen.keys() & set(term.words):
            words = " ".join(filter(None, (chosen.get(word, word) for word in term.words)))
            text = f'{text[:start]}"{words}"{text[end:]}'
    return " ".join(text.split())


def _typed(query: Query, span: tuple[int, int]) -> str:
    return query.text[slice(*span)]


def _cut(query: Query, spans: list[tuple[int, int]]) -> str:
    """Return the text without these spans, and without an OR that then joins nothing."""
    text = query.text
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.replace(" OR  OR ", " ").split())
