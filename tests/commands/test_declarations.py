"""What every command says of itself is there, and true of the commands that the cases write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from minisplunk.commands import COMMANDS, options, resolve
from minisplunk.errors import DataError, MinisplunkError
from minisplunk.spl.arguments import Taken
from minisplunk.spl.command import Command
from minisplunk.spl.fields import Fields
from minisplunk.spl.parser import Parser
from minisplunk.spl.pipeline import Pipeline

from . import running
from .test_commands import CASES

DECLARED = ("name", "kind", "needs", "columns", "operator")
READ = [param.values[0] for param in CASES if {"expect", "unsupported"} & param.values[0].keys()]
"""Cases that can be read, or most of which can: some are refused while they run."""


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_declares_all_of_itself(name: str) -> None:
    command = resolve(name)
    assert command is not None
    own = {
        attribute
        for cls in command.__mro__
        if cls is not Command and issubclass(cls, Command)
        for attribute in vars(cls)
    }
    assert own >= set(DECLARED)
    assert "arguments" in own or "parse" in own
    assert command.name in COMMANDS


def test_the_options_that_are_read_are_those_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/SUPPORTED.md lists what is declared, so it must be what the parser is asked to read."""
    read: dict[str, set[str]] = {}
    option, any_option = Parser.option, Parser.any_option

    def noted(p: Parser, kinds: Mapping[str, Taken], given: dict[str, Any]) -> bool:
        read.setdefault(p.command, set()).update(kinds)
        return option(p, kinds, given)

    def unnoted(p: Parser, given: dict[str, str]) -> bool:
        with monkeypatch.context() as patch:
            patch.setattr(Parser, "option", option)
            return any_option(p, given)

    monkeypatch.setattr(Parser, "option", noted)
    monkeypatch.setattr(Parser, "any_option", unnoted)
    assert list(pipelines())
    declared = {command.name: set(options(command)) for command in map(resolve, COMMANDS) if command}
    assert read == {name: names for name, names in declared.items() if name in read}
    assert not any(names for name, names in declared.items() if name not in read)


def pipelines() -> Iterator[tuple[str, Pipeline]]:
    for case in READ:
        spl = case["spl"].strip()
        try:
            yield spl, running.over_rows(spl.removeprefix("|")) if "rows" in case else running.parsed(spl)
        except MinisplunkError:  # also of saved searches, which are read when they run
            continue


def within(value: Any) -> Iterator[Pipeline]:
    """The pipelines that stand anywhere in a command's attributes."""
    if isinstance(value, Pipeline):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from within(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from within(getattr(value, field.name))


def test_every_subsearch_is_declared() -> None:
    """Or what it needs is never folded, and what it writes never known."""
    counted = 0
    for spl, pipeline in pipelines():
        for stage in pipeline.stages:
            declared = {id(inner.pipeline) for inner in stage.command.inner(Fields.ALL)}
            standing = {id(found) for found in within(stage.command)}
            assert declared == standing, spl
            counted += len(standing)
    assert counted > 20


def test_what_drops_null_is_needed() -> None:
    for spl, pipeline in pipelines():
        for stage in pipeline.stages:
            needed = stage.command.needs(Fields())
            assert all(name in needed for name in stage.command.drops_null), spl


def test_what_is_grouped_by_is_declared() -> None:
    """A command with a by clause says of which fields; redistribute's says only how the work is shared out."""
    grouping = set()
    for spl, pipeline in pipelines():
        for stage in pipeline.stages:
            by = re.search(r"\sby\s+(?=\w)(?![^\[]*\])", stage.text, re.IGNORECASE)
            if by and stage.command.name != "redistribute":
                assert stage.command.groups_by, spl
                assert set(stage.command.groups_by) & set(re.split(r"[\s,]+", stage.text[by.end() :])), spl
            grouping |= {stage.command.name} if stage.command.groups_by else set()
    assert grouping >= {"stats", "eventstats", "streamstats", "top", "rare", "chart", "timechart", "dedup", "join"}


@pytest.mark.parametrize(
    "spl",
    [
        "| makeresults | collect index=s",
        "| makeresults | append [| makeresults | collect index=s]",
        "| makeresults | search [| makeresults | collect index=s | fields x]",
        "| makeresults | appendpipe [collect index=s]",
        "| makeresults | appendpipe [appendpipe [collect index=s]]",
        '| makeresults | eval a=1 | map search="| makeresults | eval x=$a$ | collect index=s"',
        "| union [| makeresults | collect index=s]",
        "| makeresults | appendcols [| makeresults | collect index=s]",
        "| savedsearch writes",
        "| makeresults | append [| savedsearch writes]",
    ],
)
def test_nothing_is_written_without_the_capability(spl: str) -> None:
    """Wherever in a search it stands, and before anything is written."""
    setting = running.Setting(saved_searches={"writes": "| makeresults | collect index=s"})
    _, rows, store = running.started(spl, setting=setting, roles=())
    with pytest.raises(DataError, match="needs the capability run_collect"):
        list(rows)
    assert not store.kinds()


def test_reading_a_search_runs_nothing() -> None:
    """Whatever stands in it: subsearches run when the first row is asked for."""
    spl = (
        "| makeresults | append [| makeresults | collect index=s] | search [| makeresults | collect index=s | fields x]"
    )
    _, rows, store = running.started(spl)
    assert not store.kinds()
    list(rows)
    assert store.kinds()
