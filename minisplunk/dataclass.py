"""The standard library's `dataclass`, made in a tenth of the time.

The standard one compiles six functions for each class, half a millisecond, as soon as its file is imported. A verb
imports some two hundred such classes and makes objects of half of them, so that this was a third of its start. Here
what is compiled for each class is compiled when it is first called, and the rest are functions that all classes share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from collections.abc import Callable
    from dataclasses import MISSING, FrozenInstanceError, fields
    from dataclasses import dataclass as _with_fields
    from functools import partial
    from reprlib import recursive_repr
    from typing import Any, NoReturn

    Method = Callable[..., Any]

    def dataclass(
        given: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> type | Callable[[type], type]:
        """As `dataclasses.dataclass` with these options. A method that the class itself declares stays; there are no
        `KW_ONLY` and no `InitVar`."""
        make = partial(_made, frozen=frozen, slots=slots, eq=eq)
        return make if given is None else make(given)

    def _made(given: type, *, frozen: bool, slots: bool, eq: bool) -> type:
        declared = frozenset(vars(given))
        given.__doc__ = given.__doc__ or given.__name__  # else one is made of the signature, which takes longer
        cls = _with_fields(given, init=False, repr=False, eq=False, slots=slots)
        for name, method in _methods(cls, frozen=frozen, slots=slots, eq=eq).items():
            if name not in declared:
                setattr(cls, name, method)
        return cls

    def _methods(cls: type, *, frozen: bool, slots: bool, eq: bool) -> dict[str, Method | None]:
        methods = {"__init__": _compiled_later(cls, "__init__", partial(_init, cls, frozen)), "__repr__": _repr}
        if eq:
            methods["__eq__"] = _compiled_later(cls, "__eq__", partial(_eq, cls))
            methods["__hash__"] = _compiled_later(cls, "__hash__", partial(_hash, cls)) if frozen else None
        if frozen:
            methods |= {"__setattr__": _refuse_to_assign, "__delattr__": _refuse_to_delete}
        if frozen and slots:
            methods |= {"__getstate__": _state, "__setstate__": _set_state}
        return methods

    def _compiled_later(cls: type, name: str, compiled: Callable[[], Method]) -> Method:
        def method(self: object, /, *given: object, **named: object) -> Any:
            setattr(cls, name, compiled())
            return vars(cls)[name](self, *given, **named)

        return method

    # Compiled for each class

    def _init(cls: type, frozen: bool) -> Method:
        known: dict[str, object] = {"_assign": object.__setattr__, "_absent": object()}
        parameters, lines = ["self"], []
        for field in fields(cls):
            name = field.name
            known[f"_default_{name}"], known[f"_make_{name}"] = field.default, field.default_factory
            made = field.default_factory is not MISSING
            if field.init:
                default = "=_absent" if made else "" if field.default is MISSING else f"=_default_{name}"
                parameters.append(name + default)
                value = f"_make_{name}() if {name} is _absent else {name}" if made else name
            elif made or field.default is not MISSING:
                value = f"_make_{name}()" if made else f"_default_{name}"
            else:  # __post_init__ assigns it
                continue
            lines.append(f"_assign(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        return _compiled(cls, "__init__", parameters, lines, known)

    def _eq(cls: type) -> Method:
        names = [field.name for field in fields(cls) if field.compare]
        lines = [
            "if other.__class__ is not self.__class__: return NotImplemented",
            f"return {_tuple('self', names)} == {_tuple('other', names)}",
        ]
        return _compiled(cls, "__eq__", ["self", "other"], lines, {})

    def _hash(cls: type) -> Method:
        names = [field.name for field in fields(cls) if (field.compare if field.hash is None else field.hash)]
        return _compiled(cls, "__hash__", ["self"], [f"return hash({_tuple('self', names)})"], {})

    def _tuple(of: str, names: list[str]) -> str:
        return "(" + "".join(f"{of}.{name}, " for name in names) + ")"

    def _compiled(cls: type, name: str, parameters: list[str], lines: list[str], known: dict[str, object]) -> Method:
        body = "".join(f"\n    {line}" for line in lines or ["pass"])
        exec(f"def {name}({', '.join(parameters)}):{body}", known)
        method = known[name]
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        return method

    # Shared by all

    @recursive_repr()
    def _repr(self: object) -> str:
        shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
        return f"{self.__class__.__qualname__}({shown})"

    def _refuse_to_assign(self: object, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self: object, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self: object) -> list[object]:
        return [getattr(self, field.name) for field in fields(self)]

    def _set_state(self: object, state: list[object]) -> None:
        for field, value in zip(fields(self), state, strict=True):
            object.__setattr__(self, field.name, value)
