"""Parts -> a folder of events, all or nothing; and the sentences that report it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..conf import Conf
from ..engine import Splunk
from ..ingest.notes import Notes
from ..replay import Part
from ..store.lock import FolderInUse
from .documents.replay import Stored
from .opened import etc_of, install, same_indexes
from .output import counted, print_json, say, tell
from .progress import reading


def store(
    parts_by: Callable[[Conf], Sequence[Part]],
    data_dir: Path,
    apps: Sequence[Path],
    index: str,
    notes: Notes,
    *,
    as_json: bool,
) -> int:
    """The exit code. `parts_by` gives the parts, their source types by props.conf of the folder and of `apps`, which
    are there meanwhile. Events that are there already stay: nobody could tell a second replay from more of the same."""
    with (
        _gone_if_it_fails(data_dir),
        etc_of(data_dir, copied=bool(apps)) as etc,
        Splunk(data_dir, etc=etc) as splunk,
        same_indexes(splunk),
    ):
        for app in apps:
            install(splunk, app)
        parts = parts_by(splunk.contexts.everywhere.written("props"))
        sources = {part.source for part in parts}
        already = sum(
            totals.events
            for meta, totals in splunk.store.kinds().values()
            if meta.index == index and meta.source in sources
        )
        stored = dict.fromkeys(sorted(sources), 0)
        with splunk.store.transaction():
            for part in reading(parts):
                stored[part.source] += splunk.replay(part, index=index, notes=notes)
    if already:
        notes.add("already", f"{counted(already, 'event')} of the same source stood in index {index} before, and stay")
    for note in notes:
        tell(note)
    events = sum(stored.values())
    if as_json:
        print_json(Stored(str(data_dir), index, events, already, stored))
    else:
        place = f"index {index} of {data_dir}"
        say(f"{counted(events, 'event')} from {counted(len(stored), 'source')} stored in {place}")
    return 0


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
