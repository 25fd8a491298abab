"""Changed files in; the tests of their rooms out: what `make test-fast` runs.

A room is a folder of minisplunk/, or one that stands beside it. Its tests are in the folder of its name in tests/, or
where ELSEWHERE says.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
ALWAYS = "tests/test_layers.py"
ELSEWHERE = {
    ".github": "workflows",
    "default": "app",
    "detect": "cli",
    "engine": "search",
    "metadata": "app",
    "pytest_plugin": "testing",
    "standing": "detection",
    "system": "conf",
}


class NoSuchRoom(ValueError):
    """What was given is no room that has tests."""


def of_room(name: str) -> str:
    """The tests of a room, or of a folder of it as `rest/jobs`. Raises NoSuchRoom."""
    found = f"tests/{ELSEWHERE.get(name, name)}"
    if not (ROOT / found).is_dir():
        raise NoSuchRoom(f"There is no folder {found}.")
    return found


def of_files(files: Iterable[str]) -> list[str]:
    """The tests of all rooms that these files, given from the root of the repository, are in. Others have none."""
    return sorted({ALWAYS, *(test for file in files for test in _tests(PurePosixPath(file)))})


def _tests(file: PurePosixPath) -> Iterator[str]:
    top, *below = file.parts
    if top == "tests" and file.match("tests/test_*.py") and (ROOT / file).exists():
        yield str(file)
    elif below:
        room = below[0].removesuffix(".py") if top in ("minisplunk", "tests") else top
        try:
            yield of_room(room)
        except NoSuchRoom:
            return


def changed(root: Path = ROOT) -> list[str]:
    """The files that differ from HEAD, new ones too; when none does, those of HEAD's own commit."""
    return [
        *_git(root, "diff", "--name-only", "HEAD"),
        *_git(root, "ls-files", "--others", "--exclude-standard"),
    ] or _git(root, "show", "--name-only", "--format=", "-m", "--first-parent", "HEAD")


def _git(root: Path, *words: str) -> list[str]:
    command = ["git", "-C", str(root), *words, "-z"]
    return [*filter(None, subprocess.check_output(command, text=True).split("\0"))]


def main(rooms: list[str]) -> int:
    """Print the tests of these rooms; without any, of those that were touched."""
    try:
        tests = sorted({ALWAYS, *map(of_room, rooms)}) if rooms else of_files(changed())
    except NoSuchRoom as error:
        print(error, file=sys.stderr)
        return 2
    print(*tests)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
