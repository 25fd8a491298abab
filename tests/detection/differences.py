"""An AWS add-on in; where its fields differ from the app's and from those of its stand-in, out, and as text.

Only a difference in sign-ins counts as a fault. In other events the app's fields may differ: docs/tuning.md says how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.detection.addon import AddOn
from tests.detection.fields import CALCULATED, fields
from tests.detection.sign_ins import Record, all_records, made_up

SIGN_INS = ("ConsoleLogin", "CheckMfa")
APP, STAND_IN = "the app", "the stand-in"
SHOWN = 5
"""So many differences of a kind are printed."""


@dataclass(frozen=True)
class Difference:
    """`who`: whose field is another one than the add-on's, in which record. A value is None where there is none."""

    who: str
    record: str
    field: str
    theirs: Any
    other: Any

    def __str__(self) -> str:
        return f"{self.record}: {self.field} is {self.theirs!r} with the add-on, {self.other!r} with {self.who}"


@dataclass(frozen=True)
class Compared:
    """`records` counts the records of each kind; `faults` are differences in sign-ins, `others` in everything else."""

    addon: AddOn
    records: Mapping[str, int]
    faults: tuple[Difference, ...]
    others: tuple[Difference, ...]

    def lines(self) -> Iterator[str]:
        yield f"Fields of the AWS add-on {self.addon.version}, over {self.records['sign-ins']} sign-ins"
        if self.addon.stand_in is None:
            yield "  There is no stand-in for this version in tests/apps: only the app's fields are compared."
        yield from _told(self.faults, "no difference")
        yield f"Over {self.records['others']} other records, where a difference is no fault"
        yield from _told(self.others, "no difference")


def compare(addon: AddOn, app: Path) -> Compared:
    """Compare the fields that the detection groups by, over every record that the suite has."""
    records = dict(all_records())
    sign_ins = {name: record for name, record in records.items() if record["eventName"] in SIGN_INS}
    others = {name: record for name, record in records.items() if name not in sign_ins}
    others |= {f"made up {number}": record for number, record in enumerate(made_up(), start=1)}
    return Compared(
        addon,
        {"sign-ins": len(sign_ins), "others": len(others)},
        tuple(_differences(addon, app, sign_ins)),
        tuple(_differences(addon, app, others)),
    )


def _differences(addon: AddOn, app: Path, records: Mapping[str, Record]) -> Iterator[Difference]:
    theirs = list(fields(addon.root, records.values()))
    for who, folder in ((APP, app), (STAND_IN, addon.stand_in)):
        if folder is None:
            continue
        for name, their, other in zip(records, theirs, fields(folder, records.values()), strict=True):
            for field in CALCULATED:
                # the app is there to fill in what the add-on leaves out
                filled_in = who == APP and field not in their
                if not filled_in and their.get(field) != other.get(field):
                    yield Difference(who, name, field, their.get(field), other.get(field))


def _told(differences: tuple[Difference, ...], none: str) -> Iterator[str]:
    yield from (f"  {difference}" for difference in differences[:SHOWN])
    if len(differences) > SHOWN:
        yield f"  and {len(differences) - SHOWN} more"
    if not differences:
        yield f"  {none}"
