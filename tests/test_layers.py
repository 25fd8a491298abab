"""The order of the house: a file imports only what stands below it, or in its own folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "minisplunk"

LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(layer.split())
    for layer in (
        "dataclass lazy_re",
        "errors values times limits disk plain_files visible forking",
        "database documents",
        "conf spl",
        "functions",
        "kvstore",
        "lookups",
        "fields",
        "operators",
        "pivot",
        "commands",
        "datamodels",
        "sources",
        "store ingest",
        "files",
        "search",
        "jobs",
        "explain",
        "alerts",
        "replay",
        "engine",
        "scheduler",
        "peers",
        "rest",
        "forwarder",
        "targets content",
        "detect check standing web",
        "backtest",
        "testing",
        "mutation templates workbench",
        "cli pytest_plugin",
        "__main__",
    )
)
TOGETHER = frozenset({"errors", "values", "times", "limits", "disk"})
"""The ground floor: times, values, limits and disk may use errors."""

PACKAGE_MAY_USE = frozenset({"errors", "values", "plain_files", "conf", "spl", "functions", "commands"})
WRITERS_MAY_USE = {
    "endpoints.py": frozenset({"rest"}),
    "supported.py": frozenset({"rest"}),
    "keys.py": frozenset({"cli", "testing"}),
    "lints.py": frozenset({"check"}),
}
"""The pages list routes, lints, and the keys of what verbs print and of case files; who writes them knows these."""


def rank(room: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if room in layer)


def room_of(path: Path, below: Path) -> str:
    return path.relative_to(below).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """The rooms of minisplunk that a file imports, itself included."""
    package = ("minisplunk", *path.relative_to(HOUSE).parts[:-1]) if path.is_relative_to(HOUSE) else ()
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *(node.module or "").split("."))).strip(".")
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "minisplunk" else [module]
        for name in names:
            parts = name.split(".")
            if parts[0] == "minisplunk" and len(parts) > 1 and parts[1]:
                yield parts[1]


FILES = sorted(path for path in HOUSE.rglob("*.py") if path != HOUSE / "__init__.py" and "apps" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path, HOUSE)
    for imported in imports(path):
        below = rank(imported) < rank(room) or {imported, room} <= TOGETHER
        assert imported == room or below, f"{room} imports {imported}"


def test_every_room_has_its_place() -> None:
    known = frozenset().union(*LAYERS) | {"apps", "system", "__init__", "__pycache__"}
    assert {room_of(path, HOUSE) for path in HOUSE.iterdir()} <= known


@pytest.mark.parametrize("path", sorted((ROOT / "package").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_package_uses_no_more_than_it_may(path: Path) -> None:
    allowed = PACKAGE_MAY_USE | WRITERS_MAY_USE.get(path.name, frozenset())
    assert set(imports(path)) <= allowed


def test_what_splunkd_runs_imports_nothing_of_ours() -> None:
    for path in (ROOT / "bin").glob("*.py"):
        assert not list(imports(path))
