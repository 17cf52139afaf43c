"""The limit: the engine's bare calls that pages of search need, without all that is ours.

Reads addresses by kind as JSON, writes times. For each page: the first matches with their count,
and the counts of every facet in one aggregation.
"""

import json
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import django
from django.http import QueryDict


def bare_calls(path: str) -> float:
    """Return the seconds that the engine needs for a page."""
    from letters import search
    from letters.filters.letters import LetterFilter
    from letters.search import schema
    from letters.search.results import Results

    given = LetterFilter(QueryDict(urlsplit(path).query))
    results = Results(search.current(), "letters", given.selection)
    query, searcher = results.query(), results.part.searcher
    fields = {facet.counted for facet in schema.FACETS["letters"]}
    wanted = {name: {"terms": {"field": name, "size": 30}} for name in fields}
    page, per_page = int(given.chosen["page"]), 25
    order: dict[str, Any] = {} if given.sort == "relevance" else {"order_by_field": given.sort}
    started = time.perf_counter()
    searcher.search(query, limit=per_page, offset=(page - 1) * per_page, count=True, **order)
    searcher.aggregate(query, wanted)
    return time.perf_counter() - started


def main() -> None:
    django.setup()
    from benchmarks.client import figures

    questions = json.load(sys.stdin)
    found = {name: figures(map(bare_calls, paths)) for name, paths in questions.items()}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
