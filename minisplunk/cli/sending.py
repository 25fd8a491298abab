"""Files of events -> the HEC of a Splunk; and what the user is told, also when it ends too soon."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence

import click
from msgspec import UNSET

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..forwarder.endpoint import Endpoint
from ..forwarder.envelope import EventFeed
from ..forwarder.forwarding import Forwarder
from ..forwarder.hec import Hec
from ..ingest.notes import Notes
from ..replay import Indexing, Part
from ..store import Meta
from ..targets.access import HEC_TOKEN, hec_endpoint, management_url, unchecked
from ..targets.faults import TargetError
from ..targets.options import DOCKER, EMBEDDED
from .documents.replay import Sent
from .output import complain, counted, print_json, say, tell
from .progress import Sending


@dataclass(frozen=True, slots=True)
class SendOptions:
    """Where events go, and how. `index`: empty for that of the token; `to`: where the newest event was shifted to, in
    epoch seconds, None where it stays."""

    endpoint: Endpoint
    index: str
    rate: float | None
    resume: int
    to: float | None


def endpoint_of(splunk: str, verify: bool | str) -> Endpoint:
    """The HEC of a target, as the environment says; the one place that knows which targets this verb sends to."""
    if splunk == EMBEDDED:
        raise click.UsageError("an embedded Splunk ends with the command: give --data-dir FOLDER to keep its events")
    if splunk == DOCKER:
        from ..targets.docker import kept

        hec = kept().hec
        assert hec is not None  # a container of ours has a token from the start
        return hec
    endpoint = hec_endpoint(os.environ, verify, management_url(splunk))
    if endpoint is None:
        raise TargetError(f"Set ${HEC_TOKEN} to a token of HEC: Settings > Data inputs > HTTP Event Collector.")
    if endpoint.url.startswith("http://"):
        tell(f"{endpoint.url} speaks no TLS: whoever sits in between reads the token and the events.")
    elif not verify:
        tell(unchecked(endpoint.url))
    return endpoint


def send(options: SendOptions, parts: Sequence[Part], notes: Notes, *, as_json: bool) -> int:
    """The exit code. When it ends too soon, by Ctrl-C too, the user is told the option to go on with."""
    progress = Sending(parts)
    with Hec(options.endpoint) as hec:
        forwarder = Forwarder(hec, resume=options.resume, rate=options.rate, say=tell)
        began = time.monotonic()
        fault: MinisplunkError | None = None
        try:
            hec.reach()
            with progress.bar():
                forwarder.send(_feeds(parts, options.index, progress, notes))
        except MinisplunkError as error:
            fault = error
        except KeyboardInterrupt as stop:
            raise KeyboardInterrupt(f"Stopped. {_go_on(forwarder, options)}") from stop
        except BaseException:
            tell(f"Stopped. {_go_on(forwarder, options)}")
            raise
        seconds = time.monotonic() - began
    for note in notes:
        tell(note)
    if fault is not None:
        complain(f"Error: {fault}\n{_go_on(forwarder, options)}")
    if as_json:
        print_json(_report(options, forwarder, seconds, fault))
    elif fault is None:
        _tell(options, forwarder, parts)
    return 0 if fault is None else fault.exit_code


def _feeds(parts: Iterable[Part], index: str, progress: Sending, notes: Notes) -> Iterator[EventFeed]:
    indexing = Indexing.bare(time.time())
    for part in parts:
        meta = Meta(index, part.host, part.source, part.sourcetype)
        events = part.events(indexing, notes)
        if not part.cloudtrail and part.fields_found_by_hec(indexing):
            events = ((moment, raw, None) for moment, raw, _ in events)  # else each value would be there twice
        yield EventFeed(str(part.path), meta, progress.passing(events))


def _go_on(forwarder: Forwarder, options: SendOptions) -> str:
    """The time of --shift is told as a number, so that what is left is moved by the same offset."""
    if forwarder.resume_at == 0:
        return "No event is there for certain."
    shift = "" if options.to is None else f" --shift {options.to:.6f}".rstrip("0").rstrip(".")
    sent = f"{counted(forwarder.resume_at, 'event')} {'is' if forwarder.resume_at == 1 else 'are'} there"
    return f"{sent}. To go on, give the same command with --resume {forwarder.resume_at}{shift}"


def _tell(options: SendOptions, forwarder: Forwarder, parts: Sequence[Part]) -> None:
    events = counted(forwarder.resume_at - options.resume, "event")
    where = f"index {options.index}" if options.index else "the token's index"
    how = "acknowledged as indexed" if forwarder.acknowledges else "taken; the token does not acknowledge"
    say(f"{events} from {counted(len(parts), 'file')} sent to {where} of {options.endpoint.url}: {how}")
    if forwarder.maybe_twice:
        say(f"Up to {counted(forwarder.maybe_twice, 'event')} may be there twice: an answer was lost on the way.")


def _report(options: SendOptions, forwarder: Forwarder, seconds: float, fault: MinisplunkError | None) -> Sent:
    events = forwarder.resume_at - options.resume
    return Sent(
        hec=options.endpoint.url,
        index=options.index or None,
        events=events,
        resume=forwarder.resume_at,
        acknowledged=forwarder.acknowledges,
        maybe_twice=forwarder.maybe_twice,
        shift=options.to,
        seconds=round(seconds, 3),
        events_per_second=round(events / seconds) if seconds else None,
        error=UNSET if fault is None else str(fault),
    )
