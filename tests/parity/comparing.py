"""What two Splunks answered to a case in, what is different out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from .answer import Answer, Outcome
from .cases import Case


class Verdict(str, Enum):
    """What is worst comes first of those that are different."""

    SAME = "same"
    OUTCOME = "one has results, the other refuses"
    RESULTS = "other results"
    COLUMNS = "another order of columns"
    UNLIKE_FILE = "the embedded one does not answer what the file says"
    WORDING = "both refuse, in other words"
    NOT_DONE = "the embedded one does not do it, and says so"

    @property
    def different(self) -> bool:
        return self not in (Verdict.SAME, Verdict.NOT_DONE)


@dataclass(frozen=True, slots=True)
class Compared:
    case: Case
    embedded: Answer
    splunk: Answer
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """`name`, `version` and `real` are of the other Splunk; `skipped`: those that were not asked, by reason."""

    name: str
    version: str
    real: bool
    compared: tuple[Compared, ...]
    skipped: Mapping[str, int]

    @property
    def different(self) -> list[Compared]:
        """In the order of the verdicts."""
        order = list(Verdict)
        found = (one for one in self.compared if one.verdict.different)
        return sorted(found, key=lambda one: order.index(one.verdict))

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(one.verdict for one in self.compared)


def verdict(case: Case, embedded: Answer, splunk: Answer) -> Verdict:
    if embedded.outcome is Outcome.UNSUPPORTED:
        return Verdict.NOT_DONE
    if case.expected is not None and not agrees(case, embedded):
        return Verdict.UNLIKE_FILE
    if embedded.outcome is not splunk.outcome:
        return Verdict.OUTCOME
    if embedded.outcome is Outcome.REFUSED:
        return Verdict.SAME if embedded.text == splunk.text else Verdict.WORDING
    if embedded.rows != splunk.rows:
        return Verdict.RESULTS
    if case.columns and embedded.columns != splunk.columns:
        return Verdict.COLUMNS
    return Verdict.SAME


def agrees(case: Case, answer: Answer) -> bool:
    """Whether an answer is what the case's file says. Of the reason of a refusal a file may hold a part, or nothing."""
    if case.expected is None or case.expected.outcome is not answer.outcome:
        return False
    said = case.seen(case.expected)
    columns = not case.columns or said.columns == answer.columns
    return said.rows == answer.rows and said.text in answer.text and columns


def passed(case: Case, answer: Answer) -> bool:
    """Whether all that the file says of the case is so."""
    says_why = case.expected is not None and (case.expected.outcome is not Outcome.REFUSED or case.expected.text != "")
    return case.whole and says_why and agrees(case, answer)


def skipped(cases: Iterable[Case]) -> Mapping[str, int]:
    """How many are not asked, by reason; the most first."""
    return dict(Counter(case.skip for case in cases if case.skip).most_common())
