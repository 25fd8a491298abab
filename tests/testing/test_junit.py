"""Verdicts in; XML that CI servers read, out."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.testing.junit import junit
from minisplunk.testing.verdict import Difference, Ending, Firing, Shown, Value, Verdict

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["\0\x1b[2J", "]]>", "<a & 'b'>", "\ufffe"])
ENDINGS: list[Ending] = ["passed", "failed", "wrong", "unsupported", "skipped"]
ROWS: st.SearchStrategy[Shown] = st.dictionaries(TEXTS, TEXTS, max_size=2)
VERDICTS = st.builds(
    Verdict,
    name=TEXTS,
    file=st.sampled_from(["a.yaml", "b.yaml"]),
    line=st.integers(1, 9),
    outcome=st.sampled_from(ENDINGS),
    differences=st.lists(
        st.builds(
            Difference,
            of=st.just("results"),
            message=TEXTS,
            values=st.lists(st.builds(Value, st.integers(1, 9), TEXTS, TEXTS, TEXTS), max_size=2),
            found=st.lists(ROWS, max_size=2),
        ),
        max_size=2,
    ),
    error=TEXTS,
)


@given(st.lists(VERDICTS, max_size=6), st.lists(TEXTS, max_size=2))
def test_it_is_well_formed_and_counts(verdicts: list[Verdict], faults: list[str]) -> None:
    root = ElementTree.fromstring(junit(verdicts, faults))
    assert len(root.findall("testsuite/testcase")) == len(verdicts) + len(faults)
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases)
        for counted, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(counted, "0")) == len(suite.findall(f"testcase/{kind}"))
    ends = [one.outcome for one in verdicts]
    assert len(root.findall(".//failure")) == ends.count("failed")
    assert len(root.findall(".//skipped")) == ends.count("skipped")
    assert len(root.findall(".//error")) == ends.count("wrong") + ends.count("unsupported") + len(faults)


def test_what_differs_is_in_it() -> None:
    differs = Difference("results", "1 row differs", [Value(1, "user", "al", "bo")])
    verdict = Verdict("a case", "test_a.splunk.yaml", 3, "failed", differences=[differs], rows=1, elapsed=0.25)
    (case,) = ElementTree.fromstring(junit([verdict])).findall("testsuite/testcase")
    assert case.attrib == {
        "name": "a case",
        "classname": "test_a.splunk.yaml",
        "file": "test_a.splunk.yaml",
        "line": "3",
        "time": "0.250",
    }
    (failure,) = case
    assert failure.get("message") == "results: 1 row differs"
    assert failure.text == "results: 1 row differs\n  row  field  expected  found\n  1    user   al        bo"


def test_a_case_on_which_another_search_fired_has_not_passed() -> None:
    verdict = Verdict(
        "a case", "test_a.splunk.yaml", 3, "passed", firings=[Firing("Other", 2), Firing("Broken", error="x")]
    )
    (suite,) = ElementTree.fromstring(junit([verdict]))
    (failure,) = suite.findall("testcase/failure")
    assert suite.get("failures") == "1"
    assert failure.get("message") == failure.text == "Other fired too: 2 results"
