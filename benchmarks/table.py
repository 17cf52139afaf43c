"""The results of a run as a table to read."""

import json
from typing import Any

Result = dict[str, Any]


def table(result: Result) -> str:
    """Return the results as a table."""
    rows = [f"{result['command']}", f"{result['when']}, {result['machine']}, {result['commit']}"]
    loads = result["load average"]
    rows.append(f"load average before {loads['before'][0]:.1f}, after {loads['after'][0]:.1f}")
    parts = ("seconds", "sizes", "memory", "csv", "admin", "changes", "304", "at once")
    rows += [f"{name}: {json.dumps(result[name])}" for name in parts]
    head = ("milliseconds", "n", "p50", "p95", "worst", "cpu", "target", *BESIDE)
    rows += ["", ROW.format(*head)]
    pages = result["pages"].items()
    rows += [ROW.format(name, *_cells(name, found, result)) for name, found in pages]
    return "\n".join(rows) + "\n"


BESIDE = ("limit", "peer", "times", "fts5")
ROW = "{:28}{:>6}{:>10}{:>10}{:>10}{:>9}{:>8}{:>10}{:>12}{:>8}{:>12}"


def _cells(name: str, found: Result, result: Result) -> list[Any]:
    limit = result["limit"].get(name, {}).get("p95", "")
    other = result["peer"].get(name, {}).get("p50", "")
    times = round(other / found["p50"], 1) if other and found["p50"] else ""
    fts5 = result["fts5"].get(name, {}).get("p50", "")
    return [
        *(found[key] for key in ("n", "p50", "p95", "worst", "cpu", "target")),
        limit,
        other,
        times,
        fts5,
    ]
