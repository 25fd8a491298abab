"""The verb: over real standard input and output, with the library's own client; without the library; used wrongly."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from minisplunk.cli import main
from tests.docs.pages import blocks

from .conftest import Found, named_in

PAGE = Path(__file__).parents[2] / "docs" / "mcp.md"
PLACES = {"/home/me/my_app/cases": "cases", "/home/me/my_app": "own", "/home/me/auth.log:linux_secure": "auth.log:auth"}
"""What the page names -> what it is here."""


def test_over_standard_input_and_output(tmp_path: Path) -> None:
    """As a client starts it that has what the page shows in its config file."""
    named_in(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    (said,) = (block.text for block in blocks(PAGE) if block.info == "json")
    entry = json.loads(said)["mcpServers"]["splunk"]
    given = [str(tmp_path / PLACES[word]) if word in PLACES else word for word in entry["args"]]
    assert (entry["command"], given[0]) == ("minisplunk", "mcp")
    program = StdioServerParameters(
        command=sys.executable, args=["-m", "minisplunk", *given, "--seconds", "300"], cwd=tmp_path
    )

    async def asked() -> list[CallToolResult]:
        async with Client(stdio_client(program)) as client:
            return [
                await client.call_tool("search", {"spl": "index=main | stats count by action"}),
                await client.call_tool("search", {"spl": "index=main | collect index=main"}),
                await client.call_tool("run", {"saved_search": "Failed"}),
                await client.call_tool("test", {}),
            ]

    rows, refused, run, cases = map(Found, anyio.run(asked))
    assert rows.found["rows"] == [{"action": "fail", "count": "2"}, {"action": "ok", "count": "1"}]
    assert "`collect`" in refused.error
    assert run.found["run"]["fired"]
    assert cases.found["tested"]["counts"] == {"passed": 2}
    assert sorted(tmp_path.rglob("*")) == before


def test_without_the_library(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "minisplunk.workbench.server", raising=False)
    assert _ended("--app", ".") == 2
    assert "pip install 'minisplunk[mcp]'" in capsys.readouterr().err


def test_standard_input_is_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended("--app", ".", "--data", "-") == 2
    assert "standard input is the client's" in capsys.readouterr().err


def test_an_app_that_is_none_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended("--app", str(tmp_path)) == 2
    assert "app.conf" in capsys.readouterr().err


def _ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end, pytest.MonkeyPatch.context() as patch:
        patch.setattr("signal.signal", lambda *_: None)
        patch.setattr("gc.set_threshold", lambda *_: None)
        main(["mcp", *arguments])
    assert isinstance(end.value.code, int)
    return end.value.code
