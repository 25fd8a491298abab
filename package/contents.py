"""The repository's root in; the files that make the Splunk app out, by their names inside it.

An allow-list, since the root holds much that is no part of the app. What lies in one of the app's own folders and is
not on the list is an error: either it was forgotten here, or it does not belong there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from .errors import PackageError, os_error

ALLOWED: Mapping[str, tuple[str, ...]] = {
    ".": ("README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "app.manifest"),
    "appserver/static": ("*.png",),
    "bin": ("*.py",),
    "default": ("*.conf",),
    "default/data/ui/alerts": ("*.html",),
    "default/data/ui/nav": ("default.xml",),
    "default/data/ui/views": ("*.xml",),
    "docs": (
        "aws_console_login_failed_during_mfa_challenge.md",
        "at-scale.md",
        "coverage.md",
        "install.md",
        "tuning.md",
    ),
    "lookups": ("*.csv",),
    "metadata": ("default.meta",),
    "README": ("*.conf.spec",),
    "static": ("appIcon.png", "appIcon_2x.png", "appIconAlt.png", "appIconAlt_2x.png", "appLogo.png", "appLogo_2x.png"),
}
"""Folder of the app -> patterns of the file names that it may hold."""

REQUIRED = (
    "LICENSE",
    "README.md",
    "app.manifest",
    "default/app.conf",
    "default/macros.conf",
    "default/savedsearches.conf",
    "metadata/default.meta",
)

IGNORED_FOLDERS = frozenset({"__pycache__"})
IGNORED = (
    "*.pyc",
    "metadata/local.meta",
    "docs/SUPPORTED.md",
    "docs/backtest.md",
    "docs/benchmarks.md",
    "docs/case-files.md",
    "docs/check.md",
    "docs/ci.md",
    "docs/cim.md",
    "docs/differences.md",
    "docs/images/*.png",
    "docs/json.md",
    "docs/lints.md",
    "docs/mcp.md",
    "docs/minisplunk.md",
    "docs/pytest.md",
    "docs/real-splunk.md",
    "docs/serve.md",
    "docs/source-types.md",
    "docs/test-your-app.md",
)
"""Left out knowingly: what Python and Splunk write beside the app's files, what is about minisplunk alone, pictures.
(local/ is no folder of the list.)"""

FOLDERS = tuple(sorted({PurePosixPath(folder).parts[0] for folder in ALLOWED if folder != "."}))
"""The top folders that are the app's; nothing else in the root is, except the files listed for "."."""


def allowed(name: str) -> bool:
    """Whether the app may hold a file of this name (relative to the app's folder, with slashes)."""
    path = PurePosixPath(name)
    return any(fnmatchcase(path.name, pattern) for pattern in ALLOWED.get(str(path.parent), ()))


def collect(root: Path) -> dict[str, Path]:
    """The app's files in the order of their names. PackageError names each file that is missing, unknown or a link."""
    if not (root / "default" / "app.conf").is_file():
        raise PackageError(
            f"{root / 'default' / 'app.conf'}: no such file, so {root.resolve()} is no Splunk app: "
            "run this in the repository's root, or name that with --root"
        )
    files = {name: root / name for name in sorted(_walk(root))}
    faults = [*_missing(files), *_unfit(files)]
    if faults:
        raise PackageError("\n".join(faults))
    return files


def _walk(root: Path) -> Iterator[str]:
    for pattern in ALLOWED["."]:
        if os.path.lexists(root / pattern):
            yield pattern
    for top in FOLDERS:
        if (root / top).is_symlink():
            yield top
            continue
        for folder, folders, files in os.walk(root / top, onerror=_refuse):
            links = [f for f in folders if (Path(folder) / f).is_symlink()]
            folders[:] = [f for f in folders if f not in IGNORED_FOLDERS and f not in links]
            for file in (*files, *links):
                name = (Path(folder) / file).relative_to(root).as_posix()
                if not _ignored(name):
                    yield name


def _ignored(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in IGNORED)


def _refuse(error: OSError) -> None:
    # no such folder: an app need not have every one
    if not isinstance(error, FileNotFoundError):
        raise os_error("read", Path(error.filename), error, "make it a folder that you may read")


def _missing(files: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(REQUIRED).difference(files)):
        yield f"{name}: no such file, and the app needs it: restore it (git checkout -- {name})"


def _unfit(files: Mapping[str, Path]) -> Iterator[str]:
    for name, path in files.items():
        if path.is_symlink() or not path.is_file():
            yield f"{name}: is no plain file, and an .spl holds nothing else: put the file itself there"
        elif not allowed(name):
            yield f"{name}: is in a folder of the app but not on its allow-list: remove it, or list it in contents.py"
