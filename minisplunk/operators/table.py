"""The table of a chart: a row for each x, with a column for each aggregate or series.

Rows are grouped by (x, series), by (x,) alone where there is no series. [unverified] on a real Splunk: that columns
stand aggregate by aggregate, as written; that NULL comes after OTHER.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ..functions.aggregates import Aggregate, find
from ..limits import WEIGHED, estimated, weight
from ..spl.command import Context
from ..values import Value, number
from .aggregation import Term
from .computed import result, results
from .grouping import Group, Groups, Key
from .split import Split


class Table:
    """Groups as a table with a row for each x. `columns`: its names; `empty`: the values of an x without rows.

    Without a split-by clause the columns are the terms, for each field that a wildcard stands for. Reading it does not
    use it up.
    """

    def __init__(
        self, command: str, groups: Groups, terms: Sequence[Term], by: Split | None, search: Context, x: str
    ) -> None:
        """`x`: the name of the column that comes before these."""
        self._command, self._groups, self._by, self._search = command, groups, by, search
        self._account = search.memory.account()
        self._fresh = groups.accumulators.group()
        if any(term.wildcard for term in terms):
            places = groups.accumulators.in_order()
            terms = [groups.accumulators.terms[place] for place in places]
            self._results = [result(place) for place in places]
        else:
            self._results = list(results(terms, search.environment))
        self._chosen: frozenset[str] = frozenset()
        self._slots = [""] if by is None else self._choose(by)
        if by is None:
            self.columns = [term.name for term in terms]
        else:
            columns = (by.column(term, slot, len(terms)) for term in terms for slot in self._slots)
            self.columns = [f"VALUE_{name}" if name == x else name for name in columns]
        self.empty = self._values({})

    def rows(self) -> Iterator[tuple[str, list[Value]]]:
        """Each x in order, with the values of the columns."""
        for x, groups in groupby(self._groups, key=lambda entry: entry[0][0]):
            self._search.checkpoint()
            cells: dict[str, Group] = {}
            merged: set[str] = set()
            for key, group in groups:
                slot = self._slot(key)
                if slot is None:
                    continue
                before = cells.get(slot)
                if before is None:
                    cells[slot] = group
                    continue
                if slot not in merged:
                    cells[slot] = self._joined(self._groups.accumulators.group(), before)
                    merged.add(slot)
                self._joined(cells[slot], group)
            yield x, self._values(cells)

    def close(self) -> None:
        self._account.hold(0)

    def _values(self, cells: Mapping[str, Group]) -> list[Value]:
        """A group that is older than a term, as those of a wildcard may be, has no value of it."""
        fresh = self._fresh
        groups = [cells.get(slot, fresh) for slot in self._slots]
        whole = [group if len(group) == len(fresh) else [*group, *fresh[len(group) :]] for group in groups]
        return [result(group) for result in self._results for group in whole]

    @staticmethod
    def _joined(mine: Group, later: Group) -> Group:
        for aggregate, other in zip(mine, later, strict=True):
            aggregate.merge(other)
        return mine

    def _slot(self, key: Key) -> str | None:
        """The column of a group: that of its series, or one shared with others; None when it is not shown."""
        if self._by is None:
            return ""
        if len(key) == 1:
            return self._by.null
        return key[1] if key[1] in self._chosen else self._by.other

    def _choose(self, by: Split) -> list[str]:
        """Choose the series. Returns the columns: series in lexicographical order, then the rest, then null."""
        scores: dict[str, Aggregate] = {}
        null = False
        for key, group in self._groups:
            if len(key) == 1:
                null = True
                continue
            scored = scores.get(key[1])
            if scored is None:
                scored = scores[key[1]] = self._scoring(by)
                self._weigh(scores)
            if by.scored is not None:
                scored.merge(group[-1])
            elif by.choice is not None:
                scored.add(self._results[0](group), None)
        totals = {name: number(scored.result()) for name, scored in scores.items()}
        self._chosen = frozenset(totals if by.choice is None else by.choice.of(totals))
        slots = sorted(self._chosen)
        if by.other is not None and len(self._chosen) < len(totals):
            slots.append(by.other)
        if by.null is not None and null:
            slots.append(by.null)
        return list(dict.fromkeys(slots))

    def _scoring(self, by: Split) -> Aggregate:
        make = find(by.score) if isinstance(by.score, str) else by.score.factory
        assert make is not None  # as checked when the clause was read
        return make()

    def _weigh(self, scores: Mapping[str, Aggregate]) -> None:
        if len(scores) % WEIGHED == 0:
            self._account.require(estimated(list(scores.items()), weight), self._command)
