"""Messages in, lines on standard error out, as splunkd takes them over into splunkd.log: `LEVEL text`, one line each.

Of what it is given, the session key is never written.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from alert_payload import Payload

HIDDEN = "[hidden]"
LONGEST = 4000
"""Characters of a line; splunkd.log's own lines are cut at 20,000 bytes (props.conf, [splunkd])."""


class Log:
    """`context` ends each line: which alert this is about. `secrets` are what no line may hold."""

    def __init__(self, stream: TextIO = sys.stderr, context: str = "", secrets: tuple[str, ...] = ()) -> None:
        self._stream, self._context, self._secrets = stream, context, secrets

    def about(self, payload: Payload) -> Log:
        context = f' search_name="{payload.search_name}" sid="{payload.sid}" app="{payload.app}"'
        key = payload.session_key
        return Log(self._stream, context, tuple({key, quote(key, safe="")}))

    def write(self, level: str, text: str) -> None:
        line = " ".join(f"{text}{self._context}".split())
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        self._stream.write(f"{level} {line[:LONGEST]}\n")
        self._stream.flush()

    def unexpected(self, error: BaseException) -> None:
        """An error that nobody thought of, with the places it came through, innermost first."""
        frames = reversed(traceback.extract_tb(error.__traceback__))
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        self.write("ERROR", f"Unexpected {type(error).__name__}: {error} ({places})")
