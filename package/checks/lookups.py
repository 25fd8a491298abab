"""Lookups: the files that transforms.conf names are there, and are sound CSV; automatic lookups name a definition."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from ..finding import Finding
from ..unpacked import Unpacked


def lookup_files_are_there(app: Unpacked) -> Iterator[Finding]:
    for conf, _, setting in app.settings():
        if conf == "transforms" and setting.key == "filename" and f"lookups/{setting.value}" not in app.files:
            yield Finding.at(setting, f"filename is {setting.value}", "there is no such file in lookups/")


def automatic_lookups_are_defined(app: Unpacked) -> Iterator[Finding]:
    """The first word of LOOKUP-<class> in props.conf is a stanza of transforms.conf."""
    known = app.conf("transforms").stanzas
    for conf, _, setting in app.settings():
        table = setting.value.partition(" ")[0]
        if conf == "props" and setting.key.startswith("LOOKUP-") and table not in known:
            yield Finding.at(setting, f"{setting.key} uses {table}", "transforms.conf has no such stanza")


def lookup_files_are_even(app: Unpacked) -> Iterator[Finding]:
    """A header of different names, and as many values in each row; Splunk fills up or drops the rest unseen."""
    for name, data in app.under("lookups"):
        reader = csv.reader(data.decode("utf-8", "replace").splitlines(keepends=True), strict=True)
        header: list[str] = []
        try:
            for row in reader:
                header = header or row
                if len(row) != len(header):
                    what = f"has {len(row)} values under {len(header)} columns"
                    yield Finding(name, reader.line_num, what, "Splunk fills up or drops the rest")
        except csv.Error as error:
            yield Finding(name, reader.line_num, f"is no CSV: {error}", "Splunk drops or joins rows")
        if not header or "" in header or len(set(header)) < len(header):
            yield Finding(name, 1, "has no header of different names", "its columns are the lookup's fields")
