"""Searches of many commands, and joins, beside what they cannot do without: reading the fields of their events."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .measure import Measure, paired

EVENTS = "sourcetype=aws:cloudtrail"
READ = "eventName requestID sourceIPAddress awsRegion userIdentity.userName net last number"
"""What the stages need of events: a field that rex makes stays as it was where the pattern does not match."""
STAGES = r"""
eval action=upper(eventName), size=len(requestID)
where size>3
rex field=sourceIPAddress "(?<net>\d+\.\d+)\.\d+\.(?<last>\d+)"
eval region=if(awsRegion="us-east-1", "home", awsRegion)
where last!=300
eval who='userIdentity.userName', next=tonumber(last)+1
rex field=who "user(?<number>\d+)"
where isnotnull(number) OR eventName="ConsoleLogin"
eval key=net."-".number
where key!="x"
""".strip().splitlines()
JOINED = 50_000

Search = Callable[[str], Sequence[dict[str, object]]]


LONG = " | ".join(
    (
        "tstats count min(_time) as first from datamodel=Endpoint.Processes where "
        + " OR ".join(f'Processes.process="*\\\\tool{number}.exe* -run *"' for number in range(100))
        + " by Processes.dest Processes.user Processes.process_name _time span=1h",
        *(f'eval part{number}=if(match(process, "(?i)part{number}\\s+\\d+"), "yes", null())' for number in range(40)),
        "where isnotnull(part1) OR part2=part3",
    )
)
"""Longer than the longest of public libraries that we have seen."""


def measures(search: Search, events: int) -> list[Measure]:
    return [chained(search, events), joined(search), modelled(search, events), reading()]


def modelled(search: Search, events: int) -> Measure:
    """Events that are tagged as processes, through the model, and by their tags."""

    def ours() -> None:
        (row,) = search("| tstats count from datamodel=Endpoint.Processes")
        assert int(str(row["count"])) == events

    def bare() -> None:
        assert counted(search, "tag=process tag=report") == events

    ratio, _ = paired(ours, bare)
    return Measure("tstats count from datamodel=Endpoint.Processes / stats count by its tags", ratio, 3, "x")


def reading() -> Measure:
    from minisplunk.engine import Splunk

    with Splunk() as splunk:
        splunk.install_common_information_model()
        _, seconds = paired(lambda: splunk.read(splunk.request(f"| {LONG}")), lambda: None)
    return Measure(f"reading a search of {len(LONG):,} characters", seconds * 1000, 20, "ms")


def chained(search: Search, events: int) -> Measure:
    def ours() -> None:
        assert counted(search, f"{EVENTS} | {' | '.join(STAGES)}") == events

    def bare() -> None:
        assert counted(search, f"{EVENTS} | table {READ}") == events

    ratio, _ = paired(ours, bare)
    return Measure(f"ten eval, where and rex over {events:,} events / table of their fields", ratio, 4, "x")


def joined(search: Search) -> Measure:
    one, other = f"{EVENTS} | fields requestID eventName", f"{EVENTS} | head {JOINED} | fields requestID awsRegion"

    def ours() -> None:
        assert counted(search, f"{one} | join requestID [search {other}]") == JOINED

    def bare() -> None:
        counted(search, f"{one} | table requestID eventName")
        counted(search, f"{other} | table requestID awsRegion")

    ratio, _ = paired(ours, bare)
    return Measure(f"join of {JOINED:,} rows / its two searches", ratio, 2, "x")


def counted(search: Search, spl: str) -> int:
    (row,) = search(f"{spl} | stats count")
    return int(str(row["count"]))
