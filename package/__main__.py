"""Build the Splunk app's .spl, vet it, name what a release carries, and write the detection's documentation page.

Exit codes: 0 all is well; 1 the vetting found something; 2 wrong use, or an app that is broken or not whole; 3 a tool
that the vetting needs is not installed; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from minisplunk.errors import MinisplunkError

from .errors import MissingTool

CLEAN, FINDINGS, BROKEN, TOOL_MISSING, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. All errors become one line each on stderr here."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except MissingTool as error:
        print(error, file=sys.stderr)
        return TOOL_MISSING
    except MinisplunkError as error:
        print(error.explain(), file=sys.stderr)
        return BROKEN
    except OSError as error:
        print(f"{error.filename or 'this machine'}: {error.strerror or error}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        return INTERRUPTED


def build(options: argparse.Namespace) -> int:
    from .build import build  # noqa: PLC0415  each command loads what it needs
    from .report import built_json, built_text  # noqa: PLC0415

    built = build(options.root, options.dist)
    print(built_json(built) if options.json else built_text(built))
    return CLEAN


def vet(options: argparse.Namespace) -> int:
    from .build import build  # noqa: PLC0415
    from .report import vetted_json, vetted_text  # noqa: PLC0415
    from .vet import vet  # noqa: PLC0415

    vetted = vet(options.file or build(options.root, options.dist).path)
    print(vetted_json(vetted) if options.json else vetted_text(vetted))
    return FINDINGS if vetted.findings else CLEAN


def release(options: argparse.Namespace) -> int:
    from .release import files  # noqa: PLC0415

    print(*files(options.root, options.tag, options.dist), sep="\n")
    return CLEAN


def page(options: argparse.Namespace) -> int:
    from . import coverage, keys, lints, supported  # noqa: PLC0415
    from . import page as detection  # noqa: PLC0415

    for write in (detection.write, coverage.write, lints.write, supported.write):
        print(write(options.root))
    for pages in (keys.JSON, keys.CASES):
        print(keys.write(options.root, pages))
    return CLEAN


def _parser() -> argparse.ArgumentParser:
    summary, _, codes = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m package", description=summary, epilog=codes)
    commands = parser.add_subparsers(metavar="command", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, epilog=codes)
        added.set_defaults(command=command)
        added.add_argument("--root", type=Path, default=Path(), help="the repository's root (default: this folder)")
        return added

    for name, command, text in (
        ("build", build, "write dist/<app>-<version>.spl, the same bytes on every build, and its .sha256"),
        ("vet", vet, "hold an .spl to AppInspect and to what AppInspect does not see; builds it first unless named"),
    ):
        added = add(name, command, text)
        added.add_argument("--dist", type=Path, metavar="FOLDER", help="where to write it (default: dist/ in the root)")
        added.add_argument("--json", action="store_true", help="print one JSON object")
        if name == "vet":
            added.add_argument("file", nargs="?", type=Path, metavar="FILE", help="an .spl to vet as it is")
    added = add("release", release, "name the .spl and its checksum, if TAG is the version that default/app.conf has")
    added.add_argument("tag", metavar="TAG", help="the tag, which is the version itself: 1.0.0, not v1.0.0")
    added.add_argument("--dist", type=Path, metavar="FOLDER", help="where they were built (default: dist/ in the root)")
    add("page", page, "write the detection's documentation page in docs/ from the conf")
    return parser


if __name__ == "__main__":
    sys.exit(main())
