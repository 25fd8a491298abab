"""The command line, called in this process; apps and data made of texts."""

from __future__ import annotations

import gc
import json
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from minisplunk.cli import main
from tests.schemas import hold

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a verb in an empty folder; anything but an exit, such as a traceback, fails the test, and so does JSON that
    is not as the verb's schema says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(*arguments: object) -> Result:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert isinstance(exit_.value.code, int)
        done = Result(exit_.value.code, captured.out, captured.err)
        if "--json" in arguments and done.out:
            verb = str(arguments[0])
            for document in done.lines if verb == "search" else [done.json]:
                hold(verb, document)
        return done

    return run


@pytest.fixture
def make_app(tmp_path: Path) -> Callable[..., Path]:
    """An app of saved searches ({name: settings}) and other conf texts."""

    def make(searches: Mapping[str, Mapping[str, str]], name: str = "own", **confs: str) -> Path:
        folder = tmp_path / name / "default"
        folder.mkdir(parents=True)
        stanzas = (
            f"[{search}]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
            for search, settings in searches.items()
        )
        texts = {
            "app": "[ui]\nlabel = Own\n[launcher]\nversion = 1.2.3\n",
            "savedsearches": "\n".join(stanzas),
            **confs,
        }
        for conf, text in texts.items():
            if text:
                (folder / f"{conf}.conf").write_text(text)
        return folder.parent

    return make


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four CloudTrail-like records, a minute apart."""
    records = [
        {"eventTime": f"2026-03-03T09:0{minute}:00Z", **record}
        for minute, record in enumerate([{"user": "al"}, {"user": "bob"}, {"user": "bob"}, {"eventName": "C"}])
    ]
    file = tmp_path / "data.ndjson"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file
