"""Search macros: SPL text with backticked calls in, expanded text out.

The rules are those of macros.conf.spec: `[name]` or `[name(n)]`, overloaded by the number of arguments; `$arg$` is
replaced everywhere in the definition, inside quotation marks too; calls inside double quotes stay as they are
("Use search macros in searches": macros inside of quoted values are not expanded); `validation` and `iseval`
definitions are eval expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import PIPELINE, MinisplunkError, Span, SplError, UnsupportedSpl, shortened
from . import quoting
from .source import HOLE, Piece, SourceText

MAX_DEPTH = 100  # limits.conf [search] max_macro_depth
# These are ours: macros that call each other, or whose arguments do, grow exponentially.
MAX_CALLS = 10_000
MAX_LENGTH = 1_000_000
"""Characters of an expanded search, and of what is put in for one call."""
MAX_SUBSTITUTED = 20_000_000
"""Characters that are put in for all calls together, those that come to nothing included."""

_NAME = lazy_re.compile(r"\s*([\w.:-]+)\s*(?:\((.*)\))?\s*", re.DOTALL)
_ARGUMENT = lazy_re.compile(r"\$([\w-]+)\$")
_COMMENT = lazy_re.compile(r"```.*?```", re.DOTALL)
_TO_BACKTICK = quoting.until("`")
_TO_BRACKET_OR_COMMA = quoting.until("(),[]")


@dataclass(frozen=True, slots=True)
class Macro:
    """A stanza of macros.conf; `name` without its argument count."""

    name: str
    definition: str
    args: tuple[str, ...] = ()
    iseval: bool = False
    validation: str = ""
    errormsg: str = ""


_TRUE = ("1", "true", "t", "yes", "y")  # as conf files take it


def stanza_name(name: str, count: int) -> str:
    """The stanza of macros.conf that defines a macro with `count` arguments."""
    return f"{name}({count})" if count else name


def macro(name: str, count: int, settings: Mapping[str, str]) -> Macro | None:
    """The macro that the settings of its stanza define; None without a definition.

    Raises SplError when `args` does not name as many arguments as the stanza's name says.
    """
    if "definition" not in settings:
        return None
    args = tuple(arg.strip() for arg in settings.get("args", "").split(",") if arg.strip())
    if len(args) != count:
        raise SplError(f"Error in 'SearchParser': The macro '{stanza_name(name, count)}' names {len(args)} arguments.")
    return Macro(
        name=name,
        definition=settings["definition"],
        args=args,
        iseval=settings.get("iseval", "").strip().lower() in _TRUE,
        validation=settings.get("validation", ""),
        errormsg=settings.get("errormsg", ""),
    )


Find = Callable[[str, int], Macro | None]
"""A macro by name and number of arguments, None when the search's app does not see one."""


class Evaluated(NamedTuple):
    """The value of an eval expression: str, number, bool or None; `boolean`: whether such an expression is a test."""

    value: object
    boolean: bool


Evaluate = Callable[[str, Mapping[str, str]], Evaluated]
"""The value of an eval expression, by its text and the fields that it may use."""


def unevaluated(expression: str, fields: Mapping[str, str]) -> Evaluated:
    """For who reads a search without evaluating anything."""
    raise UnsupportedSpl(f"The expression of a macro, {expression!r}, is not evaluated here.")


def expand(text: str, find: Find, evaluate: Evaluate, *, holes: bool = False) -> SourceText:
    """Expand all macro calls of a search.

    Raises SplError, with its place, for an unknown macro, a wrong number of arguments, failed validation, a call
    without its closing backtick, or macros that call each other without end. `holes`: a call that cannot be expanded
    leaves a hole in the text, which knows why, instead.
    """
    try:
        return _expand(text, _Scope(find, evaluate, 0, _Budget(), holes))
    except SplError as error:
        error.command = PIPELINE
        raise


@dataclass(slots=True)
class _Budget:
    """What is left of the calls, and of the characters that are put in for them, in one search."""

    calls: int = MAX_CALLS
    characters: int = MAX_SUBSTITUTED


@dataclass(frozen=True, slots=True)
class _Scope:
    find: Find
    evaluate: Evaluate
    depth: int
    budget: _Budget
    holes: bool


def _expand(text: str, scope: _Scope) -> SourceText:
    out: list[str] = []
    pieces: list[Piece] = []
    length = 0
    with SourceText.plain(text).placing():
        for span, call in _runs(text):
            if call is None:
                replacement, name, expansion, fault = text[span.start : span.end], "", None, None
            else:
                expansion, fault = _called(text, span, call, scope)
                replacement, name = HOLE if expansion is None else expansion.text, call.strip()
            pieces.append(Piece(length, length + len(replacement), span, name, expansion, fault))
            out.append(replacement)
            length += len(replacement)
            if length > MAX_LENGTH:
                raise SplError("The expanded search is too long: macros that call themselves?", span)
    return SourceText("".join(out), text, tuple(pieces))


def _runs(text: str) -> Iterator[tuple[Span, str | None]]:
    """Runs of plain text (None) and macro calls (the text between the backticks); comments are left out."""
    start = 0
    while (position := quoting.next_mark(_TO_BACKTICK, text, start, len(text))) < len(text):
        if text[position] == '"':
            break  # the quote is not closed, which whoever reads the search says
        if start < position:
            yield Span(start, position), None
        if comment := _COMMENT.match(text, position):
            start = comment.end()
            continue
        end = quoting.next_mark(_TO_BACKTICK, text, position + 1, len(text))
        if text[end : end + 1] != "`":
            raise SplError("Unbalanced backticks: a macro call is not closed.", Span(position, position + 1))
        yield Span(position, end + 1), text[position + 1 : end]
        start = end + 1
    if start < len(text):
        yield Span(start, len(text)), None


def _called(text: str, span: Span, call: str, scope: _Scope) -> tuple[SourceText | None, SplError | None]:
    """What is put in for a call; where holes may be left, why nothing can be. Calls without end leave none, since each
    of them would be one."""
    source = SourceText.plain(text)
    try:
        with source.placing():
            return _call(text, span, call, scope), None
    except SplError as error:
        if not scope.holes or scope.budget.calls < 0:
            raise
        error.command = PIPELINE
        return None, error


def _call(text: str, span: Span, call: str, scope: _Scope) -> SourceText:
    match = _NAME.fullmatch(call)
    if match is None:
        raise SplError(f"Error in 'SearchParser': '{shortened(call)}' is no macro call.", span)
    scope.budget.calls -= 1
    if scope.depth >= MAX_DEPTH or scope.budget.calls < 0:
        scope.budget.calls = -1
        raise SplError(f"Error in 'SearchParser': Reached maximum recursion depth ({MAX_DEPTH}) of macros.", span)
    args = [] if match[2] is None or not match[2].strip() else list(_arguments(match[2]))
    try:
        body = _substituted(_macro_named(match[1], len(args), scope), args, scope)
        return _expand(body, replace(scope, depth=scope.depth + 1))
    except SplError as error:
        raise error.elsewhere(error.called(text, span, call.strip())) from error


def _macro_named(name: str, count: int, scope: _Scope) -> Macro:
    macro = scope.find(name, count)
    if macro is not None:
        return macro
    called = stanza_name(name, count)
    raise SplError.of_undefined(
        f"the macro '{called}'",
        f"Error in 'SearchParser': The search specifies a macro '{called}' that cannot be found. "
        'Reasons include: the macro name is misspelled, you do not have "read" permission for the macro, or the macro '
        "has not been shared with this application.",
    )


def definition(call: str, find: Find) -> tuple[Macro, SourceText] | None:
    """The macro of a call, which is the text between its backticks, and its definition with the arguments in it, which
    knows where in the definition each character stands. None for a macro that is not there, and for a definition that
    is an eval expression, whose value stands in none."""
    match = _NAME.fullmatch(call)
    args = list(_arguments(match[2])) if match and match[2] and match[2].strip() else []
    macro = find(match[1], len(args)) if match else None
    if macro is None or macro.iseval:
        return None
    values = _bound(macro, args)
    return macro, SourceText.plain(macro.definition).made(_runs_filled(macro.definition, values))


def _runs_filled(template: str, values: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    position = 0
    for found in _ARGUMENT.finditer(template):
        if found[1] in values:
            yield template[position : found.start()], Span(position, found.start())
            yield values[found[1]], Span(*found.span())
            position = found.end()
    yield template[position:], Span(position, len(template))


def _arguments(text: str) -> Iterator[str]:
    """Split at commas outside quotes and parentheses; an argument wholly in quotes loses them."""
    depth = start = position = 0
    while (position := quoting.next_mark(_TO_BRACKET_OR_COMMA, text, position, len(text))) < len(text):
        char = text[position]
        depth += (char in "([") - (char in ")]")
        if char == "," and depth <= 0:
            yield _unquoted(text[start:position])
            start = position + 1
        position += 1
    yield _unquoted(text[start:])


def _unquoted(argument: str) -> str:
    argument = argument.strip()
    if quoting.STRING.fullmatch(argument):
        return argument[1:-1].replace('\\"', '"')
    return argument


def _substituted(macro: Macro, args: list[str], scope: _Scope) -> str:
    values = _bound(macro, args)
    if macro.validation:
        _validate(macro, values, scope)
    body = _filled(macro.definition, values, scope)
    if not macro.iseval:
        return body
    result = _evaluated(macro, body, {}, scope).value
    if not isinstance(result, str):
        raise SplError(f"Error in 'SearchParser': The definition of macro '{macro.name}' is expected to be an eval "
                       "expression that returns a string.")  # fmt: skip
    return result


def _filled(template: str, values: Mapping[str, str], scope: _Scope) -> str:
    """A template with the arguments in it. How long that gets is known before it is made."""
    named = [match for match in _ARGUMENT.finditer(template) if match[1] in values]
    length = len(template) + sum(len(values[match[1]]) - len(match[0]) for match in named)
    scope.budget.characters -= length
    if length > MAX_LENGTH or scope.budget.characters < 0:
        raise SplError("The expanded search is too long: macros whose arguments grow?")
    return _ARGUMENT.sub(lambda match: values.get(match[1], match[0]), template)


def _bound(macro: Macro, args: list[str]) -> dict[str, str]:
    """Argument values by name; `name=value` binds by name where the macro has such an argument."""
    values: dict[str, str] = {}
    for position, argument in enumerate(args):
        name, equals, value = argument.partition("=")
        by_name = bool(equals) and name.strip() in macro.args
        values[name.strip() if by_name else macro.args[position]] = value.strip() if by_name else argument
    return values


def _validate(macro: Macro, values: Mapping[str, str], scope: _Scope) -> None:
    """macros.conf.spec, validation: of a Boolean expression false and NULL fail with errormsg; a value of any other is
    itself the error, and NULL passes. The arguments are fields of the expression, and stand in it where it says $name$.
    """
    result = _evaluated(macro, _filled(macro.validation, values, scope), values, scope)
    if result.boolean and not result.value:
        raise SplError(f"Error in 'SearchParser': {macro.errormsg or f'The validation of macro {macro.name} failed.'}")
    if not result.boolean and result.value is not None:
        raise SplError(f"Error in 'SearchParser': {result.value}")


def _evaluated(macro: Macro, expression: str, fields: Mapping[str, str], scope: _Scope) -> Evaluated:
    try:
        return scope.evaluate(expression, fields)
    except MinisplunkError as error:
        raise SplError(f"Error in 'SearchParser': Macro '{macro.name}': {error.message}") from error
