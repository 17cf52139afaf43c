"""The results of all runs side by side, as Markdown: ``python -m benchmarks.summary``.

Medians by number of letters on either database, and at the largest size the 95th percentile.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import plot

RESULTS = Path(__file__).parent / "results"
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
Result = dict[str, Any]


def summary(results: list[Result]) -> str:
    """Return a table with a row for each kind of page and a column for each run."""
    results = sorted(results, key=lambda each: [*NAMES].index(each["database"]))
    largest = max(each["letters"] for each in results)
    heads = [_head(each, largest) for each in results]
    rows = [["milliseconds", *heads], ["---", *("--:" for _ in results)]]
    rows += [[name, *cells] for name, cells in _rows(results, largest)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _head(result: Result, largest: int) -> str:
    words = f"{NAMES[result['database']]}, {result['letters']:,}"
    return f"{words}: median / 95 %" if result["letters"] == largest else words


def _rows(results: list[Result], largest: int) -> Iterator[tuple[str, list[str]]]:
    names = dict.fromkeys(name for each in results for name in each["pages"])
    for name in names:
        pages = [each["pages"].get(name) for each in results]
        yield name, [_cell(*pair, largest) for pair in zip(pages, results, strict=True)]


def _cell(page: Result | None, result: Result, largest: int) -> str:
    if not page or not page["n"]:
        return ""
    median = _number(page["p50"])
    return f"{median} / {_number(page['p95'])}" if result["letters"] == largest else median


def _number(taken: float) -> str:
    return f"{taken:.1f}" if taken < 10 else f"{taken:,.0f}"


if __name__ == "__main__":
    sys.stdout.write(summary(plot.read(RESULTS)))
