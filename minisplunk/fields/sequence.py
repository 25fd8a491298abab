"""The stages of field creation in Splunk's order; a kind of event and wanted fields in, the steps that make them out.

Knowledge Manager Manual, "The sequence of search-time operations".
"""

from __future__ import annotations

from ..spl.fields import Fields
from . import alias, calculate, eventtype, extract, kv, lookup, report, tag
from .stage import Plan, Situation, Stage, Step

SEQUENCE: tuple[Stage, ...] = (
    extract.plan,
    report.plan,
    kv.plan,
    alias.plan,
    calculate.plan,
    lookup.plan,
    eventtype.plan,
    tag.plan,
)


def planned(wanted: Fields, situation: Situation) -> Plan:
    """The work of all stages, first to last; `needs` are all fields that one of them needs, and the wanted ones.

    The stages are planned from the last to the first, so that only what leads to a wanted field is done.
    """
    steps: list[Step] = []
    everything, start = wanted, None
    for stage in reversed(SEQUENCE):
        plan = stage(wanted, situation)
        steps = [*plan.steps, *steps]
        wanted, start = plan.needs, start or plan.start
        everything |= wanted | plan.inner
    return Plan(steps, everything, start=start)
