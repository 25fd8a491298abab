"""Stops, pauses and ends a running search: another thread asks, the search does it at its next row.

A search looks at one flag for each row that passes between its stages, and for each block of rows that it reads; the
store asks after every few events that it reads, and while SQLite reads events that match nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial


class Cancelled(Exception):
    """A search was cancelled: nothing of what it found is wanted."""


WhilePaused = Callable[["Control"], AbstractContextManager[object]]


class Control:
    """`asked`: whether the search is to call `checkpoint`; all that an undisturbed search ever looks at.
    `while_paused`: entered by the search's own thread for as long as it is paused."""

    __slots__ = (
        "_acting",
        "_actions",
        "_between_rows",
        "_cancelled",
        "_changed",
        "_finalized",
        "_parts",
        "_paused",
        "_while_paused",
        "asked",
    )

    def __init__(self, while_paused: WhilePaused | None = None) -> None:
        self.asked = False
        self._while_paused = nullcontext if while_paused is None else partial(while_paused, self)
        self._actions: list[Callable[[], None]] = []
        self._between_rows: list[Callable[[], None]] = []
        self._parts: list[Part] = []
        self._acting = False
        self._cancelled = self._finalized = self._paused = False
        self._changed = threading.Condition()

    # For who controls the search

    def cancel(self) -> None:
        self._set(_cancelled=True)
        with self._changed:
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def finalize(self) -> None:
        """Read no more events, and finish with those that were read."""
        self._set(_finalized=True)

    def pause(self) -> None:
        self._set(_paused=True)

    def unpause(self) -> None:
        self._set(_paused=False)

    def between_rows(self, action: Callable[[], None]) -> None:
        """Have the search's own thread do something at its next row, when what it holds is whole."""
        with self._changed:
            self._between_rows.append(action)
            self._look()

    def unfinalized(self) -> Control:
        """One that is cancelled with this one, and not finalized."""
        made = Control()
        self.on_cancel(made.cancel)
        return made

    @contextmanager
    def part(self) -> Iterator[Part]:
        """Of a part of the search, as long as the block lasts."""
        part = Part(self)
        with self._changed:
            self._parts.append(part)
            part._look()
        try:
            yield part
        finally:
            with self._changed:
                self._parts.remove(part)

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    @property
    def finalized(self) -> bool:
        return self._finalized

    @property
    def paused(self) -> bool:
        return self._paused

    # For the search

    @property
    def over(self) -> bool:
        """Whether no more events are wanted."""
        return self._cancelled or self._finalized

    def on_cancel(self, action: Callable[[], None]) -> None:
        """Cancelling calls `action`, in the thread that cancels; at once when that has happened."""
        with self._changed:
            if not self._cancelled:
                self._actions.append(action)
                return
        action()

    @contextmanager
    def cancelling(self, action: Callable[[], None]) -> Iterator[None]:
        """The same, within the block alone."""
        self.on_cancel(action)
        try:
            yield
        finally:
            with self._changed:
                if action in self._actions:
                    self._actions.remove(action)

    def checkpoint(self) -> bool:
        """Do what is to be done between two rows, wait while paused, raise Cancelled, or say whether the search was
        finalized."""
        if self._acting:  # what is done between two rows is not held up, and does nothing between its own
            if self._cancelled:
                raise Cancelled
            return False
        self._do()
        while self._waits():
            with self._while_paused(), self._changed:
                while self._waits() and not self._between_rows:
                    self._changed.wait()
            self._do()
        if self._cancelled:
            raise Cancelled
        return self._finalized

    def _waits(self) -> bool:
        return self._paused and not self.over

    def _set(self, **flags: bool) -> None:
        with self._changed:
            for name, value in flags.items():
                setattr(self, name, value)
            self._look()

    def _look(self) -> None:
        self.asked = self._cancelled or self._finalized or self._paused or bool(self._between_rows)
        for part in self._parts:
            part._look()
        self._changed.notify_all()

    def _do(self) -> None:
        with self._changed:
            actions, self._between_rows = self._between_rows, []
            self._look()
        self._acting = True
        try:
            for action in actions:
                action()
        finally:
            self._acting = False


class Part(Control):
    """Of a part of a search, such as a subsearch: what is asked of the whole holds for it, and it may be finalized
    alone."""

    __slots__ = ("_whole",)

    def __init__(self, whole: Control) -> None:
        super().__init__()
        self._whole, self._changed = whole, whole._changed

    def cancel(self) -> None:
        self._whole.cancel()

    def pause(self) -> None:
        self._whole.pause()

    def unpause(self) -> None:
        self._whole.unpause()

    def between_rows(self, action: Callable[[], None]) -> None:
        self._whole.between_rows(action)

    def on_cancel(self, action: Callable[[], None]) -> None:
        self._whole.on_cancel(action)

    @contextmanager
    def cancelling(self, action: Callable[[], None]) -> Iterator[None]:
        with self._whole.cancelling(action):
            yield

    def checkpoint(self) -> bool:
        return self._whole.checkpoint() or self._finalized

    @property
    def cancelled(self) -> bool:
        return self._whole.cancelled

    @property
    def finalized(self) -> bool:
        return self._finalized or self._whole.finalized

    @property
    def finalized_alone(self) -> bool:
        return self._finalized and not self._whole.finalized

    @property
    def paused(self) -> bool:
        return self._whole.paused

    @property
    def over(self) -> bool:
        return self._finalized or self._whole.over

    def _look(self) -> None:
        self.asked = self._finalized or self._whole.asked
        for part in self._parts:
            part._look()
