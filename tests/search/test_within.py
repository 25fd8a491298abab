"""What holds of a search holds of the pipelines that its commands have in them: previews, counts, cancelling."""

from __future__ import annotations

import pytest

from minisplunk.search import Cancelled
from tests.commands import running


def test_previews_show_what_pipelines_over_results_do():
    rows = [{"a1": number, "a2": 1} for number in range(4)]
    made, results, _ = running.started(
        "foreach a* [eval <<FIELD>>=<<FIELD>>+10] | appendpipe [stats count] "
        "| appendpipe run_in_preview=f [stats sum(a1)] | eval z=1",
        previewed(rows, previews := []),
    )
    made_of.append(made)
    found = list(results)
    assert [row.get("a1") for row in found] == [10, 11, 12, 13, None, None]
    assert previews[-1] == [*({"a1": number, "a2": 11, "z": 1} for number in (10, 11, 12)), {"count": 3, "z": 1}]


made_of: list = []


def previewed(rows, previews):
    """Rows, with a preview of the search before the last of them."""
    for number, row in enumerate(rows):
        if number == len(rows) - 1:
            previews.append(made_of.pop().preview())
        yield row


@pytest.mark.parametrize(
    "spl", ["appendpipe [eval x=1]", "foreach a b [eval <<FIELD>>=1]", "foreach a* [eval x=1]", "union [| makeresults]"]
)
def test_the_counts_are_those_of_the_commands_themselves(spl):
    made, results, _ = running.started(f"eval y=1 | {spl} | eval z=1", [{"a": 1}, {"a": 2}])
    found = list(results)
    counts = [(stage.command, stage.rows_in, stage.rows_out) for stage in made.stages]
    name = spl.partition(" ")[0]
    assert counts[1:] == [(name, 2, len(found)), ("eval", len(found), len(found))]


@pytest.mark.parametrize(
    "spl",
    [
        "appendpipe [eval x=mvrange(0, 100000) | mvexpand x | where x<0]",
        "append [| makeresults | eval x=mvrange(0, 100000) | mvexpand x | where x<0]",
        'map search="| makeresults | eval x=mvrange($a$, 100000) | mvexpand x | where x<0"',
        "union [| makeresults | eval x=mvrange(0, 100000) | mvexpand x | where x<0]",
    ],
)
def test_a_search_is_cancelled_within_its_pipelines(spl):
    made, results, _ = running.started(spl, [{"a": 1}])
    calls = []

    def cancel():
        calls.append(1)
        made.context.control.cancel()

    made.context.control.between_rows(cancel)
    with pytest.raises(Cancelled):
        list(results)
    assert calls
