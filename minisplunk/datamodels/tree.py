"""Datasets below each other, as a search reads them: events in, rows with the fields of those that each belongs to out.

Only what leads to a wanted field is done: constraints of children that nobody asks for are not tested, and
calculations whose results nobody reads are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..dataclass import dataclass
from ..spl import matcher
from ..spl.ast import SearchTerm
from ..spl.command import Context, PerRow
from ..spl.datasets import Naming
from ..spl.fields import Fields
from ..values import Row, Value, multivalue, texts
from .calculations import Step, Work
from .model import COMMON, Dataset

NODENAME = "nodename"
"""The lineages of all datasets of the tree that an event belongs to; only tstats sees it."""
_KEPT = (*COMMON, "_raw")
"""What a dataset's rows have besides its own fields (datamodels.conf.spec, strict_fields)."""
_INDEXED = (*_KEPT, "index", "splunk_server")
"""What tstats may ask for besides, as it may of events."""


@dataclass(frozen=True, slots=True)
class Node:
    """A dataset with what it takes to belong to it: `term`, for all but the root, whose events are chosen before; then
    its calculations; then its required fields. An event that is none of a `required` node gives no row."""

    dataset: Dataset
    term: SearchTerm | None
    steps: tuple[Step, ...]
    children: tuple[Node, ...] = ()
    required: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.dataset.fields if field.required)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rows of a tree look like. `strict`: they have no other fields of events; `tags`: those that the field
    `tag` may show, None for all."""

    naming: Naming
    strict: bool = True
    tags: frozenset[str] | None = None

    def name(self, dataset: Dataset, field: str) -> str:
        return field if self.naming is Naming.FLAT else f"{dataset.lineage}.{field}"

    def flags(self, parent: Dataset, child: Dataset) -> tuple[str, str]:
        """The fields that say whether an event is of a child, and whether it is not."""
        return self.name(parent, f"is_{child.name}"), self.name(parent, f"is_not_{child.name}")

    def own(self, node: Node) -> Iterator[tuple[str, str]]:
        """The fields of a node, each with the name that it has in rows. Only tstats sees those of children."""
        if node.required or self.naming is Naming.TREE:
            for field in node.dataset.all_fields():
                yield field.name, field.name if self.naming is Naming.FLAT else field.qualified

    def kept(self) -> tuple[str, ...]:
        return _INDEXED if self.naming is Naming.TREE else _KEPT


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with the events of a node for some wanted fields."""

    node: Node
    copied: tuple[tuple[str, str], ...]
    flagged: bool
    steps: tuple[Step, ...]
    children: tuple[Plan, ...]
    needs: frozenset[str]

    @property
    def useful(self) -> bool:
        return bool(self.copied or self.flagged or self.node.required or any(child.useful for child in self.children))


def planned(node: Node, wanted: Fields, shape: Shape, parent: Dataset | None = None) -> Plan:
    """From the last thing that is done to the first, so that only what is needed is done."""
    copied = tuple((name, shown) for name, shown in shape.own(node) if shown in wanted)
    flagged = (NODENAME in wanted.names and shape.naming is Naming.TREE) or (
        parent is not None and any(flag in wanted for flag in shape.flags(parent, node.dataset))
    )
    children = tuple(plan for child in node.children if (plan := planned(child, wanted, shape, node.dataset)).useful)
    needs = {name for name, _ in copied} | {*node.needed} | {name for child in children for name in child.needs}
    steps: list[Step] = []
    for step in reversed(node.steps):
        if not needs.isdisjoint(step.outputs):
            steps.insert(0, step)
            needs = (needs - step.outputs if step.replaces else needs) | step.inputs
    if node.term is not None:
        needs |= matcher.fields_compared(node.term)
    return Plan(node, copied, flagged, tuple(steps), children, frozenset(needs))


def supplied(root: Node, shape: Shape) -> frozenset[str] | None:
    """The fields that rows may have; None where they have those of events, too."""
    if not shape.strict:
        return None
    nodes = list(_nodes(root))
    own = {shown for node in nodes for _, shown in shape.own(node)}
    flags = {flag for node in nodes for child in node.children for flag in shape.flags(node.dataset, child.dataset)}
    return frozenset({*own, *flags, *shape.kept(), NODENAME})


def other(wanted: Fields, root: Node, shape: Shape) -> Fields:
    """The wanted fields that rows have as events have them; each has its time, whoever asks for all fields."""
    if not shape.strict:
        own = {shown for node in _nodes(root) for _, shown in shape.own(node)}
        return wanted.without(own)
    asked = wanted.names if shape.naming is Naming.TREE else wanted
    return Fields.of(name for name in shape.kept() if name in asked or (name == "_time" and name in wanted))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def reader(root: Node, wanted: Fields, shape: Shape, search: Context) -> PerRow:
    """Events, which it may change, -> rows."""
    plan = planned(root, wanted, shape)
    rest = other(wanted, root, shape)
    names = sorted(rest.names)
    visit = _Visit(plan, shape, wanted, search, None)
    nodename = NODENAME in wanted.names and shape.naming is Naming.TREE

    def run(events: Iterable[Row]) -> Iterator[Row]:
        for event in events:
            row: Row = {name: value for name in names if (value := event.get(name)) is not None}
            if rest.patterns:
                row.update((name, value) for name, value in event.items() if name in rest)
            of: list[str] = []
            if visit(event, row, of):
                if nodename:
                    row[NODENAME] = multivalue(of)
                yield row

    return run


class _Visit:
    """Takes an event through a node and all below it, and puts its fields into the row: whether it belongs there."""

    def __init__(self, plan: Plan, shape: Shape, wanted: Fields, search: Context, parent: Dataset | None) -> None:
        node = plan.node
        self._test = None if node.term is None else matcher.tester(node.term)
        self._works: list[Work] = [step.work(search) for step in plan.steps]
        self._copied = plan.copied
        self._needed = node.needed
        self._lineage = node.dataset.lineage
        self._children = [
            (child.node.required, _Visit(child, shape, wanted, search, node.dataset), bool(child.steps))
            for child in plan.children
        ]
        flags = zip(shape.flags(parent, node.dataset), (True, False), strict=True) if parent is not None else ()
        self._flags = [(flag, of_it) for flag, of_it in flags if flag in wanted]
        self._tags = shape.tags

    def __call__(self, event: Row, row: Row, of: list[str]) -> bool:
        belongs = self._belongs(event)
        for flag, of_it in self._flags:
            row[flag] = int(belongs is of_it)
        if not belongs:
            return False
        of.append(self._lineage)
        for name, shown in self._copied:
            value = event.get(name)
            if value is not None:
                row[shown] = value if name != "tag" or self._tags is None else _among(value, self._tags)
        for required, child, changes in self._children:
            if not child(dict(event) if changes and not required else event, row, of) and required:
                return False
        return True

    def _belongs(self, event: Row) -> bool:
        if self._test is not None and not self._test(event):
            return False
        for work in self._works:
            work(event)
        return all(event.get(name) is not None for name in self._needed)


def _among(tags: Value, allowed: Collection[str]) -> Value:
    return multivalue([tag for tag in texts(tags) if tag in allowed])
