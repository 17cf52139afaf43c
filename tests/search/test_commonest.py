"""The commonest values: exact, with little looked at."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Document, Index, Query, SchemaBuilder

from letters.search import commonest as looking
from letters.search.commonest import commonest

Segments = Sequence[Sequence[int]]


class Engine:
    """An index of one field, with what it holds in so many segments; counts what it is asked."""

    def __init__(self, segments: Segments) -> None:
        builder = SchemaBuilder()
        builder.add_unsigned_field("sender", fast=True)
        index = Index(builder.build())
        writer = index.writer(15_000_000, 1)
        for values in segments:
            for value in values:
                document = Document()
                document.add_unsigned("sender", value)
                writer.add_document(document)
            writer.commit()
        index.reload()
        self.searcher = index.searcher()
        self.everything = counted(segments)
        self.asked: list[str] = []

    def __call__(self, wanted: Any) -> Any:
        self.asked += [kind for each in wanted.values() for kind in each]
        return self.searcher.aggregate(Query.all_query(), dict(wanted))

    def commonest(self, size: int) -> list[tuple[int, int]]:
        return commonest(self, self.counts, {"sender": size}, ["sender"])["sender"]

    def counts(self, name: str, values: Iterable[int]) -> list[int]:
        self.asked.append("counts")
        return [self.everything[value] for value in values]


@contextmanager
def looks(given: int, looked_at: int) -> Iterator[None]:
    """Have each segment give so few values, and look at so few of all."""
    with patch.multiple(looking, GIVEN=given, LOOKED_AT=looked_at):
        yield


def counted(segments: Segments) -> Counter[int]:
    return Counter(value for values in segments for value in values)


def often(**numbers: int) -> list[int]:
    """Return each value as often as said: ``often(v7=3)``."""
    return [int(name[1:]) for name, times in numbers.items() for _ in range(times)]


def test_values_that_all_segments_give_are_counted_at_one_look() -> None:
    engine = Engine([often(v1=3, v2=1), often(v1=1, v3=3)])
    assert engine.commonest(2) == [(1, 4), (3, 3)]
    assert engine.asked == ["terms"]


# Each segment leaves one value out, which another may have.
LEFT_OUT = [often(v1=9, v2=8, v3=2, v4=1), often(v3=9, v1=8, v5=2, v2=1)]


def test_values_that_a_segment_left_out_are_counted() -> None:
    engine = Engine(LEFT_OUT)
    with looks(given=3, looked_at=3):
        assert engine.commonest(1) == [(1, 17)]
    assert engine.asked == ["terms", "counts"]


def test_every_value_is_counted_where_one_that_was_not_seen_may_be_among_the_commonest() -> None:
    # Nowhere among the first two, and yet the commonest of all.
    engine = Engine([often(v1=5, v2=4, v9=3), often(v3=5, v4=4, v9=3)])
    with looks(given=2, looked_at=2):
        assert engine.commonest(1) == [(9, 6)]
    assert engine.asked == ["terms", "terms"]


def test_every_value_is_counted_where_more_are_likely_than_are_looked_at() -> None:
    segments = [[value for value in range(40) for _ in range(3)] + [99] for _ in range(2)]
    engine = Engine(segments)
    with looks(given=30, looked_at=8):
        found = engine.commonest(4)
    assert [count for _, count in found] == [6, 6, 6, 6]
    assert engine.asked == ["terms", "terms"]


def test_fewer_values_than_wanted_are_all_of_them() -> None:
    engine = Engine([often(v1=1, v2=1, v3=1), often(v1=1)])
    with looks(given=2, looked_at=2):
        assert sorted(engine.commonest(5)) == [(1, 2), (2, 1), (3, 1)]


def test_where_nothing_is_found_nothing_is_counted() -> None:
    assert Engine([]).commonest(3) == []
    engine = Engine([[1]])
    assert commonest(engine, engine.counts, {}) == {}
    assert not engine.asked


def test_fields_that_are_not_to_be_cut_are_counted_at_one_look() -> None:
    engine = Engine(LEFT_OUT)
    with looks(given=3, looked_at=3):
        assert commonest(engine, engine.counts, {"sender": 2}) == {"sender": [(1, 17), (3, 11)]}
    assert engine.asked == ["terms"]


@given(
    st.lists(st.lists(st.integers(0, 12), max_size=30), max_size=5),
    st.integers(1, 6),
    st.integers(6, 9),
)
def test_counts_are_those_of_counting_one_by_one(segments: Segments, size: int, given: int) -> None:
    with looks(given, given):
        found = Engine(segments).commonest(size)
    everything = counted(segments)
    assert [count for _, count in found] == [count for _, count in everything.most_common(size)]
    assert all(everything[value] == count for value, count in found)


@pytest.mark.parametrize("seed", range(3))
def test_many_names_are_never_looked_through_wholly(seed: int) -> None:
    """As names are spread: a few in very many letters, most in one or two."""
    rng = random.Random(seed)  # noqa: S311
    segments = [[int(5_000 ** rng.random()) for _ in range(4_000)] for _ in range(4)]
    engine = Engine(segments)
    assert engine.commonest(9) == _ordered(counted(segments).items())[:9]
    assert engine.asked == ["terms", "counts"]


def _ordered(counts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))
