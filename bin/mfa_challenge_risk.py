"""An alert of splunkd on standard input; the risk events that Enterprise Security would write of it in an index.

splunkd runs this as a custom alert action, with `--execute`. Lines on standard error go to splunkd.log: search
`index=_internal component=sendmodalert action=mfa_challenge_risk`. Where Enterprise Security's own risk action is there
and enabled, nothing is written, so that no score counts twice.

Exit codes: 0 done, or left to Enterprise Security; 1 not run with --execute; 2 failed, in part or in whole, and the log
says what was not written; 3 unexpected, a fault of this script.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from alert_context import risk_action_is_enabled, saved_search, search_job
from alert_payload import Payload, read_payload
from delivery import Delivery, deliver
from fault import ActionFault
from result_rows import result_rows
from risk_events import Risk
from risk_settings import risk_settings
from splunkd import Splunkd
from splunkd_log import Log

DONE, WRONG_MODE, FAILED, UNEXPECTED = 0, 1, 2, 3
RERUN = "Once this is mended, run the search over the same time again: an event written twice has one risk_event_id."


class Tally:
    """Results in, risk events out, both counted; what stopped the results is kept until the events are sent."""

    def __init__(self, risk: Risk, payload: Payload) -> None:
        self._risk, self._file = risk, payload.results_file
        self.results = 0
        self.without_object = 0
        self.fault: ActionFault | None = None

    def events(self) -> Iterator[str]:
        now = time.time()
        try:
            for row in result_rows(self._file):
                events = self._risk.events(row, now)
                self.results += 1
                self.without_object += not events
                yield from events
        except ActionFault as fault:
            self.fault = fault


def main(arguments: Sequence[str]) -> int:
    log = Log(sys.stderr)
    if list(arguments) != ["--execute"]:
        log.write("FATAL", "Unsupported execution mode: splunkd runs this script with --execute")
        return WRONG_MODE
    try:
        payload = read_payload(sys.stdin.buffer.read())
        log = log.about(payload)
        return run(payload, log)
    except ActionFault as fault:
        log.write("ERROR", f"No risk events were written: {fault}")
        return FAILED
    except Exception as error:
        log.unexpected(error)
        return UNEXPECTED


def run(payload: Payload, log: Log) -> int:
    """Write the risk events of one alert. ActionFault when there is nothing to write them from or to."""
    with Splunkd(payload.server_uri, payload.session_key, log) as splunkd:
        if risk_action_is_enabled(splunkd, payload):
            text = "Left to Enterprise Security: its alert action risk is enabled and writes the risk events"
            log.write("INFO", f"{text}. No risk events were written.")
            return DONE
        search = saved_search(splunkd, payload)
        job = search_job(splunkd, payload)
        tally = Tally(Risk(payload.search_name, risk_settings(search), job.info), payload)
        delivery = deliver(splunkd, payload, tally.events())
    return _judge(tally, delivery, job.missing(search, tally.results), payload, log)


def _judge(tally: Tally, delivery: Delivery, missing: int, payload: Payload, log: Log) -> int:
    if tally.without_object:
        text = f"{tally.without_object} of {tally.results} results have no value in a field that names a risk object"
        log.write("WARN", f"{text}, so they score nothing")
    for fault in (tally.fault, delivery.fault):
        if fault is not None:
            log.write("ERROR", str(fault))
    if missing and tally.fault is None:
        text = f"The search has {missing} more results than splunkd handed over (maxresults of the alert action)"
        log.write("ERROR", f"{text}: they score nothing")
    counts = f"{delivery.written} risk events of {tally.results} results were written to index={payload.index}"
    if tally.fault is None and delivery.fault is None:
        log.write("INFO", counts)
        return FAILED if missing else DONE
    log.write("ERROR", f"{counts}, {delivery.unwritten} were not{delivery.doubt()}. {RERUN}")
    return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
