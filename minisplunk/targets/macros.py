"""Private macros: for this user alone they take the place of the app's own."""

from __future__ import annotations

from ..spl.macros import Find, Macro, macro, stanza_name
from .faults import TargetError
from .saved import quoted
from .target import Target
from .uninterrupted import uninterrupted

_MACROS = "admin/macros"
"""The path that Splunk Web uses, so that a user who may make private macros there may make them here.

configs/conf-macros takes them from such a user too, as splunk-sdk's tests have it; [unverified] on Splunk Cloud."""
_MARK = "Made by minisplunk for one run, and gone after it."
"""In errormsg, which every version of the endpoint takes, and which nobody is shown of a macro without validation."""


class PrivateMacros:
    """The private macros that a run has made in the app."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._made: set[str] = set()

    def put(self, name: str, definition: str) -> None:
        """Make or change a macro. TargetError for a private one that no run has made: it would be lost."""
        with uninterrupted():
            exists = name in self._made or _is_ours(self._target, name)
            self._made.add(name)
            if exists:
                self._target.post(f"{_MACROS}/{name}", definition=definition)
            else:
                self._target.post(_MACROS, name=name, definition=definition, errormsg=_MARK)

    def clear(self) -> None:
        """Remove them. Each is looked at first: where the private one is gone, the request would remove the app's own.

        TargetError names those that are left, after all others are gone.
        """
        with uninterrupted():
            left = [reason for name in sorted(self._made) if (reason := self._removed(name))]
        self._made.clear()
        if left:
            raise TargetError(
                f"{' '.join(left)} Remove it in Settings > Advanced search > Search macros: until then the searches of "
                f"{self._target.user} in the app {self._target.app} look at the events of this run."
            )

    def _removed(self, name: str) -> str:
        """Why a macro could not be removed; empty when it is gone."""
        try:
            if _is_ours(self._target, name):
                self._target.delete(f"{_MACROS}/{name}")
        except TargetError as error:
            return f"The private macro {name!r} is left: {error}"
        return ""


def definition(target: Target, name: str) -> str:
    """What the user sees of a macro now; empty where there is none."""
    entry = target.entry(f"{_MACROS}/{name}")
    return "" if entry is None else str(entry["content"].get("definition", ""))


def finder(target: Target) -> Find:
    """Looks macros up as the user sees them in the app. Raises TargetError."""

    def find(name: str, count: int) -> Macro | None:
        entry = target.entry(f"{_MACROS}/{quoted(stanza_name(name, count))}")
        if entry is None:
            return None
        settings = {key: str(value) for key, value in entry["content"].items() if value not in (None, "")}
        return macro(name, count, settings)

    return find


def _is_ours(target: Target, name: str) -> bool:
    """Whether the user has a private macro of this name that this run or an earlier one has made."""
    entry = target.entry(f"{_MACROS}/{name}")
    if entry is None or entry["acl"]["sharing"] != "user":
        return False
    if entry["content"].get("errormsg") != _MARK:
        raise TargetError(
            f"{target.user} has a private macro {name!r} in the app {target.app}, which this run would replace: rename "
            "it (Settings > Advanced search > Search macros), or be another user."
        )
    return True
