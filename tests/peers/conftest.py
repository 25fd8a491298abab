"""A Splunk that knows much, and files that its search is over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.ingest.archive import CLOUDTRAIL
from minisplunk.kvstore.collection import Collection
from minisplunk.kvstore.document import Document
from minisplunk.peers import Head, Mountain, Where, head
from minisplunk.replay import Part
from minisplunk.times import ManualClock

CONFS = {
    "default/app.conf": "[launcher]\nversion = 1.0.0\n",
    "default/macros.conf": "[logins]\ndefinition = index=other eventName=nothing\n",
    "local/macros.conf": "[logins]\ndefinition = index=other eventName=ConsoleLogin\n",
    "default/collections.conf": "[teams]\n",
    "default/transforms.conf": "[people]\nfilename = people.csv\n"
    "[teams]\nexternal_type = kvstore\ncollection = teams\nfields_list = _key, person, team\n",
    "lookups/people.csv": "user,person\nu0,Ann\nu1,Bob\n",
}
SEARCH = "`logins` | lookup people user | lookup teams person | `mine` | stats count by person team z"


@pytest.fixture
def splunk(tmp_path: Path) -> Iterator[Splunk]:
    """Its own macro is another one than the app's; a user has a macro; a collection has documents; an index that
    nobody's conf names."""
    for name, text in CONFS.items():
        path = tmp_path / "known" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with Splunk(clock=ManualClock(1_775_000_000)) as splunk:
        splunk.install(tmp_path / "known")
        splunk.change("known", "macros", "mine", {"definition": 'eval z="own"'}, user="admin")
        splunk.store.create_index("other")
        splunk.kvstore.save(Collection("known", "teams"), "nobody", [Document("1", '{"person":"Ann","team":"blue"}')])
        yield splunk


@pytest.fixture
def parts(tmp_path: Path) -> list[Part]:
    folder = tmp_path / "trail"
    folder.mkdir()
    for number in range(40):
        records = [
            {"eventVersion": "1.08", "eventTime": "2026-03-31T09:00:00Z", "eventName": name, "user": f"u{number % 3}"}
            for name in ("ConsoleLogin", "ListBuckets", "ConsoleLogin")
        ]
        (folder / f"{number}.json").write_text("\n".join(map(json.dumps, records)))
    return [Part(path, CLOUDTRAIL, "s", "h") for path in sorted(folder.iterdir())]


@pytest.fixture
def over(splunk: Splunk, parts: list[Part], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """The search's rows, where it is run; each file is a part of its own."""
    monkeypatch.setattr(head, "bundles", partial(head.bundles, size=1))

    def rows(where: Where, stopped: Callable[[], bool] = bool) -> list[Any]:
        run = Head(splunk, Mountain(parts, "other"), where, stopped=stopped).start(
            splunk.read(splunk.request(SEARCH, app="known"))
        )
        assert not isinstance(run, str), run
        return list(run.rows())

    return rows
