"""The arguments of a request that changes something, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...conf.parser import FALSE, TRUE
from ..http import HttpError, Request
from ..http.faults import missing_argument, no_target, unknown_argument

FRAMEWORK = frozenset({"name", "output_mode"})
"""Arguments of each endpoint: which object is meant, and how to answer."""


def arguments(request: Request) -> dict[str, str]:
    """What the request says of the object, without its name: the last value of each argument."""
    return {name: values[-1] for name, values in request.params.items() if name not in FRAMEWORK}


def new_name(request: Request) -> str:
    """The name of an object that is to be made; 400 for none."""
    if not request.get("name"):
        raise no_target("POST")
    return request.get("name")


RESERVED = frozenset({"default", "_new", "_acl", "_reload"})
"""[default] is what all others inherit, and the rest are endpoints of a collection."""


def check_name(name: str) -> None:
    """400 for a name that no object of its own can have."""
    if name in RESERVED:
        raise HttpError(400, f"An object cannot be named '{name}'.")


def check(names: Iterable[str], known: Iterable[str]) -> None:
    """400 for an argument that the endpoint does not take."""
    allowed = frozenset(known)
    for name in names:
        if name not in allowed:
            raise unknown_argument(name)


def require(names: Iterable[str], needed: Iterable[str]) -> None:
    """400 when arguments are missing."""
    present = frozenset(names)
    missing = [name for name in needed if name not in present]
    if missing:
        raise missing_argument(*missing)


def given(settings: Mapping[str, str], *needed: str) -> list[str]:
    """The values of arguments that are needed; 400 when some are missing or empty."""
    require((name for name, value in settings.items() if value.strip()), needed)
    return [settings[name] for name in needed]


def flag(request: Request, name: str, default: bool = False) -> bool:
    """An argument as a boolean, read as conf files read them; 400 for anything else."""
    return boolean(name, request.get(name)) if request.get(name) else default


def boolean(name: str, text: str) -> bool:
    """The value of an argument as a boolean; 400 for anything else."""
    if text.lower() not in TRUE | FALSE:
        raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is neither true nor false.")
    return text.lower() in TRUE


def flag_setting(name: str, text: str) -> str:
    """A boolean as conf files get it, 1 or 0; false where it is empty."""
    return str(int(bool(text) and boolean(name, text)))


def whole_number(name: str, text: str, *, most: int = 10**18 - 1, kind: str = "ERROR") -> int:
    """The value of an argument as a whole number from 0 up; 400 for anything else."""
    if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) <= most:
        return int(text)
    raise HttpError(400, f"Invalid value for argument '{name}': {text!r} is not a whole number.", kind)


def number_setting(name: str, text: str) -> str:
    """A whole number from 0 up, as it is written."""
    whole_number(name, text)
    return text


def names(request: Request, name: str) -> list[str]:
    """A list: the argument repeated, or its items set apart by commas; none for an empty one."""
    return [item for value in request.params.get(name, ()) for item in listed(value)]


def listed(text: str) -> list[str]:
    """The items of a list with commas between them."""
    return [item for part in text.split(",") if (item := part.strip())]
