"""What commands declare of themselves in; a table of them with their kinds and options out."""

from __future__ import annotations

from collections.abc import Iterator

from minisplunk.commands import COMMANDS, UNSUPPORTED, options, resolve
from minisplunk.spl.arguments import Option, Taken, boolean, every, none
from minisplunk.spl.command import Command, Kind

from .markdown import code


def table() -> Iterator[str]:
    """A line for each command, with its aliases."""
    yield "| Command | Kind | Options | Not done |"
    yield "| --- | --- | --- | --- |"
    for names, command in _commands():
        declared = options(command)
        done = code(name for name, taken in declared.items() if not _never(taken))
        lacking = "; ".join(_lacking(name, taken) for name, taken in sorted(declared.items()) if _why(taken))
        yield f"| {code(names)} | {' or '.join(_kinds(command))} | {done} | {lacking} |"


def elsewhere() -> Iterator[str]:
    """A line for each reason why commands of Splunk's are not here."""
    for why in dict.fromkeys(UNSUPPORTED.values()):
        names = code(name for name, reason in UNSUPPORTED.items() if reason == why)
        yield f"- {why or 'nobody has written it yet'}: {names}"


def _commands() -> Iterator[tuple[list[str], type[Command]]]:
    for module in sorted(set(COMMANDS.values())):
        names = [name for name, of in COMMANDS.items() if of == module]
        command = resolve(names[0])
        assert command is not None
        yield names, command


def _kinds(command: type[Command]) -> list[str]:
    """Its kind; where that depends on the arguments, those that its code names."""
    getter = getattr(command.kind, "fget", None)  # of the class: a kind, or the property that works it out
    names = getter.__code__.co_names if getter else (command.kind.name,)  # type: ignore[attr-defined]
    return [Kind[name].value for name in names if name in Kind.__members__]


def _never(taken: Taken) -> bool:
    return isinstance(taken, Option) and taken.unsupported is every


def _why(taken: Taken) -> str:
    """What is lacking of an option; empty when nothing is."""
    if not isinstance(taken, Option) or taken.unsupported is none:
        return ""
    values = [text for text in ("true", "false") if taken.read is boolean and taken.unsupported(boolean(text))]
    return taken.lacks or ", ".join(f"`{value}`" for value in values) or "some values"


def _lacking(name: str, taken: Taken) -> str:
    return f"`{name}`{'' if _never(taken) else ' in part'}: {_why(taken)}"
