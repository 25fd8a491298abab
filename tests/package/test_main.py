"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minisplunk.errors import Place, Span, SplError
from package import appinspect, supported
from package.__main__ import main
from package.errors import MissingTool
from package.vet import CHECKS

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppInspect has one warning, which is allowed."""
    warning = appinspect.CheckResult("check_for_python_script_existence", "warning", "2 Python files")
    inspection = appinspect.Inspection("4.3.1", {"success": 97, "not_applicable": 154, "warning": 1}, (warning,))
    monkeypatch.setattr("package.unpacked.inspect", lambda _: inspection)


def test_build(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert main(["build", "--root", str(root)]) == 0
    output = capsys.readouterr().out.splitlines()
    assert output[0] == f"{root}/dist/DA-ESS-Sample-1.2.3.spl"
    assert [line.split()[0] for line in output[1:]] == ["files", "size", "time", "sha256"]
    assert output[3] == "  time    2023-11-14 22:13:20 UTC (SOURCE_DATE_EPOCH)"


def test_build_json(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(root), "--dist", str(tmp_path / "new" / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["path"]) == tmp_path / "new" / "out" / "DA-ESS-Sample-1.2.3.spl"
    assert Path(told["path"]).stat().st_size == told["size"]
    assert set(told) == {"path", "app", "version", "files", "size", "sha256", "tar_sha256", "stamp"}


@pytest.mark.usefixtures("sound")
def test_vet_builds_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vet", "--root", str(root)]) == 0
    summary, warning = capsys.readouterr().out.splitlines()
    assert summary == (
        f"DA-ESS-Sample-1.2.3.spl: no findings. {len(CHECKS)} checks; AppInspect 4.3.1 ran 252: "
        "0 error, 0 failure, 0 future failure, 0 skipped, 0 manual check, 1 warning."
    )
    assert warning.startswith("  warning allowed: check_for_python_script_existence - ")
    assert (root / "dist" / "DA-ESS-Sample-1.2.3.spl").is_file()


@pytest.mark.usefixtures("sound")
def test_vet_with_findings(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "static" / "appIcon.png").unlink()
    assert main(["vet", "--root", str(root)]) == 1
    finding, summary, _ = capsys.readouterr().out.splitlines()
    assert finding == "static/appIcon.png: is missing - Splunk Web shows a blank picture for the app"
    assert summary.startswith("DA-ESS-Sample-1.2.3.spl: 1 finding. ")


@pytest.mark.usefixtures("sound")
def test_vet_of_a_file_json(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "README" / "alert_actions.conf.spec").write_text("[sample_action]\nparam.level = <integer>\n")
    main(["build", "--root", str(root), "--dist", str(tmp_path)])
    capsys.readouterr()
    assert main(["vet", "--json", str(tmp_path / "DA-ESS-Sample-1.2.3.spl")]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["app"], told["version"], told["checks"]) == ("DA-ESS-Sample", "1.2.3", len(CHECKS))
    assert [(finding["file"], finding["line"]) for finding in told["findings"]] == [("default/alert_actions.conf", 10)]
    assert told["appinspect"]["run"] == 252
    assert list(told["appinspect"]["allowed_warnings"]) == ["check_for_python_script_existence"]


def test_page(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("package.page.write", lambda root: root / "docs" / "sample.md")
    monkeypatch.setattr("package.coverage.write", lambda root: root / "docs" / "coverage.md")
    (root / "docs").mkdir()
    (root / "docs" / "json.md").write_text("<!-- keys: serve.Serving -->\n")
    (root / "docs" / "case-files.md").write_text("<!-- keys: case.Pattern -->\n")
    assert main(["page", "--root", str(root)]) == 0
    pages = ("sample", "coverage", "lints", "SUPPORTED", "json", "case-files")
    assert capsys.readouterr().out == "".join(f"{root}/docs/{name}.md\n" for name in pages)
    assert (root / "docs" / "SUPPORTED.md").read_text() == supported.render()
    assert "| `hec_token` | text |" in (root / "docs" / "json.md").read_text()


def test_page_of_a_broken_search(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Path) -> None:
        raise SplError("the macro is not closed", Place("index=main `sample", Span(11, 18)))

    monkeypatch.setattr("package.page.write", broken)
    assert main(["page", "--root", str(root)]) == 2
    assert capsys.readouterr().err == "1:12: the macro is not closed\n  index=main `sample\n             ^^^^^^^\n"


def test_a_missing_tool(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Path) -> None:
        raise MissingTool(appinspect.NO_LIBMAGIC)

    monkeypatch.setattr("package.unpacked.inspect", missing)
    assert main(["vet", "--root", str(root)]) == 3
    assert capsys.readouterr().err == appinspect.NO_LIBMAGIC + "\n"


@pytest.mark.parametrize("arguments", [[], ["bake"], ["build", "--fast"], ["page", "x"], ["release"]], ids=" ".join)
def test_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m package" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["build"], ["vet"], ["release"], ["page"]], ids=lambda a: " ".join(a) or "all"
)
def test_help_tells_the_exit_codes(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--help"])
    assert caught.value.code == 0
    assert "Exit codes: 0 all is well; 1" in capsys.readouterr().out


def test_the_app_itself_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["vet", "--root", str(REPOSITORY), "--dist", str(tmp_path), "--json"])
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert code == 0
