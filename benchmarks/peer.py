"""The peer: Datasette on the same letters, with FTS5 and the same facets; and bare FTS5."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.client import Reader, figures

# The seconds that a page is waited for: at a million letters the peer has not made one in ten
# minutes.
PATIENCE = 600
ARRAYS = ("sender", "recipient", "signatory", "organisation", "theme")
PLAIN = ("year", "kind", "held", "asks")
LIMITS = ("sql_time_limit_ms", "facet_time_limit_ms")
TABLE = f"""
CREATE TABLE letters (id INTEGER PRIMARY KEY, slug TEXT, title TEXT, date TEXT, text TEXT,
                      {", ".join(f"{name} TEXT" for name in (*PLAIN, *ARRAYS))});
"""
INDEX = (
    "CREATE VIRTUAL TABLE letters_fts USING fts5(title, text, content=letters, content_rowid=id)"
)


def build(lines: Iterable[str], path: Path) -> float:
    """Make the peer's database of the published letters; return the seconds it took."""
    started = time.perf_counter()
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.executescript(f"PRAGMA journal_mode = OFF; {TABLE}")
        marks = ", ".join("?" * (5 + len(PLAIN) + len(ARRAYS)))
        database.executemany(f"INSERT INTO letters VALUES ({marks})", _rows(lines))  # noqa: S608
        database.execute(INDEX)
        database.execute("INSERT INTO letters_fts (letters_fts) VALUES ('rebuild')")
        for name in PLAIN:
            database.execute(f"CREATE INDEX letters_{name} ON letters ({name})")
    database.close()
    return time.perf_counter() - started


def _rows(lines: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(lines, 1):
        letter = json.loads(line)
        if letter["status"] == "published":
            yield (number, letter["slug"], letter["title"], letter["date"]["edtf"], letter["text"],
                   *_values(letter))  # fmt: skip


def _values(letter: dict[str, Any]) -> Iterator[str]:
    asks = letter["recommendations"]
    yield letter["date"]["edtf"][:4]
    yield letter["kind"]
    yield "yes" if letter["held"] else "no"
    yield "answered" if any(ask["answers"] for ask in asks) else "unanswered" if asks else "none"
    for part in ("sender", "recipient"):
        rows = [row for row in letter["correspondents"] if row["part"] == part]
        yield json.dumps([row["organisation"] or row["office"] for row in rows])
    yield json.dumps([row["person"] for row in letter["signatories"]])
    yield json.dumps([row["slug"] for row in letter["organisations"]])
    yield json.dumps(sorted({theme for ask in asks for theme in ask["themes"]}))


class Datasette:
    """Datasette, serving the peer's database with its time limits raised."""

    def __init__(self, python: Path, path: Path, port: int, patience: int) -> None:
        self.patience = patience
        self.site = f"http://127.0.0.1:{port}"
        self.name = path.stem
        settings = [word for name in LIMITS for word in ("--setting", name, f"{patience}000")]
        settings += ["--setting", "suggest_facets", "off", "--setting", "default_page_size", "25"]
        command = [str(python), "-m", "datasette", "serve", str(path), "--port", str(port)]
        self.process = subprocess.Popen(  # noqa: S603
            [*command, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> "Datasette":
        for _ in range(200):
            try:
                Reader(self.site).get("/-/versions.json")
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("Datasette does not answer.")

    def __exit__(self, *_: object) -> None:
        # It would first end the questions that nobody waits for any more.
        self.process.kill()
        self.process.wait()

    def ask(self, paths: Iterable[str]) -> dict[str, Any]:
        """Ask for the pages that tell what ours of these addresses tell.

        A page that does not come in time counts with the time it was waited for, among "lacking".
        """
        taken, lacking = [], 0
        for path in paths:
            started = time.perf_counter()
            try:
                reader = Reader(self.site, self.patience)
                lacking += reader.get(f"/{self.name}/letters?{self.query(path)}").status != 200
            except TimeoutError:
                lacking += 1
            taken.append(time.perf_counter() - started)
        return {**figures(taken), "lacking": lacking}

    @staticmethod
    def query(path: str) -> str:
        """Return the peer's parameters for one of our searches."""
        given = parse_qs(urlsplit(path).query)
        words = given.pop("q", [""])[0].replace("from:institute", "").replace("R2P", '"r2p"')
        pairs = [("_facet", name) for name in PLAIN] + [("_facet_array", name) for name in ARRAYS]
        pairs += [("_search", _fts(words)), ("_searchmode", "raw")] if words else []
        pairs += [(name, values[0]) for name, values in given.items() if name in PLAIN]
        return urlencode(pairs)


def _fts(words: str) -> str:
    wanted = [word for word in words.split() if not word.startswith("-")]
    unwanted = [word[1:] for word in words.split() if word.startswith("-")]
    return " ".join(wanted) + "".join(f" NOT {word}" for word in unwanted)


def bare(path: Path, paths: Iterable[str]) -> dict[str, Any]:
    """Ask FTS5 itself for the first page by rank and for the count."""
    database, taken = sqlite3.connect(path), []
    for each in paths:
        words = parse_qs(urlsplit(Datasette.query(each)).query).get("_search")
        if not words:
            continue
        started = time.perf_counter()
        match = "FROM letters_fts WHERE letters_fts MATCH ?"
        database.execute(f"SELECT rowid {match} ORDER BY rank LIMIT 25", words).fetchall()
        database.execute(f"SELECT count(*) {match}", words).fetchall()
        taken.append(time.perf_counter() - started)
    database.close()
    return figures(taken)


def main() -> None:
    """Make a database of the lines of the standard input."""
    build(sys.stdin, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
