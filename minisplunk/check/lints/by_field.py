"""SPL101: a command drops every row, since it groups or matches by a field that none can have."""

from __future__ import annotations

from collections.abc import Iterator

from .flow import ReadSearch, listed
from .lint import Remark, SearchLint


def find(search: ReadSearch) -> Iterator[Remark]:
    for flow in search.flows():
        for number, step in enumerate(flow.steps):
            if step.before is None:
                continue
            for name in step.command.drops_null:
                if name not in step.before:
                    message = (
                        f"{step.command.name} drops every row, since none has '{name}' after "
                        f"{search.named(flow.loser(number, name))}; there are {listed(step.before, name)}. "
                        f"Keep '{name}' there, or use one of these."
                    )
                    yield Remark(message, search.place_of(name, step))


LINT = SearchLint("SPL101", "by-field that no row can have", find)
