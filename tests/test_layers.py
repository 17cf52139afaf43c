"""Imports point one way (design: the layers), wherever in a module they stand."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the bottom up. A room may import what lies below it; the lowest rooms also one another.
LAYERS = (
    {"dates", "spelling", "text", "fingerprints", "countries", "collection", "processes"},
    {"models"},
    {"search", "exports", "imports"},
    {"echoes"},
    {"filters"},
    {"views", "api", "pages"},
    # Above the views, for its preview of a draft is the public page.
    {"admin", "management"},
    {"urls"},
)
# Django's own places: the app's configuration, and migrations, which know models alone.
OUTSIDE = {"apps": set(), "migrations": LAYERS[0] | LAYERS[1]}

JUNK_DRAWERS = {"utils", "helpers", "common", "services", "signals", "managers", "constants"}


def modules(package: str) -> dict[str, Path]:
    """Name every module of a package, with the file it is in."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / package).rglob("*.py"))
    }


LETTERS = modules("letters")


def imported(module: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Name the modules that a module imports, absolutely, relatively, or inside a function."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in known else base


def room(module: str) -> str:
    """Name the room of a module: letters.models.letter is in models."""
    return module.split(".")[1]


def allowed(of: str) -> set[str]:
    """Name the rooms that a room may import from, its own among them."""
    if of in OUTSIDE:
        return OUTSIDE[of] | {of}
    level = next(number for number, layer in enumerate(LAYERS) if of in layer)
    below = set().union(*LAYERS[:level])
    return below | (LAYERS[0] if level == 0 else {of})


def edges() -> Iterator[tuple[str, str]]:
    for module, path in LETTERS.items():
        for other in imported(module, path, LETTERS):
            if other in LETTERS and other not in (module, "letters"):
                yield module, other


def test_every_room_has_a_layer() -> None:
    rooms = {room(module) for module in LETTERS if module != "letters"}
    assert rooms - set().union(*LAYERS, OUTSIDE) == set()


def test_imports_point_downwards() -> None:
    wrong = [
        f"{module} imports {other}"
        for module, other in edges()
        if room(other) not in allowed(room(module))
    ]
    assert wrong == []


def test_no_module_imports_itself_by_a_detour() -> None:
    graph: dict[str, set[str]] = {}
    for module, other in edges():
        # A package's __init__ names its members for others; a member may not ask it back.
        graph.setdefault(module, set()).add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_app_does_not_know_the_site() -> None:
    wrong = [
        f"{module} imports {other}"
        for module, path in LETTERS.items()
        for other in imported(module, path, LETTERS)
        if other.split(".")[0] in ("r2p_archive", "tests")
    ]
    assert wrong == []


def test_no_import_hides_in_a_text() -> None:
    wrong = [
        module
        for module, path in LETTERS.items()
        if {"import_module", "__import__"} & set(ast_names(path))
    ]
    assert wrong == []


def ast_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_there_are_no_junk_drawers() -> None:
    names = {part for name in LETTERS | modules("r2p_archive") for part in name.split(".")}
    assert names & JUNK_DRAWERS == set()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import letters.search.index", ["letters.search.index"]),
        ("from letters import search", ["letters.search"]),
        ("from letters.search import index, nothing", ["letters.search.index", "letters.search"]),
        ("from . import letter", ["letters.models.letter"]),
        ("from .letter import Letter", ["letters.models.letter"]),
        ("from ..search import index", ["letters.search.index"]),
        ("def f():\n    from .. import search", ["letters.search"]),
    ],
)
def test_imports_are_read_in_every_form(tmp_path: Path, line: str, expected: list[str]) -> None:
    known = dict.fromkeys(
        ["letters.search", "letters.search.index", "letters.models.letter"], tmp_path
    )
    file = tmp_path / "answer.py"
    file.write_text(line)
    assert list(imported("letters.models.answer", file, known)) == expected


def test_layers_are_kept_apart() -> None:
    assert "models" in allowed("search")
    assert "exports" not in allowed("search")
    assert "search" not in allowed("models")
    assert allowed("dates") == LAYERS[0]
