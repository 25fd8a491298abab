"""Change the app in every way on a fixed list, and see that the detection's tests notice: `make mutate`.

Exit codes: 0 every mutant was caught; 1 one was not, and no reason is known, or a reason is stale; 2 the tests fail on
the app as it is.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial

from minisplunk.mutation import Accepted, hunt
from minisplunk.mutation.hunt import failing
from tests.mutate.app import ROOT, loaded
from tests.mutate.hunt import opened
from tests.mutate.operators import mutants
from tests.mutate.report import SURVIVORS, Report, line


def main(arguments: Sequence[str] | None = None) -> int:
    summary, _, codes = (__doc__ or "").partition("\n\n")
    found = mutants(loaded())
    operators = dict.fromkeys(mutant.operator for mutant in found)
    parser = argparse.ArgumentParser("python -m tests.mutate", description=summary, epilog=codes)
    parser.add_argument("operators", nargs="*", metavar="operator", help=f"only these: {', '.join(operators)}")
    parser.add_argument("--workers", type=int, default=0, help="processes (default: one for each processor)")
    options = parser.parse_args(arguments)
    if wrong := set(options.operators) - operators.keys():
        parser.error(f"no such operator: {', '.join(sorted(wrong))}")
    if broken := failing(partial(opened, ROOT)):
        print("These tests fail on the app as it is:", *broken, sep="\n  ", file=sys.stderr)
        return 2
    wanted = [mutant for mutant in found if not options.operators or mutant.operator in options.operators]
    left_out = {mutant.id for mutant in found} - {mutant.id for mutant in wanted}
    reasons = {name: why for name, why in Accepted.read(SURVIVORS).reasons.items() if name not in left_out}
    report = Report(Accepted(reasons))
    print(line("operator", "mutants", "caught", "equivalent"), flush=True)
    hunted = hunt(partial(opened, ROOT), wanted, options.workers or os.cpu_count() or 1)
    for text in report.add(hunted):
        print(text, flush=True)
    for text in report.lines():
        print(text)
    return 0 if report.well else 1


if __name__ == "__main__":
    sys.exit(main())
