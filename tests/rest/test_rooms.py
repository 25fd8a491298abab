"""The order inside rest/: a file imports only what stands below it, or in its own folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REST = Path(__file__).parents[2] / "minisplunk" / "rest"
ROOMS = tuple(
    frozenset(rooms.split())
    for rooms in (
        "http",
        "instance",
        "eai",
        "apps authentication authorization cluster hec kvstore licenser search storage system ui",
        "datamodel",
        "data saved",
        "alerts configs",
        "management",
        "fairness hosting",
        "server",
    )
)


def rank(room: str) -> int:
    return next(number for number, rooms in enumerate(ROOMS) if room in rooms)


def imported(path: Path) -> Iterator[str]:
    """The rooms of rest/ that a file imports from."""
    package = path.relative_to(REST).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and 0 < node.level <= len(package) + 1:
            base = package[: len(package) - node.level + 1]
            yield (*base, *(node.module or "").split("."))[0]


FILES = [path for path in sorted(REST.rglob("*.py")) if path != REST / "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REST)))
def test_imports_point_down(path: Path) -> None:
    room = path.relative_to(REST).parts[0].removesuffix(".py")
    for other in imported(path):
        assert other == room or rank(other) < rank(room), f"{room} imports {other}"


@pytest.mark.parametrize("folder", [path for path in REST.iterdir() if path.is_dir() and path.name != "__pycache__"])
def test_a_folder_says_in_one_sentence_what_it_holds(folder: Path) -> None:
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
    assert text is not None and text.endswith(".") and "\n" not in text
