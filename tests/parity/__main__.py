"""The embedded Splunk and another one, asked the same: `python -m tests.parity --splunk docker`.

Every SPL and fields case of the suite, and the questions of questions.yaml, go to both through splunk-sdk, and every
difference is printed. Where the AWS add-on is installed (--addon puts it into the container), its fields are compared
with those of its stand-in in tests/apps. Exit code 0 when nothing is different, 1 when something is, 2 when
it could not run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from minisplunk.errors import MinisplunkError
from minisplunk.targets.faults import TargetError
from minisplunk.targets.opening import open_target
from minisplunk.targets.options import EMBEDDED, RunOptions
from minisplunk.targets.refusals import refused
from minisplunk.targets.target import Target
from package.build import build
from tests.harness.trials import is_utc
from tests.verified import mark

from .addon import comparing, packed, stand_in
from .answer import Answer
from .asking import answers, askable
from .cases import Case
from .comparing import Compared, Comparison, passed, skipped, verdict
from .report import document, lines
from .side import Side
from .sources import cases
from .stage import moments, staged

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parsed(arguments)
    try:
        with TemporaryDirectory() as folder, ExitStack() as stack:
            wanted = run_options(options, build(ROOT, Path(folder)).path)
            splunk = stack.enter_context(open_target(wanted, say))
            addon = stand_in_of(splunk, wanted)
            packed_addon = packed(addon, Path(folder)) if addon else None
            ours = stack.enter_context(open_target(RunOptions(wanted.app, EMBEDDED, addon=packed_addon), say))
            found = compared([*cases(), *(comparing(addon) if addon else ())], ours, splunk, wanted.index)
    except MinisplunkError as error:
        say(f"There is no comparison. {error}")
        return 2
    print("\n".join(lines(found)))
    if options.json:
        options.json.write_text(json.dumps(document(found), indent=2, ensure_ascii=False) + "\n", "utf-8")
    if options.mark_verified:
        print(mark_verified(found))
    return 1 if found.different else 0


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("--splunk", required=True, help="docker, the URL of a management port, or embedded")
    parser.add_argument("--addon", type=Path, metavar="FILE", help="an archive of the AWS add-on, for the container")
    parser.add_argument("--index", default="", help="an index that is there and keeps events of 2023; else one is made")
    parser.add_argument("--reuse", action="store_true", help="keep the container for the next run")
    parser.add_argument("--ca-file", type=Path, help="authorities that have signed the Splunk's certificates")
    parser.add_argument("--insecure", action="store_true", help="do not check the Splunk's certificates")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found into a file, too")
    parser.add_argument("--mark-verified", action="store_true", help="write the version into the cases that passed")
    return parser.parse_args(arguments)


def run_options(options: argparse.Namespace, app: Path) -> RunOptions:
    return RunOptions(
        app,
        options.splunk,
        addon=options.addon,
        reuse=options.reuse,
        ca_file=options.ca_file,
        insecure=options.insecure,
        index=options.index,
    )


def stand_in_of(splunk: Target, wanted: RunOptions) -> Path | None:
    """The stand-in to compare its AWS add-on with; None, and a sentence, where nobody has asked for that."""
    try:
        return stand_in(splunk)
    except TargetError as error:
        if wanted.addon is not None:
            raise
        say(str(error))
        return None


def compared(known: Iterable[Case], ours: Target, splunk: Target, index: str = "") -> Comparison:
    """What both say to every case that they can be asked. `index` is one of the Splunk's, else one is made.

    Raises MinisplunkError when one of them does not answer.
    """
    known = [askable(case, splunk) for case in known]
    asked = [case for case in known if not case.skip]
    run = f"parity-{token_hex(4)}"
    embedded = answered(asked, Side(ours, run), make_index=True)
    other = answered(asked, Side(splunk, index or run), make_index=not index)
    pairs = [(case, embedded[case.id], other[case.id]) for case in asked]
    found = tuple(Compared(*pair, verdict(*pair)) for pair in pairs)
    return Comparison(splunk.name, splunk.version, splunk.real, found, skipped(known))


def answered(asked: Sequence[Case], side: Side, *, make_index: bool) -> dict[str, Answer]:
    """What one side says: its events are sent at once, all cases asked, and everything is removed."""
    say(f"Asking {side.name} {len(asked):,} cases.")
    sets = moments(asked)
    if not is_utc(side.target):
        say(f"{side.name} shows times in another zone than UTC: cases about times will differ.")
    with refused(side.target.access), staged(side, sets, make_index=make_index):
        return answers(asked, side, sets)


def mark_verified(found: Comparison) -> str:
    """Write the version into the files of the cases that passed on a real Splunk, and say so."""
    if not found.real:
        return "Nothing is marked as verified: this is minisplunk, and no Splunk."
    good = [one.case for one in found.compared if passed(one.case, one.splunk)]
    for file in dict.fromkeys(case.file for case in good):
        mark(file, [case.name for case in good if case.file == file], found.version)
    return f"{len(good):,} cases are marked as verified on {found.version}."


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
