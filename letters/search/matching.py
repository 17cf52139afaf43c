"""Matching: from what a reader typed and chose to queries of the engine.

The engine's own query parser is never used: a few thousand brackets end the process.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tantivy import FieldType, Occur, Query

from letters.models import Person
from letters.search import codes
from letters.search import query as tree
from letters.search.analysis import stem
from letters.search.snapshot import Part
from letters.search.synonyms import Synonyms

# How much more a word counts in a title.
TITLE = 2.0

Clause = tuple[tree.Term, ...]

# The facet that a part of a letter is looked up in.
FACETS_OF_PARTS = {
    "letters": {"from": "sender", "to": "recipient", "signed": "signatory"},
    "recommendations": {"from": "asker", "to": "addressee", "signed": "signatory"},
}


@dataclass
class Match:
    """What must match, what only makes a better match, and what must not match."""

    wanted: list[Query] = field(default_factory=list)
    liked: list[Query] = field(default_factory=list)
    unwanted: list[Query] = field(default_factory=list)

    def query(self, part: Part, filters: Iterable[Query] = ()) -> Query:
        """Return one query; filters do not count for how well something matches."""
        wanted = [*self.wanted, *(Query.const_score_query(each, 0.0) for each in filters)]
        return Query.boolean_query(
            [
                *((Occur.Must, each) for each in wanted or [part.everything()]),
                *((Occur.Should, each) for each in self.liked if self.wanted),
                *((Occur.MustNot, each) for each in self.unwanted),
            ]
        )


def match(part: Part, query: tree.Query, synonyms: Synonyms) -> Match:
    """Return what a reader's query asks of one of the indexes."""
    reading = _Reading(part, synonyms)
    return Match(
        wanted=list(reading.wanted(query.wanted)),
        liked=[
            Query.boost_query(term(part, "title", stem(each.word), "freq"), TITLE)
            for each in query.terms
            if isinstance(each, tree.Word)
        ],
        unwanted=[reading.term(each) for each in query.unwanted],
    )


@dataclass
class _Reading:
    part: Part
    synonyms: Synonyms

    def wanted(self, clauses: Sequence[Clause]) -> Iterator[Query]:
        """Yield a query for each clause, or for several that together are a form of a synonym."""
        for form, clause in units(clauses, self.synonyms):
            yield any_of(self._concepts(form) if form else [self.term(each) for each in clause])

    def term(self, term_: tree.Term) -> Query:
        """Return the query of one term."""
        match term_:
            case tree.Word(word):
                return any_of(self._concepts([word]) or [self._stem(word)])
            case tree.Phrase(words):
                return any_of(self._concepts(words) or [phrase(self.part, words)])
            case tree.Prefix(beginnings):
                return any_of([self._prefix(beginning) for beginning in beginnings])
            case tree.Name(part, words):
                return self._name(part, words)
            case tree.Reference(key):
                return term(self.part, "reference", key)

    def _concepts(self, words: Sequence[str]) -> list[Query]:
        concepts = self.synonyms.of(words)
        return [term(self.part, "concepts", concept, "freq") for concept in concepts]

    def _stem(self, word: str) -> Query:
        return term(self.part, "stems", stem(word), "freq")

    def _prefix(self, beginning: str) -> Query:
        return Query.fuzzy_term_query(
            self.part.schema,
            "words",
            beginning,
            distance=0,
            transposition_cost_one=False,
            prefix=True,
        )

    def _name(self, part: str, words: Sequence[str]) -> Query:
        """Who bears the name now, in any of its forms, or is printed so in the document."""
        facet = FACETS_OF_PARTS[self.part.name][part]
        if part == "signed":
            found = [codes.kind_and_key(each)[1] for each in codes.named(words, [Person])]
        else:
            found = codes.named(words, codes.KINDS)
        return any_of([any_value(self.part, facet, found), phrase(self.part, words, part)])


def units(clauses: Sequence[Clause], known: Synonyms) -> Iterator[tuple[list[str], Clause]]:
    """Yield what is looked for as one: the words of a form of a synonym, or a clause."""
    place = 0
    while place < len(clauses):
        words = _words_ahead(clauses[place:])
        length = known.longest(words)
        yield words[:length], () if length else clauses[place]
        place += length or 1


def _words_ahead(clauses: Iterable[Clause]) -> list[str]:
    """Return the plain words that clauses begin with."""
    words = []
    for clause in clauses:
        only = clause[0] if len(clause) == 1 else None
        if not isinstance(only, tree.Word):
            break
        words.append(only.word)
    return words


def term(part: Part, name: str, value: str | int, option: str = "basic") -> Query:
    """Return the query for one value of a field."""
    return Query.term_query(part.schema, name, value, option)


def any_value(part: Part, name: str, values: Sequence[str | int]) -> Query:
    """Return the query for any of the values of a field."""
    if len(values) == 1:
        return term(part, name, values[0])
    return Query.term_set_query(part.schema, name, list(values))


def phrase(part: Part, words: Sequence[str], name: str = "words") -> Query:
    """Return the query for these words in this order; the engine has no phrase of one word."""
    if len(words) == 1:
        return term(part, name, words[0], "position")
    return Query.phrase_query(part.schema, name, list(words))


def between(part: Part, name: str, first: int | None, last: int | None) -> Query:
    """Return the query for a number from first to last, either of them open."""
    return Query.range_query(part.schema, name, FieldType.Unsigned, first, last)


def any_of(queries: Sequence[Query]) -> Query:
    """Return the query that any of these match."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, each) for each in queries])


def all_of(queries: Sequence[Query]) -> Query:
    """Return the query that all of these match."""
    return Query.boolean_query([(Occur.Must, each) for each in queries])


def keys(part: Part, query: Query) -> list[int]:
    """Return the keys of all that match, however many."""
    hits = part.find(query, limit=part.count(query), by="newest")
    return part.numbers("key", [address for _, address in hits])
