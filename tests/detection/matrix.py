"""An add-on and an identity in; which row each context finds for the failed challenge, out; and the table of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from minisplunk.engine import Splunk
from minisplunk.values import Row
from tests.detection.records import Case
from tests.detection.staging import ES, SEARCH, dispatched, of_index, plain, prepared

ADD_ONS: Mapping[str, tuple[str, ...]] = {
    "no add-on": (),
    "5.x": ("aws_addon_5",),
    "6/7": ("aws_addon_7",),
    "8.x": ("aws_addon_8",),
}
"""The AWS add-on -> the stand-in that has its fields."""

ARN = "arn:aws:iam::123456789012"
IDENTITIES: Mapping[str, tuple[Case, dict[str, str]]] = {
    "IAM user without ARN": (
        {"record": "iam_user_failed_mfa"},
        {"user": "dana.reyes", "arn": f"{ARN}:user/dana.reyes"},
    ),
    "IAM user with ARN": (
        {"record": "iam_user_failed_mfa", "set": {"userIdentity.arn": f"{ARN}:user/finance/dana.reyes"}},
        {"user": "dana.reyes", "arn": f"{ARN}:user/finance/dana.reyes"},
    ),
    "Root": ({"record": "root_failed_mfa"}, {"user": "root", "arn": f"{ARN}:root"}),
}
"""Who fails -> the event, and who is to be named."""

WITH, WITHOUT = "with the app's fields", "without them"
CONTEXTS = ("dispatched", "| savedsearch in search", f"| savedsearch in {ES}")
FIRES_ALONE = {(add_on, who) for add_on in ("6/7", "8.x") for who in ("IAM user with ARN", "Root")}
"""Where the search fires without the app's fields: the four of twelve."""

Cell = tuple[str, str]
Measured = dict[tuple[str, Cell], int]
"""(with or without the app's fields, (add-on, identity)) -> contexts in which the row is found."""
RUNS = 2 * len(CONTEXTS)


def cells() -> list[Cell]:
    return [(add_on, identity) for add_on in ADD_ONS for identity in IDENTITIES]


def wanted(identity: str) -> dict[str, Any]:
    """The row that the failed challenge must give."""
    who = IDENTITIES[identity][1]
    row = {"src": "198.51.100.23", "aws_account_id": "123456789012", "errorCode": "failure", "count": "1"}
    return row | {"user_name": who["user"], "userIdentity.arn": who["arn"]}


def found(identity: str, app: Path, beside: Sequence[str | Path]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each context, with and without Enterprise Security; what is compared of them.

    `beside`: the add-on, or none, as `staged` takes other apps.
    """
    for security in (True, False):
        apps = (*beside, *(() if security else ("enterprise_security_hollow",)))
        case = {"events": [IDENTITIES[identity][0]], "apps": apps, "enterprise_security": security}
        with prepared(case, app) as splunk:
            for context in CONTEXTS:
                rows = in_context(splunk, context)
                named = f"{context}, {'with' if security else 'without'} ES"
                yield named, [{name: plain(row.get(name)) for name in wanted(identity)} for row in rows]
            if security:
                risk = {plain(row["risk_object"]) for row in of_index(splunk, "risk")}
                yield "risk object", [{"risk_object": name} for name in sorted(risk)]


def measure(
    variant: str, cell: Cell, app: Path, measured: Measured, beside: Sequence[str | Path]
) -> dict[str, list[dict[str, Any]]]:
    """What each context finds; the number of those that find the one right row is put into `measured`."""
    rows = dict(found(cell[1], app, beside))
    risk = rows.pop("risk object")
    measured[variant, cell] = sum(these == [wanted(cell[1])] for these in rows.values())
    assert len(rows) == RUNS
    assert all(these in ([], [wanted(cell[1])]) for these in rows.values())
    assert risk == [{"risk_object": these[0]["user_name"]} for these in list(rows.values())[:1] if these]
    return rows


def in_context(splunk: Splunk, context: str) -> list[Row]:
    if context == "dispatched":
        return dispatched(splunk).job.results
    return splunk.search(f'| savedsearch "{SEARCH}"', app=context.rpartition(" ")[2]).results


def table(measured: Measured, variant: str) -> Iterator[str]:
    """The lines of a table: identities down, add-ons across, and how many combinations fire in every context.

    An add-on of the user's is a further column.
    """
    add_ons = dict.fromkeys((*ADD_ONS, *(add_on for _, (add_on, _) in measured)))
    yield f"{variant:<26}" + "".join(f"{add_on:>{_width(add_on)}}" for add_on in add_ons)
    for identity in IDENTITIES:
        counts = {add_on: measured.get((variant, (add_on, identity))) for add_on in add_ons}
        cells = (f"{'-' if n is None else f'{n}/{RUNS}':>{_width(add_on)}}" for add_on, n in counts.items())
        yield f"  {identity:<24}" + "".join(cells)
    all_cells = [(add_on, identity) for add_on in add_ons for identity in IDENTITIES]
    whole = sum(measured.get((variant, cell)) == RUNS for cell in all_cells)
    yield f"  fires in {whole} of {len(all_cells)}"


def _width(add_on: str) -> int:
    return max(11, len(add_on) + 3)
