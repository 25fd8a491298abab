"""Parts -> a folder of events, all at once; and the sentences that report it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..conf import Conf
from ..detect.loading import load_each
from ..engine import Splunk
from ..ingest.notes import Notes, plain
from ..ingest.skipped import Skipped
from ..replay import Part
from ..store.lock import FolderInUse
from .documents.parts import skipped_files
from .documents.replay import Stored
from .opened import etc_of, install, same_indexes
from .output import counted, print_json, say, tell
from .progress import reading
from .skipping import list_skipped


def store(
    parts_by: Callable[[Conf], Sequence[Part]],
    data_dir: Path,
    apps: Sequence[Path],
    index: str,
    notes: Notes,
    skipped: list[Skipped] | None,
    *,
    again: bool,
    as_json: bool,
) -> int:
    """The exit code. `parts_by` gives the parts, their source types by props.conf of the folder and of `apps`, which
    are there meanwhile. A file whose content was stored before is passed over, unless it is to be stored `again`;
    events that are there already stay. Faults of files are `skipped`; without that, or where nothing can be read,
    nothing is stored."""
    with (
        _gone_if_it_fails(data_dir),
        etc_of(data_dir, copied=bool(apps)) as etc,
        Splunk(data_dir, etc=etc) as splunk,
        same_indexes(splunk),
    ):
        for app in apps:
            install(splunk, app)
        parts = parts_by(splunk.contexts.everywhere.written("props"))
        given = {part.source for part in parts}
        already = sum(
            totals.events
            for meta, totals in splunk.store.kinds().values()
            if meta.index == index and meta.source in given
        )
        stored = Counter[str]()
        before = {} if again else splunk.store.replayed(index)
        passed_over: list[str] = []

        def one(part: Part, faults: list[Skipped] | None) -> None:
            content = part.content()
            if content in before:
                passed_over.append(plain(str(part.path)))
                if faults is not None and (fault := before[content]) is not None:
                    faults.append(Skipped(plain(str(part.path)), fault))
                return
            known = len(faults or ())
            stored[part.source] += splunk.replay(part, index=index, notes=notes, skipped=faults)
            fault = faults[-1].reason if faults and len(faults) > known else None
            splunk.store.has_replayed(index, content, fault)

        with splunk.store.transaction():
            load_each(parts, reading, one, skipped, "stored")
    if already:
        notes.add("already", f"{counted(already, 'event')} of the same source stood in index {index} before, and stay")
    if passed_over:
        files = f"{counted(len(passed_over), 'file')} {'was' if len(passed_over) == 1 else 'were'}"
        notes.add("replayed", f"{files} replayed before, and passed over; --again stores them once more")
    for note in notes:
        tell(note)
    events = stored.total()
    if as_json:
        sources = dict(sorted(stored.items()))
        faults = skipped_files(skipped or ())
        print_json(Stored(str(data_dir), index, events, already, sources, passed_over, faults))
    else:
        place = f"index {index} of {data_dir}"
        say(f"{counted(events, 'event')} from {counted(len(stored), 'source')} stored in {place}")
    return list_skipped(skipped or (), 0)


@contextmanager
def _gone_if_it_fails(folder: Path) -> Iterator[None]:
    """A folder that is made inside the block, and those above it, are taken away again when the block fails."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        yield
    except FolderInUse:
        raise  # somebody else has made it meanwhile
    except BaseException as error:
        if missing:
            shutil.rmtree(missing[-1], ignore_errors=True)
        if isinstance(error, KeyboardInterrupt):
            raise KeyboardInterrupt("Interrupted: nothing was stored.") from error
        raise
