"""The plot of cost against the number of letters: an SVG without script or style elements."""

import json
import math
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

SHOWN = {
    "letter page": "#8a3324",
    "rare word": "#2f5d8a",
    "middling word": "#3f7d4f",
    "common word": "#b06d1f",
    "no words": "#6a4c93",
    "the largest organisation": "#555555",
}
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 70, 40, 190, 50
LEAST, MOST = 0.5, 100_000.0
Line = list[tuple[float, float]]


def read(folder: Path) -> list[dict[str, Any]]:
    """Return all results of a folder, by database and size."""
    found = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    return sorted(found, key=lambda each: (each["database"], each["letters"]))


def draw(results: Iterable[dict[str, Any]]) -> str:
    """Draw medians of pages, solid for SQLite and dashed for PostgreSQL; dotted is the peer."""
    results = list(results)
    parts = [*_frame()]
    names: list[tuple[float, str, str]] = []
    for name, colour in SHOWN.items():
        for database, dash in (("sqlite", ""), ("postgres", "6 4")):
            line = _line(results, "pages", name, database)
            parts += _path(line, colour, dash)
            if line and database == "sqlite":
                names.append((_y(line[-1][1]), name, colour))
        peer = _line(results, "peer", name, "sqlite")
        parts += _path(peer, colour, "1 5")
        if peer:
            names.append((_y(peer[-1][1]), f"{name} (Datasette)", colour))
    parts += _names(names)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12">\n<title>Median time of pages by number of '
        f"letters</title>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _line(results: list[dict[str, Any]], part: str, name: str, database: str) -> Line:
    points = (
        (each["letters"], each.get(part, {}).get(name, {}).get("p50", 0))
        for each in results
        if each["database"] == database
    )
    return [(letters, cost) for letters, cost in points if cost]


def _x(letters: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(max(letters, 1)) / 6


def _y(milliseconds: float) -> float:
    share = math.log(max(milliseconds, LEAST) / LEAST) / math.log(MOST / LEAST)
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def _path(line: Line, colour: str, dash: str) -> list[str]:
    if not line:
        return []
    points = " ".join(f"{_x(letters):.1f},{_y(cost)}" for letters, cost in line)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    drawn = [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
    ]
    for letters, cost in line:
        place = f'cx="{_x(letters):.1f}" cy="{_y(cost)}"'
        drawn.append(f'<circle {place} r="3" fill="{colour}"><title>{cost} ms</title></circle>')
    return drawn


def _frame() -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbf9f4"/>']
    for power in range(7):
        x = _x(10**power)
        parts.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="#ddd8cc"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>'
        )
    for cost in (1, 10, 100, 1000, 10_000, 100_000):
        y = _y(cost)
        label = f"{cost} ms" if cost < 1000 else f"{cost // 1000} s"
        parts.append(f'<path d="M{LEFT} {y}H{right}" stroke="#ddd8cc"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{label}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 12}">letters in the archive</text>')
    parts.append(
        f'<text x="{LEFT}" y="24">Median time of a page. Solid: SQLite; dashed: PostgreSQL; '
        "dotted: Datasette</text>"
    )
    return parts


def _names(names: list[tuple[float, str, str]]) -> list[str]:
    """Set the names of lines beside their ends, one below the other."""
    parts, last = [], 0.0
    for y, name, colour in sorted(names):
        last = max(y + 4, last + 14)
        x = WIDTH - RIGHT + 8
        parts.append(f'<text x="{x}" y="{last:.1f}" fill="{colour}">{escape(name)}</text>')
    return parts
