"""Pipelines run as a search runs them, over rows that a test makes, in the real context on a store in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timezone, tzinfo
from functools import lru_cache, partial
from pathlib import Path
from tempfile import mkdtemp
from threading import RLock
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet

from minisplunk.commands import resolve
from minisplunk.conf import Layers, system
from minisplunk.conf.app import load
from minisplunk.fields import Knowledge
from minisplunk.kvstore.store import KvStore
from minisplunk.lookups.stores import LookupStores
from minisplunk.search import Instance, Prepared, Request, Run, SearchContext, read, start
from minisplunk.spl.pipeline import Pipeline
from minisplunk.spl.pipelines import parse
from minisplunk.spl.source import SourceText
from minisplunk.store import Store
from minisplunk.times import TimeRange
from minisplunk.values import Row, texts

NOW = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC
INDEXES = ("risk", "s", "summary")
APP = "cases"


@dataclass(frozen=True)
class Setting:
    """What a pipeline runs in. `lookups`: rows by table; `saved_searches`: SPL by name; `limits`: of [default];
    `confs`: what further stands in conf files, by their names; `locations`: the database of iplocation, records by
    network. `number`: another one for what writes files: its own folder."""

    now: float = NOW
    zone: tzinfo = timezone.utc
    window: TimeRange = TimeRange.ALL
    lookups: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    saved_searches: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    confs: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0

    @property
    def knowledge(self) -> Knowledge:
        return self._known[1]

    @property
    def instance(self) -> Instance:
        return self._known[0]

    @property
    def _known(self) -> tuple[Instance, Knowledge]:
        files = {f"{name}.csv": _csv(rows) for name, rows in self.lookups.items()}
        transforms = "".join(f"[{name}]\nfilename = {name}.csv\n" for name in self.lookups)
        saved = "".join(f"[{name}]\nsearch = {spl}\n" for name, spl in self.saved_searches.items())
        limits = "[default]\n" + "".join(f"{key} = {value}\n" for key, value in self.limits.items())
        if self.locations:
            limits += f"[iplocation]\ndb_path = {database(json.dumps(self.locations))}\n"
        confs = {"transforms": transforms, "savedsearches": saved, "limits": limits}
        confs |= {name: confs.get(name, "") + text for name, text in self.confs.items()}
        return _known(tuple(files.items()), tuple(confs.items()), self.number)


DEFAULT = Setting()


def parsed(spl: str) -> Pipeline:
    return parse(SourceText.plain(spl), resolve)


@dataclass(frozen=True)
class Outcome:
    rows: list[Row]
    messages: list[str]
    store: Store
    shown: list[Row]


def over_rows(spl: str) -> Pipeline:
    return parse(SourceText.plain(spl), resolve, over_results=True)


def started(
    spl: str,
    rows: Iterable[Row] | None = None,
    setting: Setting = DEFAULT,
    store: Store | None = None,
    roles: tuple[str, ...] = ("admin",),
) -> tuple[Run, Iterator[Row], Store]:
    """A search, its rows to come, and the store that it writes to; with rows, what continues one over them.

    Nulls among the rows' values are no fields.
    """
    knowledge, instance = setting.knowledge, setting.instance
    view = knowledge.view
    shown = partial(_below, instance.home)
    store = store or made_store()
    request = Request(spl, setting.now, f"{NOW:.0f}.1", app=APP, roles=roles, zone=setting.zone, window=setting.window)
    if rows is None:
        made = start(read(request, view), view, knowledge, store, store, instance=instance, shown=shown)
        return made, made.rows(), store
    prepared = Prepared(request, SourceText.plain(spl), over_rows(spl), None)
    made = start(prepared, view, knowledge, store, store, instance=instance, shown=shown)
    given = ({name: value for name, value in row.items() if value is not None} for row in rows)
    return made, made.over(given), store


def run(spl: str, rows: Iterable[Row] | None = None, setting: Setting = DEFAULT, store: Store | None = None) -> Outcome:
    made, results, store = started(spl, rows, setting, store)
    found = list(results)
    formatted = made.formatted()
    return Outcome(found, _messages(made), store, [{**row, **formatted(row)} for row in found])


def context(setting: Setting = DEFAULT, store: Store | None = None) -> SearchContext:
    """What commands get of a running search."""
    return started("search *", [], setting, store)[0].context


def made_store() -> Store:
    store = Store.memory()
    for name in INDEXES:
        store.create_index(name)
    return store


def _below(home: Path, text: str) -> str:
    """A text that names files by their paths below a folder."""
    return text.replace(f"{home}/", "")


def _messages(made: Run) -> list[str]:
    return [f"{message.kind} {message.text}" for message in made.messages]


def plain(rows: Iterable[Row]) -> list[dict[str, list[str]]]:
    """Rows as texts, since 1 and "1" print alike; nulls are no fields."""
    return [{name: texts(value) for name, value in row.items() if value is not None} for row in rows]


@lru_cache(maxsize=64)
def _known(
    files: tuple[tuple[str, str], ...], confs: tuple[tuple[str, str], ...], number: int
) -> tuple[Instance, Knowledge]:
    home = Path(mkdtemp(prefix="minisplunk-cases-"))
    root = home / "etc" / "apps" / APP
    for folder in ("default", "lookups"):
        (root / folder).mkdir(parents=True)
    for name, text in (("app", "[ui]\nlabel = Cases\n"), *confs):
        (root / "default" / f"{name}.conf").write_text(text)
    for name, text in files:
        (root / "lookups" / name).write_text(text)
    layers = [Layers(system(), (load(root),), etc=home / "etc")]
    kvstore = KvStore.memory()
    instance = Instance(
        home,
        RLock(),
        lambda: layers[-1],
        lambda change: layers.append(change(layers[-1])),
        kvstore,
        lambda *asked: None,
    )
    return instance, Knowledge(layers[0].context(APP), LookupStores(kvstore=kvstore))


@lru_cache(maxsize=8)
def database(records: str) -> Path:
    """A MaxMind file with some records, by their networks in JSON."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Cases", float_type="f64")
    for network, record in json.loads(records).items():
        writer.insert_network(IPSet([network]), record)
    file = Path(mkdtemp(prefix="minisplunk-cases-")) / "cases.mmdb"
    writer.to_db_file(str(file))
    return file


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
