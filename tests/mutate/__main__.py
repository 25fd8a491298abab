"""Change the app in every way on a fixed list, and see that the detection's tests notice: `make mutate`.

Exit codes: 0 every mutant was caught; 1 one was not, and no reason is known, or a reason is stale; 2 the tests fail on
the app as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutate.hunt import failing, hunt
from tests.mutate.mutant import App
from tests.mutate.operators import OPERATORS, mutants
from tests.mutate.report import Report, line, reasons

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    summary, _, codes = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m tests.mutate", description=summary, epilog=codes)
    parser.add_argument("operators", nargs="*", metavar="operator", help=f"only these: {', '.join(OPERATORS)}")
    parser.add_argument("--workers", type=int, default=0, help="processes (default: one for each processor)")
    options = parser.parse_args(arguments)
    if wrong := set(options.operators) - OPERATORS.keys():
        parser.error(f"no such operator: {', '.join(sorted(wrong))}")
    broken = failing(ROOT)
    if broken:
        print("These tests fail on the app as it is:", *broken, sep="\n  ", file=sys.stderr)
        return 2
    return _mutate(options.operators or list(OPERATORS), options.workers)


def _mutate(operators: Sequence[str], workers: int) -> int:
    found = mutants(App.load(ROOT))
    report = Report(reasons())
    report.unknown(mutant.id for mutant in found)
    print(line("operator", "mutants", "caught", "equivalent"))
    for operator in operators:
        of_operator = [mutant for mutant in found if mutant.operator == operator]
        print(report.add(operator, hunt(ROOT, of_operator, workers)), flush=True)
    for text in report.lines():
        print(text)
    return 0 if report.well else 1


if __name__ == "__main__":
    sys.exit(main())
