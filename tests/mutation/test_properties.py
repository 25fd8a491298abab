"""Of whatever search: each mutant can be read, is another text, differs in one place, and means something else."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.mutation import Change, Mutant, Mutated, mutants
from minisplunk.mutation.normal import normal
from tests.pipelines.conftest import splunk  # noqa: F401  an app with what the random searches need
from tests.pipelines.grammar import GRAMMAR, SEARCHES, STAGES, written

BASES = st.sampled_from(GRAMMAR["searches"]).flatmap(written)


def found_of(app: Mutated, kind: str, name: str) -> Sequence[Mutant]:
    return [mutant for one in mutants(app, most=10_000) if one.subject[:2] == (kind, name) for mutant in one.mutants]


@given(SEARCHES)
def test_of_a_search(splunk: Splunk, spl: str) -> None:  # noqa: F811
    app = Mutated(splunk.layers, "any").changed([Change("savedsearches", "plain", "search", spl)])
    found = found_of(app, "search", "plain")
    try:
        before = normal(splunk.read(splunk.request(spl, app="any")).pipeline)
    except MinisplunkError:
        assert not found
        return
    assert len({mutant.id for mutant in found}) == len(found)
    for mutant in found:
        (change,) = mutant.changes
        assert change.value is not None
        assert normal(splunk.read(splunk.request(change.value, app="any")).pipeline) != before, mutant.sentence


@given(BASES, STAGES)
def test_of_a_macro_that_has_all_commands(splunk: Splunk, base: str, stages: str) -> None:  # noqa: F811
    app = Mutated(splunk.layers, "any").changed(
        [
            Change("savedsearches", "plain", "search", f"{base} | `stages`"),
            Change("macros", "stages", "definition", stages),
        ]
    )
    for mutant in found_of(app, "macro", "stages"):
        (change,) = mutant.changes
        assert (change.conf, change.stanza, change.key) == ("macros", "stages", "definition")
        assert change.value != stages
        splunk.read(splunk.request(f"{base} | {change.value}", app="any"))
