"""Case files in pytest: nothing happens without the ini option, and with it nothing else is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import minisplunk.testing.collecting
import minisplunk.testing.elsewhere  # noqa: F401  a run within this one would import parts of it anew
from tests.targets.somebody import serving

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]
CASES = """\
sourcetype: aws:cloudtrail
cases:
  - name: nothing happens
    tags: [quiet]
    fires: false
  - name: it should fire
    fires: true
  - name: a word too many
    fires: false
    firs: false
"""
SAVED = '"Threat - AWS Console Login Failed During MFA Challenge - Rule"'


def with_app(pytester: pytest.Pytester, app: Path | str = ROOT) -> None:
    pytester.makeini(f"[pytest]\nminisplunk_app = {app}\n")


def with_cases(pytester: pytest.Pytester, text: str = CASES) -> None:
    (pytester.path / "test_mine.splunk.yaml").write_text(text)


def test_without_the_option_nothing_is_collected(pytester: pytest.Pytester) -> None:
    with_cases(pytester)
    pytester.makepyfile(test_other="def test_other(): pass")
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_what_is_printed_steers_no_terminal(pytester: pytest.Pytester) -> None:
    with_app(pytester)
    case = '- {name: "a\\n\\e[31m", search: "| makeresults | eval a=urldecode(\\"%1b[31m\\")", results: [{a: b}]}'
    with_cases(pytester, case)
    result = pytester.runpytest_inprocess("--color=no")
    result.assert_outcomes(failed=1)
    assert "\x1b" not in result.stdout.str()
    assert "FAILED test_mine.splunk.yaml::a\\n\\x1b[31m" in result.stdout.str()


def test_without_the_option_there_is_no_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(minisplunk): pass")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'minisplunk' not found*"])


def test_without_the_option_nothing_of_minisplunk_is_imported() -> None:
    """Every run of pytest pays for what the plugin imports."""
    loaded = (
        "import sys, minisplunk.pytest_plugin; print(*sorted(n for n in sys.modules if n.startswith('minisplunk')))"
    )
    ran = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout.split() == ["minisplunk", "minisplunk.pytest_plugin"]


def test_cases_are_collected_and_run(pytester: pytest.Pytester) -> None:
    with_app(pytester)
    with_cases(pytester)
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*it should fire*",
            "fires: it did not fire",
            "There are no events at all.",
            "test_mine.splunk.yaml:6",
            "*a case that cannot be read*",
            "test_mine.splunk.yaml:10: unknown key 'firs'; did you mean 'fires'[?]",
            "FAILED test_mine.splunk.yaml::it should fire - fires: it did not fire",
        ]
    )


@pytest.mark.parametrize(("options", "passed"), [(["-k", "nothing"], 1), (["-k", "quiet"], 1), (["-k", "loud"], 0)])
def test_cases_are_chosen_by_name_and_tag(options: list[str], passed: int, pytester: pytest.Pytester) -> None:
    with_app(pytester)
    with_cases(pytester)
    pytester.runpytest_inprocess(*options).assert_outcomes(passed=passed, deselected=3 - passed)


def test_other_yaml_is_left_alone(pytester: pytest.Pytester) -> None:
    with_app(pytester)
    (pytester.path / "test_mine.yaml").write_text(CASES)
    (pytester.path / "mine.splunk.yaml").write_text(CASES)
    assert pytester.runpytest_inprocess().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_fixture(pytester: pytest.Pytester) -> None:
    with_app(pytester)
    pytester.makepyfile(
        f"""
        EVENT = {{
            "sourcetype": "aws:cloudtrail",
            "json": {{"eventTime": "2026-03-03T09:00:00Z", "eventName": "ConsoleLogin"}},
        }}

        def test_own_detection(minisplunk):
            found = minisplunk.run(events=[EVENT])
            assert (found.fired, found.rows, found.risk) == (False, [], [])
            assert "Failed authentication" in found.reasons[0]

        def test_named(minisplunk):
            assert not minisplunk.run({SAVED}, events=[EVENT]).fired

        def test_spl(minisplunk):
            found = minisplunk.run(search="eventName=* | stats count by eventName", events=[EVENT])
            assert found.rows == [{{"eventName": "ConsoleLogin", "count": "1"}}]

        def test_notes(minisplunk):
            found = minisplunk.run(search="*", events=[{{"raw": "", "sourcetype": "none"}}])
            assert "No event of the source type 'none' came into an index" in found.notes[0]

        def test_wrong(minisplunk):
            minisplunk.run(event=[EVENT])

        def test_compared_with_nothing(minisplunk):
            minisplunk.run(events=[EVENT], fires=True)

        def test_wrong_name(minisplunk):
            minisplunk.run("Nosuch", events=[EVENT])

        def test_wrong_spl(minisplunk):
            minisplunk.run(search="| nosuch", events=[EVENT])
        """
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=4, failed=4)
    result.stdout.fnmatch_lines(
        [
            "*DataError: case: unknown key 'event'; did you mean 'events'?",
            "*DataError: case: nothing would be compared with 'fires': look at what the run returns",
            "*NotFound: Unable to find saved search named 'Nosuch'.*",
            "*Unknown search command 'nosuch'*",
        ]
    )
    result.stdout.no_fnmatch_line("*interactive.py*")
    result.stdout.no_fnmatch_line("*pool.py*")


@pytest.mark.parametrize(
    ("app", "said"),
    [
        ("nowhere", "*minisplunk_app: *nowhere*"),
        (".", "*minisplunk_app: *is not a Splunk app: it has no default/app.conf*"),
    ],
)
def test_an_app_that_is_none_ends_the_run(app: str, said: str, pytester: pytest.Pytester) -> None:
    with_app(pytester, app)
    with_cases(pytester)
    result = pytester.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])
    result.stderr.no_fnmatch_line("*Traceback*")


def test_on_another_splunk(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    with_app(pytester)
    (pytester.path / "test_mine.splunk.yaml").write_text("- {name: quiet, fires: false}\n- {name: loud, fires: true}\n")
    pytester.makepyfile(
        """
        import pytest
        from minisplunk.errors import MinisplunkError

        def test_it(minisplunk):
            assert not minisplunk.run(search='index=main | stats count by a').fired

        def test_settings(minisplunk):
            with pytest.raises(MinisplunkError, match="It needs other settings of the app"):
                minisplunk.run(settings=[{"conf": "macros", "stanza": "a", "settings": {"definition": "b"}}])
        """
    )
    with serving(monkeypatch) as somebody:
        options = ("--minisplunk-splunk", somebody.address.management, "--minisplunk-insecure")
        result = pytester.runpytest_inprocess(*options)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_mine.splunk.yaml::loud - fires: it found nothing"])


def test_a_splunk_that_cannot_be_reached_ends_the_run(pytester: pytest.Pytester) -> None:
    with_app(pytester)
    with_cases(pytester)
    result = pytester.runpytest_inprocess("--minisplunk-splunk", "ftp://splunk")
    assert result.ret == 2
    result.stdout.fnmatch_lines(["*Exit: ftp://splunk*"])
