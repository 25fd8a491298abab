"""A saved search's results and its condition in, whether they are an alert out."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import SplError, UnsupportedSpl
from ..jobs import SearchJob
from ..search import SearchContext
from ..search.over_results import filtered
from ..values import texts
from .saved import Condition

_COUNTED = {"number of hosts": "host", "number of sources": "source"}

_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "greater than": lambda counted, quantity: counted > quantity,
    "less than": lambda counted, quantity: counted < quantity,
    "equal to": lambda counted, quantity: counted == quantity,
    "not equal to": lambda counted, quantity: counted != quantity,
}


def triggered(condition: Condition, job: SearchJob, previous: int | None, context: SearchContext) -> bool:
    """Whether the results meet the condition. `previous`: the count of the last run, for `drops by` and `rises by`.

    Without a last run nothing drops or rises. Raises SplError and UnsupportedSpl for what is wrong with an
    alert_condition.
    """
    if condition.counttype == "always":
        return True
    if condition.search:
        return _left_by(condition.search, job, context)
    counted = count(condition, job)
    if condition.relation in _RELATIONS:
        return _RELATIONS[condition.relation](counted, condition.quantity)
    if previous is None:
        return False
    change = counted - previous if condition.relation == "rises by" else previous - counted
    threshold = previous * condition.quantity / 100 if condition.percent else condition.quantity
    return change > 0 and change >= threshold


def count(condition: Condition, job: SearchJob) -> int:
    """What the condition counts: results, or the distinct hosts or sources in them."""
    field = _COUNTED.get(condition.counttype)
    if field is None:
        return len(job.results)
    return len({value for row in job.results for value in texts(row.get(field))})


def _left_by(search: str, job: SearchJob, context: SearchContext) -> bool:
    try:
        return any(True for _ in filtered(search, [dict(row) for row in job.results], context))
    except (SplError, UnsupportedSpl) as error:
        raise type(error)(f"alert_condition: {error.message}", error.place) from error
