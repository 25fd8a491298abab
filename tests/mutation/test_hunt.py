"""Mutants before cases: those about their search are run until one fails, whatever the number of processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from minisplunk.mutation import About, Accepted, Change, Hunted, Mutant, Mutated, Subject, all_mutants, coverage, hunt
from minisplunk.mutation import mutants as mutants_of
from tests.mutation.apps import app, mutated, of

SEARCHES = of(
    app(
        savedsearches={
            "one": {"search": "a=1 `both` | stats count by user"},
            "other": {"search": "b=2 `both`"},
            "broken": {"search": "a=1 | nosuch", "dispatch.earliest_time": "-1h"},
        },
        macros={"both": {"definition": "c=3"}, "nobody": {"definition": "d=4"}},
    )
)


@dataclass
class Looking:
    """Cases of which each fails where a change has a word in it."""

    words: dict[str, str]
    about: Sequence[About]
    ran: list[tuple[str, Sequence[Change]]] = field(default_factory=list)

    def passes(self, case: str, changes: Sequence[Change]) -> bool:
        self.ran.append((case, changes))
        return not any(self.words[case] in (change.value or "nothing") for change in changes)


@contextmanager
def opened(cases: Looking) -> Iterator[Looking]:
    yield cases


def looking(*cases: tuple[str, str | None, str]) -> Looking:
    """Each case: its id, the saved search that it is about, and the word."""
    return Looking({case: word for case, _, word in cases}, [About(case, search) for case, search, _ in cases])


CASES = (("first", "one", "NOT"), ("second", "one", "!="), ("third", "other", "NOT"), ("of SPL", None, '"'))


def test_a_case_is_run_for_what_it_is_about_alone() -> None:
    cases = looking(*CASES)
    every = all_mutants(mutants_of(SEARCHES))
    hunted = list(hunt(partial(opened, cases), every))
    assert [each.mutant for each in hunted] == every
    by_change = {each.changes: each.subject for each in every}
    ran = {(case, str(by_change[tuple(changes)])) for case, changes in cases.ran}
    assert ran == {
        *(("first", "search 'one'"), ("second", "search 'one'"), ("third", "search 'other'")),
        *(("first", "macro 'both'"), ("second", "macro 'both'"), ("third", "macro 'both'"), ("of SPL", "macro 'both'")),
    }
    assert {each.killer for each in hunted if "negated" in each.mutant.what and each.mutant.subject.name == "one"} == {
        "first"
    }
    assert all(each.killer for each in hunted) is False


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_number_of_processes_makes_no_difference(jobs: int) -> None:
    every = all_mutants(mutants_of(SEARCHES))
    alone = list(hunt(partial(opened, looking(*CASES)), every))
    assert list(hunt(partial(opened, looking(*CASES)), every, jobs)) == alone


def test_no_mutants() -> None:
    assert list(hunt(partial(opened, looking(*CASES)), [], 4)) == []


# The mutants of an app as a whole


def test_subjects() -> None:
    found = mutants_of(SEARCHES)
    assert [one.subject for one in found] == [
        Subject("search", "one", ("one",)),
        Subject("search", "other", ("other",)),
        Subject("search", "broken", ("broken",)),
        Subject("macro", "both", ("one", "other")),
    ]
    assert [one.unread is not None for one in found] == [False, False, True, False]
    assert {mutant.operator for mutant in found[2].mutants} == {"window"}


def test_the_same_twice() -> None:
    assert all_mutants(mutants_of(SEARCHES)) == all_mutants(mutants_of(SEARCHES))


def test_ids_do_not_depend_on_lines() -> None:
    shifted = mutated("\n\na=1\n`m` | head 5", {"m": {"definition": "c=3"}})
    plain = mutated("a=1 `m` | head 5", {"m": {"definition": "c=3"}})
    assert [m.id for m in all_mutants(mutants_of(shifted))] == [m.id for m in all_mutants(mutants_of(plain))]


def test_of_too_many_some_of_each_kind_are_kept() -> None:
    search = " OR ".join(f"user=u{n}" for n in range(50)) + " | stats count by a b c | where count>3"
    (whole,) = mutants_of(mutated(search))
    (found,) = mutants_of(mutated(search), most=40)
    assert len(found.mutants) == 40
    assert found.left_out == len(whole.mutants) - 40
    assert {mutant.part.split()[0] for mutant in found.mutants} >= {"clause", "by-field"}
    assert set(found.mutants) < set(whole.mutants)


# What is told of them


def hunted_by(**killers: str) -> list[Hunted]:
    """Those of the first search, noticed by the case that stands for their operator."""
    return [Hunted(mutant, killers.get(mutant.part.split()[0], "")) for mutant in all_mutants(mutants_of(SEARCHES))]


def test_coverage() -> None:
    found = mutants_of(SEARCHES)
    about = looking(*CASES).about
    told = coverage(found, hunted_by(clause="first", macro="third", definition="third"), about, Accepted())
    lines = {line.subject.name: line for line in told.lines}
    assert {name: line.cases for name, line in lines.items()} == {"one": 2, "other": 1, "broken": 0, "both": 4}
    assert [mutant.change for mutant in lines["one"].survivors] == [
        *("command `stats count by user` is dropped", 'aggregate `count` is worked out by dc("user")'),
        "by-field `user` is dropped",
    ]
    assert told.without_cases == ["broken"]
    assert told.unexercised == []
    assert told.exit_code == 2  # a search cannot be read


def survivors(of_app: Mutated, **reasons: str) -> tuple[list[str], list[str], int]:
    found = mutants_of(of_app)
    hunted = [Hunted(mutant, "a case" if mutant.what == "dropped" else "") for mutant in all_mutants(found)]
    told = coverage(found, hunted, [About("a case", "s")], Accepted(reasons))
    return [mutant.change for line in told.lines for mutant in line.survivors], list(told.stale), told.exit_code


def test_accepted_one_by_one_and_as_a_whole() -> None:
    small = mutated("a=1")
    all_of_it = [
        "clause `a=1` is negated",
        "clause `a=1` is asked with `!=`",
        "clause `a=1` is asked for another value",
    ]
    assert survivors(small) == (all_of_it, [], 1)
    assert survivors(small, **{"s: clause `a=1` is negated": "why"}) == (all_of_it[1:], [], 1)
    assert survivors(small, s="why") == ([], [], 0)


def test_what_is_accepted_without_need_is_stale() -> None:
    told = survivors(mutated("a=1"), **{"s": "why", "s: clause `a=1` is dropped": "why", "t: clause": "why"})
    assert told == (
        [],
        ["s: clause `a=1` is dropped: is noticed, by a case", "t: clause: nothing of this name goes unnoticed"],
        1,
    )


def test_a_mutant_says_where_it_is() -> None:
    first, *_ = all_mutants(mutants_of(mutated("a=1\n| head 5")))
    assert isinstance(first, Mutant)
    assert (first.place, first.sentence) == (
        "default/savedsearches.conf:2",
        "search 's', line 1, clause `a=1`: dropped",
    )
    last = all_mutants(mutants_of(mutated("a=1\n| where b=2")))[-1]
    assert (last.place, last.text_line) == ("default/savedsearches.conf:3", 2)
