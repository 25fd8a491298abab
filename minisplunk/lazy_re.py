"""`re.compile`, done when the pattern is first used: a verb imports hundreds of patterns and uses a part of them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


def compile(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """For the patterns of a module. re's own functions, such as `re.sub`, don't take one; its methods do the same."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern(Generic[AnyStr]):
    def __init__(self, text: AnyStr, flags: int) -> None:
        self._given: tuple[AnyStr, int] = text, flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(*self._given)

    def __getattr__(self, name: str) -> Any:
        """An attribute of the compiled pattern, which is this one's own from then on."""
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
