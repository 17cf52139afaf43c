"""The bench: builds an archive of so many letters, serves it, asks for everything, compares.

    make bench LETTERS=100000 [DATABASE_URL=postgres://…/an_empty_database]

Times are those of a reader on the same machine, over HTTP, to the last byte; server and reader
share its cores. "cpu" is what the server works for a page, on average: on a busy machine it tells
more than the times do. Nothing is asked twice in a kind, no request is conditional but those of
"304".
The *limit* is what the engine's bare calls for the same pages take; the *peer* is Datasette with
FTS5 and the same facets; *FTS5* is the first page by rank and the count, in SQLite itself. The
results go to ``benchmarks/results/``, as a table and as JSON, and ``cost.svg`` shows all results.
"""

import argparse
import json
import os
import platform
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import sub
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks import asked, peer, plot
from benchmarks.asked import Kind
from benchmarks.client import Reader, at_once, figures
from benchmarks.machine import (
    ROOT,
    anonymous,
    cpu,
    free_port,
    git,
    memory,
    wait_for,
    wait_till_idle,
    worked_by,
    worked_by_children,
)
from benchmarks.synthetic import Archive
from benchmarks.table import table

RESULTS = ROOT / "benchmarks" / "results"
Result = dict[str, Any]


class Bench:
    """One run of the bench."""

    def __init__(
        self,
        archive: Archive,
        folder: Path,
        python: str,
        compared: Mapping[str, int],
        patience: int,
    ) -> None:
        self.archive, self.folder, self.python = archive, folder, python
        self.compared, self.patience = compared, patience
        self.port = free_port()
        self.site = f"http://127.0.0.1:{self.port}"
        self.lines = folder / "letters.jsonl"
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'archive.sqlite3'}"
        self.database = url.partition(":")[0].replace("postgresql", "postgres")
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "r2p_archive.settings",
        }
        os.environ.update(self.environment)

    # Building

    def build(self) -> Result:
        """Load and index the letters, unless an earlier run has; return seconds by step."""
        stamp = self.folder / "built.json"
        if stamp.exists():
            known: Result = json.loads(stamp.read_text())
            return known
        self.generate()
        self.manage("migrate", "-v0")
        self.inside("synonym")
        taken = {
            "load": self.manage("import_letters", str(self.lines)),
            "index": self.manage("index", "--rebuild"),
        }
        self.manage("collectstatic", "-v0", "--no-input")
        stamp.write_text(json.dumps(taken))
        return taken

    def generate(self) -> None:
        if self.lines.exists():
            return
        unfinished = self.lines.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in self.archive.lines())
        unfinished.replace(self.lines)

    def manage(self, *arguments: str) -> Result:
        """Run a command; return the seconds it took, and those of all cores that it worked."""
        say(f"manage.py {' '.join(arguments[:2])}")
        started, worked = time.perf_counter(), worked_by_children()
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)  # noqa: S603
        return {
            "seconds": round(time.perf_counter() - started, 1),
            "of cores": round(worked_by_children() - worked, 1),
        }

    # Serving

    @contextmanager
    def served(self) -> Iterator[int]:
        """Serve with two workers; gives the server's process id."""
        config = ["--config", "r2p_archive/gunicorn_conf.py", "r2p_archive.wsgi"]
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", *config], cwd=ROOT, env=self.environment,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"{self.site}/healthz")
            wait_till_idle(server.pid)
            yield server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()

    # Measuring

    def run(self) -> Result:
        """Measure everything."""
        built = self.build()
        result: Result = {**self.about(), "seconds": built, "sizes": self.sizes()}
        kinds = asked.kinds(self.archive)
        with self.served() as server:
            result["pages"] = self.pages(kinds, server)
            result["304"] = self.not_modified(kinds)
            result["at once"] = self.together(kinds)
            result["csv"] = self.export(server)
            result["admin"] = self.desk()
            result["memory"] = {"RssAnon of a worker, MB": max(anonymous(server))}
        result["changes"] = self.save()
        result["limit"] = self.limit(kinds)
        result |= self.compare(kinds) if self.compared else {"peer": {}, "fts5": {}}
        result["load average"] = {"before": result.pop("load"), "after": os.getloadavg()}
        return result

    def about(self) -> Result:
        database = f"DATABASE_URL={self.database}://… " if self.database != "sqlite" else ""
        options = f'ARGS="{shlex.join(sys.argv[2:])}"' if sys.argv[2:] else ""
        return {
            "letters": self.archive.letters,
            "database": self.database,
            "command": f"make bench LETTERS={self.archive.letters} {database}{options}".strip(),
            "when": time.strftime("%Y-%m-%d %H:%M"),
            "machine": f"{cpu()}, {os.cpu_count()} cores, {memory()} GB, Python "
            f"{platform.python_version()}",
            "commit": git("rev-parse", "--short", "HEAD"),
            "load": os.getloadavg(),
        }

    def pages(self, kinds: list[Kind], server: int) -> Result:
        """Ask for all pages; ``cpu`` is what the server works for one, on average."""
        reader, found = Reader(self.site), {}
        for kind in kinds:
            say(kind.name)
            for path in kind.before:
                reader.get(path)
            before = worked_by(server)
            answers = [reader.get(path) for path in kind.paths]
            worked = worked_by(server) - before
            statuses = {answer.status for answer in answers}
            found[kind.name] = {
                **figures(answer.seconds for answer in answers if answer.status == 200),
                "cpu": round(worked / len(answers) * 1000, 2),
                "target": kind.target,
                "others": sum(answer.status >= 500 for answer in answers),
                "statuses": sorted(statuses),
            }
        return found

    def not_modified(self, kinds: list[Kind]) -> Result:
        reader, taken = Reader(self.site), []
        for path in [path for kind in kinds for path in kind.paths[:10]]:
            first = reader.get(path)
            if first.status == 200:
                again = reader.get(path, {"If-None-Match": first.etag})
                taken += [again.seconds] if again.status == 304 else []
        return {**figures(taken), "target": 3}

    def together(self, kinds: list[Kind]) -> Result:
        letters = next(kind.paths for kind in kinds if kind.name == "letter page")
        mixed = [path for kind in kinds if kind.is_new_search for path in kind.paths]
        return {
            "letter pages": at_once(self.site, letters),
            "mixed search": at_once(self.site, mixed),
        }

    def export(self, server: int) -> Result:
        """Take all letters away as CSV, alone and with another reader of letter pages beside it.

        It is chance whether the two are served by one process or by one each.
        """
        paths = [f"/letters/letter-{number:07d}/" for number in range(self.archive.letters)]
        alone, taken = self.read_on(paths[:100], threading.Event()), self.take_csv(server)
        done, beside = threading.Event(), list[Result]()
        other = threading.Thread(target=lambda: beside.append(self.read_on(paths[100:], done)))
        other.start()
        meanwhile = self.take_csv(server)["rows a second"]
        done.set()
        other.join()
        return {
            **taken,
            "rows a second beside a reader": meanwhile,
            "letter pages meanwhile": beside[0],
            "letter pages alone": alone,
        }

    def take_csv(self, server: int) -> Result:
        before = most = anonymous(server)
        started, first, rows = time.perf_counter(), 0.0, 0
        with urlopen(f"{self.site}/letters.csv") as response:  # noqa: S310
            while piece := response.read1(1 << 20):
                first = first or time.perf_counter() - started
                rows += piece.count(b"\n")
                most = [*map(max, most, anonymous(server))]
        return {
            "rows": rows - 1,
            "first byte, ms": round(first * 1000, 1),
            "rows a second": round(rows / (time.perf_counter() - started)),
            "RssAnon growth, MB": round(max(map(sub, most, before)), 1),
        }

    def read_on(self, paths: list[str], done: threading.Event) -> Result:
        reader, taken = Reader(self.site), []
        for path in paths:
            if done.is_set():
                break
            taken.append(reader.get(path).seconds)
        return figures(taken)

    def save(self) -> Result:
        """Time a curator's save, and a new name of an organisation, until search shows it."""
        save, rename = self.inside("save"), self.inside("rename")
        return {
            "save": {**figures(save), "target": 300},
            "rename the largest organisation": {**figures(rename), "target": 300},
        }

    def desk(self) -> Result:
        """Ask for curators' pages: the list of letters, and searches in it."""
        headers, reader = {"Cookie": self.inside("session")}, Reader(self.site)
        words = self.archive.vocabulary[200:220]
        pages = {
            "list": [f"/admin/letters/letter/?p={number}" for number in range(1, 21)],
            "search": [f"/admin/letters/letter/?q={word}" for word in words],
        }
        found = {}
        for name, paths in pages.items():
            answers = [reader.get(path, headers) for path in paths]
            found[name] = {
                **figures(answer.seconds for answer in answers),
                "statuses": sorted({answer.status for answer in answers}),
                "target": 500,
            }
        return found

    def inside(self, what: str) -> Any:
        """Do something within the archive."""
        command = [sys.executable, "-m", "benchmarks.inside", what]
        told = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return json.loads(told.stdout)

    def limit(self, kinds: list[Kind]) -> Result:
        """Time the engine's bare calls for the same pages."""
        questions = {kind.name: kind.paths for kind in kinds if kind.is_new_search}
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.limit"], cwd=ROOT, env=self.environment, check=True,
            input=json.dumps(questions), capture_output=True, text=True,
        )  # fmt: skip
        found: Result = json.loads(told.stdout)
        return found

    def compare(self, kinds: list[Kind]) -> Result:
        """Ask the peer and FTS5 for some of the same."""
        path = self.folder / "peer.db"
        built = self.folder / "peer.json"
        if not built.exists():
            say("building the peer's database")
            with self.lines.open(encoding="utf-8") as lines:
                built.write_text(json.dumps(round(peer.build(lines, path), 1)))
        questions = {
            kind.name: kind.paths[: self.compared[kind.name]]
            for kind in kinds
            if kind.name in self.compared
        }
        with peer.Datasette(Path(self.python), path, free_port(), self.patience) as datasette:
            pages = {}
            for name, paths in questions.items():
                say(f"peer: {name}")
                pages[name] = datasette.ask(paths)
        bare = {name: peer.bare(path, paths) for name, paths in questions.items() if name in WORDS}
        return {"peer": pages, "fts5": bare, "peer built, s": json.loads(built.read_text())}

    def sizes(self) -> Result:
        index = sum(path.stat().st_size for path in (self.folder / "index").rglob("*") if
                    path.is_file())  # fmt: skip
        return {
            "database, MB": round(self.inside("size") / 1e6, 1),
            "index, MB": round(index / 1e6, 1),
            "letters as JSON Lines, MB": round(self.lines.stat().st_size / 1e6, 1),
        }


COMPARED = ("rare word", "middling word", "common word", "two words", "no words", "facets")
QUESTIONS = 3
WORDS = ("rare word", "middling word", "common word", "two words")


def say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the archive with so many letters.")
    parser.add_argument("letters", type=int)
    parser.add_argument("--folder", type=Path, help="where the archive is built, and kept")
    parser.add_argument("--peer", default=sys.executable, help="the Python that has Datasette")
    parser.add_argument(
        "--compare",
        nargs="*",
        default=COMPARED,
        metavar="KIND",
        help="kinds of pages that Datasette and FTS5 are asked for, too; none leaves them out",
    )
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="that each is asked")
    parser.add_argument(
        "--patience", type=int, default=peer.PATIENCE, help="seconds that each is waited for"
    )
    given = parser.parse_args()
    # Whoever ends the bench ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    url = os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]
    folder = (given.folder or ROOT / "var" / "bench" / f"{url}-{given.letters}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    compared = dict.fromkeys(given.compare, given.questions)
    result = Bench(Archive(given.letters), folder, given.peer, compared, given.patience).run()
    RESULTS.mkdir(exist_ok=True)
    stem = RESULTS / f"{result['database']}-{given.letters}"
    stem.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    stem.with_suffix(".txt").write_text(table(result))
    (RESULTS / "cost.svg").write_text(plot.draw(plot.read(RESULTS)))
    sys.stdout.write(table(result))


if __name__ == "__main__":
    main()
