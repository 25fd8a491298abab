"""foreach: a template of a pipeline, run for each of some fields, or for each item of one.

A template is text: what stands in the place of `<<FIELD>>` and the like may be a part of anything. So it is read when
the names are known: with the search, when they are written out; with wildcards, when all results are there, since the
fields are those that some result has (searchbnf.conf, foreach), and may be given a value in a result without one.

[unverified] on a real Splunk: fields that match one wildcard come in lexicographical order, and each field comes once;
the part that several wildcards match is what they match, joined; of a name without wildcards it is empty; an item
within quotes is joined with the text around it; nothing happens where there is no item.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import LimitError, PlacedError, Span, UnsupportedSpl, worded
from ..operators.rows import Gathered, chunks
from ..spl import quoting
from ..spl.arguments import Arguments, Names, Option, Subsearch, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, Operator, PerRow, Reducer
from ..spl.fields import Fields
from ..spl.names import match, matching
from ..spl.parser import Parser
from ..spl.template import Filled, Template
from ..values import Row, Value, number

MAX_FIELDS = 10_000
"""Fields that a template is run for. This bound is ours."""
_KEPT = 1_000
"""Templates that are kept of those with the number of an item in them."""
_SEGMENTS = 3
_TIMES = 10
"""How often needs are folded through a template, until they are said to be all."""

# What stands in the template for names that are not known yet: some name, some part of a name, some item.
_NAME, _PART, _ITEM = "_foreach_name", "_foreach_part", "_foreach_item"
_UNKNOWN = re.compile(f"{_NAME}|{_PART}")


class _Template(Subsearch):
    def read(self, p: Parser, before: Any) -> Template:
        return p.template()


def _text(default: str) -> Option:
    return Option(str, default, unsupported=lambda value: not value, lacks="an empty text, which stands everywhere")


@dataclass(frozen=True, slots=True)
class Foreach(Command):
    """Search Reference, "Command types": streaming, though with wildcards it must have all results."""

    name = "foreach"
    kind = Kind.STREAMING
    arguments = Arguments(
        Names("fields", wildcards=True),
        _Template("template"),
        mode=Option(one_of("multifield", "multivalue", "json_array", "auto_collections"), "multifield"),
        fieldstr=_text("<<FIELD>>"),
        matchstr=_text("<<MATCHSTR>>"),
        matchseg1=_text("<<MATCHSEG1>>"),
        matchseg2=_text("<<MATCHSEG2>>"),
        matchseg3=_text("<<MATCHSEG3>>"),
        itemstr=_text("<<ITEM>>"),
        iterstr=_text("<<ITER>>"),
    )

    loop: NamedFields | WildcardFields | Items

    @classmethod
    def parse(cls, p: Parser) -> Foreach:
        """`[mode=multifield] <wc-field>... <template>` or `mode=... <field> <template>`, options anywhere."""
        given = cls.arguments.read(p)
        names, template = given["fields"], given["template"]
        if given["mode"] != "multifield":
            if len(names) > 1:
                raise p.error(f"mode={given['mode']} takes one field.")
            return cls(Items.read(names[0], given["mode"], template, given["itemstr"], given["iterstr"]))
        segments = tuple(given[f"matchseg{number}"] for number in range(1, _SEGMENTS + 1))
        fields = Placeholders(given["fieldstr"], given["matchstr"], segments)
        if any("*" in name for name in names):
            return cls(WildcardFields(names, template, fields, _shape(template, fields.unknown)))
        made = tuple(_streaming(template.filled(fields.of(name, name))) for name in dict.fromkeys(names))
        return cls(NamedFields(made))

    def needs(self, wanted: Fields) -> Fields:
        return self.loop.needs(wanted)

    def columns(self, before: Columns | None) -> Columns | None:
        return before and self.loop.columns(before)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return self.loop.inner(wanted)

    def operator(self, search: Context) -> Operator:
        return self.loop.operator(search)


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What stands in a template for the name of a field, for what all its wildcards match, and each of them."""

    name: str
    matched: str
    segments: tuple[str, ...]

    def of(self, pattern: str, name: str) -> dict[str, str]:
        """The texts for a name that a pattern matches. A segment without a wildcard stays as it is."""
        parts = match(pattern, name) or ()
        return {**dict(zip(self.segments, parts, strict=False)), self.matched: "".join(parts), self.name: name}

    @property
    def unknown(self) -> dict[str, str]:
        return {**dict.fromkeys(self.segments, _PART), self.matched: _PART, self.name: _NAME}


@dataclass(frozen=True, slots=True)
class NamedFields:
    """The template for each of some names."""

    made: tuple[Filled, ...]

    def needs(self, wanted: Fields) -> Fields:
        for filled in reversed(self.made):
            wanted = filled.pipeline.needs(wanted)
        return wanted

    def columns(self, before: Columns) -> Columns | None:
        columns: Columns | None = before
        for filled in self.made:
            columns = filled.pipeline.columns(columns)
        return columns

    def inner(self, wanted: Fields) -> Iterator[Inner]:
        for filled in reversed(self.made):
            yield Inner(filled.pipeline, wanted)
            wanted = filled.pipeline.needs(wanted)

    def operator(self, search: Context) -> PerRow:
        return partial(_through, self.made, search)


@dataclass(frozen=True, slots=True)
class WildcardFields:
    """`shape`: the template with stand-ins for names; None when it cannot be read so."""

    patterns: tuple[str, ...]
    template: Template
    placeholders: Placeholders
    shape: Filled | None

    def needs(self, wanted: Fields) -> Fields:
        return _needs_of(self.shape, wanted) | Fields.of(self.patterns)

    def columns(self, before: Columns) -> Columns:
        return before.adding((), more=True)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return () if self.shape is None else (Inner(self.shape.pipeline, Fields.ALL),)

    def operator(self, search: Context) -> Gathered:
        return Gathered(search.memory, partial(self._looped, search))

    def _looped(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        known = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
        made: dict[str, Filled] = {}
        for pattern in self.patterns:
            for name in matching([pattern], known) if "*" in pattern else [pattern]:
                if name not in made:
                    search.checkpoint()
                    made[name] = _streaming(self.template.filled(self.placeholders.of(pattern, name)))
                if len(made) > MAX_FIELDS:
                    raise LimitError(f"Error in 'foreach' command: more than {MAX_FIELDS:,} fields match.")
        return _through(made.values(), search, rows)


@dataclass(frozen=True, slots=True)
class Items:
    """The template, which is one eval, for each item of a field: an item is a field while it is looked at. `numbered`:
    what stands for the number of the item, from 0; empty when the template does not say it."""

    field: str
    mode: str
    template: Template
    numbered: str
    shape: Filled

    @classmethod
    def read(cls, field: str, mode: str, template: Template, item: str, numbered: str) -> Items:
        template = _with_item(template, item)
        numbered = numbered if numbered in template.text else ""
        unknown = {numbered: "0"} if numbered else {_ITEM: _ITEM}
        shape = template.filled(unknown)
        if [stage.command.name for stage in shape.pipeline.stages] != ["eval"]:
            raise UnsupportedSpl(f"mode={mode} with anything but one eval command.", template.span)
        columns = shape.pipeline.columns(Columns())
        if columns is not None and _ITEM in columns.names:
            raise UnsupportedSpl("An item as the field to assign to.", template.span)
        _streaming(shape)
        return cls(field, mode, template, numbered, shape)

    def needs(self, wanted: Fields) -> Fields:
        shape = self.shape if not self.numbered else _shape(self.template, {self.numbered: _PART})
        found = _needs_of(shape, wanted)
        return Fields(found.names - {_ITEM}, found.patterns) | Fields(frozenset({self.field}))

    def columns(self, before: Columns) -> Columns | None:
        return before.adding((), more=True) if self.numbered else self.shape.pipeline.columns(before)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(self.shape.pipeline, Fields.ALL),)

    def operator(self, search: Context) -> PerRow:
        return partial(self._looped, search)

    def _looped(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        items = _COLLECTIONS[self.mode]
        steps: dict[int, tuple[Filled, PerRow]] = {}
        for row in rows:
            search.checkpoint()
            for place, item in enumerate(items(row.get(self.field))):
                filled, step = self._step(place, steps, search)
                row[_ITEM] = item
                with filled.text.placing():
                    for _ in step((row,)):
                        pass
            row.pop(_ITEM, None)
            yield row

    def _step(self, place: int, steps: dict[int, tuple[Filled, PerRow]], search: Context) -> tuple[Filled, PerRow]:
        place = place if self.numbered else 0
        if place in steps:
            return steps[place]
        filled = self.template.filled({self.numbered: str(place)}) if self.numbered else self.shape
        step = (filled, _per_row(filled.pipeline.stages[0].command, search))
        if len(steps) < _KEPT:
            steps[place] = step
        return step


# Templates


def _shape(template: Template, unknown: Mapping[str, str]) -> Filled | None:
    """A template with stand-ins, as far as it can be read so. What is unsupported then is so with any name."""
    try:
        return _streaming(template.filled(unknown))
    except UnsupportedSpl:
        raise
    except PlacedError:
        return None


def _streaming(filled: Filled) -> Filled:
    """Only what takes one row at a time, and no others (searchbnf.conf, foreach: a streaming subsearch)."""
    for stage in filled.pipeline.stages:
        name = stage.command.name
        with filled.text.placing(), worded(Foreach.name):
            if not stage.command.kind.distributable or stage.writes:
                raise UnsupportedSpl(f"The '{name}' command in the template.", stage.span)
            if isinstance(stage.command, Foreach) and isinstance(stage.command.loop, WildcardFields):
                raise UnsupportedSpl("Wildcards of a foreach within another one.", stage.span)
            if any(not inner.pipeline.over_results for inner in stage.command.inner(Fields.ALL)):
                raise UnsupportedSpl("A subsearch in the template.", stage.span)
    return filled


def _needs_of(shape: Filled | None, wanted: Fields) -> Fields:
    """What a template needs that is run any number of times: each time may need what the next one does."""
    if shape is None:
        return Fields.ALL
    for _ in range(_TIMES):
        more = wanted | _known(shape.pipeline.needs(wanted))
        if more == wanted:
            return wanted
        wanted = more
    return Fields.ALL


def _known(needs: Fields) -> Fields:
    """A name that has a stand-in in it may be any that is like it; one that is a field's own is needed in any case."""
    return Fields.of(_UNKNOWN.sub("*", name) for name in needs.names | needs.patterns if name != _NAME)


def _with_item(template: Template, item: str) -> Template:
    """With a field in the place of the item. In a string it is joined with the text before and after it."""
    text = template.source.text
    runs: list[tuple[str, Span]] = []
    position, end = template.span.start, template.span.end
    while (start := text.find(item, position, end)) >= 0:
        string = _string_around(text, template.span, start)
        span = Span(start, start + len(item))
        if string is None:
            around = text[max(0, start - 1) : start] + text[span.end : span.end + 1]
            if re.search(r"[\w']", around):
                raise UnsupportedSpl("An item as a part of a name.", span)
            runs += [(text[position:start], Span(position, start)), (_ITEM, span)]
            position = span.end
        else:
            parts = text[string.start + 1 : string.end - 1].split(item)
            joined = f'".{_ITEM}."'.join(parts)
            runs += [(text[position : string.start], Span(position, string.start)), (f'("{joined}")', string)]
            position = string.end
    runs.append((text[position:end], Span(position, end)))
    made = template.source.made(runs)
    return Template(made, Span(0, len(made.text)), template.read)


def _string_around(text: str, span: Span, position: int) -> Span | None:
    """The string that a position lies in."""
    start = span.start
    while (found := quoting.STRING.search(text, start, span.end)) is not None and found.start() < position:
        if position < found.end():
            return Span(*found.span())
        start = found.end()
    return None


def _through(made: Iterable[Filled], search: Context, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows through one template after the other. A chunk is held between two of them, and not a chain of commands:
    there may be thousands, and each would stand on the interpreter's stack."""
    steps: list[tuple[Filled, list[PerRow]]] = []
    for filled in made:
        with filled.text.placing():
            steps.append((filled, [_per_row(stage.command, search) for stage in filled.pipeline.stages]))
    for chunk in chunks(rows):
        held = chunk
        for filled, operators in steps:
            search.checkpoint()
            with filled.text.placing():
                for operator in operators:
                    held = list(operator(held))
        yield from held


def _per_row(command: Command, search: Context) -> PerRow:
    operator = command.operator(search)
    if isinstance(operator, Reducer):
        raise UnsupportedSpl(f"Error in 'foreach' command: The '{command.name}' command in the template.")
    return operator


# Items


def _values(value: Value) -> Iterable[Value]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _elements(value: Value) -> list[Value] | None:
    """Those of a JSON array; None when it is none."""
    try:
        tree = json.loads(value, parse_int=number, parse_float=number) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
    return [_element(element) for element in tree] if isinstance(tree, list) else None


def _element(element: Any) -> Value:
    """Numbers and texts as they are; what has no type among Splunk's values as it is written, null as no value."""
    match element:
        case None | str() | int() | float() if not isinstance(element, bool):
            return element
    return json.dumps(element, ensure_ascii=False, separators=(",", ":"))


def _either(value: Value) -> Iterable[Value]:
    elements = _elements(value)
    return _values(value) if elements is None else elements


_COLLECTIONS = {
    "multivalue": _values,
    "json_array": lambda value: _elements(value) or (),
    "auto_collections": _either,
}
