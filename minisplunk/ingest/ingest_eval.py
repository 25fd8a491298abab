"""INGEST_EVAL and STOP_PROCESSING_IF of a stanza of transforms.conf in; what they do to an event, out.

transforms.conf.spec, INGEST_EVAL: assignments with commas between them, from left to right. A name is a key (`_raw`,
`queue`, `_time` with its fraction ...), a default field, or an indexed field; `$pd:x$`, `$field:x$` and `$mv:x$` say
which, the last for all values. `=` adds a value to an indexed field, `:=` replaces them, and null() takes them away.

[unverified]: a value of null with `=` changes nothing, and neither does null for a key; a type in brackets rounds a
number (int) or is passed over, as indexed fields are texts here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field

from .. import lazy_re
from ..conf.parser import Setting
from ..dataclass import dataclass
from ..errors import PlacedError, SplError
from ..fields.default import SPLUNK_SERVER
from ..fields.metadata_keys import METADATA_KEYS
from ..functions import Evaluator, check, compile_expr
from ..spl.ast import Expr, fields_of
from ..spl.parser import parse_expression, parser_of
from ..values import Row, Value, number, texts
from .context import IndexContext
from .pipeline_data import KEYS, ROUTING, Key, PipelineData, key_of

_TARGET = lazy_re.compile(
    r"\s*(?:'([^'\[]+)'|([^\s'\[=:,]+(?::(?!=)[^\s'\[=:,]+)*))\s*(?:\[\s*([\w-]+)\s*\])?\s*(:?=)(?!=)"
)
_FORCED = lazy_re.compile(r'"(?:[^"\\]|\\.)*"|\$((?:pd|field|mv):[^$"]+)\$', re.DOTALL)
_TYPES = frozenset({"int", "float", "float32", "float-sf", "float32-sf", "string"})
_DIRECT, _FIELD, _VALUES = "pd:", "field:", "mv:"


@dataclass(slots=True)
class _Evaluated:
    """An expression, ready for a second of the clock: now() is fixed in it, and so is a lookup's table."""

    expr: Expr
    context: IndexContext
    names: tuple[str, ...] = field(init=False)
    _made: tuple[int, Evaluator] | None = None

    def __post_init__(self) -> None:
        self.names = tuple(fields_of(self.expr))
        self.of(0.0)

    def of(self, now: float) -> Evaluator:
        made = self._made
        if made is None or made[0] != int(now):
            made = self._made = (int(now), compile_expr(self.expr, self.context.environment(now)))
        return made[1]

    def __call__(self, data: PipelineData, now: float) -> Value | bool:
        row: Row = {name: _read(name, data) for name in self.names}
        value: Value | bool = self.of(now)(row)
        return value


@dataclass(frozen=True, slots=True)
class _Assignment:
    expression: _Evaluated
    write: Callable[[PipelineData, Value], None]


@dataclass(frozen=True, slots=True)
class IngestEval:
    assignments: tuple[_Assignment, ...]

    def __call__(self, data: PipelineData, now: float) -> None:
        """Raises PlacedError and MatchLimit."""
        for assignment in self.assignments:
            value = assignment.expression(data, now)
            assignment.write(data, value)


def ingest_eval(setting: Setting, context: IndexContext) -> IngestEval:
    """Raises ConfError and UnsupportedConf with the setting's place."""
    try:
        return IngestEval(tuple(_assignments(_named(setting.value), context)))
    except PlacedError as error:
        raise setting.faulty(error, f"{setting.key}: ") from error


def stop_if(setting: Setting, context: IndexContext) -> Callable[[PipelineData, float], bool]:
    """Whether an event is to pass no further transform: all but 0, false and null says so. Raises as ingest_eval."""
    try:
        expression = _Evaluated(parse_expression(_named(setting.value)), context)
    except PlacedError as error:
        raise setting.faulty(error, f"{setting.key}: ") from error

    def stops(data: PipelineData, now: float) -> bool:
        value = expression(data, now)
        if isinstance(value, bool) or value is None:
            return bool(value)
        return number(value) != 0 and "\n".join(texts(value)).lower() not in ("", "false")

    return stops


def _named(expression: str) -> str:
    """`$pd:x$` as the field 'pd:x', which is as long, so that places in the text stay."""
    return _FORCED.sub(lambda found: found[0] if found[1] is None else f"'{found[1]}'", expression)


def _assignments(source: str, context: IndexContext) -> list[_Assignment]:
    found: list[_Assignment] = []
    p = parser_of(source)
    with p.source.placing(), p.worded():
        while True:
            target = _TARGET.match(source, p.position)
            if target is None:
                raise SplError(f"Expected <field>=<expression>, not {source[p.position :].strip()!r}.")
            p.position = target.end()
            expr = p.expression()
            if check(expr):
                raise SplError("Fields cannot be assigned a boolean result.", expr.span)
            if target[3] and target[3] not in _TYPES:
                raise SplError(f"Unknown type [{target[3]}].")
            write = _writer(target[1] or target[2], replaced=target[4] == ":=", integer=target[3] == "int")
            found.append(_Assignment(_Evaluated(expr, context), write))
            if p.accept(",") is None or p.peek() is None:
                break
        p.done()
    return found


def _read(name: str, data: PipelineData) -> Value:
    if name.startswith(_DIRECT):
        return _direct(name.removeprefix(_DIRECT), data)
    if name.startswith(_VALUES):
        return data.fields.get(name.removeprefix(_VALUES))
    if name in _READ or name in KEYS or name in ROUTING:
        return _direct(name, data)
    return next(iter(texts(data.fields.get(name.removeprefix(_FIELD)))), None)


def _direct(name: str, data: PipelineData) -> Value:
    read = _READ.get(name)
    return (key_of(name).read(data) or None) if read is None else read(data)


_READ: dict[str, Callable[[PipelineData], Value]] = {
    "_time": lambda data: data.time / 1_000_000 if data.time % 1_000_000 else data.time // 1_000_000,
    "index": lambda data: data.index,
    "host": lambda data: data.host,
    "source": lambda data: data.source,
    "sourcetype": lambda data: data.sourcetype,
    "splunk_server": lambda data: SPLUNK_SERVER,
    "linecount": lambda data: data.raw.count("\n") + 1,
}
_AS_KEYS = {of.field: name for name, of in METADATA_KEYS.items()}


def _writer(target: str, *, replaced: bool, integer: bool) -> Callable[[PipelineData, Value], None]:
    name = target.removeprefix(_DIRECT)
    if target.startswith(_DIRECT) or name in KEYS or name in ROUTING or name in _AS_KEYS:
        return _to_key(key_of(_AS_KEYS.get(name, name)))
    name = name.removeprefix(_FIELD)

    def write(data: PipelineData, value: Value) -> None:
        if replaced:
            data.fields.pop(name, None)
        if value is not None:
            data.fields.add(name, _whole(value) if integer else value)

    return write


def _to_key(key: Key) -> Callable[[PipelineData, Value], None]:
    def write(data: PipelineData, value: Value) -> None:
        if value is not None:
            key.write(data, "\n".join(texts(value)))

    return write


def _whole(value: Value) -> Value:
    read = number(value)
    return value if read is None else int(read)
